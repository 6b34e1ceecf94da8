using System.Text.Json;
using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Groups;

namespace Countersign.Gateway.Admin.Scim;

/// <summary><c>/Groups</c>: whom a policy can name together (S-20). Their members stand with the users.</summary>
internal static class ScimGroups
{
    /// <summary>Members of one request; so many may be written within a minute.</summary>
    private const int MostMembers = 5000;

    private static readonly ScimQuery Bare = new(null, 1, 1, null, [GroupBody.Members]);

    public static async Task<IResult> List(ScimCall call, ScimQuery query)
    {
        if (query.Filter is { } filter && !Serves(filter)) return new Problem(ScimErrors.InvalidFilter);
        if (!(await call.Directory.Groups(call.Tenant, call.Cancel)).Has(out var are, out var why)) return Problem.FromRefusal(why);
        var joined = await Joined(call, query.Filter);
        var wanted = are.Groups.Where(group => query.Filter?.Holds(leaf => IsTrue(leaf, group, joined)) != false).ToArray();
        var (page, total) = await query.Page(wanted.ToAsyncEnumerable());
        var members = await Members(call, query, page);
        return query.List(total, [.. page.Select(group => (Action<Utf8JsonWriter>)(json =>
            GroupBody.Write(json, call, query, group, members is null ? null : [.. members[group.Name]])))]);
    }

    public static async Task<IResult> Show(ScimCall call, string id, ScimQuery query)
    {
        if (!(await call.Directory.Group(call.Tenant, id, call.Cancel)).Has(out var group, out var why)) return Problem.FromRefusal(why);
        if (ScimUsers.IsKnown(call, group.Revision)) return new ScimAnswer(304, null, null, group.Revision);
        var members = await Members(call, query, [group]);
        return Answer(call, group, 200, query, members is null ? null : [.. members[group.Name]]);
    }

    public static async Task<IResult> Create(ScimCall call, ScimObject body)
    {
        var (text, ids, refused) = GroupBody.Read(body, null);
        if (refused is not null) return refused;
        var (members, unfit) = await People(call, ids);
        if (unfit is not null) return unfit;
        if (!(await call.Directory.CreateGroup(call.Tenant, text!, call.Cancel)).Has(out var made, out var why))
            return Problem.FromRefusal(why);
        return (IResult?)await Join(call, made.Name, members, isMember: true) ?? Answer(call, made, 201, Bare, null);
    }

    public static async Task<IResult> Replace(ScimCall call, string id, ScimObject body, IReadOnlyList<long>? seen)
    {
        var (text, ids, refused) = GroupBody.Read(body, id);
        if (refused is not null) return refused;
        return (IResult?)await Change(call, id, seen, _ => text!, [new(PatchKind.Replace, ids)])
            ?? await Show(call, id, Bare);
    }

    /// <summary>Without a body: it would have all members in it.</summary>
    public static async Task<IResult> Patch(ScimCall call, string id, ScimObject body, IReadOnlyList<long>? seen)
    {
        var (steps, refused) = ScimPatch.Read(body);
        if (refused is not null) return refused;
        var (change, members, unfit) = GroupBody.Patch(steps, id);
        return (IResult?)(unfit ?? await Change(call, id, seen, change, members)) ?? new ScimAnswer(StatusCodes.Status204NoContent);
    }

    public static async Task<IResult> Remove(ScimCall call, string id, IReadOnlyList<long>? seen)
    {
        if (!(await call.Directory.Group(call.Tenant, id, call.Cancel)).Has(out var group, out var why)) return Problem.FromRefusal(why);
        if (seen?.Contains(group.Revision) == false) return Problem.FromRefusal(Refusal.RevisionMismatch);
        if (call.Beyond.Count > 0
            && (await call.Directory.Members(call.Tenant, id, call.Cancel)).Any(user => call.Beyond.Contains(user.Name)))
            return await call.Forbidden();
        var refused = await call.Directory.RemoveGroup(call.Tenant, id, call.Cancel);
        return refused is { } broken ? Problem.FromRefusal(broken) : new ScimAnswer(StatusCodes.Status204NoContent);
    }

    /// <summary>
    /// Everybody is looked for before anything is written, so that one who is not there, or beyond whoever asks, changes nothing.
    /// </summary>
    private static async Task<Problem?> Change(
        ScimCall call, string id, IReadOnlyList<long>? seen, Func<GroupText, GroupText> change, IReadOnlyList<MemberStep> steps)
    {
        var plan = new MemberPlan();
        foreach (var step in steps)
        {
            var (people, unfit) = step.Ids is null ? (null, null) : await People(call, step.Ids, isJoining: step.Kind != PatchKind.Remove);
            if (unfit is not null) return unfit;
            plan.Take(step.Kind, people);
        }

        if ((await call.Directory.Group(call.Tenant, id, call.Cancel)).Refused is { } missing) return Problem.FromRefusal(missing);
        var going = plan.IsWhole
            ? plan.GoingOf((await call.Directory.Members(call.Tenant, id, call.Cancel)).Select(user => user.Name))
            : plan.Going;
        if (going.Any(call.Beyond.Contains)) return await call.Forbidden();
        var changed = await call.Directory.ChangeGroup(call.Tenant, id, seen, change, call.Cancel);
        if (changed.Refused is { } why) return Problem.FromRefusal(why);
        return await Join(call, id, going, isMember: false) ?? await Join(call, id, plan.Coming, isMember: true);
    }

