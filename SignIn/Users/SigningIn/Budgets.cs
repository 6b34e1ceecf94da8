using System.Collections.Immutable;
using Countersign.SignIn.Tenants;

namespace Countersign.SignIn.Users.SigningIn;

/// <summary>
/// What a prompt counts against (T1, T3, I15). A browser that the person has signed in with has a budget of its own. All others share
/// one, of which one source or client has half a day's at most; beside it a few are kept for sources that the person has signed in from
/// lately.
/// </summary>
internal static class Budgets
{
    private static readonly PromptBudget Kept = new(Limits.FamiliarIn5Minutes, Limits.FamiliarInAnHour, Limits.FamiliarInADay);
    private static readonly PromptBudget Cancelled = new(Limits.CancelledIn5Minutes, Limits.CancelledInAnHour, Limits.CancelledInADay);

    /// <summary>The share that has room for one more, or when one will have.</summary>
    public static (PromptShare Share, DateTimeOffset? BlockedUntil) Find(
        PromptHistory prompts, StartSignIn start, PromptBudget budget, DateTimeOffset now)
    {
        var known = prompts.Initiators ?? Initiators.None;
        var name = NameOf(start.Initiator, start.Backchannel is null ? null : start.Client);
        if (known.Barred.FirstOrDefault(barred => barred.Who == name && barred.Until > now) is { } bar)
            return (PromptShare.Common, bar.Until);
        if (start.Initiator?.Browser is not null) return (PromptShare.Own, OwnUntil(known, name, budget, now));
        var until = CommonUntil(prompts, budget, now) ?? PartUntil(known, name, budget, now);
        if (until is null || !IsFamiliar(known, start.Initiator, now)) return (PromptShare.Common, until);
        var kept = KeptUntil(known, now);
        return kept is null ? (PromptShare.Familiar, null) : (PromptShare.Common, kept < until ? kept : until);
    }

    /// <summary>Which rule keeps this start from a prompt, when <see cref="Find"/> says that one does.</summary>
    public static StartRule Spent(PromptHistory prompts, StartSignIn start, PromptBudget budget, DateTimeOffset now)
    {
        var known = prompts.Initiators ?? Initiators.None;
        var name = NameOf(start.Initiator, start.Backchannel is null ? null : start.Client);
        if (known.Barred.Any(barred => barred.Who == name && barred.Until > now)) return StartRule.NobodyBarred;
        if (start.Initiator?.Browser is not null) return StartRule.OwnBudget;
        if (IsFamiliar(known, start.Initiator, now)) return StartRule.FamiliarBudget;
        return CommonUntil(prompts, budget, now) is null ? StartRule.PartOfOne : StartRule.CommonBudget;
    }

    /// <summary>When there is one more of those that all have together; null: now. So all below.</summary>
    public static DateTimeOffset? CommonUntil(PromptHistory prompts, PromptBudget budget, DateTimeOffset now) =>
        budget.BlockedUntil(prompts.Unapproved, now);

    /// <summary>Of those that are kept for sources that the person signs in from.</summary>
    public static DateTimeOffset? KeptUntil(Initiators known, DateTimeOffset now) =>
        Kept.BlockedUntil(Times(known, p => p.Share == PromptShare.Familiar), now);

    /// <summary>Of one source's or client's part.</summary>
    public static DateTimeOffset? PartUntil(Initiators known, SecretHash? name, PromptBudget budget, DateTimeOffset now) =>
        budget.OfOne().BlockedUntil(Times(known, p => p.Share == PromptShare.Common && p.By == name), now);

    /// <summary>Of what one browser of the person's own has.</summary>
    public static DateTimeOffset? OwnUntil(Initiators known, SecretHash? name, PromptBudget budget, DateTimeOffset now) =>
        budget.BlockedUntil(Times(known, p => p.Share == PromptShare.Own && p.By == name), now)
            ?? Cancelled.BlockedUntil(Times(known, p => p.Share == PromptShare.OwnCancelled && p.By == name), now);

    /// <summary>T3: a browser of the person's own found the slot taken, and it is its turn.</summary>
    public static DateTimeOffset? OwnTurnUntil(PromptHistory prompts, Initiator? initiator, DateTimeOffset now) =>
        initiator?.Browser is null && prompts.Initiators?.OwnTurnUntil is { } until && until > now ? until : null;

