using Countersign.SignIn.Audit;
using Countersign.SignIn.Ways;

namespace Countersign.SignIn.Users.Sessions;

/// <summary>Audit facts of sessions that no phone opened. The end of a session is no fact.</summary>
internal static class SessionAudit
{
    public static AuditFact? Fact(SessionEvent happened, AuditFact about) => happened switch
    {
        TemporaryPassUsed used => about with { Kind = "pass.used", Reason = used.Unlocks ? "unlocked" : null },
        FirstFactorPassed { First: var first } => About(about, first) with
        {
            Kind = first.Secret is null ? "first_factor.federated" : "first_factor.password",
        },
        _ => null,
    };

    /// <summary>What there is to say of a first factor, now and when the second has followed it (WAY-8).</summary>
    public static AuditFact About(AuditFact about, FirstFactor first) => about with
    {
        Client = first.Client,
        Reason = WayTable.WordFor((first.Federated?.Reason ?? first.Secret?.Reason)!.Value),
        Detail = first.Federated is { } how
            ? $"by {how.Provider}: {how.AuthenticationContext}, {string.Join(' ', how.AuthenticationMethods)}"
            : "checked by " + first.Place,
    };
}
