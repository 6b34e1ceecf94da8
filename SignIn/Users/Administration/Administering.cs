using System.Collections.Immutable;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users.Enrolment;
using Countersign.SignIn.Users.Passkeys;
using Countersign.SignIn.Users.Sessions;
using Countersign.SignIn.Users.SigningIn;
using static Countersign.SignIn.Users.Refusing;

namespace Countersign.SignIn.Users.Administration;

/// <summary>Rules for administrators' questions to a user. None of them creates a credential (S-26).</summary>
internal static class Administering
{
    public static UserRuling Decide(UserState.Present user, UserQuestion question, TenantState.Present tenant, UserSituation situation)
    {
        var now = situation.Now;
        return question switch
        {
            DescribeUser => new(new UserDescribed(Describe(user, tenant, situation))),
            ProvisionUser provision => Provision(user, provision, now),
            RemoveUser => new(UserAnswer.Done.It, (ImmutableArray<UserEvent>)[.. CancelPending(user, now), new UserRemoved(now)]),
            SignOutEverywhere everywhere => SignOut(user, everywhere, tenant, situation),
            ChangeGroupMembership change => ChangeGroup(user, change, now),
            IssueTemporaryPass issue => IssuePass(user, issue, now),
            UnlockUser => user.Prompts.IsClear ? new(UserAnswer.Done.It) : new(UserAnswer.Done.It, new UserUnlocked(now)),
            EndForRestore => HasAnythingUnderWay(user)
                ? new(UserAnswer.Done.It, (ImmutableArray<UserEvent>)[.. CancelPending(user, now), new EndedForRestore(now)])
                : new(UserAnswer.Done.It),
            LinkProvider link => Link(user, link, tenant, situation),
            UnlinkProvider => user.Link is { } link
                ? new(UserAnswer.Done.It, new ProviderUnlinked(link.Provider, now))
                : new(UserAnswer.Done.It),
            SetUserCode set => user.UserCode == set.Code
                ? new(UserAnswer.Done.It)
                : new(UserAnswer.Done.It, new UserCodeSet(set.Code, now)),
            CheckUserCode check => user.UserCode is not { } code || code == check.Code ? new(UserAnswer.Done.It)
                : Refuse(check.Code is null ? Refusal.UserCodeRequired : Refusal.UserCodeRefused),
            _ => throw new ArgumentOutOfRangeException(nameof(question), question.GetType().Name),
        };
    }

    /// <summary>Creates the user, or changes what the question names. Disabling ends everything that is under way (I7).</summary>
    public static UserRuling Provision(UserState.Present? user, ProvisionUser provision, DateTimeOffset now)
    {
        var enabled = provision.Enabled ?? user?.Enabled ?? true;
        var onPremisesMfa = provision.OnPremisesMfa ?? user?.OnPremisesMfa ?? false;
        if (user is not null && user.Enabled == enabled && user.OnPremisesMfa == onPremisesMfa) return new(UserAnswer.Done.It);
        var provisioned = new UserProvisioned(
            enabled, onPremisesMfa, user is null, now, Switched: user is not null && user.Enabled != enabled);
        if (user is null || enabled) return new(UserAnswer.Done.It, provisioned);
        return new(UserAnswer.Done.It, (ImmutableArray<UserEvent>)[.. CancelPending(user, now), provisioned]);
    }

    private static UserRuling SignOut(
        UserState.Present user, SignOutEverywhere everywhere, TenantState.Present tenant, UserSituation situation)
    {
        if (everywhere.Session is { } session && SessionRules.Find(user, session, tenant, situation) is null)
            return Refuse(Refusal.SessionRequired);
        var signedOut = new SignedOutEverywhere(everywhere.Session is null, situation.Now);
        return new(UserAnswer.Done.It, (ImmutableArray<UserEvent>)[.. CancelPending(user, situation.Now), signedOut]);
    }

    private static bool HasAnythingUnderWay(UserState.Present user) =>
        user.Slot is Slot.Waiting || !user.Sessions.IsEmpty || user.Enrolment.Pass is not null || user.Enrolment.Code is not null
        || user.FirstFactors is { IsEmpty: false } || user.Secrets?.Password is { MustChange: true }
        || user.Settled.Any(settled => settled.Ending is Ending.Approved { Withdrawn: false });

    private static IEnumerable<UserEvent> CancelPending(UserState.Present user, DateTimeOffset now) =>
        user.Slot is Slot.Waiting waiting ? [new ChallengeSettled(waiting, new Ending.Cancelled(), null, now)] : [];

    private static UserRuling Link(UserState.Present user, LinkProvider link, TenantState.Present tenant, UserSituation situation)
    {
        if (tenant.FederationOf(situation.User.Name) is not var (provider, _) || provider.Id != link.Provider)
            return Refuse(Refusal.ProviderNotFound);
        var made = new ProviderLink(provider.Id, provider.Generation, link.Subject, user.Linkings + 1, situation.Now);
        return user.Link is { } same && same with { Number = made.Number, At = made.At } == made
            ? new(UserAnswer.Done.It)
            : new(UserAnswer.Done.It, new ProviderLinked(made, ByAdministrator: true, situation.Now));
    }

    private static UserRuling ChangeGroup(UserState.Present user, ChangeGroupMembership change, DateTimeOffset now)
    {
        if (user.Groups.Contains(change.Group) == change.Member) return new(UserAnswer.Done.It);
        return change.Member && user.Groups.Count >= Limits.GroupsPerUser
            ? Refuse(Refusal.TooManyGroups)
            : new(UserAnswer.Done.It, new GroupMembershipChanged(change.Group, change.Member, now));
    }

    private static UserRuling IssuePass(UserState.Present user, IssueTemporaryPass issue, DateTimeOffset now)
    {
        var life = issue.Life ?? Limits.PassLife;
        if (life < Limits.ShortestPassLife || life > Limits.LongestPassLife) return Refuse(Refusal.SettingOutOfRange);
        return user.Enrolment.Pass?.Hash == issue.Pass
            ? new(UserAnswer.Done.It)
            : new(UserAnswer.Done.It, new TemporaryPassIssued(new(issue.Pass, now + life, issue.Reusable), now));
    }

    private static Description Describe(UserState.Present user, TenantState.Present tenant, UserSituation situation) => new(
        user.Enabled, user.OnPremisesMfa, [.. user.Groups.Order(StringComparer.Ordinal)], OwnAccount.MethodsOf(user),
        user.Slot is Slot.Waiting,
        user.Prompts.IsLocked(situation.Now) ? user.Prompts.LockedUntil : null,
        user.Prompts.WrongNumbers.Count(at => at > situation.Now - Limits.WrongNumberWindow),
        tenant.Targets(situation.User.Name, user.Groups), user.Link?.Provider, KeepingPasskeys.ShownOf(user, tenant),
        user.Secrets?.Recovery?.Codes.Length ?? 0);
}
