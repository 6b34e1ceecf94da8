using Countersign.SignIn.Tenants;
using Countersign.SignIn.Ways;
using static Countersign.SignIn.Users.Refusing;

namespace Countersign.SignIn.Users.Sessions;

/// <summary>Sessions: how one begins without a phone, is checked and ends (S-30, N20).</summary>
internal static class SessionRules
{
    /// <summary>
    /// A Temporary Access Pass opens one session and is gone, unless it was issued for several; like any sign-in by another way it ends a
    /// lock. A wrong one changes nothing: it cannot be counted against the user (T37).
    /// </summary>
    public static UserRuling UsePass(UserState.Present user, UseTemporaryPass use, TenantState.Present tenant, UserSituation situation)
    {
        var now = situation.Now;
        if (Find(user, use.Session, tenant, situation) is { } open) return Say(open, tenant);
        var pass = user.Enabled ? user.Enrolment.Pass : null;
        if (pass is null || pass.Hash != use.Pass || now >= pass.ExpiresAt) return Refuse(Refusal.PassRefused);
        var session = new Session(use.Session, SessionMethod.TemporaryPass, now, now + Limits.SessionLife, StandsOn: new(user.Epoch));
        return Say(session, tenant).After(new TemporaryPassUsed(session, now, user.Prompts.IsLocked(now)));
    }

    public static UserRuling Check(UserState.Present user, CheckSession check, TenantState.Present tenant, UserSituation situation) =>
        Find(user, check.Session, tenant, situation) is { } session ? Say(session, tenant) : Refuse(Refusal.SessionRequired);

    public static UserRuling Explain(UserState.Present user, ExplainSession explain, TenantState.Present tenant, UserSituation situation) =>
        new(new SessionExplained(Open(user, explain.Session, situation.Now) is { } open ? LapseOf(user, open, tenant, situation) : null));

    /// <summary>Whoever wants to be signed out is, whether the session is still served or not.</summary>
    public static UserRuling End(UserState.Present user, EndSession end, DateTimeOffset now) =>
        Open(user, end.Session, now) is null ? new(UserAnswer.Done.It) : new(UserAnswer.Done.It, new SessionEnded(end.Session, now));

    /// <summary>The session, while it is served.</summary>
    public static Session? Find(UserState.Present user, SecretHash session, TenantState.Present tenant, UserSituation situation) =>
        Open(user, session, situation.Now) is { } open && LapseOf(user, open, tenant, situation) is null ? open : null;

    /// <summary>
    /// The session, for changing how its user signs in: opened with a pass, or signed in a moment ago, so that nobody does it who only
    /// found a browser that was left open.
    /// </summary>
    public static (Session? Session, Refusal Why) FindFresh(
        UserState.Present user, SecretHash session, TenantState.Present tenant, UserSituation situation) =>
        Find(user, session, tenant, situation) is not { } open ? (null, Refusal.SessionRequired)
        : open.Method != SessionMethod.TemporaryPass && situation.Now - open.AuthenticatedAt > Limits.FreshSignIn
            ? (null, Refusal.FreshSignInRequired)
            : IsTooWeak(user, open, tenant) ? (null, Refusal.FreshSignInRequired)
            : (open, default);

    /// <summary>
    /// T29, N17: whoever has a phone, enabled for phone sign-in or a second factor alone, or a passkey that signs in changes methods with
    /// it. What a provider checked does instead where it says that there was a second factor; otherwise a password would take phone and
    /// passkeys away and put another phone in their place.
    /// </summary>
    private static bool IsTooWeak(UserState.Present user, Session session, TenantState.Present tenant) =>
        IsByPasswordAlone(session) && (!user.Authenticators.IsEmpty || HasPasskey(user, tenant));

    private static bool HasPasskey(UserState.Present user, TenantState.Present tenant) =>
        tenant.EverLeaves(OtherWay.Passkey) && user.Passkeys?.All.Any(one => tenant.Takes(one.Credential)) == true;

    /// <summary>A provider that does not say that there was more has seen a password.</summary>
    public static bool IsByPasswordAlone(Session session) =>
        session.Federated is { HasSecondFactor: false } || session.Secret is { Way: OtherWay.Password, Second: null };

    /// <summary>The session while its time lasts, whether it is served or not.</summary>
    public static Session? Open(UserState.Present user, SecretHash session, DateTimeOffset now) =>
        user.Sessions.FirstOrDefault(s => s.Hash == session && now < s.ExpiresAt);

    private static Lapse? LapseOf(
        UserState.Present user, Session session, TenantState.Present tenant, UserSituation situation) => session switch
    {
        { Method: SessionMethod.PhoneSignIn } =>
            Standing.OfPhone(user, session.StandsOn, session.Mode ?? default, tenant, situation),
        { Federated: { } how } => Standing.OfFederated(user, session.StandsOn, how, "", tenant, situation),
        { Secret: { } how } => Standing.OfSecret(user, session.StandsOn, how, "", tenant, situation),
        _ => Standing.OfPerson(user, session.StandsOn ?? new(0), tenant, situation),
    };

    private static UserRuling Say(Session session, TenantState.Present tenant) => new(new CurrentSession(
        session.Method, session.ExpiresAt, tenant.Settings.HelpUrl, session.Mode, session.AuthenticatedAt, session.StandsOn,
        session.Federated, session.ProviderToken, session.Secret));
}
