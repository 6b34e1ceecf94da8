namespace Countersign.LoadTests.Histories;

/// <summary>What was asked of the service.</summary>
internal enum OperationKind
{
    /// <summary>A browser starts a sign-in.</summary>
    Start,

    /// <summary>A browser asks how its sign-in stands.</summary>
    Observe,

    /// <summary>A phone fetches what is waiting.</summary>
    Fetch,

    /// <summary>A phone sends a signed decision.</summary>
    Answer,

    /// <summary>A browser collects the result.</summary>
    Redeem,

    /// <summary>A browser shows its session.</summary>
    Session,

    /// <summary>A browser ends its sign-in.</summary>
    Cancel,

    /// <summary>A client starts a sign-in on the backchannel.</summary>
    Ask,

    /// <summary>A client collects the tokens of it.</summary>
    Collect,

    /// <summary>A client exchanges a refresh token.</summary>
    Refresh,

    /// <summary>A client revokes a refresh token.</summary>
    Revoke,

    // what an administrator does to a user
    Disable, Enable, SignOut, Unlock, Remove,
}

/// <summary>What is known of an operation after its last try.</summary>
internal enum Outcome
{
    /// <summary>No answer, or 503: it may have happened, and may not.</summary>
    Unknown,

    /// <summary>Acknowledged.</summary>
    Ok,

    /// <summary>Refused, with the reason in <see cref="Operation.Result"/>.</summary>
    Refused,
}

/// <summary>One operation of one user as its client saw it. No secret stands here: handles are named, not told.</summary>
/// <param name="Id">Unique in its history.</param>
/// <param name="User">Whose; users are independent of each other.</param>
/// <param name="Call">When it was sent: microseconds of the driver's steady clock since the history began.</param>
/// <param name="Return">When its answer was there, or it was given up.</param>
internal sealed record Operation(long Id, string User, OperationKind Kind, long Call, long Return, Outcome Outcome)
{
    /// <summary>The challenge that it names, or that a start was answered with.</summary>
    public string? Challenge { get; init; }

    /// <summary>The browser, or the client on the backchannel, by a name of the driver's.</summary>
    public string? Browser { get; init; }

    /// <summary>The idempotency key of a start or a redemption, by a name of the driver's.</summary>
    public string? Key { get; init; }

    /// <summary>The number shown, or the number entered.</summary>
    public string? Number { get; init; }

    /// <summary><c>approve</c> or <c>deny</c>.</summary>
    public string? Decision { get; init; }

    /// <summary>The identity of the signed statement: the hash of what was signed.</summary>
    public string? Statement { get; init; }

    /// <summary>The refresh token presented: a hash of it.</summary>
    public string? Token { get; init; }

    /// <summary>The refresh token given: a hash of it.</summary>
    public string? Next { get; init; }

    /// <summary>The state, the outcome or the reason, in the words of the wire.</summary>
    public string? Result { get; init; }

    /// <summary>Of an observed approval: whether it was said to be redeemed.</summary>
    public bool? Redeemed { get; init; }

    /// <summary>The <c>jti</c> of a token that was given.</summary>
    public string? TokenId { get; init; }

    /// <summary>
    /// Of the last of several tries: when the first was sent. Those before the last are one operation of unknown outcome beside it.
    /// </summary>
    public long? First { get; init; }

    /// <summary>Requests that were sent until there was an answer.</summary>
    public int Tries { get; init; } = 1;

    public bool IsKnown => Outcome != Outcome.Unknown;

    public bool Is(OperationKind kind, Outcome outcome) => Kind == kind && Outcome == outcome;

    public override string ToString()
    {
        string?[] parts =
        [
            $"#{Id} {Kind}", Challenge is null ? null : "of " + Challenge, Browser is null ? null : "by " + Browser,
            Key is null ? null : "key " + Key, Decision, Number is null ? null : "number " + Number,
            Token is null ? null : "token " + Token, $"-> {Outcome}", Result, Next is null ? null : "next " + Next,
            $"[{Call / 1000.0:F1}, {Return / 1000.0:F1}] ms", Tries > 1 ? $"{Tries} tries" : null,
        ];
        return string.Join(' ', parts.Where(part => part is not null));
    }
}
