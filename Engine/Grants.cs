using Countersign.SignIn;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Machines;

namespace Countersign.Engine;

/// <summary>The result of an exchange at the token endpoint.</summary>
public abstract record Granted
{
    /// <summary>A token set may be made.</summary>
    /// <param name="RefreshToken">Null when there is none.</param>
    /// <param name="ExpiresAt">No token of it may be good any longer.</param>
    public sealed record Tokens(Grant Grant, GrantId Id, string? RefreshToken, DateTimeOffset ExpiresAt) : Granted;

    /// <summary>
    /// <see cref="Refusal.InvalidGrant"/>, and where somebody is asked elsewhere <see cref="Refusal.GrantPending"/>,
    /// <see cref="Refusal.GrantExpired"/> and <see cref="Refusal.GrantDeclined"/>.
    /// </summary>
    public sealed record Refused(Refusal Why) : Granted;
}

/// <summary>For a device that cannot show a page (RFC 8628 3.2).</summary>
/// <param name="UserCode"><c>XXXX-XXXX</c>.</param>
public sealed record DeviceAsked(string DeviceCode, string UserCode, DateTimeOffset ExpiresAt);

/// <summary>The question to the person who typed a user code: may this client have this?</summary>
/// <param name="Client">By id.</param>
public sealed record DeviceConsentRequest(string Client, string Scope, DateTimeOffset ExpiresAt);

/// <summary>
/// Exchanges at the token endpoint: tokens for what a person granted. The grant's machine decides; then the person's standing is asked
/// (I8), last, so that what is answered was true when it was: lost, it takes the grant with it.
/// </summary>
public sealed class Grants(ISignInEngine engine, TimeProvider clock)
{
    private static readonly Granted Invalid = new Granted.Refused(Refusal.InvalidGrant);

    /// <summary>User codes drawn before a device is told to come back: that even two are taken is a matter of billions to one.</summary>
    private const int UserCodesDrawn = 8;

    /// <summary>A code for a person who has signed in (RFC 6749 4.1.2): good once, for 60 s.</summary>
    /// <exception cref="EngineUnavailableException">See <see cref="ISignInEngine"/>; so all below.</exception>
    public async ValueTask<string> IssueCode(Grant grant, CodeBinding binding, CancellationToken cancel)
    {
        var handle = GrantHandle.New(new(RandomValues.Handle()));
        var issued = await engine.Ask(handle.Grant, new GrantQuestion.Issue(grant, handle.As(GrantHandle.Code), binding), cancel);
        return issued.Refused is null ? handle.ToText() : throw new InvalidOperationException("A new grant was refused.");
    }

    /// <param name="redirectUri">As the token request has it; null when it has none.</param>
    /// <param name="verified">S256 of the code verifier, base64url; null when none was presented.</param>
    /// <param name="proofKey">The key that was proved (RFC 9449), null when none was.</param>
    public ValueTask<Granted> RedeemCode(
        TenantId tenant, Client client, string code, string? redirectUri, string? verified, KeyThumbprint? proofKey,
        CancellationToken cancel) =>
        Redeem(GrantHandle.Parse(code), GrantHandle.Code, new(tenant, client, redirectUri, verified, proofKey), cancel);

    /// <summary>
    /// Exchanges a refresh token for a new token set. The token is spent, and another comes with the set, unless the client keeps its own.
    /// </summary>
    /// <param name="scope">What of the grant the access token is to be good for; null for all of it.</param>
    public async ValueTask<Granted> Refresh(
        TenantId tenant, Client client, string refreshToken, KeyThumbprint? proofKey, string? scope, CancellationToken cancel)
    {
        if (GrantHandle.Parse(refreshToken) is not { } handle || !client.May(ClientGrants.Refresh)) return Invalid;
        var next = client.KeepsRefreshToken ? handle : GrantHandle.New(handle.Grant);
        var question = new GrantQuestion.Refresh(
            tenant, client.Id, handle.As(GrantHandle.RefreshToken), next == handle ? null : next.As(GrantHandle.RefreshToken), proofKey,
            next == handle ? null : handle.Hide(next), scope);
        var exchanged = await engine.Ask(handle.Grant, question, cancel);
        if (exchanged.Answer?.SealedNext is { } given) next = handle.Reveal(given);
        return await Standing(handle.Grant, exchanged, next, cancel);
    }

    /// <summary>Ends the grant, if it is this client's; ended already, it stays so.</summary>
    public async ValueTask Revoke(TenantId tenant, string clientId, GrantId grant, CancellationToken cancel) =>
        await engine.Ask(grant, new GrantQuestion.Revoke(tenant, clientId), cancel);

    /// <summary>RFC 7009: the whole grant goes with its refresh token.</summary>
    /// <returns>Whether the text could have been one: if not, it may be a token of another kind.</returns>
    public async ValueTask<bool> RevokeRefreshToken(TenantId tenant, string clientId, string token, CancellationToken cancel)
    {
        if (GrantHandle.Parse(token) is not { } handle) return false;
        await engine.Ask(handle.Grant, new GrantQuestion.Revoke(tenant, clientId, handle.As(GrantHandle.RefreshToken)), cancel);
        return true;
    }

    /// <summary>The grant, while it is live and the person's standing holds; null otherwise.</summary>
    public ValueTask<Grant?> Inspect(TenantId tenant, GrantId grant, CancellationToken cancel) =>
        Inspect(grant, new GrantQuestion.Inspect(tenant), cancel);

