using Countersign.SignIn.Machines;

namespace Countersign.SignIn.StoredRequests;

/// <summary>Questions to a stored request. What is another tenant's or client's, over or used is as good as none.</summary>
public abstract record StoredRequestQuestion
{
    /// <summary>A browser came and has to wait for the person.</summary>
    /// <param name="Body">The request, as its keeper writes it: at most <see cref="Limits.StoredRequestLength"/> characters.</param>
    public sealed record Keep(TenantId Tenant, string Client, string Body) : StoredRequestQuestion<StoredRequestAnswer.Done>;

    /// <summary>The client sends it ahead (RFC 9126).</summary>
    public sealed record Push(TenantId Tenant, string Client, string Body) : StoredRequestQuestion<StoredRequestAnswer.Done>;

    /// <summary>Asks for what a page or the way back from it is about.</summary>
    public sealed record Read(TenantId Tenant) : StoredRequestQuestion<StoredRequestAnswer.Is>;

    /// <summary>Asks for what a client pushed. It stays as it is.</summary>
    public sealed record ReadPushed(TenantId Tenant, string Client) : StoredRequestQuestion<StoredRequestAnswer.Is>;

    /// <summary>A browser came with what was pushed, and has to wait for the person; a browser that comes again changes nothing.</summary>
    public sealed record Come(TenantId Tenant, string Client) : StoredRequestQuestion<StoredRequestAnswer.Is>;

    /// <summary>It is being completed: what was pushed, once.</summary>
    public sealed record Complete(TenantId Tenant) : StoredRequestQuestion<StoredRequestAnswer.Done>;
}

/// <summary>A question with the kind of answer that it gets, unless it is refused.</summary>
public abstract record StoredRequestQuestion<TAnswer> : StoredRequestQuestion where TAnswer : StoredRequestAnswer;

/// <summary>Answers of a stored request.</summary>
public abstract record StoredRequestAnswer
{
    public sealed record Refused(Refusal Why) : StoredRequestAnswer, IRefused;

    public sealed record Done : StoredRequestAnswer
    {
        public static readonly Done It = new();
    }

    /// <param name="BeganAt">When a browser came with it; null while none has.</param>
    /// <param name="IsOnce">It was pushed, and is completed once.</param>
    public sealed record Is(string Body, DateTimeOffset? BeganAt, bool IsOnce) : StoredRequestAnswer;
}
