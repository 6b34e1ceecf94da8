using Countersign.SignIn;

namespace Countersign.Gateway.Admin.Scim;

/// <summary>
/// What the steps of one request make of a group's members, taken together: each person is written once, and the members there are, for
/// whom all people are gone through, are looked up once at most however many steps there are (T27).
/// </summary>
internal sealed class MemberPlan
{
    private readonly HashSet<UserName> _coming = [], _going = [];

    /// <summary>Whoever is a member goes, but those who come.</summary>
    public bool IsWhole { get; private set; }

    public IReadOnlyList<UserName> Coming => [.. _coming];

    /// <summary>By name; <see cref="IsWhole"/>: see <see cref="GoingOf"/>.</summary>
    public IReadOnlyList<UserName> Going => [.. _going];

    /// <summary>Those of the members there are who go.</summary>
    public IReadOnlyList<UserName> GoingOf(IEnumerable<UserName> members) =>
        [.. members.Where(name => IsWhole ? !_coming.Contains(name) : _going.Contains(name))];

    /// <param name="people">Null with a removal: all of them.</param>
    public void Take(PatchKind kind, IReadOnlyList<UserName>? people)
    {
        if (kind == PatchKind.Replace || people is null)
        {
            IsWhole = true;
            _coming.Clear();
            _going.Clear();
        }

        var (to, from) = kind == PatchKind.Remove ? (_going, _coming) : (_coming, _going);
        to.UnionWith(people ?? []);
        from.ExceptWith(people ?? []);
    }
}
