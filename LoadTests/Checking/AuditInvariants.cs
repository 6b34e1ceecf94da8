using Countersign.LoadTests.Histories;
using Countersign.SignIn.Jose;

namespace Countersign.LoadTests.Checking;

/// <summary>What the records must say of what was answered. Nothing is said where the audit was not read.</summary>
internal static class AuditInvariants
{
    private const string Prefix = "challenge.", Redemption = "sign_in.redeemed", Refreshed = "grant.refreshed";

    /// <summary>I3: each acknowledged change has its record.</summary>
    public static void Durable(History history, Findings findings)
    {
        if (!history.HasAudit) return;
        var records = history.Audit.Where(entry => entry.Challenge is not null).Select(entry => (entry.Challenge!, entry.Kind)).ToHashSet();
        foreach (var op in history.Operations.Where(op => op is { Outcome: Outcome.Ok, Challenge: not null }))
        {
            string[] any = op.Kind switch
            {
                OperationKind.Answer => [Prefix + op.Result],
                OperationKind.Cancel => [Prefix + "cancelled", Prefix + "expired"],
                OperationKind.Redeem or OperationKind.Collect => [Redemption],
                _ => [],
            };
            if (any.Length == 0) continue;
            var isRecorded = any.Any(kind => records.Contains((op.Challenge!, kind)));
            findings.Look(isRecorded, op.Challenge!, () => $"acknowledged, and no record of it: {op}");
        }

        Counted(history, findings, OperationKind.SignOut, "user.signed_out_everywhere");
        Counted(history, findings, OperationKind.Remove, "method.removed");
    }

    /// <summary>
    /// I4: what was collected had been approved in a statement that the person's own key signed, with the number that was shown.
    /// </summary>
    public static void Proven(History history, Findings findings)
    {
        if (!history.HasAudit) return;
        var people = history.People.ToDictionary(person => person.User);
        var approvals = history.Audit.Where(entry => entry.Kind == Prefix + "approved" && entry.Challenge is not null)
            .GroupBy(entry => entry.Challenge!).ToDictionary(same => same.Key, same => same.First());
        var numbers = history.Operations.Where(op => op is { Outcome: Outcome.Ok, Kind: OperationKind.Start or OperationKind.Ask })
            .Where(op => op.Challenge is not null).GroupBy(op => op.Challenge!).ToDictionary(same => same.Key, same => same.First().Number);
        var collected = history.Operations.Where(op => op is { Outcome: Outcome.Ok, Kind: OperationKind.Redeem or OperationKind.Collect })
            .Select(op => (op.User, Challenge: op.Challenge!));
        var recorded = history.Audit.Where(entry => entry is { Kind: Redemption, User: not null, Challenge: not null })
            .Select(entry => (User: entry.User!, Challenge: entry.Challenge!));
        foreach (var (user, challenge) in collected.Concat(recorded).Distinct())
        {
            var wrong = people.TryGetValue(user, out var person)
                ? WrongWith(person, challenge, approvals.GetValueOrDefault(challenge), numbers.GetValueOrDefault(challenge))
                : "nobody of that name took part";
            findings.Look(wrong is null, $"{user}, {challenge}", () => "collected, but " + wrong);
        }
    }

    /// <summary>I11: no answer names another end than the records do.</summary>
    public static void AnswersAreTrue(History history, Findings findings)
    {
        if (!history.HasAudit) return;
        var ends = FinalRecords(history).ToDictionary(same => same.Key, same => same.First().Kind[Prefix.Length..]);
        var told = history.Operations.Where(op => op is { Challenge: not null, Kind: OperationKind.Answer or OperationKind.Observe })
            .Where(op => op.Outcome == Outcome.Ok && op.Result != "pending");
        foreach (var op in told)
        {
            if (ends.TryGetValue(op.Challenge!, out var end))
                findings.Look(end == op.Result, op.Challenge!, () => $"recorded as {end}, answered otherwise: {op}");
        }
    }

    /// <summary>I13: of writes that conflict one succeeded: no challenge ended or was collected in two ways.</summary>
    public static void StoreDecides(History history, Findings findings)
    {
        foreach (var challenge in FinalRecords(history))
        {
            var kinds = challenge.Select(entry => (entry.Kind, entry.Statement)).Distinct().ToArray();
            findings.Look(kinds.Length == 1, challenge.Key, () => "ended as " + string.Join(" and as ", kinds.Select(kind => kind.Kind)));
        }

        var redemptions = history.Audit.Where(entry => entry is { Kind: Redemption, Challenge: not null });
        foreach (var challenge in redemptions.GroupBy(entry => entry.Challenge!))
        {
            var redeemed = challenge.Count();
            findings.Look(redeemed == 1, challenge.Key, () => $"{redeemed} records of its redemption");
        }
    }

