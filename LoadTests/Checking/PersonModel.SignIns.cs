using Countersign.LoadTests.Histories;

namespace Countersign.LoadTests.Checking;

/// <summary>A browser's and a phone's operations.</summary>
internal sealed partial class PersonModel
{
    private IEnumerable<PersonState> Start(PersonState state, Operation op) => op.Outcome switch
    {
        Outcome.Unknown => If(state is { Pending: null, MayBePrompted: true }, Begin(state, op)),
        Outcome.Ok when state.Pending is { } pending => Shown(state, pending, op),
        Outcome.Ok => If(state.MayBePrompted && op.Challenge is not null && !state.Ended.ContainsKey(op.Challenge), Begin(state, op)),
        _ => If(FallsBack(state, op), state),
    };

    private PersonState Begin(PersonState state, Operation op) =>
        state with { Pending = new(op.Challenge ?? "?" + op.Id, op.Key, op.Browser, op.Number, op.Call, Latest(op)) };

    /// <summary>I19, S-45: the same request, or the browser that holds it, sees its number again.</summary>
    private static IEnumerable<PersonState> Shown(PersonState state, PendingChallenge pending, Operation op)
    {
        var isSame = pending.IsUntold || (pending.Id == op.Challenge && (pending.Number ?? op.Number) == op.Number);
        return If(
            IsOurs(pending, op) && isSame,
            state with { Pending = pending with { Id = op.Challenge!, Number = op.Number, Browser = op.Browser } });
    }

    /// <summary>Whether a start is the one that began it, sent again, or of the browser or client that holds it.</summary>
    private static bool IsOurs(PendingChallenge pending, Operation start) =>
        (pending.Key == start.Key && start.Key is not null) || pending.Browser == start.Browser;

    private static bool FallsBack(PersonState state, Operation op) => op.Result switch
    {
        "pending" => state.Pending is { } pending && pending.Browser != op.Browser,
        "locked" => state.IsLocked,
        "not_available" => !state.IsEnabled || !state.HasPhone,
        "CS4003" => state.Ended.Values.Any(ended => ended.Key == op.Key && op.Key is not null),
        "too_many_prompts" => true,   // counted over days, which no run lasts
        _ => false,
    };

    private IEnumerable<PersonState> Observe(PersonState state, Operation op)
    {
        if (op.Outcome == Outcome.Unknown || op.Challenge is not { } id) return [];
        if (state.Pending is { } pending && pending.Id == id)
            return If(op.Result == "pending" && (op.Number is null || op.Number == pending.Number), state);
        if (!state.Ended.TryGetValue(id, out var ended)) return If(op.Result == "CS4001" && !_starts.ContainsKey(id), state);
        return If(
            op.Result == "CS4001"
                ? MayBeForgotten(state, ended, op)
                : op.Result == ended.Outcome && (op.Redeemed is null || op.Redeemed == ended.Redemption is not null),
            state);
    }

    private IEnumerable<PersonState> Fetch(PersonState state, Operation op)
    {
        switch (op.Result)
        {
            case "nothing":
                return If(state is { IsEnabled: true, HasPhone: true, Pending: null }, state);
            case "waiting" when state is { IsEnabled: true, HasPhone: true, Pending: { } pending }:
                if (pending.Id == op.Challenge) return [state];
                var isItsStart = pending.IsUntold && (!_starts.TryGetValue(op.Challenge!, out var start) || IsOurs(pending, start));
                return If(isItsStart, state with { Pending = pending with { Id = op.Challenge! } });
            case "CS2006":
                return If(!state.IsEnabled || !state.HasPhone || IsClockWrong(op), state);
            case "CS3014":
                return If(!state.HasPhone, state);
            default:
                return [];
        }
    }

    private IEnumerable<PersonState> Answer(PersonState state, Operation op)
    {
        if (op.Challenge is not { } id) return [];
        var isKnownPhone = state is { IsEnabled: true, HasPhone: true };
        if (!isKnownPhone) return If(op.Result is "CS2006" or "CS3014", state);
        if (op.Result == "CS4002") return If(op.Return - (op.First ?? op.Call) > ProofLife || IsClockWrong(op), state);
        if (op.Result == "CS2006") return If(IsClockWrong(op), state);
        if (state.Ended.TryGetValue(id, out var ended)) return If(IsTold(state, ended, op), state);
        if (state.Pending is not { } pending || pending.Id != id) return If(op.Result == "CS4001", state);
        var outcome = op.Decision == "deny" ? "denied" : op.Number == pending.Number ? "approved" : "wrong_number";
        return If(!op.IsKnown || op.Result == outcome, Decide(state, outcome, op));
    }