    /// <summary>The name that an initiator counts under; null when there is none.</summary>
    /// <param name="client">On the backchannel.</param>
    public static SecretHash? NameOf(Initiator? initiator, string? client) =>
        client is null ? initiator?.Browser ?? initiator?.Source : SecretHash.OfSecret("client:" + client);

    public static PromptHistory Begin(PromptHistory prompts, Slot.Waiting challenge)
    {
        var day = challenge.StartedAt - TimeSpan.FromDays(1);
        if (challenge.Share == PromptShare.Common)
            prompts = prompts with { Unapproved = [.. prompts.Unapproved.Where(at => at > day), challenge.StartedAt] };
        if (NameOf(challenge) is not { } name) return prompts;
        var known = prompts.Initiators ?? Initiators.None;
        return prompts with
        {
            Initiators = known with
            {
                Prompts = [.. known.Prompts.Where(p => p.At > day).TakeLast(Limits.InitiatorsCounted - 1),
                    new InitiatedPrompt(name, challenge.Share, challenge.StartedAt)],
                OwnTurnUntil = challenge.Share == PromptShare.Own ? null : known.OwnTurnUntil,
            },
        };
    }

    /// <summary>
    /// After any ending but an approval: the person's own cancelling costs nothing, as often as a person may cancel, and whoever waited has
    /// the next turn.
    /// </summary>
    public static PromptHistory End(PromptHistory prompts, ChallengeSettled settled)
    {
        var challenge = settled.Challenge;
        var known = prompts.Initiators ?? Initiators.None;
        if (challenge.IsAwaited) known = known with { OwnTurnUntil = settled.At + Limits.OwnTurn };
        if (settled.Ending is Ending.Cancelled && challenge.Share == PromptShare.Own)
        {
            var name = NameOf(challenge);
            known = known with
            {
                Prompts = [.. known.Prompts.Select(
                    p => p.By == name && p.At == challenge.StartedAt ? p with { Share = PromptShare.OwnCancelled } : p)],
            };
        }

        return known == Initiators.None ? prompts : prompts with { Initiators = known };
    }

    /// <summary>
    /// Only success resets (I15): one in a browser of the person's own what such browsers were counted for, or strangers would have ten
    /// more prompts for each of them; any other everything. The source it came from is familiar from now on.
    /// </summary>
    public static PromptHistory Succeed(PromptHistory prompts, Slot.Waiting challenge, DateTimeOffset now)
    {
        prompts = challenge.Share == PromptShare.Own ? prompts.OwnAfresh() : prompts.Afresh();
        if (challenge.Backchannel is not null || challenge.Initiator?.Source is not { } source) return prompts;
        var known = prompts.Initiators ?? Initiators.None;
        var others = known.Familiar.Where(familiar => familiar.Source != source && familiar.At > now - Limits.FamiliarLife);
        return prompts with
        {
            Initiators = known with { Familiar = [.. others.TakeLast(Limits.FamiliarSources - 1), new FamiliarSource(source, now)] },
        };
    }

    public static PromptHistory Bar(PromptHistory prompts, InitiatorBarred barred)
    {
        var known = prompts.Initiators ?? Initiators.None;
        var others = known.Barred.Where(one => one.Until > barred.At && one.Who != barred.Who);
        return prompts with
        {
            Initiators = known with
            {
                Barred = [.. others.TakeLast(Limits.BarredInitiators - 1), new BarredInitiator(barred.Who, barred.Until)],
                Familiar = known.Familiar.RemoveAll(familiar => familiar.Source == barred.Who),
            },
        };
    }

    public static SecretHash? NameOf(Slot.Waiting challenge) =>
        NameOf(challenge.Initiator, challenge.Backchannel is null ? null : challenge.Client);

    private static bool IsFamiliar(Initiators known, Initiator? initiator, DateTimeOffset now) =>
        initiator?.Source is { } source && known.Familiar.Any(one => one.Source == source && one.At > now - Limits.FamiliarLife);

    private static ImmutableArray<DateTimeOffset> Times(Initiators known, Func<InitiatedPrompt, bool> which) =>
        known.Prompts.IsEmpty ? [] : [.. known.Prompts.Where(which).Select(prompt => prompt.At)];
}
