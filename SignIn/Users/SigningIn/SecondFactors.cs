using Countersign.SignIn.Tenants;
using Countersign.SignIn.Ways;
using static Countersign.SignIn.Users.Refusing;

namespace Countersign.SignIn.Users.SigningIn;

/// <summary>
/// S-58, WAY-5: a number on the phone after a password or a provider's word. It is the challenge of any sign-in, with its one slot, its
/// budgets and its locks; but any phone that is set up answers it, enabled for phone sign-in or not, and the policy of that is not asked.
/// Where none can be asked there is no other way: whoever comes here has shown the first factor, and so may be told the truth.
/// </summary>
internal static class SecondFactors
{
    /// <param name="hash">Of what the browser holds that gave the first factor.</param>
    public static UserRuling Start(
        UserState.Present user, SecretHash hash, StartSignIn start, TenantState.Present tenant, UserSituation situation)
    {
        if (user.FirstFactorOf(hash, situation.Now) is not { } first
            || Standing.OfFirst(user, first, first.StandsOn, tenant.Settings.NumberMode, tenant, situation)
                is not (null or Lapse.NotAllowed))   // that no phone may be asked is said below
            return Refuse(Refusal.ChallengeNotFound);
        start = start with { Client = first.Client, Resume = start.Browser };
        var waiting = user.Slot as Slot.Waiting;
        if (waiting?.First?.Hash == hash)
            return waiting.Browser == start.Browser ? new(Starting.Show(waiting)) : Starting.Rebind(waiting, start, situation);
        if (waiting is not null && !start.IsFromHolderOf(waiting))
        {
            var pending = new UserRuling(Instead(FallbackReason.Pending, waiting.ExpiresAt)) { Broken = StartRule.NothingWaits };
            return start.Initiator?.Browser is not null && waiting is { Share: not PromptShare.Own, IsAwaited: false }
                ? pending.After(new ChallengeAwaited(waiting, situation.Now))
                : pending;
        }

        var (share, until) = Budgets.Find(user.Prompts, start, tenant.Settings.Budget, situation.Now);
        if (FirstBroken(user, tenant, situation) is var (reason, retryAt, rule))
            return new(Instead(reason, retryAt)) { Broken = rule };
        if (Budgets.OwnTurnUntil(user.Prompts, start.Initiator, situation.Now) is { } turn)
            return new(Instead(FallbackReason.Pending, turn)) { Broken = StartRule.TurnFree };
        if (until is not null)
        {
            return new(Instead(FallbackReason.TooManyPrompts, until))
            {
                Broken = Budgets.Spent(user.Prompts, start, tenant.Settings.Budget, situation.Now),
            };
        }

        var begun = Starting.Begin(user, start, share, tenant, situation, first);
        return waiting is null
            ? begun   // or the browser's own sign-in by phone, which it has turned away from
            : begun.After(new ChallengeSettled(waiting, new Ending.Cancelled(), null, situation.Now));
    }

    /// <summary>The first rule against it. Phone sign-in may be off, and nobody need be targeted.</summary>
    public static BrokenRule? FirstBroken(UserState.Present user, TenantState.Present tenant, UserSituation situation)
    {
        if (!tenant.Prerequisites.PushAllowed) return new(FallbackReason.PushNotAllowed, Rule: StartRule.PushAllowed);
        if (user.Authenticators.IsEmpty) return new(FallbackReason.NotAvailable, Rule: StartRule.PhoneEnabled);
        return user.Authenticators.All(phone => DeviceStanding.TooOld(phone.Report, tenant.Prerequisites) is not null)
            ? new(FallbackReason.PhoneTooOld, Rule: StartRule.PhoneNewEnough)
            : StartRules.Lock(user, situation);
    }

    private static FellBack Instead(FallbackReason reason, DateTimeOffset? retryAt) => new(reason, null, retryAt, PhoneOnly: true);

    /// <summary>
    /// Whether this phone may answer what waits: enabled, any; set up alone, a second factor that began when it was there already, so that
    /// a key that comes back does not answer what its removal took from it (I7).
    /// </summary>
    public static bool MayAnswer(Authenticator phone, Slot.Waiting waiting) => phone.PhoneSignIn is PhoneSignIn.On on
        ? on.MayAnswer(waiting.Id)
        : waiting.First is not null && phone.ActivatedAt <= waiting.StartedAt;

    /// <summary>Whether this was a second factor, waiting or ended.</summary>
    public static bool Is(UserState.Present user, ChallengeId challenge) =>
        (user.Slot is Slot.Waiting { First: not null } waiting && waiting.Id == challenge)
        || user.Settled.Any(settled => settled.Id == challenge && settled.First is not null);
}
