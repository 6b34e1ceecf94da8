using Countersign.SignIn.Users;

namespace Countersign.Gateway.Waking;

/// <summary>What came of one message to a push service. The words are those of the metric.</summary>
internal enum WakeOutcome : byte
{
    Malformed = 0,

    /// <summary>The push service took it.</summary>
    Sent = 1,

    /// <summary>The push service knows the phone no more.</summary>
    Gone = 2,

    /// <summary>The push service will not have it, or the address may not be called: no further try.</summary>
    Refused = 3,

    /// <summary>The push service has too much to do (429).</summary>
    Throttled = 4,

    /// <summary>The push service has trouble of its own (5xx).</summary>
    Error = 5,

    /// <summary>It did not answer in time.</summary>
    Timeout = 6,

    /// <summary>It could not be reached.</summary>
    Unreachable = 7,

    /// <summary>It has failed so often of late that it was not asked.</summary>
    Paused = 8,

    /// <summary>There is no such transport here.</summary>
    NoTransport = 9,
}

/// <param name="After">How long the push service wants to be left alone; null where it says nothing.</param>
internal readonly record struct WakeResult(WakeOutcome Outcome, TimeSpan? After = null)
{
    public bool IsTrouble => Outcome is WakeOutcome.Error or WakeOutcome.Timeout or WakeOutcome.Unreachable;

    public bool IsWorthAnother => IsTrouble || Outcome == WakeOutcome.Throttled;
}

/// <summary>A message that says "look" and nothing else (T33).</summary>
/// <param name="Topic">
/// 22 characters of base64url, drawn for one challenge: a later message takes the place of an earlier one that still lies at the push
/// service. It follows from nothing, so it tells nothing.
/// </param>
/// <param name="Life">How much of the challenge's life is left: the message lives no longer. At least a second.</param>
internal sealed record WakeUp(string Topic, TimeSpan Life)
{
    /// <summary>What the message says, where it has to say something.</summary>
    public const string Text = "look";

    public int Seconds => (int)Math.Ceiling(Life.TotalSeconds);
}

/// <summary>One kind of push service. Its trouble is an outcome, never an exception.</summary>
internal interface IWakeTransport
{
    PushKind Kind { get; }

    /// <summary>Whose trouble this subscription shares with others: the name under which a push service is left alone.</summary>
    string ProviderOf(PushSubscription subscription);

    /// <exception cref="OperationCanceledException">Given up by the caller.</exception>
    ValueTask<WakeResult> Send(PushSubscription subscription, WakeUp wakeUp, CancellationToken cancel);
}
