using Countersign.LoadTests.Histories;

namespace Countersign.LoadTests.Checking;

/// <summary>What the answers alone must be, whatever the records say.</summary>
internal static class SlotInvariants
{
    private const long Second = 1_000_000;
    private static readonly string[] Ends = ["approved", "denied", "wrong_number", "not_allowed", "expired", "cancelled"];

    /// <summary>I1: a challenge is surely pending from the answer of its start to the last question that found it pending.</summary>
    public static void OnePending(History history, Findings findings)
    {
        foreach (var user in history.Operations.Where(op => op.Challenge is not null).GroupBy(op => op.User))
        {
            var sure = user.GroupBy(op => op.Challenge!).Select(SurelyPending).Where(span => span.From < span.Until)
                .OrderBy(span => span.From).ToArray();
            for (var i = 0; i < sure.Length; i++)
            {
                var until = sure[i].Until;
                var other = sure.Skip(i + 1).TakeWhile(next => next.From < until).FirstOrDefault();
                var one = sure[i];
                findings.Look(other is null, user.Key, () => $"{one.Challenge} and {other!.Challenge} were pending at once");
            }
        }
    }

    /// <summary>I2: everybody who heard of an end heard of the same.</summary>
    public static void DecidedOnce(History history, Findings findings)
    {
        foreach (var challenge in Told(history))
        {
            var ends = challenge.Select(op => op.Result!).Distinct().ToArray();
            findings.Look(ends.Length == 1, challenge.Key, () => "told as " + string.Join(" and as ", ends));
        }
    }

    /// <summary>I5: of all redemptions of a challenge, one request was answered with its result.</summary>
    public static void RedeemedOnce(History history, Findings findings)
    {
        var redeemed = history.Operations.Where(op => op is { Outcome: Outcome.Ok, Kind: OperationKind.Redeem or OperationKind.Collect });
        foreach (var challenge in redeemed.GroupBy(op => op.Challenge!))
        {
            var names = challenge.Select(op => op.Key ?? "collected " + op.Id).Distinct().Count();
            findings.Look(names == 1, challenge.Key, () => $"redeemed by {names} different requests");
        }
    }

    /// <summary>I6: whoever did not begin it sees nothing of it and collects nothing.</summary>
    public static void BoundToInitiator(History history, Findings findings)
    {
        var begun = history.Operations
            .Where(op => op is { Outcome: Outcome.Ok, Kind: OperationKind.Start or OperationKind.Ask, Challenge: not null })
            .GroupBy(op => op.Challenge!).ToDictionary(same => same.Key, same => same.Select(op => op.Browser).ToHashSet());
        foreach (var op in history.Operations)
        {
            var isHolders = op.Kind is OperationKind.Observe or OperationKind.Redeem or OperationKind.Collect or OperationKind.Cancel;
            if (!isHolders || op.Outcome != Outcome.Ok || op.Challenge is null) continue;
            var holders = begun.GetValueOrDefault(op.Challenge);
            findings.Look(holders?.Contains(op.Browser) == true, op.Challenge, () => $"answered to somebody who did not begin it: {op}");
        }
    }

    /// <summary>I9: an approval that was sent after the end came too late.</summary>
    public static void InTime(History history, Findings findings)
    {
        var life = history.Conditions.ChallengeSeconds * Second;
        var slack = Second + life / 20;
        var shown = history.Operations.Where(op => op is { Outcome: Outcome.Ok, Kind: OperationKind.Start or OperationKind.Ask })
            .Where(op => op.Challenge is not null).GroupBy(op => op.Challenge!)
            .ToDictionary(same => same.Key, same => same.Min(op => op.Return));
        var sent = history.Operations.Where(op => op is { Kind: OperationKind.Answer, Statement: not null }).GroupBy(op => op.Statement!)
            .ToDictionary(same => same.Key, same => same.Min(op => op.Call));
        foreach (var op in history.Operations.Where(op => op.Challenge is not null && shown.ContainsKey(op.Challenge)))
        {
            var isApproval = op is { Kind: OperationKind.Answer, Result: "approved" };
            if (!isApproval && op is not { Kind: OperationKind.Observe, Result: "pending" }) continue;
            var called = isApproval && op.Statement is { } statement ? sent[statement] : op.Call;
            var late = called - shown[op.Challenge!] - life - slack;
            findings.Look(late <= 0, op.Challenge!, () => $"alive {late / 1000} ms after its end: {op}");
        }
    }

