using System.Collections.Immutable;
using Countersign.SignIn.Audit;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Ways;

namespace Countersign.SignIn.Tenants;

/// <summary>
/// A second person's consent (T31): where the tenant asks for it, what decides who gets in, and how, waits until another administrator
/// agrees to exactly what was asked.
/// </summary>
internal static class Proposing
{
    public static bool IsHeld(TenantState.Present tenant, TenantQuestion question) => tenant.Settings.SecondPerson && question switch
    {
        TenantQuestion.SetSettings set => !IsFree(tenant.Settings, set.Settings),
        TenantQuestion.SetClient set => WaysOf(tenant, set.Client.Id) is { } ways && ways != set.Client.Leaves,
        TenantQuestion.RemoveClient remove => WaysOf(tenant, remove.Client) is { } ways && ways != ClientWays.All,
        _ => HeldChange.Of(question) is not null,
    };

    /// <summary>Whether nothing but looks and help is different. A setting that is not named here waits.</summary>
    private static bool IsFree(TenantSettings now, TenantSettings wanted) =>
        now == wanted with { HelpUrl = now.HelpUrl, Branding = now.Branding, SignInLogDays = now.SignInLogDays };

    /// <summary>What a client that is there leaves of the ways; null: it is not there, and can only narrow.</summary>
    private static ClientWays? WaysOf(TenantState.Present tenant, string client) => tenant.ClientOf(client)?.Leaves;

    /// <param name="judged">What would become of the change if nobody had to agree.</param>
    public static TenantRuling Propose(TenantState.Present tenant, TenantQuestion question, TenantRuling judged, DateTimeOffset now)
    {
        var (change, request) = HeldChange.Of(question)!.Value;
        var waiting = tenant.Waiting(now);
        if (waiting.FirstOrDefault(one => one.Request == request) is { } again) return Waits(tenant, again);
        if (judged.Events.IsEmpty) return judged;
        var by = question.By?.Name ?? Actor.Machine;
        var earlier = waiting.FirstOrDefault(one => one.Change.Part == change.Part);
        if (earlier is { IsOvertaken: false } && earlier.By != by) return Refuse(Refusal.ProposalWaits);
        if (earlier is null && waiting.Length >= Limits.Proposals) return Refuse(Refusal.ProposalWaits);
        var proposal = new Proposal(
            tenant.Changes + 1, change, request, by, now, now + Limits.ProposalLife, question.By?.Source, question.By?.Reason,
            Tie.Kin(by, question.Ties ?? [], now));
        var made = new TenantEvent.ProposalMade(proposal, judged.Events[0], earlier?.Number, request, now);
        return new(new TenantAnswer.Is((TenantState.Present)TenantRules.Apply(tenant, made), proposal.Number), made);
    }

    /// <param name="judge">Says what becomes of a change that nobody else has to agree to.</param>
    public static TenantRuling Agree(
        TenantState.Present tenant, TenantQuestion.Agree agree, Func<TenantQuestion, TenantRuling> judge, DateTimeOffset now)
    {
        if (tenant.LastRequest == agree.Request) return new(new TenantAnswer.Is(tenant));
        if (Find(tenant, agree.Number, now) is not { } proposal) return Refuse(Refusal.ProposalNotFound);
        if (proposal.IsOf(Tie.Kin(agree.By?.Name ?? Actor.Machine, agree.Ties ?? [], now))) return Refuse(Refusal.SecondPersonRequired);
        if (proposal.IsOvertaken) return Refuse(Refusal.ProposalOvertaken);
        var judged = judge(proposal.Change.Ask(agree.Request));
        if (judged.Answer is TenantAnswer.Refused) return judged;
        return After(tenant, [.. judged.Events, new TenantEvent.ProposalAgreed(proposal, agree.Request, now)]);
    }

    /// <summary>Whoever may agree may say no, and so may whoever asked.</summary>
    public static TenantRuling Decline(TenantState.Present tenant, TenantQuestion.Decline decline, DateTimeOffset now)
    {
        if (tenant.LastRequest == decline.Request) return new(new TenantAnswer.Is(tenant));
        return Find(tenant, decline.Number, now) is { } proposal
            ? After(tenant, [new TenantEvent.ProposalDeclined(proposal, decline.Request, now)])
            : Refuse(Refusal.ProposalNotFound);
    }

    /// <summary>
    /// What waits, after the event: a change of what a proposal would change overtakes it; a backup that is put back revives none (F23).
    /// </summary>
    public static TenantState.Present Apply(TenantState.Present tenant, TenantEvent happened)
    {
        if (happened is not TenantEvent.ProposalMade && tenant.Proposals is null) return tenant;
        var left = tenant.Waiting(happened.At);
        left = happened switch
        {
            TenantEvent.ProposalMade made => [.. left.Where(one => one.Number != made.Replaced), made.Proposal],
            TenantEvent.ProposalAgreed agreed => [.. left.Where(one => one.Number != agreed.Proposal.Number)],
            TenantEvent.ProposalDeclined declined => [.. left.Where(one => one.Number != declined.Proposal.Number)],
            TenantEvent.Restored => [],
            _ when HeldChange.PartOf(happened) is { } part =>
                [.. left.Select(one => one.Change.Part == part ? one with { IsOvertaken = true } : one)],
            _ => left,
        };
        return tenant with { Proposals = left.IsEmpty ? null : left };
    }

    /// <summary>The facts of a change that two have agreed on name both: who asked as the actor, and who said yes.</summary>
    public static TenantRuling Named(TenantRuling ruling, Actor? by)
    {
        if (ruling.Events is not [.., TenantEvent.ProposalAgreed { Proposal: var proposal }]) return ruling;
        var asked = new Actor(proposal.By, proposal.Source, proposal.Reason);
        var last = ruling.Facts.Length - 1;
        return ruling with
        {
            Facts =
            [
                .. ruling.Facts.Take(last).Select(fact => fact.By(asked) with { AgreedBy = by?.Name ?? Actor.Machine }),
                ruling.Facts[last],
            ],
        };
    }

    private static Proposal? Find(TenantState.Present tenant, long number, DateTimeOffset now) =>
        tenant.Waiting(now).FirstOrDefault(one => one.Number == number);

    private static TenantRuling Waits(TenantState.Present tenant, Proposal proposal) => new(new TenantAnswer.Is(tenant, proposal.Number));

    private static TenantRuling After(TenantState.Present tenant, ImmutableArray<TenantEvent> events) =>
        new(new TenantAnswer.Is((TenantState.Present)events.Aggregate((TenantState)tenant, TenantRules.Apply)), events);

    private static TenantRuling Refuse(Refusal why) => new(new TenantAnswer.Refused(why));
}
