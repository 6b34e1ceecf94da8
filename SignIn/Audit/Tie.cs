using System.Collections.Immutable;

namespace Countersign.SignIn.Audit;

/// <summary>One actor was made by another, so the two may be one person (T31).</summary>
/// <param name="Until">A token is its maker's for good: null. A person whom another appointed is somebody else after a while.</param>
public sealed record Tie(string Made, string By, DateTimeOffset? Until = null)
{
    /// <summary>The actor's own name, and all that may be the same person, as far as is known.</summary>
    public static ImmutableArray<string> Kin(string name, ImmutableArray<Tie> ties, DateTimeOffset now)
    {
        var good = ties.Where(tie => (tie.Until is not { } until || now < until) && tie.By != Actor.Machine).ToArray();
        var kin = new SortedSet<string>(StringComparer.Ordinal) { name };
        int before;
        do
        {
            before = kin.Count;
            foreach (var tie in good)
            {
                if (kin.Contains(tie.Made)) kin.Add(tie.By);
                else if (kin.Contains(tie.By)) kin.Add(tie.Made);
            }
        }
        while (kin.Count > before);
        return [.. kin];
    }
}

/// <summary>Somebody who may be the same person as the actor that this is kept with (T31).</summary>
/// <param name="Until">Null: for good.</param>
public sealed record Kinship(string Name, DateTimeOffset? Until = null)
{
    public bool IsOf(DateTimeOffset now) => Until is not { } until || now < until;
}
