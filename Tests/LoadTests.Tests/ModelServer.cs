using Countersign.LoadTests.Histories;

namespace Countersign.LoadTests.Tests;

/// <summary>
/// A service of a few dozen lines that keeps the protocol, in memory and on a clock of its own, with one bug when it is told to. It is
/// written apart from the checker's model, so that one does not repeat the other's mistakes.
/// </summary>
internal sealed class ModelServer(PlantedBug bug, Conditions conditions, History history, Func<long> clock)
{
    private const long Second = 1_000_000, StaleFor = 400_000;

    private readonly Dictionary<string, Person> _people = [];
    private int _drawn;

    public sealed class Challenge
    {
        public required string Id, Browser, Number;
        public string? Key, Statement, RedeemedBy;
        public string State = "pending";
        public long Ends, ChangedAt;
        public bool Revoked, Withdrawn;
        public int Epoch;
    }

    public sealed class Grant
    {
        public required string Current;
        public string? Before;
        public HashSet<string> Former = [];
        public long At;
        public bool Over;
        public int Epoch;
    }

    public sealed class Person
    {
        public bool Disabled, Phoneless, Locked;
        public int Wrong, Epoch;
        public Challenge? Pending;
        public Dictionary<string, Challenge> All = [];
        public Dictionary<string, Grant> Grants = [];
        public HashSet<(string Challenge, string Key)> Sessions = [];
        public bool MayBePrompted => !Disabled && !Phoneless && !Locked;
    }

    /// <summary>Carries out what is asked; the operation with its answer, as one whose outcome is known.</summary>
    public Operation Do(Operation asked)
    {
        var person = _people.TryGetValue(asked.User, out var there) ? there : _people[asked.User] = new();
        var isOver = person.Pending is { } pending && clock() >= pending.Ends;
        if (isOver && bug != PlantedBug.ApprovesAfterTheEnd) End(asked.User, person, "expired", null);
        return asked.Kind switch
        {
            OperationKind.Start or OperationKind.Ask => Start(person, asked),
            OperationKind.Observe => Observe(person, asked),
            OperationKind.Fetch => person.Disabled || person.Phoneless ? No(asked, "CS2006")
                : person.Pending is { } one ? Ok(asked, "waiting") with { Challenge = one.Id } : Ok(asked, "nothing"),
            OperationKind.Answer => Answer(person, asked),
            OperationKind.Redeem => Redeem(person, asked),
            OperationKind.Session when !person.Sessions.Contains((asked.Challenge!, asked.Key!)) => No(asked, "CS2003"),
            OperationKind.Session => Serves(person, person.All[asked.Challenge!]) ? Ok(asked, null) : No(asked, "CS2003"),
            OperationKind.Cancel => Cancel(person, asked),
            OperationKind.Collect => Collect(person, asked),
            OperationKind.Refresh => Refresh(person, asked),
            OperationKind.Revoke => Revoke(person, asked),
            _ => Administer(person, asked),
        };
    }

    /// <summary>The process dies and comes back; what was durable is there.</summary>
    public void Crash()
    {
        foreach (var (user, person) in _people)
        {
            if (bug == PlantedBug.ForgetsWrongNumbers) person.Wrong = 0;
            if (bug != PlantedBug.LosesAcknowledgedAnswers || person.Pending is not null) continue;
            var last = person.All.Values.Where(one => one.State is "approved" or "denied" && one.RedeemedBy is null)
                .OrderBy(one => one.ChangedAt).LastOrDefault();
            if (last is null || clock() - last.ChangedAt > Second || clock() >= last.Ends) continue;
            (last.State, last.Statement, person.Pending) = ("pending", null, last);
            history.Audit.RemoveAll(entry => entry.Challenge == last.Id && entry.User == user);
        }
    }

    private static Operation Ok(Operation asked, string? result) => asked with { Outcome = Outcome.Ok, Result = result };

    private static Operation No(Operation asked, string why) => asked with { Outcome = Outcome.Refused, Result = why };

    private static bool Serves(Person person, Challenge one) => person.MayBePrompted && !one.Withdrawn && one.Epoch == person.Epoch;

    private void Record(string user, string kind, string? challenge = null, string? statement = null)
    {
        var entry = new AuditEntry(kind, user, challenge, Statement: statement);
        history.Audit.Add(entry);
        if (bug == PlantedBug.RecordsTwice && kind == "challenge.denied") history.Audit.Add(entry);
    }