    /// <summary>I19: the same request again is answered as before.</summary>
    public static void Repeatable(History history, Findings findings)
    {
        foreach (var same in history.Operations.Where(op => op.Is(OperationKind.Start, Outcome.Ok) && op.Key is not null)
            .GroupBy(op => (op.User, op.Key)))
        {
            var shown = same.Select(op => (op.Challenge, op.Number)).Distinct().Count();
            findings.Look(shown == 1, same.Key.User, () => $"the start {same.Key.Key} was answered with {shown} different sign-ins");
        }

        foreach (var same in history.Operations.Where(op => op.Kind == OperationKind.Answer && op.Statement is not null)
            .Where(op => Ends.Contains(op.Result)).GroupBy(op => op.Statement))
        {
            var outcomes = same.Select(op => op.Result).Distinct().Count();
            findings.Look(outcomes == 1, same.First().Challenge!, () => $"the statement {same.Key} came to {outcomes} different outcomes");
        }
    }

    /// <summary>I22: whoever asks after an end was told is told of no pending challenge.</summary>
    public static void NeverBack(History history, Findings findings)
    {
        var told = Told(history).ToDictionary(same => same.Key, same => same.Min(op => op.Return));
        foreach (var op in history.Operations)
        {
            if (op.Challenge is not { } id || !told.TryGetValue(id, out var since) || op.Call <= since || !op.IsKnown) continue;
            var isPending = op.Result is "pending" && op.Kind == OperationKind.Observe || op.Result is "waiting" or "authorization_pending";
            findings.Look(!isPending, id, () => $"pending again after its end was told: {op}");
        }
    }

    /// <summary>I23: no id is given for two things.</summary>
    public static void NeverTwice(History history, Findings findings)
    {
        var starts = history.Operations.Where(op => op is { Outcome: Outcome.Ok, Kind: OperationKind.Start or OperationKind.Ask });
        foreach (var same in starts.Where(op => op.Challenge is not null).GroupBy(op => op.Challenge!))
        {
            var begun = same.Select(op => (op.User, op.Browser)).Distinct().Count();
            findings.Look(begun == 1, same.Key, () => $"one id for {begun} sign-ins");
        }

        foreach (var same in history.Operations.Where(op => op.TokenId is not null).GroupBy(op => op.TokenId!))
            findings.Look(same.Count() == 1, same.Key, () => "one jti for two tokens: " + string.Join("; ", same));
    }

    /// <summary>For each challenge what was told of its end.</summary>
    private static IEnumerable<IGrouping<string, Operation>> Told(History history) => history.Operations
        .Where(op => op.Challenge is not null && op.Kind is OperationKind.Answer or OperationKind.Observe && Ends.Contains(op.Result))
        .GroupBy(op => op.Challenge!);

    private static Span SurelyPending(IGrouping<string, Operation> challenge)
    {
        var from = challenge.Where(op => op is { Outcome: Outcome.Ok, Kind: OperationKind.Start or OperationKind.Ask })
            .Select(op => op.Return).DefaultIfEmpty(long.MaxValue).Min();
        var until = challenge
            .Where(op => op is { Kind: OperationKind.Observe, Result: "pending" } or { Kind: OperationKind.Fetch, Result: "waiting" })
            .Select(op => op.Call).DefaultIfEmpty(long.MinValue).Max();
        return new(challenge.Key, from, until);
    }

    private sealed record Span(string Challenge, long From, long Until);
}
