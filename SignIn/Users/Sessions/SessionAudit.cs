using Countersign.SignIn.Audit;

namespace Countersign.SignIn.Users.Sessions;

/// <summary>Audit facts of sessions that no phone opened. The end of a session is no fact.</summary>
internal static class SessionAudit
{
    public static AuditFact? Fact(SessionEvent happened, AuditFact about) =>
        happened is TemporaryPassUsed used ? about with { Kind = "pass.used", Reason = used.Unlocks ? "unlocked" : null } : null;
}