    private void End(string user, Person person, string state, Operation? by)
    {
        var one = person.Pending!;
        (one.State, one.ChangedAt, one.Epoch, one.Statement, person.Pending) = (state, clock(), person.Epoch, by?.Statement, null);
        Record(user, "challenge." + state, one.Id, by is null ? null : Jws.GetValueOrDefault(by.Statement!));
    }

    /// <summary>Signed statements by their identity.</summary>
    public Dictionary<string, string> Jws { get; } = [];

    private Operation Start(Person person, Operation asked)
    {
        if (asked.Key is { } key && person.All.Values.Any(one => one.Key == key && one.State != "pending")) return No(asked, "CS4003");
        if (person.Pending is { } pending)
        {
            var isSameKey = pending.Key == asked.Key && asked.Key is not null;
            var isRepeat = (isSameKey && bug != PlantedBug.StartsTwiceForOneKey)
                || (pending.Browser == asked.Browser && asked.Kind == OperationKind.Ask);
            if (isRepeat || bug == PlantedBug.ShowsTheNumberToAnyone)
                return Ok(asked, "number") with { Challenge = pending.Id, Number = pending.Number };
            var begins = bug == PlantedBug.TwoPending || (bug == PlantedBug.StartsTwiceForOneKey && isSameKey);
            if (!begins) return No(asked, asked.Kind == OperationKind.Ask ? "access_denied" : "pending");
        }
        else if (!person.MayBePrompted)
        {
            return No(asked, asked.Kind == OperationKind.Start ? (person.Locked ? "locked" : "not_available")
                : person.Locked ? "access_denied" : "unknown_user_id");
        }

        var id = bug == PlantedBug.UsesIdsAgain && person.All.Values.FirstOrDefault(one => one.State == "denied") is { } old
            ? old.Id : $"c{++_drawn:D20}A";
        person.Pending = person.All[id] = new()
        {
            Id = id, Browser = asked.Browser!, Key = asked.Key, Number = (10 + ++_drawn % 90).ToString(),
            Ends = clock() + conditions.ChallengeSeconds * Second, ChangedAt = clock(),
        };
        return Ok(asked, "number") with { Challenge = id, Number = person.Pending.Number };
    }

    private Operation Observe(Person person, Operation asked)
    {
        if (!person.All.TryGetValue(asked.Challenge!, out var one)) return No(asked, "CS4001");
        var isStale = bug == PlantedBug.ReadsStaleStates && one.State != "pending" && clock() - one.ChangedAt < StaleFor;
        return isStale || one.State == "pending" ? Ok(asked, "pending") with { Number = one.Number }
            : Ok(asked, one.State) with { Redeemed = one.State == "approved" ? one.RedeemedBy is not null : null };
    }

    private Operation Answer(Person person, Operation asked)
    {
        if (person.Disabled || (person.Phoneless && bug != PlantedBug.LetsRemovedPhonesDecide)) return No(asked, "CS2006");
        if (!person.All.TryGetValue(asked.Challenge!, out var one)) return No(asked, "CS4001");
        if (one.State != "pending")
        {
            return one.Statement is not null && one.Statement == asked.Statement ? Ok(asked, one.State)
                : No(asked, one.State switch { "expired" => "CS4004", "cancelled" => "CS4016", _ => "CS4003" });
        }

        person.Pending = one;
        var state = asked.Decision == "deny" ? "denied" : asked.Number == one.Number ? "approved" : "wrong_number";
        End(asked.User, person, state, asked);
        if (state == "approved") person.Wrong = 0;
        if (state == "wrong_number" && ++person.Wrong >= conditions.WrongNumbersToLock)
        {
            (person.Locked, person.Epoch) = (true, person.Epoch + 1);
            Record(asked.User, "user.locked");
        }

        return Ok(asked, bug == PlantedBug.GuessesUnknownOutcomes && _drawn % 5 == 0 && state == "approved" ? "denied" : state);
    }

