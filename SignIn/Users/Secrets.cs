using System.Collections.Immutable;
using Countersign.SignIn.Ways;

namespace Countersign.SignIn.Users;

/// <summary>What a person knows or has on paper to sign in with beside the phone, and what is counted of attempts at it.</summary>
/// <param name="Password">Null: none is kept here.</param>
/// <param name="Changes">How often a password or the codes were set or taken away; whatever is set next has the next number (I7).</param>
/// <param name="Tries">Of the last day, since the last success; oldest first.</param>
/// <param name="Recovery">Null: none were ever issued.</param>
public sealed record Secrets(
    KeptPassword? Password, long Changes, ImmutableArray<SecretTry> Tries, RecoveryCodes? Recovery = null)
{
    public static readonly Secrets None = new(null, 0, []);
}

/// <param name="Hash">As the gateway's hasher writes it, with its salt and cost.</param>
/// <param name="Number">Which of the person's changes set it.</param>
/// <param name="MustChange">An administrator set it: it is good for choosing another, once.</param>
/// <param name="ExpiresAt">Null: not by itself.</param>
public sealed record KeptPassword(
    string Hash, long Number, DateTimeOffset SetAt, bool MustChange = false, DateTimeOffset? ExpiresAt = null)
{
    public bool HasEnded(DateTimeOffset now) => ExpiresAt is { } end && now >= end;
}

/// <summary>One attempt at a password or a recovery code: counted before it is looked at.</summary>
/// <param name="By">The known browser or familiar source that it counts against; null: what all strangers have together.</param>
public sealed record SecretTry(DateTimeOffset At, SecretHash? By);

/// <param name="Codes">Hashes of those that are not used.</param>
/// <param name="Number">Which of the person's changes issued them.</param>
public sealed record RecoveryCodes(ImmutableArray<SecretHash> Codes, long Number, DateTimeOffset IssuedAt);
