using System.Buffers.Text;
using System.Text.Json;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Engine;

/// <param name="Session">For the cookie; null when none was opened.</param>
public sealed record SessionOpened(UserAnswer Answer, string? Session);

/// <param name="Code">The whole activation code, for the person and the QR code; null when refused.</param>
public sealed record CodeIssued(UserAnswer Answer, string? Code);

/// <summary>My Security Info (S-29 to S-33, S-38): a signed-in user's own methods.</summary>
public sealed class SecurityInfo(ISignInEngine engine, Proofs proofs)
{
    private static readonly UserAnswer NoSession = new UserAnswer.Refused(Refusal.SessionRequired);

    /// <summary>The first session, from a Temporary Access Pass.</summary>
    public async ValueTask<SessionOpened> UsePass(UserKey user, string pass, CancellationToken cancel)
    {
        var session = Draw.Handle();
        var answer = await engine.Ask(user, new UserCommand.UsePass(Draw.Hash(pass), Draw.Hash(session)), cancel);
        return new(answer, answer is UserAnswer.SessionIs ? session : null);
    }

    /// <summary>Whose session it is and until when: <see cref="UserAnswer.SessionIs"/> or a refusal.</summary>
    public async ValueTask<(UserKey? User, UserAnswer Answer)> Check(TenantId tenant, string? session, CancellationToken cancel) =>
        await Owner(tenant, session, cancel) is { } user
            ? (user, await engine.Ask(user, new UserCommand.CheckSession(Draw.Hash(session!)), cancel))
            : (null, NoSession);

    public async ValueTask<UserAnswer> EndSession(TenantId tenant, string? session, CancellationToken cancel) =>
        await Owner(tenant, session, cancel) is { } user
            ? await engine.Ask(user, new UserCommand.EndSession(Draw.Hash(session!)), cancel)
            : UserAnswer.Done.It;

    public async ValueTask<UserAnswer> ListMethods(TenantId tenant, string? session, CancellationToken cancel) =>
        await Owner(tenant, session, cancel) is { } user
            ? await engine.Ask(user, new UserCommand.ListMethods(Draw.Hash(session!)), cancel)
            : NoSession;

    /// <summary>S-29: an activation code, once to be seen.</summary>
    public async ValueTask<CodeIssued> AddMethod(TenantId tenant, string? session, CancellationToken cancel)
    {
        if (await Owner(tenant, session, cancel) is not { } user) return new(NoSession, null);
        var secret = Draw.Handle();
        var answer = await engine.Ask(user, new UserCommand.IssueCode(Draw.Hash(session!), Draw.Hash(secret)), cancel);
        return new(answer, answer is UserAnswer.Done ? ActivationText(proofs.Issuer(tenant), user.Name, secret) : null);
    }

    /// <summary>S-38: the device is not asked.</summary>
    public async ValueTask<UserAnswer> RemoveMethod(TenantId tenant, string? session, DeviceId device, CancellationToken cancel)
    {
        if (await Owner(tenant, session, cancel) is not { } user) return NoSession;
        var answer = await engine.Ask(user, new UserCommand.RemoveMethod(device, Draw.Hash(session!)), cancel);
        return await Phones.Release(engine, user, device, answer, cancel);
    }

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
        Alphabets.IsHandle(session) && await engine.Find(Draw.Hash(session!), cancel) is { } user && user.Tenant == tenant ? user : null;
}
