using System.Collections.Immutable;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users.Passwords;
using Countersign.SignIn.Users.Sessions;
using static Countersign.SignIn.Users.Refusing;

namespace Countersign.SignIn.Users.SigningIn;

/// <summary>
/// I5: the result of an approved challenge is collected once, by the browser or the client that began it, under the policy of that moment
/// (I8).
/// </summary>
internal static class Redeeming
{
    public static UserRuling Decide(UserState.Present user, RedeemChallenge redeem, TenantState.Present tenant, UserSituation situation)
    {
        var now = situation.Now;
        if (Observing.Find(user, redeem.Challenge, redeem.Browser, now) is not { } settled)
            return Refuse(IsPending(user, redeem) ? NotYet(redeem) : Refusal.ChallengeNotFound);
        if (settled.Ending is not Ending.Approved approved) return Refuse(Never(redeem, settled.Ending));
        if (approved.Redemption is { } earlier && (earlier.Revoked || earlier.Request != redeem.Request))
            return Again(settled, earlier, now);
        if (LapseOf(user, settled, approved, redeem, tenant, situation) is { } lapse) return Refuse(lapse.Refusal());

        if (approved.Redemption is { } done && done.Session == redeem.Session)
        {
            return IsOver(user, done, now)
                ? Refuse(Refusal.AlreadyRedeemed)
                : new(Result(settled, approved.Answered, done, tenant, situation));
        }

        var redemption = new Redemption(redeem.Request, redeem.Session, now);
        var result = Result(settled, approved.Answered, redemption, tenant, situation);
        if (redeem.Opening is { } opening)
        {
            var opened = OpenedGrants.Of(situation.User, settled, opening, now);
            result = result with { Granted = opened.Grant, GrantExpiresAt = opened.ExpiresAt };
        }

        var redeemed = new ChallengeRedeemed(settled, redemption, redeem.Opening);
        return settled.First?.Chosen is { } chosen
            ? new(result, [redeemed, PasswordSet.ByUser(user, chosen, redeem.Session, now)])
            : new(result, redeemed);
    }

    /// <summary>A client asks again and again, and is told what for (CIBA 11); a browser looks first.</summary>
    private static Refusal NotYet(RedeemChallenge redeem) => redeem.Opening is null ? Refusal.NotApproved : Refusal.GrantPending;

    private static Refusal Never(RedeemChallenge redeem, Ending ending) => (redeem.Opening, ending) switch
    {
        (null, Ending.NotAllowed) => Refusal.MethodNotAllowedByPolicy,
        (null, _) => Refusal.NotApproved,
        (_, Ending.Expired) => Refusal.GrantExpired,
        _ => Refusal.GrantDeclined,
    };

    /// <summary>I8, for whatever came of it later: the same question, and the fact of the token set that follows from it (I18).</summary>
    public static UserRuling CheckStanding(
        UserState.Present user, CheckStanding check, TenantState.Present tenant, UserSituation situation)
    {
        if (Standing.OfGrant(user, check.Grant, check.Generation, tenant, situation) is { } lapse) return Refuse(lapse.Refusal());
        if (check.Session is { } session && SessionRules.Find(user, session, tenant, situation) is null)
            return Refuse(Refusal.SessionRequired);
        return check.Tokens is { } given && user.LastTokens != given.Mark
            ? new(UserAnswer.Done.It, new TokensGiven(check.Grant, given, situation.Now))
            : new(UserAnswer.Done.It);
    }

    private static Lapse? LapseOf(
        UserState.Present user, Settled settled, Ending.Approved approved, RedeemChallenge redeem, TenantState.Present tenant,
        UserSituation situation)
    {
        if (approved.Withdrawn) return Lapse.PhoneGone;
        if (settled.First is { } first)
        {
            return user.Prompts.IsLocked(situation.Now)
                ? Lapse.Locked
                : Standing.OfFirst(user, first, settled.StandsOn, settled.Mode, tenant, situation);
        }

        return Standing.OfPhone(user, settled.Foundation, settled.Mode, tenant, situation)
            ?? (Standing.IsRegistered(tenant, settled.Client, redeem.Opening?.Generation ?? 0) ? null : Lapse.ClientGone);
    }

    /// <summary>
    /// A second redemption is refused, and what the first one opened is taken back: one of the two is not the browser (I5).
    /// </summary>
    private static UserRuling Again(Settled settled, Redemption earlier, DateTimeOffset now) => earlier.Revoked
        ? Refuse(Refusal.AlreadyRedeemed)
        : Refuse(Refusal.AlreadyRedeemed, new RedemptionRevoked(settled, earlier.Session, now));

    /// <summary>The session it opened has ended since: asking again does not bring it back.</summary>
    private static bool IsOver(UserState.Present user, Redemption done, DateTimeOffset now) =>
        done.Session is { } session && SessionRules.Open(user, session, now) is null;

    private static bool IsPending(UserState.Present user, RedeemChallenge redeem) =>
        user.Slot is Slot.Waiting waiting && waiting.Id == redeem.Challenge && waiting.Browser == redeem.Browser;

    private static SignedIn Result(
        Settled settled, Answered answered, Redemption redemption, TenantState.Present tenant, UserSituation situation) => new(
        situation.User.Name, settled.Mode, answered.Device, settled.Client, settled.At, redemption.At + Limits.SessionLife,
        settled.First is null ? Bypassed(tenant.DomainOf(situation.User.Name)) : [],
        settled.First?.Federated is { } federated ? federated with { Second = settled.Mode } : null,
        settled.First?.Secret is { } secret ? secret with { Second = settled.Mode } : null);

    /// <summary>S-43: what phone sign-in steps past on premises.</summary>
    public static ImmutableArray<string> Bypassed(Domain domain) => domain switch
    {
        Domain.Federated or Domain.AtProvider => ["on_premises_conditional_access"],
        Domain.Managed { PassThrough: true } => ["pass_through_authentication"],
        _ => [],
    };
}
