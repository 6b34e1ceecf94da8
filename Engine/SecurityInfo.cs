using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text.Json;
using Countersign.SignIn;
using Countersign.SignIn.Machines;

namespace Countersign.Engine;

/// <param name="Secret">For the cookie.</param>
public sealed record SessionOpened(CurrentSession Session, string Secret);

/// <summary>The user of a session, and the session.</summary>
public sealed record SignedInUser(UserKey User, CurrentSession Session);

/// <param name="Code">The whole activation code, to be typed or pasted.</param>
/// <param name="Address">The web phone's, with the code in its fragment, which no browser sends: what the QR code holds.</param>
public sealed record CodeIssued(string Code, string Address);

/// <summary>My Security Info (S-29 to S-33, S-38): a signed-in user's own methods.</summary>
public sealed class SecurityInfo(ISignInEngine engine, Proofs proofs)
{
    /// <summary>The first session, from a Temporary Access Pass.</summary>
    /// <param name="pass">As it was typed.</param>
    public async ValueTask<Reply<SessionOpened>> UsePass(UserKey user, string pass, CancellationToken cancel)
    {
        var session = RandomValues.Handle();
        var use = new UseTemporaryPass(SecretHash.OfSecret(PassText.Canonical(pass)), SecretHash.OfSecret(session));
        var opened = await engine.Ask(user, use, cancel);
        return opened.Then(current => new SessionOpened(current, session));
    }

    public async ValueTask<Reply<SignedInUser>> Check(TenantId tenant, string? session, CancellationToken cancel)
    {
        if (await Owner(tenant, session, cancel) is not { } user) return Refusal.SessionRequired;
        var check = await engine.Ask(user, new CheckSession(SecretHash.OfSecret(session!)), cancel);
        return check.Then(current => new SignedInUser(user, current));
    }

    public async ValueTask<Reply<UserAnswer.Done>> EndSession(TenantId tenant, string? session, CancellationToken cancel) =>
        await Owner(tenant, session, cancel) is { } user
            ? await engine.Ask(user, new EndSession(SecretHash.OfSecret(session!)), cancel)
            : UserAnswer.Done.It;

    /// <summary>Ends everything of the session's user, this session too.</summary>
    public async ValueTask<Reply<UserAnswer.Done>> SignOutEverywhere(TenantId tenant, string? session, CancellationToken cancel) =>
        await Owner(tenant, session, cancel) is { } user
            ? await engine.Ask(user, new SignOutEverywhere(SecretHash.OfSecret(session!)), cancel)
            : Refusal.SessionRequired;

    /// <param name="initiator">The browser that asks; null when nothing is known of it.</param>
    public async ValueTask<Reply<MethodList>> ListMethods(
        TenantId tenant, string? session, CancellationToken cancel, Initiator? initiator = null) =>
        await Owner(tenant, session, cancel) is { } user
            ? await engine.Ask(user, new ListMethods(SecretHash.OfSecret(session!), initiator), cancel)
            : Refusal.SessionRequired;

    /// <summary>S-29: an activation code, once to be seen.</summary>
    public async ValueTask<Reply<CodeIssued>> AddMethod(TenantId tenant, string? session, CancellationToken cancel)
    {
        if (await Owner(tenant, session, cancel) is not { } user) return Refusal.SessionRequired;
        var secret = RandomValues.Handle();
        var issued = await engine.Ask(user, new IssueActivationCode(SecretHash.OfSecret(session!), SecretHash.OfSecret(secret)), cancel);
        var issuer = proofs.Issuer(tenant);
        var code = ActivationText(issuer, user.Name, secret);
        return issued.Then(_ => new CodeIssued(code, issuer + "/phone#" + code));
    }

    public async ValueTask<Reply<UserAnswer.Done>> RenameMethod(
        TenantId tenant, string? session, DeviceId device, string name, CancellationToken cancel) =>
        await Owner(tenant, session, cancel) is { } user
            ? await engine.Ask(user, new RenameMethod(device, name, SecretHash.OfSecret(session!)), cancel)
            : Refusal.SessionRequired;

