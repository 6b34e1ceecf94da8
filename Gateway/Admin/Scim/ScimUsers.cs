using System.Text.Json;
using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;

namespace Countersign.Gateway.Admin.Scim;

/// <summary><c>/Users</c>. None of it creates a credential (S-26); deactivating ends everything that is under way (I7).</summary>
internal static class ScimUsers
{
    private static readonly ScimQuery Whole = new(null, 1, 1, null, []);

    public static async Task<IResult> List(ScimCall call, ScimQuery query)
    {
        if (query.Filter is { } filter && !ScimAttributes.Users.Serves(filter)) return new Problem(ScimErrors.InvalidFilter);
        if (await call.Directory.Missing(call.Tenant, call.Cancel) is { } missing) return Problem.FromRefusal(missing);
        var (page, total) = await query.Page(Wanted(call, query.Filter));
        return query.List(total, [.. page.Select(user => (Action<Utf8JsonWriter>)(json => PersonBody.Write(json, call, query, user)))]);
    }

    /// <summary>Whoever has a name, an id or an external id is looked up by it; everything else goes through all.</summary>
    private static async IAsyncEnumerable<ProvisionedUser> Wanted(ScimCall call, ScimFilter? filter)
    {
        var found = filter is null ? null : await Candidates(call, filter);
        if (found is not null)
        {
            foreach (var user in found) if (Holds(filter, user)) yield return user;
            yield break;
        }

        await foreach (var user in call.Directory.Everybody(call.Tenant, call.Cancel))
            if (Holds(filter, user)) yield return user;
    }

    private static bool Holds(ScimFilter? filter, ProvisionedUser user) =>
        filter?.Holds(leaf => ScimAttributes.Users.Holds(leaf, name => PersonBody.ValueOf(user, name))) != false;

    /// <summary>Null: the filter names nobody, so all are.</summary>
    private static async Task<IReadOnlyList<ProvisionedUser>?> Candidates(ScimCall call, ScimFilter filter)
    {
        if (ScimAttributes.EqualTo(filter, "userName") is { } typed)
            return UserName.TryParse(typed, out var name) ? await Only(call, name, null) : [];
        if (ScimAttributes.EqualTo(filter, "id") is { } id)
            return PersonId.TryParse(id, out var named, out var life) ? await Only(call, named, life) : [];
        return ScimAttributes.EqualTo(filter, "externalId") is { } external
            ? await call.Directory.FindByExternalId(call.Tenant, external, call.Cancel)
            : null;
    }

    private static async Task<IReadOnlyList<ProvisionedUser>> Only(ScimCall call, UserName name, long? life) =>
        (await call.Directory.Find(new(call.Tenant, name), life, call.Cancel)).Answer is { } user ? [user] : [];

    public static async Task<IResult> Show(ScimCall call, string id, ScimQuery query)
    {
        if (!PersonId.TryParse(id, out var name, out var life)) return await Nobody(call);
        return (await call.Directory.Find(new(call.Tenant, name), life, call.Cancel)).Match<IResult>(
            user => IsKnown(call, user.Profile.Revision)
                ? new ScimAnswer(StatusCodes.Status304NotModified, null, null, user.Profile.Revision)
                : Answer(call, user, 200, query),
            why => Problem.FromRefusal(why));
    }

    public static async Task<IResult> Create(ScimCall call, ScimObject body)
    {
        var (name, text, refused) = PersonBody.Read(body, null);
        if (refused is not null) return refused;
        if (call.Beyond.Contains(name)) return await call.Forbidden();
        return Said(call, await call.Directory.Create(new(call.Tenant, name), text!, call.Cancel), 201);
    }

    public static async Task<IResult> Replace(ScimCall call, string id, ScimObject body, IReadOnlyList<long>? seen)
    {
        if (!PersonId.TryParse(id, out var name, out var life)) return await Nobody(call);
        var (typed, text, refused) = PersonBody.Read(body, id);
        if (refused is not null) return refused;
        if (typed != name) return new Problem(ScimErrors.Mutability);
        return await Change(call, name, life, seen, _ => text!);
    }

    public static async Task<IResult> Patch(ScimCall call, string id, ScimObject body, IReadOnlyList<long>? seen)
    {
        if (!PersonId.TryParse(id, out var name, out var life)) return await Nobody(call);
        var (steps, refused) = ScimPatch.Read(body);
        if (refused is not null) return refused;
        var (change, unfit) = PersonBody.Patch(steps, name, id);
        return unfit ?? await Change(call, name, life, seen, change);
    }

    public static async Task<IResult> Remove(ScimCall call, string id, IReadOnlyList<long>? seen)
    {
        if (!PersonId.TryParse(id, out var name, out var life)) return await Nobody(call);
        if (call.Beyond.Contains(name)) return await call.Forbidden();
        var refused = await call.Directory.Remove(new(call.Tenant, name), life, seen, call.Cancel);
        return refused is { } why ? Problem.FromRefusal(why) : new ScimAnswer(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> Change(
        ScimCall call, UserName name, long life, IReadOnlyList<long>? seen, Func<ProfileText, ProfileText> change)
    {
        if (call.Beyond.Contains(name)) return await call.Forbidden();
        return Said(call, await call.Directory.Change(new(call.Tenant, name), life, seen, change, call.Cancel), 200);
    }

    private static IResult Said(ScimCall call, Reply<ProvisionedUser> reply, int status) =>
        reply.Match<IResult>(user => Answer(call, user, status, Whole), why => Problem.FromRefusal(why));

    private static ScimAnswer Answer(ScimCall call, ProvisionedUser user, int status, ScimQuery query)
    {
        var id = PersonId.Of(user.Name, user.Profile.Life);
        var body = ScimJson.Write(json => PersonBody.Write(json, call, query, user));
        return new(status, body, PersonBody.LocationOf(call, id), user.Profile.Revision) { Id = id };
    }

    public static bool IsKnown(ScimCall call, long revision) =>
        call.Http.Request.Headers.IfNoneMatch is [{ } only] && ScimCall.Seen(only)?.Contains(revision) == true;

    /// <summary>No user has such an id; but first whether there is the tenant.</summary>
    private static async Task<IResult> Nobody(ScimCall call) =>
        Problem.FromRefusal(await call.Directory.Missing(call.Tenant, call.Cancel) ?? Refusal.UserNotFound);
}
