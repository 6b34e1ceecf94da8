using System.Collections.Immutable;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users.Sessions;
using static Countersign.SignIn.Users.Refusing;

namespace Countersign.SignIn.Users.Enrolment;

/// <summary>What My Security Info shows of a person (S-38, ADM-1). It changes nothing.</summary>
internal static class OwnAccount
{
    public static UserRuling Show(UserState.Present user, ListMethods list, TenantState.Present tenant, UserSituation situation)
    {
        if (SessionRules.Find(user, list.Session, tenant, situation) is null) return Refuse(Refusal.SessionRequired);
        var isFresh = SessionRules.FindFresh(user, list.Session, tenant, situation).Session is not null;
        return new(new MethodList(
            MethodsOf(user), tenant.Settings.HelpUrl, SessionsOf(user, list.Session, tenant, situation), isFresh,
            CodeOf(user, situation.Now), WaitingOf(user, situation.Now),
            list.Initiator?.Since(user.BrowsersSince).Browser is not null));
    }

    public static ImmutableArray<Method> MethodsOf(UserState.Present user) =>
    [
        .. user.Authenticators.Select(
            a => new Method(
                a.Device, a.Name, a.Report, a.ActivatedAt, a.PhoneSignIn is PhoneSignIn.On, a.LastUsedAt, a.Credential?.IsBackupEligible,
                Waking.StandingOf(a))),
    ];

    /// <summary>Those that are served, the latest first: in the row they stand in the order in which they were opened.</summary>
    private static ImmutableArray<OpenSession> SessionsOf(
        UserState.Present user, SecretHash asking, TenantState.Present tenant, UserSituation situation) =>
    [
        .. from session in user.Sessions.Reverse()
           where SessionRules.Find(user, session.Hash, tenant, situation) is not null
           select new OpenSession(
               session.Method, session.OpenedAt, session.ExpiresAt, session.StandsOn?.Device, session.Hash == asking),
    ];

    private static CodeProgress? CodeOf(UserState.Present user, DateTimeOffset now) =>
        user.Enrolment.Code is { } code && now < code.ExpiresAt ? new(code.ExpiresAt, code.UsedBy) : null;

    private static OwnWaiting? WaitingOf(UserState.Present user, DateTimeOffset now) =>
        user.Slot is Slot.Waiting waiting && waiting.IsLive(now)
            ? new(waiting.Id, waiting.Context, waiting.StartedAt, waiting.ExpiresAt)
            : null;
}
