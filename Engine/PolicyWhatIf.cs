using System.Collections.Immutable;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;

namespace Countersign.Engine;

/// <summary>ADM-4, S-54: what the sign-ins of the log would have come to under a change. Nothing is changed.</summary>
/// <param name="From">The time from which the log was looked at: later than asked for, where <paramref name="IsPart"/>.</param>
/// <param name="SignIns">That the policy decides, in that time.</param>
/// <param name="IsPart">There are more in the time that was asked for than are looked at.</param>
/// <param name="Asked">Of those for which no phone was asked.</param>
/// <param name="NotKnown">Of people who are gone, or have no phone to sign in with any more.</param>
public sealed record SignInsForeseen(
    DateTimeOffset From, DateTimeOffset To, long SignIns, bool IsPart, SignInsOf LetIn, SignInsOf Asked, SignInsOf Refused,
    SignInsOf Elsewhere, SignInsOf NotKnown);

/// <param name="People">Whose they were.</param>
public sealed record SignInsOf(long SignIns, Counted People);

/// <summary>Takes sign-ins of the log, then the people they are of, and says in the end what a change would have made of them.</summary>
internal sealed class WhatIfRun(TenantState.Present then)
{
    private readonly List<SignInEntry> _entries = [];
    private readonly Dictionary<UserName, WhatIfPerson> _people = [];
    private readonly HashSet<UserName> _wanted = [];

    public void Take(SignInEntry entry)
    {
        if (!WhatIf.IsAbout(entry)) return;
        _entries.Add(entry);
        _wanted.Add(entry.User);
    }

    public void Take(ListedUser user)
    {
        if (_wanted.Contains(user.Name)) _people[user.Name] = new(user.Name, user.Enabled, [.. user.Groups], user.Phones);
    }

    public SignInsForeseen Say(DateTimeOffset from, DateTimeOffset to, bool isPart)
    {
        var of = _entries.ToLookup(entry => WhatIf.Of(entry, _people.GetValueOrDefault(entry.User), then));
        return new(
            from, to, Count(_entries), isPart, Of(of[WhatIfOutcome.LetIn]), Of(of[WhatIfOutcome.Asked]), Of(of[WhatIfOutcome.Refused]),
            Of(of[WhatIfOutcome.Elsewhere]), Of(of[WhatIfOutcome.NotKnown]));
    }

    private static SignInsOf Of(IEnumerable<SignInEntry> entries)
    {
        ImmutableArray<SignInEntry> all = [.. entries];
        return new(Count(all), Counted.Of(all.Select(entry => entry.User.Value).ToHashSet(StringComparer.Ordinal)));
    }

    private static long Count(IEnumerable<SignInEntry> entries) => entries.Sum(entry => (long)entry.Times);
}