    /// <summary>The same by the refresh token in use, for its own client.</summary>
    public async ValueTask<Grant?> InspectRefreshToken(TenantId tenant, string clientId, string token, CancellationToken cancel) =>
        GrantHandle.Parse(token) is { } handle
            ? await Inspect(handle.Grant, new GrantQuestion.Inspect(tenant, clientId, handle.As(GrantHandle.RefreshToken)), cancel)
            : null;

    /// <summary>RFC 8628 3.1: a device asks; what it holds, and what a person is to type elsewhere within ten minutes.</summary>
    public async ValueTask<DeviceAsked> AskDevice(TenantId tenant, string clientId, string scope, CancellationToken cancel)
    {
        for (var drawn = 0; drawn < UserCodesDrawn; drawn++)
        {
            var userCode = RandomValues.UserCode();
            var handle = GrantHandle.New(IdOf(tenant, userCode));
            var question = new GrantQuestion.Ask(tenant, clientId, scope, handle.As(GrantHandle.DeviceCode));
            if ((await engine.Ask(handle.Grant, question, cancel)).Refused is null)
                return new(handle.ToText(), userCode.ToString(), clock.GetUtcNow() + Limits.DeviceCodeLife);
        }

        throw new EngineUnavailableException("No user code was free.");
    }

    /// <summary>The request of the device that shows this user code; null when there is none, or the answer is not open any more.</summary>
    public async ValueTask<DeviceConsentRequest?> FindDevice(TenantId tenant, string userCode, CancellationToken cancel) =>
        UserCode.TryParse(userCode, out var code)
        && (await engine.Ask(IdOf(tenant, code), new GrantQuestion.Read(tenant), cancel)).Answer is { } question
            ? new(question.Client, question.Scope, question.ExpiresAt)
            : null;

    /// <summary>False when there is nothing to agree to any more.</summary>
    public async ValueTask<bool> AgreeDevice(TenantId tenant, string userCode, Grant grant, CancellationToken cancel) =>
        grant.Tenant == tenant && UserCode.TryParse(userCode, out var code)
        && (await engine.Ask(IdOf(tenant, code), new GrantQuestion.Agree(grant), cancel)).Refused is null;

    public async ValueTask<bool> DeclineDevice(TenantId tenant, string userCode, CancellationToken cancel) =>
        UserCode.TryParse(userCode, out var code)
        && (await engine.Ask(IdOf(tenant, code), new GrantQuestion.Decline(tenant), cancel)).Refused is null;

    /// <summary>RFC 8628 3.4.</summary>
    public ValueTask<Granted> RedeemDevice(
        TenantId tenant, Client client, string deviceCode, KeyThumbprint? proofKey, CancellationToken cancel) =>
        Redeem(GrantHandle.Parse(deviceCode), GrantHandle.DeviceCode, new(tenant, client, null, null, proofKey), cancel);

    private async ValueTask<Granted> Redeem(GrantHandle? handle, string kind, Presented presented, CancellationToken cancel)
    {
        if (handle is null) return Invalid;
        var (tenant, client, redirectUri, verified, proofKey) = presented;
        var refresh = GrantHandle.New(handle.Grant);
        var question = new GrantQuestion.Redeem(
            tenant, client.Id, handle.As(kind), redirectUri, verified, proofKey, !client.IsConfidential,
            client.May(ClientGrants.Refresh) ? refresh.As(GrantHandle.RefreshToken) : null);
        return await Standing(handle.Grant, await engine.Ask(handle.Grant, question, cancel), refresh, cancel);
    }

    /// <summary>
    /// I7, I8: the person's standing is asked after the exchange: once a loss of it was acknowledged, no token set is answered. The session
    /// must be there when its code is redeemed, and may be gone when the client comes back.
    /// </summary>
    private async ValueTask<Granted> Standing(GrantId id, Reply<GrantAnswer.Is> exchanged, GrantHandle refresh, CancellationToken cancel)
    {
        if (!exchanged.Has(out var granted, out var why)) return new Granted.Refused(why);
        var grant = granted.Grant;
        var standing = new CheckStanding(granted.IsFirst ? grant.Session : null);
        if ((await engine.Ask(new UserKey(grant.Tenant, grant.User), standing, cancel)).Refused is null)
            return new Granted.Tokens(grant, id, granted.CanRefresh ? refresh.ToText() : null, granted.ExpiresAt);
        await Revoke(grant.Tenant, grant.Client, id, cancel);
        return Invalid;
    }

    private async ValueTask<Grant?> Inspect(GrantId id, GrantQuestion.Inspect question, CancellationToken cancel) =>
        (await engine.Ask(id, question, cancel)).Answer is { Grant: var grant }
        && (await engine.Ask(new UserKey(grant.Tenant, grant.User), new CheckStanding(null), cancel)).Refused is null
            ? grant
            : null;

    /// <summary>A user code leads to its grant, and to no other tenant's.</summary>
    private static GrantId IdOf(TenantId tenant, UserCode code) => GrantId.From($"user_code:{tenant}:{code.Letters}");

    private sealed record Presented(TenantId Tenant, Client Client, string? RedirectUri, string? Verified, KeyThumbprint? ProofKey);
}
