using System.Text;
using Countersign.Gateway.Sealing;
using Countersign.SignIn;

namespace Countersign.Gateway.Browsers;

/// <summary>
/// Takes a person who is signed in at the public listener over to the administration listener: an address of the latter with the session's
/// name in it, sealed. It is good for a minute, and in the browser alone that set out from there: that one holds what the challenge is the
/// hash of.
/// </summary>
internal sealed class ConsoleTickets(Sealer sealer, TimeProvider clock)
{
    private const string Purpose = "console-ticket";
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(1);

    public static string ChallengeOf(string verifier) => SecretHash.OfSecret("console:" + verifier).Value;

    /// <summary>Whether it could be one; nothing else is taken along.</summary>
    public static bool IsChallenge(string? text) =>
        text is { Length: 43 } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    public string Seal(UserKey person, SecretHash session, string challenge) => sealer.Seal(
        Purpose, person.Tenant, Encoding.UTF8.GetBytes($"{person.Name}\n{session.Value}\n{challenge}"), clock.GetUtcNow() + Life);

    /// <summary>Whose session it is; null: not ours, another browser's, or over.</summary>
    public (UserName User, SecretHash Session)? Open(TenantId tenant, string? text, string verifier) =>
        sealer.Open(Purpose, tenant, text, clock.GetUtcNow()) is { } content
        && Encoding.UTF8.GetString(content).Split('\n') is [var user, var session, var challenge]
        && challenge == ChallengeOf(verifier)
            ? (new(user), new(session))
            : null;
}