    /// <summary>T8: the same statement comes to the same again, another one too late.</summary>
    private static bool IsTold(PersonState state, EndedChallenge ended, Operation op)
    {
        if (ended.Statement == op.Statement && op.Statement is not null && op.Result == ended.Outcome) return true;
        if (op.Result == "CS4001") return MayBeForgotten(state, ended, op);
        if (ended.Statement == op.Statement && op.Statement is not null) return false;
        return op.Result == ended.Outcome switch { "expired" => "CS4004", "cancelled" => "CS4016", _ => "CS4003" };
    }

    private PersonState Decide(PersonState state, string outcome, Operation op)
    {
        var after = state.End(outcome, op.Statement, Latest(op));
        if (outcome == "approved") return after with { WrongNumbers = 0 };
        if (outcome != "wrong_number") return after;
        after = after with { WrongNumbers = after.WrongNumbers + 1 };
        return after.WrongNumbers < history.Conditions.WrongNumbersToLock
            ? after
            : after with { IsLocked = true, Epoch = after.Epoch + 1 };
    }

    private IEnumerable<PersonState> Redeem(PersonState state, Operation op)
    {
        if (op.Challenge is not { } id) return [];
        if (state.Pending?.Id == id) return If(op.Result == "CS4009", state);
        if (!state.Ended.TryGetValue(id, out var ended)) return If(op.Result == "CS4001" && !_starts.ContainsKey(id), state);
        if (op.Result == "CS4001") return If(MayBeForgotten(state, ended, op), state);
        if (ended.Outcome != "approved") return If(op.Result == "CS4009", state);
        if (ended.Redemption is { } key && (ended.Revoked || key != op.Key))
            return If(!op.IsKnown || op.Result == "CS4010", TakeBack(state, id, ended));
        if (!state.Serves(ended)) return If(op.Result is "CS3014" or "CS4004", state);
        var isOver = ended.Redemption is not null && !state.Sessions.Contains((id, op.Key!));
        if (isOver) return If(op.Result == "CS4010", state);
        return If(!op.IsKnown || op.Outcome == Outcome.Ok, ended.Redemption is null ? Open(state, id, ended, op.Key!) : state);
    }

    /// <summary>I5.</summary>
    private static PersonState TakeBack(PersonState state, string id, EndedChallenge ended) =>
        state.WithoutSession(id) with { Ended = state.Ended.SetItem(id, ended with { Revoked = true }) };

    private static PersonState Open(PersonState state, string id, EndedChallenge ended, string key)
    {
        var sessions = state.Sessions.Add((id, key));
        return state with
        {
            Ended = state.Ended.SetItem(id, ended with { Redemption = key }),
            Sessions = sessions.Count > SessionsKept ? sessions.RemoveAt(0) : sessions,
        };
    }

    private static IEnumerable<PersonState> Session(PersonState state, Operation op)
    {
        if (!op.IsKnown) return [];
        var isOpen = state.Sessions.Contains((op.Challenge!, op.Key!)) && state.Serves(state.Ended[op.Challenge!]);
        return If(op.Outcome == Outcome.Ok ? isOpen : op.Result == "CS2003" && !isOpen, state);
    }

    private IEnumerable<PersonState> Cancel(PersonState state, Operation op)
    {
        if (op.Challenge is not { } id) return [];
        if (state.Pending?.Id == id) return If(op.Outcome != Outcome.Refused, state.End("cancelled", null, Latest(op)));
        if (!state.Ended.TryGetValue(id, out var ended)) return If(op.Result == "CS4001" && !_starts.ContainsKey(id), state);
        return If(
            ended.Outcome is "cancelled" or "expired" && op.Outcome == Outcome.Ok
                || op.Result == "CS4003" && ended.Outcome is not ("cancelled" or "expired")
                || op.Result == "CS4001" && MayBeForgotten(state, ended, op),
            state);
    }
}