    private static async Task<Problem?> Join(ScimCall call, string id, IReadOnlyList<UserName> people, bool isMember)
    {
        if (people.Any(call.Beyond.Contains)) return await call.Forbidden();
        return await call.Directory.Join(call.Tenant, id, people, isMember, call.Cancel) is { } why ? Problem.FromRefusal(why) : null;
    }

    /// <summary>The users of these ids.</summary>
    /// <param name="isJoining">They must be there; who leaves need not.</param>
    private static async Task<(IReadOnlyList<UserName> People, Problem? Refused)> People(
        ScimCall call, IReadOnlyList<string> ids, bool isJoining = true)
    {
        HashSet<UserName> people = [];
        if (ids.Count > MostMembers) return ([], new(ScimErrors.TooMuch));
        if (call.Count(ids.Count - 1) is { } wait) return ([], wait);
        foreach (var id in ids)
        {
            RequestPatience.Renew();   // each is a piece of its own
            if (call.Resolve(id) is not { } resolved) return ([], new(ScimErrors.UnknownReference));
            var isName = PersonId.TryParse(resolved, out var name, out var life);
            if (isJoining && isName) isName = (await call.Directory.Find(new(call.Tenant, name), life, call.Cancel)).Answer is not null;
            if (isName) people.Add(name);
            else if (isJoining) return ([], new(ScimErrors.InvalidValue) { Advice = "A member is no user of this tenant." });
        }

        return people.Any(call.Beyond.Contains) ? ([], await call.Forbidden()) : ([.. people], null);
    }

    /// <summary>The members of these groups, in one go through all people; null: they are not to be shown.</summary>
    private static async Task<ILookup<string, ProvisionedUser>?> Members(
        ScimCall call, ScimQuery query, IReadOnlyList<NamedGroup> groups)
    {
        if (!query.Shows(GroupBody.Members) || groups.Count == 0) return null;
        var names = groups.Select(group => group.Name).ToHashSet();
        List<(string Group, ProvisionedUser User)> found = [];
        await foreach (var user in call.Directory.Everybody(call.Tenant, call.Cancel))
            found.AddRange(user.Groups.Where(names.Contains).Select(name => (name, user)));
        return found.ToLookup(pair => pair.Group, pair => pair.User);
    }

    // --- filters: members eq "…", members.value eq "…", members[value eq "…"] beside those of texts ----------------------------------

    private static bool Serves(ScimFilter filter) =>
        filter.Leaves.All(leaf => MemberOf(leaf) is not null || ScimAttributes.Groups.Serves(leaf));

    /// <summary>The one whose membership the leaf asks for; null: it asks for something else.</summary>
    private static string? MemberOf(ScimFilter leaf) => leaf switch
    {
        ScimFilter.Compare { How: Comparison.Equal, Value: string id, Path: var path }
            when path.Is(GroupBody.Members) || path is { Name: GroupBody.Members, Sub: "value" } => id,
        ScimFilter.Within { Path: var path, Inner: var inner } when path.Is(GroupBody.Members) && GroupBody.Named(inner) is [var id] => id,
        _ => null,
    };

    private static async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> Joined(ScimCall call, ScimFilter? filter)
    {
        Dictionary<string, IReadOnlyList<string>> joined = [];
        foreach (var id in filter?.Leaves.Select(MemberOf).OfType<string>().Distinct() ?? [])
        {
            joined[id] = PersonId.TryParse(id, out var name, out var life)
                ? (await call.Directory.Find(new(call.Tenant, name), life, call.Cancel)).Answer?.Groups ?? []
                : [];
        }

        return joined;
    }

    private static bool IsTrue(ScimFilter leaf, NamedGroup group, IReadOnlyDictionary<string, IReadOnlyList<string>> joined) =>
        MemberOf(leaf) is { } id
            ? joined[id].Contains(group.Name)
            : ScimAttributes.Groups.Holds(leaf, name => GroupBody.ValueOf(group, name));

    private static ScimAnswer Answer(
        ScimCall call, NamedGroup group, int status, ScimQuery query, IReadOnlyList<ProvisionedUser>? members)
    {
        var body = ScimJson.Write(json => GroupBody.Write(json, call, query, group, members));
        return new(status, body, GroupBody.LocationOf(call, group.Name), group.Revision) { Id = group.Name };
    }
}
