using Countersign.SignIn.Audit;

namespace Countersign.SignIn.Users.Sessions;

/// <summary>How a session came about without a phone, for auditors. That one ended is no fact.</summary>
internal static class SessionAudit
{
    public static AuditFact? Fact(SessionEvent happened, AuditFact about) =>
        happened is TemporaryPassUsed ? about with { Kind = "pass.used" } : null;
}
