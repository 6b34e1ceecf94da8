using System.Collections.Immutable;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Ways;

namespace Countersign.SignIn.Users.SigningIn;

/// <summary>
/// ADM-4: why somebody could not sign in. It asks the very functions that decide a start, in the same order, of a start in a browser that
/// the person has never signed in with, from a place that says nothing; and adds what holds for some browsers and places alone.
/// </summary>
internal static class Explaining
{
    /// <param name="user">Null: nobody has the name. Then what is asked of somebody is left out.</param>
    public static StartExplained Of(
        UserState.Present? user, ExplainStart explain, TenantState.Present tenant, UserSituation situation)
    {
        ImmutableArray<RuleFound> rules = user is null
            ? [.. OfTable(null, tenant, situation)]
            :
            [
                Slot(user, tenant), .. OfTable(user, tenant, situation),
                .. OfAll(user, tenant, situation), .. OfSome(user, tenant, situation),
            ];
        var broken = rules.FirstOrDefault(rule => rule.Finding is Finding.FallsBack or Finding.ComesBack);
        var name = situation.User.Name;
        return new(
            rules, broken?.Reason, broken?.Until,
            IsHidden: broken?.Reason is { } reason && Starting.IsHiddenFromStrangers(tenant, name, reason, explain.Client),
            IsRefusedAtTheEnd: broken is null && rules.Any(rule => rule.Finding == Finding.RefusedAtTheEnd),
            broken?.Finding == Finding.ComesBack ? [] : WaysAfter(broken?.Reason ?? FallbackReason.Requested, user, explain, tenant, name),
            user is not null && tenant.AsksSecond(explain.Client) ? Second(user, tenant, situation) : null);
    }

    private static RuleFound Slot(UserState.Present user, TenantState.Present tenant) => user.Slot is Users.Slot.Waiting waiting
        ? Pending(StartRule.NothingWaits, waiting.ExpiresAt, tenant)
        : new(StartRule.NothingWaits, Finding.Passed);

    private static RuleFound Pending(StartRule rule, DateTimeOffset until, TenantState.Present tenant) => new(
        rule, tenant.Settings.SecondAttempt == SecondAttempt.Refuse ? Finding.ComesBack : Finding.FallsBack, FallbackReason.Pending, until);

    private static IEnumerable<RuleFound> OfTable(UserState.Present? user, TenantState.Present tenant, UserSituation situation)
    {
        foreach (var (rule, check) in StartRules.Table)
        {
            if (user is null && rule > StartRule.PersonThere) yield break;
            if (check(user, tenant, situation) is { } broken) yield return new(rule, Finding.FallsBack, broken.Reason, broken.Until);
            else if (rule == StartRule.Targeted && !tenant.Targets(situation.User.Name, user!.Groups))
                yield return new(rule, Finding.RefusedAtTheEnd);
            else yield return new(rule, Finding.Passed);
        }
    }

    private static IEnumerable<RuleFound> OfAll(UserState.Present user, TenantState.Present tenant, UserSituation situation)
    {
        yield return Budgets.OwnTurnUntil(user.Prompts, null, situation.Now) is { } turn
            ? Pending(StartRule.TurnFree, turn, tenant)
            : new(StartRule.TurnFree, Finding.Passed);
        yield return Budgets.CommonUntil(user.Prompts, tenant.Settings.Budget, situation.Now) is { } until
            ? new(StartRule.CommonBudget, Finding.FallsBack, FallbackReason.TooManyPrompts, until)
            : new(StartRule.CommonBudget, Finding.Passed);
    }

    private static IEnumerable<RuleFound> OfSome(UserState.Present user, TenantState.Present tenant, UserSituation situation)
    {
        var (known, budget, now) = (user.Prompts.Initiators ?? Initiators.None, tenant.Settings.Budget, situation.Now);
        yield return Some(StartRule.FamiliarBudget, Budgets.KeptUntil(known, now));
        yield return Some(StartRule.PartOfOne, Latest(known, PromptShare.Common, who => Budgets.PartUntil(known, who, budget, now)));
        yield return Some(StartRule.OwnBudget, Latest(known, PromptShare.Own, who => Budgets.OwnUntil(known, who, budget, now))
            ?? Latest(known, PromptShare.OwnCancelled, who => Budgets.OwnUntil(known, who, budget, now)));
        yield return Some(
            StartRule.NobodyBarred, known.Barred.Where(barred => barred.Until > now).Max(barred => (DateTimeOffset?)barred.Until));
    }

    private static RuleFound Some(StartRule rule, DateTimeOffset? until) => until is null
        ? new(rule, Finding.Passed)
        : new(rule, Finding.FallsBackForSome, FallbackReason.TooManyPrompts, until);

    private static DateTimeOffset? Latest(Initiators known, PromptShare share, Func<SecretHash, DateTimeOffset?> until) =>
        known.Prompts.Where(prompt => prompt.Share == share).Select(prompt => prompt.By).Distinct().Max(until);

    /// <summary>The ways that lead somewhere after this reason.</summary>
    private static ImmutableArray<OtherWay> WaysAfter(
        FallbackReason reason, UserState.Present? user, ExplainStart explain, TenantState.Present tenant, UserName name)
    {
        var instead = (FellBack)FallingBack.For(tenant, name, reason, explain.Client).Answer;
        var hasCodes = user?.Secrets?.Recovery is { Codes.IsEmpty: false };
        var hasPasskey = user?.Passkeys?.All.Any(passkey => tenant.Takes(passkey.Credential)) == true;
        return
        [
            .. (OtherWay[])(instead.Provider is not null || instead.SignInUrl is not null ? [OtherWay.Federated] : []),
            .. (OtherWay[])(instead.TakesPassword ? [OtherWay.Password] : []),
            .. (OtherWay[])(hasCodes && tenant.Leaves(OtherWay.Recovery, reason, explain.Client) ? [OtherWay.Recovery] : []),
            .. (OtherWay[])(hasPasskey && tenant.Leaves(OtherWay.Passkey, reason, explain.Client) ? [OtherWay.Passkey] : []),
        ];
    }

    /// <summary>What would become of the number on the phone that is to follow a first factor.</summary>
    private static SecondExplained Second(UserState.Present user, TenantState.Present tenant, UserSituation situation)
    {
        var until = (user.Slot as Users.Slot.Waiting)?.ExpiresAt;
        if (until is not null) return new(FallbackReason.Pending, until);
        if (SecondFactors.FirstBroken(user, tenant, situation) is var (reason, retryAt, _)) return new(reason, retryAt);
        var broken = OfAll(user, tenant, situation).FirstOrDefault(rule => rule.Finding != Finding.Passed);
        return new(broken?.Reason, broken?.Until);
    }
}
