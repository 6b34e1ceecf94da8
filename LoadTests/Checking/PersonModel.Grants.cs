using Countersign.LoadTests.Histories;

namespace Countersign.LoadTests.Checking;

/// <summary>A client's operations.</summary>
internal sealed partial class PersonModel
{
    private IEnumerable<PersonState> Ask(PersonState state, Operation op) => op.Outcome switch
    {
        Outcome.Unknown => If(state is { Pending: null, MayBePrompted: true }, Begin(state, op)),
        Outcome.Ok when state.Pending is { } pending => Shown(state, pending, op),   // the same client asking the same
        Outcome.Ok => If(state.MayBePrompted && op.Challenge is not null && !state.Ended.ContainsKey(op.Challenge), Begin(state, op)),
        _ => If(IsRefused(state, op), state),
    };

    private static bool IsRefused(PersonState state, Operation op) => op.Result switch
    {
        "access_denied" => state.IsLocked || (state.Pending is { } pending && pending.Browser != op.Browser),
        "unknown_user_id" => !state.IsEnabled || !state.HasPhone,
        "throttled" => true,
        _ => false,
    };

    private IEnumerable<PersonState> Collect(PersonState state, Operation op)
    {
        if (op.Challenge is not { } id) return [];
        if (op.Result == "slow_down") return [state];
        if (state.Pending?.Id == id) return If(op.Result == "authorization_pending", state);
        if (!state.Ended.TryGetValue(id, out var ended)) return If(op.Result == "invalid_grant" && !_starts.ContainsKey(id), state);
        if (ended.Outcome != "approved")
        {
            return If(
                op.Result == (ended.Outcome == "expired" ? "expired_token" : "access_denied")
                    || (op.Result == "invalid_grant" && MayBeForgotten(state, ended, op)),
                state);
        }

        if (ended.Redemption is not null) return If(!op.IsKnown || op.Result == "invalid_grant", Over(TakeBack(state, id, ended), id));
        if (!state.Serves(ended)) return If(op.Result == "invalid_grant", state);
        if (op.Outcome == Outcome.Refused) return If(op.Result == "invalid_grant" && MayBeForgotten(state, ended, op), state);
        var given = new GivenGrant(op.Next ?? "?" + op.Id, null, [], op.Call, Latest(op), false, state.Epoch);
        return
        [
            state with
            {
                Ended = state.Ended.SetItem(id, ended with { Redemption = "collected" }), Grants = state.Grants.SetItem(id, given),
            },
        ];
    }

    private static PersonState Over(PersonState state, string id) => state.Grants.TryGetValue(id, out var grant)
        ? state with { Grants = state.Grants.SetItem(id, grant with { IsOver = true }) }
        : state;

    private IEnumerable<PersonState> Refresh(PersonState state, Operation op)
    {
        if (op.Challenge is not { } id || !state.Grants.TryGetValue(id, out var grant)) return [];
        var isRefused = op.Result == "invalid_grant";
        if (grant.IsOver) return If(isRefused, state);
        var isCurrent = grant.Current == op.Token || (grant.IsUntold && !grant.Former.Contains(op.Token!));
        var isServed = grant.Epoch == state.Epoch && state.MayBePrompted;
        if (isCurrent && !isServed) return If(!op.IsKnown || isRefused, Over(state, id));
        if (isCurrent) return If(!op.IsKnown || op.Outcome == Outcome.Ok, Rotated(state, id, grant, op));
        return Again(state, id, grant, op, isServed);
    }

    /// <summary>T24: within ten seconds the same successor; after them, or one used before, all is over.</summary>
    private IEnumerable<PersonState> Again(PersonState state, string id, GivenGrant grant, Operation op, bool isServed)
    {
        var isLatest = grant.Before == op.Token;
        var isRepeat = isLatest && isServed && op.Call <= grant.To + RefreshRepeat + _slack;
        if (isRepeat && op.Outcome == Outcome.Ok && (grant.IsUntold || grant.Current == op.Next))
            yield return state with { Grants = state.Grants.SetItem(id, grant with { Current = op.Next! }) };
        var isReuse = !isLatest || !isServed || Latest(op) >= grant.From + RefreshRepeat - _slack;
        if (isReuse && (!op.IsKnown || op.Result == "invalid_grant")) yield return Over(state, id);
    }

    private PersonState Rotated(PersonState state, string id, GivenGrant grant, Operation op) => state with
    {
        Grants = state.Grants.SetItem(
            id, grant with
            {
                Current = op.Next ?? "?" + op.Id, Before = op.Token, Former = grant.Former.Add(op.Token!), From = op.Call, To = Latest(op),
            }),
    };

    private static IEnumerable<PersonState> Revoke(PersonState state, Operation op) =>
        If(op.Outcome != Outcome.Refused && op.Challenge is not null, Over(state, op.Challenge!));
}