    private Operation Redeem(Person person, Operation asked)
    {
        if (!person.All.TryGetValue(asked.Challenge!, out var one)) return No(asked, "CS4001");
        if (one.Browser != asked.Browser && bug != PlantedBug.LetsStrangersCollect) return No(asked, "CS4001");
        if (one.State != "approved") return No(asked, "CS4009");
        if (one.RedeemedBy is not null && (one.Revoked || one.RedeemedBy != asked.Key) && bug != PlantedBug.RedeemsTwice)
        {
            one.Revoked = true;
            person.Sessions.RemoveWhere(open => open.Challenge == one.Id);
            return No(asked, "CS4010");
        }

        if (!Serves(person, one)) return No(asked, "CS4004");
        if (one.RedeemedBy == asked.Key) return person.Sessions.Contains((one.Id, asked.Key!)) ? Ok(asked, null) : No(asked, "CS4010");
        one.RedeemedBy = asked.Key;
        person.Sessions.Add((one.Id, asked.Key!));
        Record(asked.User, "sign_in.redeemed", one.Id);
        return Ok(asked, null);
    }

    private Operation Cancel(Person person, Operation asked)
    {
        if (!person.All.TryGetValue(asked.Challenge!, out var one)) return No(asked, "CS4001");
        if (one.State != "pending") return one.State is "cancelled" or "expired" ? Ok(asked, null) : No(asked, "CS4003");
        person.Pending = one;
        End(asked.User, person, "cancelled", null);
        return Ok(asked, null);
    }

    private Operation Collect(Person person, Operation asked)
    {
        var one = person.All[asked.Challenge!];
        if (one.State == "pending") return No(asked, "authorization_pending");
        if (one.State != "approved") return No(asked, one.State == "expired" ? "expired_token" : "access_denied");
        if (one.RedeemedBy is not null)
        {
            one.Revoked = true;
            if (person.Grants.TryGetValue(one.Id, out var grant)) grant.Over = true;
            return No(asked, "invalid_grant");
        }

        if (!Serves(person, one)) return No(asked, "invalid_grant");
        one.RedeemedBy = "collected";
        var token = "r" + ++_drawn;
        person.Grants[one.Id] = new() { Current = token, At = clock(), Epoch = person.Epoch };
        Record(asked.User, "sign_in.redeemed", one.Id);
        return Ok(asked, null) with { Next = token, TokenId = "j" + ++_drawn };
    }

    private Operation Refresh(Person person, Operation asked)
    {
        if (!person.Grants.TryGetValue(asked.Challenge!, out var grant)) return No(asked, "invalid_grant");
        if (grant.Over && bug != PlantedBug.RefreshesAfterRevocation) return No(asked, "invalid_grant");
        var isLatest = grant.Before == asked.Token && clock() - grant.At < 10 * Second;
        if ((grant.Current != asked.Token && !isLatest) || grant.Epoch != person.Epoch || !person.MayBePrompted)
        {
            grant.Over = true;
            return No(asked, "invalid_grant");
        }

        if (!isLatest)
        {
            (grant.Before, grant.Current, grant.At) = (grant.Current, "r" + ++_drawn, clock());
            grant.Former.Add(grant.Before);
        }

        if (bug != PlantedBug.GivesUnrecordedTokens) Record(asked.User, "grant.refreshed", asked.Challenge);
        return Ok(asked, null) with { Next = grant.Current, TokenId = "j" + ++_drawn };
    }

    private static Operation Revoke(Person person, Operation asked)
    {
        if (person.Grants.TryGetValue(asked.Challenge!, out var grant)) grant.Over = true;
        return Ok(asked, null);
    }

    private Operation Administer(Person person, Operation asked)
    {
        if (asked.Kind is OperationKind.Disable or OperationKind.SignOut && (asked.Kind != OperationKind.Disable || !person.Disabled))
        {
            if (person.Pending is not null) End(asked.User, person, "cancelled", null);
            foreach (var one in person.All.Values) one.Withdrawn = true;
            person.Sessions.Clear();
            person.Epoch++;
        }

        switch (asked.Kind)
        {
            case OperationKind.Disable:
                person.Disabled = true;
                break;
            case OperationKind.SignOut:
                Record(asked.User, "user.signed_out_everywhere");
                break;
            case OperationKind.Enable when person.Disabled:
                (person.Disabled, person.Epoch) = (false, person.Epoch + 1);
                break;
            case OperationKind.Unlock:
                if (person.Wrong > 0 || person.Locked) Record(asked.User, "user.unlocked");
                (person.Wrong, person.Epoch, person.Locked) = (0, person.Epoch + (person.Locked ? 1 : 0), false);
                break;
            case OperationKind.Remove when !person.Phoneless:
                foreach (var one in person.All.Values) one.Withdrawn = true;
                person.Phoneless = true;
                Record(asked.User, "method.removed");
                break;
        }

        return Ok(asked, null);
    }
}
