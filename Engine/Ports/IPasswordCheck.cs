using Countersign.SignIn;

namespace Countersign.Engine.Ports;

/// <summary>The result of a password check.</summary>
public enum PasswordVerdict : byte
{
    Malformed = 0,

    /// <summary>Nobody can say now: whoever is asked is away, too slow or not to be believed (I10).</summary>
    Unavailable = 1,

    Right = 2,

    /// <summary>Wrong, or there is no such user: the two cannot be told apart, not by time either (T5).</summary>
    Wrong = 3,
}

/// <param name="Rehash">The right password's hash at today's cost; null: the one there is has it, or none is kept here.</param>
public sealed record PasswordChecked(PasswordVerdict Verdict, string? Rehash = null)
{
    public static readonly PasswordChecked Right = new(PasswordVerdict.Right), Wrong = new(PasswordVerdict.Wrong),
        Unavailable = new(PasswordVerdict.Unavailable);
}

/// <summary>Checks a managed user's password in the place that the tenant says: a hash of our own, a directory, a verifier.</summary>
public interface IPasswordCheck
{
    /// <param name="kept">What is kept of the user's here; null: nothing, or there is no such user.</param>
    /// <param name="password">Its one spelling. It is not kept, logged or passed on but to the check itself.</param>
    /// <param name="isKnown">It comes from a browser that the person has signed in with: it need not queue behind strangers (T3).</param>
    ValueTask<PasswordChecked> Check(
        PasswordPlace place, UserKey user, KeptPassword? kept, string password, bool isKnown, CancellationToken cancel);
}
