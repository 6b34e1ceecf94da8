using System.Collections.Immutable;
using Countersign.SignIn;
using Countersign.SignIn.Prompts;
using Countersign.SignIn.Tenants;

namespace Countersign.Engine;

/// <summary>S-25, S-54: what a change of what the tenant has set means for its users, read before it is saved.</summary>
/// <param name="Holders">Users who have phone sign-in enabled on a phone.</param>
/// <param name="Prompted">Of them, those whom an attempt will prompt.</param>
/// <param name="Refused">Of those, the ones who will be refused after completing (S-35).</param>
/// <param name="Gaining">Holders who cannot sign in with the phone under what is in force, and will be able to.</param>
/// <param name="LosingAccess">Holders who can sign in with the phone under what is in force, and will not be able to.</param>
/// <param name="Ending">Holders whose sign-ins end, as they were made with a weaker number than is asked for afterwards (I8).</param>
/// <param name="UnknownUsers">Names in the new target that no user has.</param>
/// <param name="UnknownGroups">Names in the new target of groups that nobody is in.</param>
public sealed record PolicyForecast(
    Counted Holders, Counted Prompted, Counted Refused, Counted Gaining, Counted LosingAccess, Counted Ending, Counted UnknownUsers,
    Counted UnknownGroups);

/// <param name="Names">The first of them, at most <see cref="MostNames"/>.</param>
public sealed record Counted(int Count, ImmutableArray<string> Names)
{
    public const int MostNames = 100;

    public static readonly Counted None = new(0, []);

    public Counted With(string name) => new(Count + 1, Names.Length < MostNames ? Names.Add(name) : Names);

    public static Counted Of(IReadOnlyCollection<string> names) =>
        new(names.Count, [.. names.Order(StringComparer.Ordinal).Take(MostNames)]);
}

/// <summary>Takes users one by one and says in the end what a change means for them.</summary>
internal sealed class PolicyForecaster(TenantState.Present now, TenantState.Present after)
{
    private readonly HashSet<string> _unknownUsers = Named(after, target => target.Users.Select(user => user.Value));
    private readonly HashSet<string> _unknownGroups = Named(after, target => target.Groups);
    private Counted _holders = Counted.None, _prompted = Counted.None, _refused = Counted.None;
    private Counted _gaining = Counted.None, _losing = Counted.None, _ending = Counted.None;

    public void Take(ListedUser user)
    {
        _unknownUsers.Remove(user.Name.Value);
        _unknownGroups.ExceptWith(user.Groups);
        if (!user.HasCredential) return;
        var (name, groups) = (user.Name.Value, user.Groups.ToImmutableHashSet());
        _holders = _holders.With(name);
        var foreseen = Foresight.Of(user.Name, user.Enabled, groups, user.Phones, after);
        if (foreseen != Foreseen.NoPrompt) _prompted = _prompted.With(name);
        if (foreseen == Foreseen.RefusedAfterCompleting) _refused = _refused.With(name);
        var inForce = Foresight.Of(user.Name, user.Enabled, groups, user.Phones, now);
        if (inForce != Foreseen.SignedIn && foreseen == Foreseen.SignedIn) _gaining = _gaining.With(name);
        if (inForce == Foreseen.SignedIn && foreseen != Foreseen.SignedIn) _losing = _losing.With(name);
        if (inForce == Foreseen.SignedIn && !now.Settings.NumberMode.IsAtLeast(after.Settings.NumberMode)) _ending = _ending.With(name);
    }

    public PolicyForecast Say() =>
        new(_holders, _prompted, _refused, _gaining, _losing, _ending, Counted.Of(_unknownUsers), Counted.Of(_unknownGroups));

    private static HashSet<string> Named(TenantState.Present tenant, Func<Target.SelectUsers, IEnumerable<string>> names) =>
        tenant.Policy?.Target is Target.SelectUsers select ? names(select).ToHashSet(StringComparer.Ordinal) : [];
}
