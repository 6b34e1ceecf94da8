using Countersign.SignIn.Machines;

namespace Countersign.SignIn.Grants;

/// <summary>
/// Questions to a grant. Secrets come as hashes over their kind and themselves, so that a code is never good for a refresh token
/// or the reverse.
/// </summary>
public abstract record GrantQuestion
{
    /// <summary>RFC 8628 3.1: a device asks; somebody is to agree elsewhere.</summary>
    public sealed record Ask(TenantId Tenant, string Client, string Scope, SecretHash Secret) : GrantQuestion<GrantAnswer.Done>;

    /// <summary>Asks what a device asked for, while the answer is open.</summary>
    public sealed record Read(TenantId Tenant) : GrantQuestion<GrantAnswer.Question>;

    public sealed record Agree(Grant Grant) : GrantQuestion<GrantAnswer.Done>;

    public sealed record Decline(TenantId Tenant) : GrantQuestion<GrantAnswer.Done>;

    /// <summary>RFC 6749 4.1.2: a code, for a person who has signed in.</summary>
    public sealed record Issue(Grant Grant, SecretHash Secret, CodeBinding Binding) : GrantQuestion<GrantAnswer.Done>;

    /// <summary>I5: exchange a code or a device code, once.</summary>
    /// <param name="Verified">S256 of the code verifier that was presented; null when none was.</param>
    /// <param name="ProofKey">The key that was proved (RFC 9449); null when none was.</param>
    /// <param name="BindRefresh">The refresh token is good only with that key: for clients that cannot keep a secret.</param>
    /// <param name="RefreshSecret">
    /// Hash of the refresh token to give, should the scope ask for one; null when the client may have none.
    /// </param>
    public sealed record Redeem(
        TenantId Tenant, string Client, SecretHash Secret, string? RedirectUri, string? Verified, KeyThumbprint? ProofKey, bool BindRefresh,
        SecretHash? RefreshSecret) : GrantQuestion<GrantAnswer.Is>;

    /// <param name="Next">Hash of the refresh token that takes its place; null when the client keeps the one it has.</param>
    /// <param name="SealedNext">
    /// That token, readable only for whoever has the presented one: it is answered again to a client that asks twice at once.
    /// </param>
    /// <param name="Scope">What of the grant the access token is to be good for (RFC 6749 6); null for all of it.</param>
    public sealed record Refresh(
        TenantId Tenant, string Client, SecretHash Presented, SecretHash? Next, KeyThumbprint? ProofKey, string? SealedNext = null,
        string? Scope = null) : GrantQuestion<GrantAnswer.Is>;

    /// <param name="Presented">Only if this is a refresh token of the grant; null when whoever asks has shown the right otherwise.</param>
    public sealed record Revoke(TenantId Tenant, string Client, SecretHash? Presented = null) : GrantQuestion<GrantAnswer.Done>;

    /// <summary>A backup was put back (F23): whatever it is good for may have been used or ended since, so it ends.</summary>
    public sealed record EndForRestore : GrantQuestion<GrantAnswer.Done>;

    /// <summary>Asks what is granted, while it is.</summary>
    /// <param name="Presented">Only if this is the grant's refresh token and <paramref name="Client"/> its client.</param>
    public sealed record Inspect(TenantId Tenant, string? Client = null, SecretHash? Presented = null) : GrantQuestion<GrantAnswer.Is>;
}

/// <summary>A question with the kind of answer that it gets, unless it is refused.</summary>
public abstract record GrantQuestion<TAnswer> : GrantQuestion where TAnswer : GrantAnswer;

/// <summary>Answers of a grant.</summary>
public abstract record GrantAnswer
{
    public sealed record Refused(Refusal Why) : GrantAnswer, IRefused;

    public sealed record Done : GrantAnswer
    {
        public static readonly Done It = new();
    }

    /// <summary>The client and the scope that a device asked for.</summary>
    public sealed record Question(string Client, string Scope, DateTimeOffset ExpiresAt) : GrantAnswer;

    /// <summary>The grant is live.</summary>
    /// <param name="IsFirst">This is the exchange that made it live: the person is there, or was a moment ago.</param>
    /// <param name="CanRefresh">There is a refresh token.</param>
    /// <param name="ExpiresAt">Nothing of it is good from then on.</param>
    /// <param name="SealedNext">
    /// The refresh token that an exchange a moment ago brought, as it was sealed then; null when this one brings it.
    /// </param>
    public sealed record Is(Grant Grant, bool IsFirst, bool CanRefresh, DateTimeOffset ExpiresAt, string? SealedNext = null) : GrantAnswer;
}
