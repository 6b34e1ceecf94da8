using Countersign.SignIn.Tenants;

namespace Countersign.SignIn.Users;

/// <summary>What a user's rules need to know besides the user: whose rules, under which tenant, when.</summary>
public sealed record UserSituation(UserKey User, TenantState Tenant, DateTimeOffset Now);

/// <summary>
/// The table of contents of a user's rules: every (state, command) pair goes to the file of its subject. Before anything else, a pending
/// challenge whose time has passed ends; whoever comes first records it (I9, I18, S-47).
/// </summary>
public static class UserRules
{
    public static UserRuling Decide(UserState state, UserCommand command, UserSituation situation)
    {
        if (state is UserState.Present { Slot: Slot.Waiting waiting } && !waiting.IsLive(situation.Now))
        {
            var expired = new UserEvent.ChallengeSettled(waiting, new Ending.Expired(), null, situation.Now);
            return DecideNow(UserEvents.Apply(state, expired), command, situation).After(expired);
        }

        return DecideNow(state, command, situation);
    }

    private static UserRuling DecideNow(UserState state, UserCommand command, UserSituation situation)
    {
        if (situation.Tenant is not TenantState.Present tenant) return Refuse(Refusal.TenantNotFound);
        if (state is not UserState.Present user) return DecideAbsent(command, tenant, situation);
        var now = situation.Now;
        return command switch
        {
            UserCommand.Start start => Starting.Decide(user, start, tenant, situation),
            UserCommand.Observe observe => Observing.Decide(user, observe),
            UserCommand.Cancel cancel => Observing.Cancel(user, cancel, now),
            UserCommand.UsePassword use => Observing.UsePassword(user, use, tenant, situation),
            UserCommand.Redeem redeem => Redeeming.Decide(user, redeem, tenant, situation),
            UserCommand.Standing standing => Redeeming.Standing(user, standing, tenant, situation),
            UserCommand.Answer answer => Answering.Decide(user, answer, tenant, situation),
            UserCommand.Fetch fetch => Fetching.Decide(user, fetch, tenant, now),
            UserCommand.FindKey find => Fetching.FindKey(user, find),
            UserCommand.Prove prove => Fetching.Prove(user, prove, now),
            UserCommand.Enable enable => Enrolling.Enable(user, enable, tenant, now),
            UserCommand.Disable disable => Enrolling.Disable(user, disable, now),
            UserCommand.Holds holds => Enrolling.Holds(user, holds),
            UserCommand.IssueCode issue => Enrolling.IssueCode(user, issue, tenant, now),
            UserCommand.Activate activate => Enrolling.Activate(user, activate, tenant, now),
            UserCommand.ListMethods list => Sessions.ListMethods(user, list, tenant, now),
            UserCommand.RemoveMethod remove => Enrolling.RemoveMethod(user, remove, now),
            UserCommand.UsePass use => Sessions.UsePass(user, use, tenant, now),
            UserCommand.CheckSession check => Sessions.Check(user, check, tenant, now),
            UserCommand.EndSession end => Sessions.End(user, end, now),
            _ => Administering.Decide(user, command, tenant, situation),
        };
    }

    /// <summary>A name nobody has: the same answers as a user without the credential, a wrong pass or an unknown key (I16).</summary>
    private static UserRuling DecideAbsent(UserCommand command, TenantState.Present tenant, UserSituation situation) => command switch
    {
        UserCommand.Start => Starting.FallBack(tenant, situation.User.Name, FallbackReason.NotAvailable),
        UserCommand.Observe or UserCommand.Cancel or UserCommand.UsePassword or UserCommand.Redeem => Refuse(Refusal.ChallengeNotFound),
        UserCommand.Answer or UserCommand.Fetch or UserCommand.FindKey or UserCommand.Prove or UserCommand.Enable or UserCommand.Disable
            => Refuse(Refusal.DeviceProofRefused),
        UserCommand.Holds => new(new UserAnswer.Held(false)),
        UserCommand.Activate => Refuse(Refusal.CodeRefused),
        UserCommand.UsePass => Refuse(Refusal.PassRefused),
        UserCommand.IssueCode or UserCommand.ListMethods or UserCommand.CheckSession or UserCommand.RemoveMethod { Session: not null }
            => Refuse(Refusal.SessionRequired),
        UserCommand.EndSession or UserCommand.Tick or UserCommand.Remove or UserCommand.CheckUserCode => new(UserAnswer.Done.It),
        UserCommand.Provision provision => Administering.Provision(null, provision, situation.Now),
        _ => Refuse(Refusal.UserNotFound),
    };

    internal static UserRuling Refuse(Refusal why) => new(new UserAnswer.Refused(why));

    internal static UserRuling Refuse(Refusal why, UserEvent happened) => new(new UserAnswer.Refused(why), happened);
}
