using System.Collections.Immutable;
using Countersign.SignIn.Audit;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Machines;
using Countersign.SignIn.Providers;
using Countersign.SignIn.Ways;

namespace Countersign.SignIn.Tenants;

/// <summary>Questions to a tenant; the answer is <see cref="TenantAnswer.Is"/>. Changes carry the caller's request id (I19).</summary>
public abstract record TenantQuestion
{
    /// <summary>Who of administration asks; null: nobody.</summary>
    public Actor? By { get; init; }

    /// <summary>
    /// How many changes there were when the administrator looked: a change is made only over that state. Null: over whatever there is.
    /// </summary>
    public long? Seen { get; init; }

    /// <summary>Who of administration was made by whom: with what may wait for a second person, and with that person's yes.</summary>
    public ImmutableArray<Tie>? Ties { get; init; }

    public sealed record Read : TenantQuestion;

    /// <summary>Brings the tenant into being; already there: nothing changes.</summary>
    public sealed record Create(RequestId Request) : TenantQuestion;

    /// <summary>S-21: replaces the policy whole.</summary>
    /// <param name="ExpectedVersion">The version the administrator saw (0: none saved yet); null to save over whatever there is.</param>
    public sealed record SavePolicy(RequestId Request, long? ExpectedVersion, bool Enabled, Target Target) : TenantQuestion;

    public sealed record SetLegacyPolicy(RequestId Request, bool Enabled) : TenantQuestion;

    public sealed record SetPrerequisites(RequestId Request, Prerequisites Prerequisites) : TenantQuestion;

    /// <param name="WebhookSecret">Sealed; the webhook's where it has none yet, or is another.</param>
    public sealed record SetSettings(RequestId Request, TenantSettings Settings, string? WebhookSecret = null) : TenantQuestion;

    /// <summary>Another secret for the webhook that there is.</summary>
    /// <param name="Secret">Sealed.</param>
    public sealed record SetWebhookSecret(RequestId Request, string Secret) : TenantQuestion;

    /// <param name="Name">A domain in lower-case ASCII.</param>
    public sealed record SetDomain(RequestId Request, string Name, Domain Domain) : TenantQuestion;

    public sealed record RemoveDomain(RequestId Request, string Name) : TenantQuestion;

    /// <summary>Registers a client, or replaces it whole; one that names no secrets keeps those it has.</summary>
    public sealed record SetClient(RequestId Request, Client Client) : TenantQuestion;

    /// <summary>One more secret for a client; the oldest goes when there are too many.</summary>
    /// <param name="Alone">
    /// Those before it are known to somebody who should not know them: they go at once, and with them whatever the client was granted.
    /// </param>
    public sealed record AddClientSecret(RequestId Request, string Client, SecretHash Secret, bool Alone = false) : TenantQuestion;

    /// <summary>Records that a backup was put back and that what was under way has ended (F23).</summary>
    /// <param name="Epoch">How often one was put back, this time included.</param>
    public sealed record RecordRestore(RequestId Request, long Epoch) : TenantQuestion;

    /// <summary>Registers a provider, or replaces it whole; one that names no secret keeps the one it has.</summary>
    public sealed record SetProvider(RequestId Request, Provider Provider) : TenantQuestion;

    public sealed record RemoveProvider(RequestId Request, string Provider) : TenantQuestion;

    /// <summary>Says how people of managed domains sign in with a password.</summary>
    /// <param name="Way">Null: not at all.</param>
    public sealed record SetPasswords(RequestId Request, PasswordWay? Way) : TenantQuestion;

    public sealed record RemoveClient(RequestId Request, string Client) : TenantQuestion;

    /// <summary>The second person's yes to a change that waits (T31): it is made as it was asked for.</summary>
    public sealed record Agree(RequestId Request, long Number) : TenantQuestion;

    /// <summary>Such a change is not to be made.</summary>
    public sealed record Decline(RequestId Request, long Number) : TenantQuestion;
}

/// <summary>Answers of a tenant.</summary>
public abstract record TenantAnswer
{
    /// <summary>The tenant as it now is.</summary>
    /// <param name="Waits">The number of the proposal that the change has become; null: there is nothing to wait for.</param>
    public sealed record Is(TenantState.Present Tenant, long? Waits = null) : TenantAnswer;

    public sealed record Refused(Refusal Why) : TenantAnswer, IRefused;
}
