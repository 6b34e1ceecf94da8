using System.Collections.Immutable;
using Countersign.SignIn.Tenants;
using static Countersign.SignIn.Users.Refusing;

namespace Countersign.SignIn.Users.Sessions;

/// <summary>Sessions of My Security Info: how one begins without a phone, is checked and ends (S-30, N20).</summary>
internal static class SessionRules
{
    /// <summary>
    /// A Temporary Access Pass opens one session and is gone, unless it was issued for several; like any sign-in by another way it ends a
    /// lock. A wrong one changes nothing: it cannot be counted against the user (T37).
    /// </summary>
    public static UserRuling UsePass(UserState.Present user, UseTemporaryPass use, TenantState.Present tenant, DateTimeOffset now)
    {
        if (Find(user, use.Session, now) is { } open) return Say(open, tenant);
        var pass = user.Enabled ? user.Enrolment.Pass : null;
        if (pass is null || pass.Hash != use.Pass || now >= pass.ExpiresAt) return Refuse(Refusal.PassRefused);
        var session = new Session(use.Session, SessionMethod.TemporaryPass, now, now + Limits.SessionLife);
        return Say(session, tenant).After(new TemporaryPassUsed(session, now, user.Prompts.IsLocked(now)));
    }

    public static UserRuling Check(UserState.Present user, CheckSession check, TenantState.Present tenant, DateTimeOffset now) =>
        Find(user, check.Session, now) is { } session ? Say(session, tenant) : Refuse(Refusal.SessionRequired);

    public static UserRuling End(UserState.Present user, EndSession end, DateTimeOffset now) =>
        Find(user, end.Session, now) is null ? new(UserAnswer.Done.It) : new(UserAnswer.Done.It, new SessionEnded(end.Session, now));

    public static Session? Find(UserState.Present user, SecretHash session, DateTimeOffset now) =>
        user.Enabled ? user.Sessions.FirstOrDefault(s => s.Hash == session && now < s.ExpiresAt) : null;

    private static UserRuling Say(Session session, TenantState.Present tenant) =>
        new(new CurrentSession(session.Method, session.ExpiresAt, tenant.Settings.HelpUrl, session.Mode, session.AuthenticatedAt));
}
