using Countersign.SignIn.Grants;
using Countersign.SignIn.Prompts;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Ways;
using static Countersign.SignIn.Users.Refusing;

namespace Countersign.SignIn.Users.SigningIn;

/// <summary>S-01, S-02, S-44 to S-47: whether a start becomes a prompt, and if not, where it goes instead.</summary>
internal static class Starting
{
    public static UserRuling Decide(UserState.Present user, StartSignIn start, TenantState.Present tenant, UserSituation situation)
    {
        start = start with { Initiator = start.Initiator?.Since(user.BrowsersSince) };
        // I19, I22: the start that came twice, once late, is not a second attempt.
        if (user.Settled.Any(s => s.Id == start.Challenge || s.Request == start.Request)) return Refuse(Refusal.AlreadyDecided);
        if (start.First is { } first) return SecondFactors.Start(user, first, start, tenant, situation);
        if (user.Slot is Slot.Waiting waiting) return WhilePending(user, waiting, start, tenant, situation);
        return NoPrompt(user, start, tenant, situation, out var share) ?? Begin(user, start, share, tenant, situation);
    }

    /// <summary>Where a start goes that no prompt follows from; null, and the share it counts against, when one does.</summary>
    private static UserRuling? NoPrompt(
        UserState.Present user, StartSignIn start, TenantState.Present tenant, UserSituation situation, out PromptShare share)
    {
        (share, var until) = Budgets.Find(user.Prompts, start, tenant.Settings.Budget, situation.Now);
        if (StartRules.FirstBroken(user, tenant, situation) is var (reason, retryAt, rule))
            return IsToHide(start, tenant, situation.User.Name, reason)
                ? Hidden(reason, rule)
                : FallingBack.For(tenant, situation.User.Name, reason, start.Client, retryAt) with { Broken = rule };
        if (Budgets.OwnTurnUntil(user.Prompts, start.Initiator, situation.Now) is { } turn)
            return Elsewhere(start, turn, tenant, situation) with { Broken = StartRule.TurnFree };
        if (until is not null)
        {
            var spent = Budgets.Spent(user.Prompts, start, tenant.Settings.Budget, situation.Now);
            return FallingBack.For(tenant, situation.User.Name, FallbackReason.TooManyPrompts, start.Client, until) with { Broken = spent };
        }

        return start.IsUnproved ? Hidden(FallbackReason.NotAvailable) : null;
    }

    /// <param name="first">The first factor that it follows; null: none.</param>
    internal static UserRuling Begin(
        UserState.Present user, StartSignIn start, PromptShare share, TenantState.Present tenant, UserSituation situation,
        FirstFactor? first = null)
    {
        var number = PresentedNumber.Present(tenant.Settings.NumberMode, start.Draw);
        var challenge = new Slot.Waiting(
            start.Challenge, start.Request, start.Browser, number, start.Nonce, start.Client, start.Context,
            situation.Now, situation.Now + LifeOf(start, tenant),
            start.Backchannel is { } asked ? new(asked.Delivery, asked.Scope, asked.Generation) : null, start.Initiator, share,
            First: first);
        var wakes = user.Authenticators.Any(phone => phone is { Push.GoneAt: null } && SecondFactors.MayAnswer(phone, challenge));
        return new(Show(challenge) with { Wakes = wakes }, new ChallengeStarted(challenge, start.Backchannel));
    }

    /// <summary>CIBA 7.1: a client may ask for less than the tenant's time, never for more.</summary>
    private static TimeSpan LifeOf(StartSignIn start, TenantState.Present tenant) => start.Backchannel?.LifeSeconds is { } seconds
        ? TimeSpan.FromSeconds(Math.Clamp(seconds, Limits.ShortestBackchannelSeconds, tenant.Settings.ChallengeSeconds))
        : tenant.Settings.ChallengeLife;

    /// <summary>A name nobody has: the answer that somebody without the credential gets (I16).</summary>
    public static UserRuling Unknown(StartSignIn start, TenantState.Present tenant, UserSituation situation)
    {
        if (start.First is not null) return Refuse(Refusal.ChallengeNotFound);
        var name = situation.User.Name;
        var reason = StartRules.FirstBroken(null, tenant, situation)?.Reason ?? FallbackReason.NotAvailable;
        return IsToHide(start, tenant, name, reason) ? Hidden(reason) : FallingBack.For(tenant, name, reason, start.Client);
    }

    /// <summary>
    /// T5: whether a decoy answers instead. It is what tells about this one person that is hidden; from a browser that the person has
    /// signed in with, nothing is, nor where a domain takes people without a phone straight to their organisation. On the backchannel it is
    /// the client's right to know that counts, in any tenant.
    /// </summary>
    private static bool IsToHide(StartSignIn start, TenantState.Present tenant, UserName name, FallbackReason reason)
    {
        if (start.MayKnow || !TellsOfThePerson(reason)) return false;
        if (start.Backchannel is not null) return true;
        return start.Initiator?.Browser is null && IsHiddenFromStrangers(tenant, name, reason, start.Client);
    }

