using System.Text.Json.Serialization;

namespace Countersign.SignIn.StoredRequests;

/// <summary>The state of a client's request that waits, under a handle, for a person to come or to sign in.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Absent), "absent")]
[JsonDerivedType(typeof(Pushed), "pushed")]
[JsonDerivedType(typeof(Open), "open")]
[JsonDerivedType(typeof(Used), "used")]
public abstract record StoredRequestState
{
    public static readonly StoredRequestState None = new Absent();

    /// <summary>When the row may go; nobody is told anything else by one that has outlived its use.</summary>
    [JsonIgnore]
    public DateTimeOffset? Due => this switch
    {
        Pushed pushed => pushed.EndsAt,
        Open open => open.EndsAt,
        Used used => used.EndsAt,
        _ => null,
    };

    public sealed record Absent : StoredRequestState;

    /// <summary>The client has sent it ahead; no browser has come with it (RFC 9126).</summary>
    public sealed record Pushed(TenantId Tenant, string Client, string Body, DateTimeOffset EndsAt) : StoredRequestState;

    /// <summary>A person is signing in for it.</summary>
    /// <param name="BeganAt">When a browser came with it.</param>
    /// <param name="PushedUntil">
    /// The end of the time for a browser to come with what was pushed, which is completed once; null when it was not.
    /// </param>
    public sealed record Open(
        TenantId Tenant, string Client, string Body, DateTimeOffset BeganAt, DateTimeOffset EndsAt, DateTimeOffset? PushedUntil = null)
        : StoredRequestState;

    /// <summary>Completed, for good.</summary>
    public sealed record Used(TenantId Tenant, DateTimeOffset EndsAt) : StoredRequestState;
}