    /// <summary>I15: so many wrong numbers without a success lock, and nothing is approved while it is locked.</summary>
    public static void LimitsHold(History history, Findings findings)
    {
        foreach (var user in history.Audit.Where(entry => entry.User is not null).GroupBy(entry => entry.User!))
        {
            var (wrong, locked) = (0, false);
            foreach (var entry in user)
            {
                if (entry.Kind == "user.unlocked") (wrong, locked) = (0, false);
                else if (entry.Kind == "user.locked") locked = true;
                else if (entry.Kind == Prefix + "wrong_number") wrong++;
                else if (entry.Kind == Prefix + "approved")
                {
                    var before = wrong;
                    findings.Look(
                        before < history.Conditions.WrongNumbersToLock, user.Key,
                        () => $"approved after {before} wrong numbers: {entry.Challenge}");
                    findings.Look(!locked, user.Key, () => $"approved while locked: {entry.Challenge}");
                    wrong = 0;
                }

                var isOver = wrong > history.Conditions.WrongNumbersToLock;
                var count = wrong;
                findings.Look(!isOver, user.Key, () => $"{count} wrong numbers, and not locked");
            }
        }
    }

    /// <summary>I18: one record for each end and for each token set.</summary>
    public static void Audited(History history, Findings findings)
    {
        if (!history.HasAudit) return;
        foreach (var challenge in FinalRecords(history))
        {
            var records = challenge.Count();
            findings.Look(records == 1, challenge.Key, () => $"{records} final records");
        }

        var sets = history.Audit.Where(entry => entry is { Kind: Refreshed, Challenge: not null }).GroupBy(entry => entry.Challenge!)
            .ToDictionary(same => same.Key, same => same.Count());
        var refreshes = history.Operations.Where(op => op is { Kind: OperationKind.Refresh, Challenge: not null });
        foreach (var grant in refreshes.GroupBy(op => op.Challenge!))
        {
            var given = grant.Count(op => op.Outcome == Outcome.Ok);
            var most = given + grant.Count(op => op.Outcome == Outcome.Unknown);
            var recorded = sets.GetValueOrDefault(grant.Key);
            findings.Look(
                recorded >= given && recorded <= most, grant.Key,
                () => $"{given} token sets acknowledged, at most {most} made, {recorded} recorded");
        }
    }

    private static IEnumerable<IGrouping<string, AuditEntry>> FinalRecords(History history) => history.Audit
        .Where(entry => entry.Challenge is not null && entry.Kind.StartsWith(Prefix, StringComparison.Ordinal))
        .GroupBy(entry => entry.Challenge!);

    private static void Counted(History history, Findings findings, OperationKind kind, string record)
    {
        var records = history.Audit.Where(entry => entry.Kind == record && entry.User is not null).GroupBy(entry => entry.User!)
            .ToDictionary(same => same.Key, same => same.Count());
        foreach (var user in history.Operations.Where(op => op.Is(kind, Outcome.Ok)).GroupBy(op => op.User))
        {
            var acknowledged = user.Count();
            var recorded = records.GetValueOrDefault(user.Key);
            var isThere = kind == OperationKind.Remove ? recorded > 0 : recorded >= acknowledged;   // removed twice, it is removed once
            findings.Look(isThere, user.Key, () => $"{acknowledged} times acknowledged, {recorded} records {record}");
        }
    }

    /// <summary>Null: the statement vouches for it.</summary>
    private static string? WrongWith(Participant person, string challenge, AuditEntry? approval, string? number)
    {
        if (approval?.Statement is not { } jws) return "there is no record of a signed approval";
        if (DecisionStatement.Parse(jws, out var token, out var fault) is not { } statement) return $"the statement is malformed: {fault}";
        if (!PublicKey.TryParse(person.X, person.Y, out var key)) return "the person's key is malformed";
        using var verifier = VerificationKey.Import(key);
        if (!verifier.Verify(token!)) return "the person's decision key did not sign the statement";
        if (statement.Challenge.Value != challenge || statement.User.Value != person.User || statement.Device.Value != person.Device)
            return "the statement is about something else";
        if (statement.Decision != Decision.Approve || !statement.UserVerified) return "the statement is no verified approval";
        return number is null || statement.Number == number ? null : $"the statement has the number {statement.Number}, {number} was shown";
    }
}