    /// <summary>The same of a browser that the person has not signed in with.</summary>
    internal static bool IsHiddenFromStrangers(TenantState.Present tenant, UserName name, FallbackReason reason, string client) =>
        tenant.Settings.Decoys && TellsOfThePerson(reason)
        && FallingBack.For(tenant, name, reason, client).Answer is not FellBack { IsTaken: true };

    private static bool TellsOfThePerson(FallbackReason reason) =>
        reason is FallbackReason.NotAvailable or FallbackReason.NotAllowedByPolicy;

    private static UserRuling Hidden(FallbackReason reason, StartRule? rule = null) =>
        new(new FellBack(reason, null, null, IsHidden: true)) { Broken = rule };

    /// <summary>
    /// S-44, S-45: one pending challenge. The browser that holds it sees its number again, or a new one where the phone shows something
    /// else than what is asked for now; the same request for the same application gets its own answer again (I19). Where each of its tries
    /// brings the same secret, one that comes late, when its browser has gone on with another, is nobody's; otherwise it is bound to the
    /// secret it brings this time.
    /// </summary>
    private static UserRuling WhilePending(
        UserState.Present user, Slot.Waiting waiting, StartSignIn start, TenantState.Present tenant, UserSituation situation)
    {
        if (waiting.Request == start.Request && IsForTheSame(waiting, start))
        {
            if (waiting.Browser == start.Browser) return new(Show(waiting));
            if (!start.HasOneSecret) return Rebind(waiting, start, situation);
        }

        if (start.IsFromHolderOf(waiting))
            return IsForTheSame(waiting, start) ? Rebind(waiting, start, situation) : Replace(user, waiting, start, tenant, situation);
        if (IsRepeated(waiting, start)) return new(Show(waiting));
        var elsewhere = Elsewhere(start, waiting.ExpiresAt, tenant, situation) with { Broken = StartRule.NothingWaits };
        return start.Initiator?.Browser is not null && waiting is { Share: not PromptShare.Own, IsAwaited: false }
            ? elsewhere.After(new ChallengeAwaited(waiting, situation.Now))
            : elsewhere;
    }

    private static UserRuling Elsewhere(StartSignIn start, DateTimeOffset retryAt, TenantState.Present tenant, UserSituation situation) =>
        tenant.Settings.SecondAttempt == SecondAttempt.Refuse
            ? new(new StartThrottled(retryAt))
            : FallingBack.For(tenant, situation.User.Name, FallbackReason.Pending, start.Client, retryAt);

    internal static UserRuling Rebind(Slot.Waiting waiting, StartSignIn start, UserSituation situation) =>
        new(Show(waiting), new ChallengeRebound(waiting, start.Browser, situation.Now));

    /// <summary>Whether an approval of what the phone shows is one of what is asked for now (I6).</summary>
    private static bool IsForTheSame(Slot.Waiting waiting, StartSignIn start) =>
        waiting.Client == start.Client && waiting.Context.Application == start.Context.Application
        && waiting.Context.Message == start.Context.Message;

    /// <summary>
    /// The same browser turns to another application: the first challenge ends before the next begins, so nobody approves in vain. Where no
    /// other prompt may be made, the first one stays.
    /// </summary>
    private static UserRuling Replace(
        UserState.Present user, Slot.Waiting waiting, StartSignIn start, TenantState.Present tenant, UserSituation situation) =>
        NoPrompt(user, start, tenant, situation, out var share) is null
            ? Begin(user, start, share, tenant, situation).After(new ChallengeSettled(waiting, new Ending.Cancelled(), null, situation.Now))
            : FallingBack.For(tenant, situation.User.Name, FallbackReason.Pending, start.Client, waiting.ExpiresAt) with
            {
                Broken = StartRule.NothingWaits,
            };

    /// <summary>
    /// "Settled here": a client that asks the same again on the backchannel gets an answer, not a second prompt. The challenge stays bound
    /// to the secret of the first request; the answer names it, and only who could read that secret then can use it.
    /// </summary>
    private static bool IsRepeated(Slot.Waiting waiting, StartSignIn start) =>
        start.Backchannel is { } asked && waiting.Backchannel is { } mark && waiting.Client == start.Client
        && mark == new BackchannelMark(asked.Delivery, asked.Scope, asked.Generation) && waiting.Context.Message == start.Context.Message;

    internal static Prompted Show(Slot.Waiting challenge) =>
        new(challenge.Id, challenge.Number.Digits, challenge.Number.Mode, challenge.ExpiresAt);
}
