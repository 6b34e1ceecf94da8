using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.Gateway.Passwords;
using Countersign.Gateway.Throttling;
using Countersign.SignIn;
using Countersign.SignIn.Machines;

namespace Countersign.Gateway.SecurityInfo;

/// <summary>What signed-in people set of their own secrets, whether a page or a front end asks for it.</summary>
internal sealed class OwnSecrets(
    Engine.SecurityInfo info, PasswordTools passwords, RecoveryTexts recovery, SourceThrottle throttle)
{
    public ValueTask<Reply<SecretsListed>> List(TenantId tenant, string? session, CancellationToken cancel) =>
        info.ListSecrets(tenant, session, cancel);

    /// <param name="typed">The new password, as it was typed.</param>
    /// <returns>Neither: it is set. Unfit: that password cannot be chosen, or not now.</returns>
    public async ValueTask<(Problem? Unfit, Refusal? Refused)> SetPassword(
        TenantId tenant, string? session, string typed, CancellationToken cancel)
    {
        var check = await info.Check(tenant, session, cancel);
        if (!check.Has(out var signedIn, out var why)) return (null, why);
        var (canonical, unfit) = passwords.Choice.Judge(signedIn.User, typed);
        if (canonical is null) return (new(unfit!) { About = signedIn.User.Name }, null);
        // No hash for a session that may not set it, nor without end for one that may.
        if ((await info.ListSecrets(tenant, session, cancel)).Answer is { CanSetPassword: true, MayChoose: false })
            return (null, Refusal.FreshSignInRequired);
        if (throttle.OwnPassword(signedIn.User) is { } wait)
            return (new(HttpErrors.RateLimited, wait) { About = signedIn.User.Name }, null);
        if (passwords.Hashes.Hash(tenant, canonical) is not { } hashed) return (new(PasswordErrors.Unavailable), null);
        return (null, (await info.SetPassword(tenant, session, await hashed, cancel)).Refused);
    }

    /// <summary>Ten codes as people read them, once to be seen.</summary>
    public async ValueTask<Reply<IReadOnlyList<string>>> IssueCodes(TenantId tenant, string? session, CancellationToken cancel)
    {
        var check = await info.Check(tenant, session, cancel);
        if (!check.Has(out var signedIn, out var why)) return why;
        var (shown, kept) = recovery.Draw(signedIn.User);
        return (await info.IssueRecoveryCodes(tenant, session, [.. kept], cancel)).Then(_ => shown);
    }
}
