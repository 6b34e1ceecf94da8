namespace Countersign.Gateway.Throttling;

/// <summary>The limits whose counts gateways tell each other. A number keeps its meaning for good; 0 is never valid.</summary>
public enum SharedLimit : byte
{
    Malformed = 0, Starts = 1, Browsers = 2, TrustedStarts = 3, Secrets = 4, Requests = 5, Devices = 6, UserCodes = 7, KeptRequests = 8,
    FanOut = 9, ClientStarts = 10, ClientFanOut = 11, UserCodeGuesses = 12, ClientKeptRequests = 13, ClientDevices = 14,
    DeviceRequests = 15, DeviceConnects = 16, Polls = 17, AdminSecrets = 18, AdminChanges = 19,
    Passwords = 20, OwnPasswords = 21, TenantPasswords = 22, AdminPeople = 25,
}

/// <summary>The kind of a count.</summary>
public enum CountKind : byte
{
    One = 0,

    /// <summary>Of a fan-out: a phone was asked.</summary>
    Prompted = 1,

    /// <summary>What was counted of this key before counts for nothing.</summary>
    Forgotten = 2,
}

/// <summary>Something that a limiter has counted.</summary>
/// <param name="Window">The number of the window of time that it counts in; of polls, when: milliseconds of its gateway's own.</param>
/// <param name="Key">What the limit is of.</param>
/// <param name="Other">Of a fan-out, the name that was tried.</param>
public readonly record struct Count(SharedLimit What, long Window, UInt128 Key, UInt128 Other = default, CountKind Kind = CountKind.One);

/// <summary>A count of another gateway's.</summary>
/// <param name="Times">1 to 65,535.</param>
/// <param name="AtLeast">How long ago it was counted, at least; in milliseconds' steps.</param>
/// <param name="AtMost">And at most.</param>
public readonly record struct Heard(Count Count, int Times, TimeSpan AtLeast, TimeSpan AtMost);