    /// <summary>"It wasn't me", of what waits for the person's phone.</summary>
    public async ValueTask<Reply<UserAnswer.Done>> Disown(
        TenantId tenant, string? session, ChallengeId challenge, CancellationToken cancel) =>
        await Owner(tenant, session, cancel) is { } user
            ? await engine.Ask(user, new DisownChallenge(challenge, SecretHash.OfSecret(session!)), cancel)
            : Refusal.SessionRequired;

    /// <summary>
    /// ADM-1: the latest sign-ins of the session's user, and attempts at one, the newest first; of a tenant with very many sign-ins, those
    /// of the last time alone.
    /// </summary>
    public async ValueTask<IReadOnlyList<SignInEntry>> RecentSignIns(UserKey user, int most, CancellationToken cancel) =>
        (await engine.ReadSignIns(user.Tenant, new(new(user.Name), null, most, IsBrief: true), cancel)).Entries;

    /// <summary>"It wasn't me", of one of those.</summary>
    /// <param name="by">Who began it.</param>
    /// <param name="browser">The known browser that says so.</param>
    public async ValueTask<Reply<UserAnswer.Done>> Report(
        TenantId tenant, string? session, SecretHash by, SecretHash? browser, CancellationToken cancel) =>
        await Owner(tenant, session, cancel) is { } user
            ? await engine.Ask(user, new ReportSignIn(by, SecretHash.OfSecret(session!), browser), cancel)
            : Refusal.SessionRequired;

    /// <summary>S-38: the device is not asked.</summary>
    public async ValueTask<Reply<UserAnswer.Done>> RemoveMethod(TenantId tenant, string? session, DeviceId device, CancellationToken cancel)
    {
        if (await Owner(tenant, session, cancel) is not { } user) return Refusal.SessionRequired;
        var removed = await engine.Ask(user, new RemoveMethod(device, SecretHash.OfSecret(session!)), cancel);
        return await Phones.Release(engine, user, device, removed, cancel);
    }

    public async ValueTask<Reply<SecretsListed>> ListSecrets(TenantId tenant, string? session, CancellationToken cancel) =>
        await Owner(tenant, session, cancel) is { } user
            ? await engine.Ask(user, new ListSecrets(SecretHash.OfSecret(session!)), cancel)
            : Refusal.SessionRequired;

    /// <param name="hash">Of the new one.</param>
    public async ValueTask<Reply<UserAnswer.Done>> SetPassword(
        TenantId tenant, string? session, string hash, CancellationToken cancel) =>
        await Owner(tenant, session, cancel) is { } user
            ? await engine.Ask(user, new SetPassword(hash, SecretHash.OfSecret(session!)), cancel)
            : Refusal.SessionRequired;

    /// <param name="codes">Hashes of those that are shown to the person.</param>
    public async ValueTask<Reply<UserAnswer.Done>> IssueRecoveryCodes(
        TenantId tenant, string? session, ImmutableArray<SecretHash> codes, CancellationToken cancel) =>
        await Owner(tenant, session, cancel) is { } user
            ? await engine.Ask(user, new IssueRecoveryCodes(SecretHash.OfSecret(session!), codes), cancel)
            : Refusal.SessionRequired;

    /// <summary>The one text an activation is passed on in; see docs/device-protocol.md.</summary>
    private static string ActivationText(string issuer, UserName user, string secret)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("issuer", issuer);
            json.WriteString("user", user.Value);
            json.WriteString("secret", secret);
            json.WriteEndObject();
        }

        return "cs1-" + Base64Url.EncodeToString(bytes.ToArray());
    }

    private async ValueTask<UserKey?> Owner(TenantId tenant, string? session, CancellationToken cancel) =>
        Alphabets.IsHandle(session) && await engine.Find(SecretHash.OfSecret(session!), cancel) is { } user && user.Tenant == tenant
            ? user
            : null;
}
