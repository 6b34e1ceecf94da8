using Countersign.SignIn.Users.SigningIn;
using Countersign.SignIn.Ways;

namespace Countersign.SignIn.Users.SignInLog;

/// <summary>The end of a sign-in, or of an attempt at one. Stored as a number.</summary>
public enum SignInOutcome : byte
{
    Malformed = 0,

    /// <summary>The phone approved.</summary>
    Approved = 1,

    Denied = 2,

    /// <summary>The person said that it was not begun by them.</summary>
    NotMe = 3,

    WrongNumber = 4,

    /// <summary>S-35.</summary>
    NotAllowed = 5,

    Expired = 6,
    Cancelled = 7,

    /// <summary>No phone was asked.</summary>
    FellBack = 8,

    /// <summary>No phone was asked, and the tenant has whoever asks come back later.</summary>
    ComesBack = 9,

    /// <summary>Signed in by another way than the phone.</summary>
    SignedIn = 10,

    /// <summary>A first factor was right, and a number on the phone is to follow (S-58).</summary>
    FirstFactor = 11,

    /// <summary>Another way than the phone was tried, and was not open or not right.</summary>
    Refused = 12,
}

/// <summary>The way that was gone or tried. Stored as a number.</summary>
public enum SignInWay : byte { Malformed = 0, Phone = 1, Federated = 2, Password = 3, Recovery = 4, Passkey = 5, Pass = 6 }

/// <summary>Why an attempt by another way than the phone was refused. Stored as a number.</summary>
public enum SignInRefusal : byte
{
    Malformed = 0,

    /// <summary>The password, the code, the passkey or the pass is not the person's, or is good no more.</summary>
    NotRight = 1,

    TooManyTries = 2,

    /// <summary>The tenant or the client does not leave this way after the reason.</summary>
    WayNotAllowed = 3,

    /// <summary>The password was right, and another has to be chosen first.</summary>
    PasswordMustChange = 4,

    /// <summary>What the provider said is of somebody else, or holds no more.</summary>
    NotVouchedFor = 5,

    /// <summary>A number on the phone would have to follow, and the browser cannot be asked for one.</summary>
    SecondFactorRequired = 6,

    /// <summary>Something else stood in the way: the person is not enabled, or the tenant has changed meanwhile.</summary>
    Other = 7,
}

/// <summary>
/// One sign-in in the sign-in log (ADM-4): how it ended, and by which rule. The audit chain proves ends; this explains them. No number, no
/// secret and no name of somebody who is not there is ever in it.
/// </summary>
/// <param name="At">When it ended, or was turned away.</param>
/// <param name="Client">Who asked for the sign-in, by id.</param>
/// <param name="Network">The network that it came from: /24, or /48 of IPv6. Empty: not known, as below.</param>
/// <param name="Place">Where that is, in words.</param>
/// <param name="Reason">Why no phone was asked; null: one was.</param>
/// <param name="Rule">The first rule that was broken; null: none was, or none is known.</param>
/// <param name="Refused">Why another way was refused; null: it was not.</param>
/// <param name="StartedAt">When the phone was asked; null: it was not.</param>
/// <param name="Numbers">How many numbers were tried on the phone.</param>
/// <param name="Locks">Phone sign-in has been locked by it.</param>
/// <param name="First">The first factor that it followed; null: none.</param>
/// <param name="IsDecoy">The browser was shown a number that no phone was asked about (T5).</param>
/// <param name="By">Who began it, as the person's row counts them; null: not known.</param>
/// <param name="Times">How often the same was turned away.</param>
/// <param name="LastAt">The last time; null: there was one.</param>
public sealed record SignInEntry(
    DateTimeOffset At, UserName User, SignInWay Way, SignInOutcome Outcome, string Client = "", string Application = "",
    string Network = "", string Place = "", string Browser = "", FallbackReason? Reason = null, StartRule? Rule = null,
    SignInRefusal? Refused = null, DateTimeOffset? StartedAt = null, int Numbers = 0, bool Locks = false, SignInWay? First = null,
    bool IsDecoy = false, SecretHash? By = null, int Times = 1, DateTimeOffset? LastAt = null)
{
    /// <summary>Whether strangers can make any number of these, without anybody's doing: they have a limit of their own (I17).</summary>
    public bool IsTurnedAway => Outcome is SignInOutcome.FellBack or SignInOutcome.ComesBack or SignInOutcome.Refused;

    /// <summary>Whether this is the same as an earlier one that was turned away, but for the time.</summary>
    public bool IsAgain(SignInEntry earlier) =>
        IsTurnedAway && User == earlier.User && Outcome == earlier.Outcome
        && this with { At = earlier.At, Times = earlier.Times, LastAt = earlier.LastAt } == earlier;

    /// <summary>It has happened once more.</summary>
    public SignInEntry Again(DateTimeOffset at) => this with { Times = Times + 1, LastAt = at };
}

/// <summary>What is counted and not kept.</summary>
/// <param name="UnknownNames">Starts and other attempts for names that nobody has.</param>
/// <param name="OverLimit">Those beyond a day's limit.</param>
/// <param name="Lost">Those that could not be written in time.</param>
public sealed record SignInCounts(long UnknownNames = 0, long OverLimit = 0, long Lost = 0)
{
    public static readonly SignInCounts None = new();

    public static SignInCounts operator +(SignInCounts one, SignInCounts other) => new(
        one.UnknownNames + other.UnknownNames, one.OverLimit + other.OverLimit, one.Lost + other.Lost);
}

/// <summary>The entries somebody wants to see: those that agree with every member that is given.</summary>
/// <param name="From">Entries from this instant on.</param>
/// <param name="To">Entries before this instant.</param>
/// <param name="Application">A client's id, or a part of an application's name in whatever letter case.</param>
/// <param name="Network">As <see cref="SignInNotes.NetworkOf"/> writes it.</param>
public sealed record SignInFilter(
    UserName? User = null, SignInOutcome? Outcome = null, FallbackReason? Reason = null, string? Client = null,
    DateTimeOffset? From = null, DateTimeOffset? To = null, string? Application = null, string? Network = null)
{
    public bool Takes(SignInEntry entry) =>
        (User is null || entry.User == User) && (Outcome is null || entry.Outcome == Outcome)
        && (Reason is null || entry.Reason == Reason) && (Client is null || entry.Client == Client)
        && (From is null || entry.At >= From) && (To is null || entry.At < To)
        && (Network is null || entry.Network == Network) && (Application is null || IsFor(entry, Application));

    private static bool IsFor(SignInEntry entry, string application) =>
        entry.Client == application || entry.Application.Contains(application, StringComparison.OrdinalIgnoreCase);
}
