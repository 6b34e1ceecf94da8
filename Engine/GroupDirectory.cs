using Countersign.SignIn;
using Countersign.SignIn.Audit;
using Countersign.SignIn.Groups;
using Countersign.SignIn.Machines;

namespace Countersign.Engine;

/// <summary>A group of a tenant, as an administrator sees it.</summary>
/// <param name="Name">The canonical one, by which members and policies name it.</param>
/// <param name="DisplayName">For people; the canonical one where nobody has named it.</param>
/// <param name="ExternalId">The directory's own; null: there is none.</param>
/// <param name="IsNamed">It is there without members, too.</param>
/// <param name="IsDirectorys">Another directory keeps it, and writes over what is changed here.</param>
public sealed record ListedGroup(string Name, string DisplayName, string? ExternalId, int Members, bool IsNamed, bool IsDirectorys);

/// <param name="Groups">In order of display name, as people look for them.</param>
/// <param name="IsPart">There are more people or groups than are looked at: groups and members may be missing.</param>
public sealed record GroupsListed(IReadOnlyList<ListedGroup> Groups, bool IsPart);

/// <param name="Next">After whom to go on; null at the end.</param>
public sealed record MembersListed(IReadOnlyList<UserName> Members, UserName? Next);

public sealed record GroupShown(ListedGroup Group, MembersListed Members);

/// <summary>
/// A tenant's groups for administrators (ADM-2, S-20): those that somebody has named, and those that are there because somebody is a
/// member. Members stand with their users, so they are found by going through these.
/// </summary>
/// <param name="actor">Says who asks, in the turn of the asking.</param>
public sealed class GroupDirectory(ISignInEngine engine, Func<Actor?> actor)
{
    /// <summary>Distinct groups that are counted in one list; whoever has more has them from a mistake.</summary>
    public const int MostListed = 10_000;

    private readonly Provisioning _directory = new(engine, actor);

    /// <exception cref="EngineUnavailableException">See <see cref="ISignInEngine"/>; so all below.</exception>
    public async ValueTask<Reply<GroupsListed>> List(TenantId tenant, CancellationToken cancel)
    {
        if (!(await _directory.Groups(tenant, cancel)).Has(out var are, out var why)) return why;
        var named = are.Groups.ToDictionary(group => group.Name, StringComparer.Ordinal);
        var counts = named.Keys.ToDictionary(name => name, _ => 0, StringComparer.Ordinal);
        var (seen, isPart) = (0, false);
        await foreach (var user in engine.People(tenant, null, cancel))
        {
            seen++;
            foreach (var group in user.Groups)
            {
                if (counts.TryGetValue(group, out var count) || counts.Count < MostListed) counts[group] = count + 1;
                else isPart = true;
            }
        }

        return new GroupsListed(
            [
                .. counts.Select(one => Of(one.Key, named.GetValueOrDefault(one.Key), one.Value))
                    .OrderBy(group => group.DisplayName, StringComparer.OrdinalIgnoreCase)
                    .ThenBy(group => group.Name, StringComparer.Ordinal),
            ],
            isPart || seen >= TenantPeople.MostScanned);
    }

    /// <summary>The group of this canonical name. One that nobody has named is there as long as somebody is a member.</summary>
    public async ValueTask<Reply<ListedGroup>> Find(TenantId tenant, string name, CancellationToken cancel) =>
        (await Show(tenant, name, null, 0, cancel)).Then(shown => shown.Group);

    /// <summary>The same with a page of its members, in one go through the people.</summary>
    public async ValueTask<Reply<GroupShown>> Show(
        TenantId tenant, string name, UserName? after, int limit, CancellationToken cancel)
    {
        var found = await _directory.Group(tenant, name, cancel);
        if (found.Refused is { } why && why != Refusal.GroupNotFound) return why;
        var (count, page, more) = (0, new List<UserName>(), false);
        await foreach (var user in engine.People(tenant, null, cancel))
        {
            if (!user.Groups.Contains(name)) continue;
            count++;
            if (after is { } last && string.CompareOrdinal(user.Name.Value, last.Value) <= 0) continue;
            if (page.Count < limit) page.Add(user.Name);
            else more = true;
        }

        if (found.Answer is null && count == 0) return Refusal.GroupNotFound;
        return new GroupShown(Of(name, found.Answer, count), new(page, more && page.Count > 0 ? page[^1] : null));
    }

    /// <summary>A page of a group's members in order of name; of a group that is not there, none.</summary>
    public async ValueTask<MembersListed> Members(
        TenantId tenant, string group, UserName? after, int limit, CancellationToken cancel)
    {
        List<UserName> members = [];
        var (seen, last) = (0, after);
        await foreach (var user in engine.People(tenant, after, cancel))
        {
            (seen, last) = (seen + 1, user.Name);
            if (!user.Groups.Contains(group)) continue;
            if (members.Count == limit) return new(members, members.Count > 0 ? members[^1] : null);
            members.Add(user.Name);
        }

        return new(members, seen < TenantPeople.MostScanned ? null : last);   // there may be more people than one goes through at a time
    }

    /// <summary>Names a group; whoever is a member of its canonical name already is a member of it.</summary>
    public async ValueTask<Reply<ListedGroup>> Make(TenantId tenant, string displayName, CancellationToken cancel)
    {
        if (!DisplayText.TryRead(displayName, out var fit)) return Refusal.DirectoryTextRefused;
        var made = await _directory.CreateGroup(tenant, new(fit.Trim(), null), cancel, byHand: true);
        return made.Has(out var group, out var why) ? await Find(tenant, group.Name, cancel) : why;
    }

    /// <summary>Makes these users members, or members no longer.</summary>
    /// <returns>Why one of them could not be; those before it are written, and may be written again.</returns>
    public ValueTask<Refusal?> Join(
        TenantId tenant, string group, IReadOnlyCollection<UserName> users, bool isMember, CancellationToken cancel) =>
        _directory.Join(tenant, group, users, isMember, cancel);

    /// <summary>
    /// First nobody is a member any more, then the group is gone: whoever does not come to the end begins again. A policy that names it
    /// stays as it is, and means nobody by it.
    /// </summary>
    /// <param name="beyond">Who is changed by nobody who may do less (T31): where one of them is a member, nothing is changed.</param>
    /// <returns>Why it could not be, and whether one of <paramref name="beyond"/> is a member.</returns>
    public async ValueTask<(Refusal? Refused, bool IsBeyond)> Remove(
        TenantId tenant, string name, IReadOnlySet<UserName> beyond, CancellationToken cancel)
    {
        var found = await _directory.Group(tenant, name, cancel);
        if (found.Refused is { } why && why != Refusal.GroupNotFound) return (why, false);
        UserName[] members = [.. (await _directory.Members(tenant, name, cancel)).Select(user => user.Name)];
        if (members.Any(beyond.Contains)) return (null, true);
        if (found.Answer is null && members.Length == 0) return (Refusal.GroupNotFound, false);
        if (await _directory.Join(tenant, name, members, isMember: false, cancel) is { } refused) return (refused, false);
        return (found.Answer is null ? null : await _directory.RemoveName(tenant, name, cancel), false);
    }

    private static ListedGroup Of(string name, NamedGroup? named, int members) => new(
        name, named?.DisplayName ?? name, named?.ExternalId, members, named is not null, named is { ByHand: false });
}
