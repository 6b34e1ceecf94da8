using System.Text.Json;
using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Groups;

namespace Countersign.Gateway.Admin.Scim;

/// <summary>One change of a group's members.</summary>
/// <param name="Ids">Null with a removal: all of them.</param>
internal sealed record MemberStep(PatchKind Kind, IReadOnlyList<string>? Ids);

/// <summary>A group in SCIM: as a directory writes one, and as it is shown.</summary>
internal static class GroupBody
{
    public const string Members = "members";
    private static readonly string[] OfMember = ["value", "display", "type", "$ref"];

    /// <summary>The group that a body describes whole.</summary>
    /// <param name="id">The group's, where there is one: the body may repeat it.</param>
    public static (GroupText? Text, IReadOnlyList<string> Members, Problem? Refused) Read(ScimObject body, string? id)
    {
        if (body.Members.Any(member => !Is(member.Key, Members) && !ScimAttributes.Groups.Knows(member.Key)))
            return Bad(ScimErrors.InvalidSyntax);
        if (!body.TryText("displayName", out var name) || name is null || !body.TryText("externalId", out var externalId)
            || !body.TryText("id", out var itsId)) return Bad(ScimErrors.InvalidValue);
        if (itsId is not null && id is not null && itsId != id) return Bad(ScimErrors.Mutability);
        if (body[Members] is not { } list) return (new(name, externalId), [], null);
        return TryIds(list, out var ids) ? (new(name, externalId), ids, null) : Bad(ScimErrors.InvalidValue);
    }

    /// <summary>What the steps of a patch make of a group, and of its members in their order.</summary>
    public static (Func<GroupText, GroupText> Change, IReadOnlyList<MemberStep> Members, Problem? Refused) Patch(
        IReadOnlyList<PatchStep> steps, string id)
    {
        List<Func<GroupText, GroupText>> changes = [];
        List<MemberStep> members = [];
        foreach (var step in steps)
        {
            if (ScimAttributes.Groups.Passes(step.Path.Path)) continue;
            var refused = Is(step.Path.Path.Name, Members) ? OfMembers(step, members) : OfText(step, id, changes);
            if (refused is not null) return (text => text, [], refused);
        }

        return (text => changes.Aggregate(text, (now, change) => change(now)), members, null);
    }

    private static Problem? OfText(PatchStep step, string id, List<Func<GroupText, GroupText>> changes)
    {
        if (step.Path is not { Where: null, Path.Sub: null }) return new(ScimErrors.InvalidPath);
        var (isRemoved, isText) = (step.Kind == PatchKind.Remove, step.TryText(out var text));
        switch (step.Path.Path.Name.ToLowerInvariant())
        {
            case "displayname" when isText && !isRemoved:
                changes.Add(before => before with { DisplayName = text! });
                return null;
            case "externalid" when isText || isRemoved:
                changes.Add(before => before with { ExternalId = isRemoved ? null : text });
                return null;
            case "schemas" or "meta":
            case "id" when isText && !isRemoved && text == id:
                return null;
            case "id" or "displayname" when isText || isRemoved:
                return new(ScimErrors.Mutability);
            case "id" or "displayname" or "externalid":
                return new(ScimErrors.InvalidValue);
            default:
                return new(ScimErrors.InvalidPath);
        }
    }

    private static Problem? OfMembers(PatchStep step, List<MemberStep> members)
    {
        if (step.Path.Path.Sub is not null) return new(ScimErrors.InvalidPath);
        if (step.Path.Where is { } where)
        {
            if (step.Kind != PatchKind.Remove) return new(ScimErrors.InvalidPath);
            if (Named(where) is not { } named) return new(ScimErrors.InvalidFilter);
            members.Add(new(PatchKind.Remove, named));
            return null;
        }

        if (step.Value is not { } value)
        {
            members.Add(new(PatchKind.Remove, null));
            return null;
        }

        if (!TryIds(value, out var ids)) return new(ScimErrors.InvalidValue);
        members.Add(new(step.Kind, ids));
        return null;
    }

    /// <summary>The ids that <c>value eq "…"</c> names, or several of those with an or; null for any other filter.</summary>
    public static IReadOnlyList<string>? Named(ScimFilter filter) => filter switch
    {
        ScimFilter.Compare { How: Comparison.Equal, Value: string id, Path: var path } when path.Is("value") => [id],
        ScimFilter.Or either => Named(either.One) is { } one && Named(either.Other) is { } other ? [.. one, .. other] : null,
        _ => null,
    };

    /// <summary>A list of members, or one alone.</summary>
    private static bool TryIds(JsonElement value, out IReadOnlyList<string> ids)
    {
        List<string> all = [];
        ids = all;
        var list = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : new[] { value };
        foreach (var one in list)
        {
            if (!ScimObject.TryRead(one, out var member) || member.Members.Any(part => !OfMember.Any(name => Is(part.Key, name)))
                || !member.TryText("value", out var id) || id is null || !member.TryText("type", out var type)
                || (type is not null && !Is(type, "User"))) return false;
            all.Add(id);
        }

        return true;
    }

    /// <summary>For filters: the value of an attribute by its name in small letters.</summary>
    public static object? ValueOf(NamedGroup group, string attribute) => attribute switch
    {
        "id" => group.Name,
        "displayname" => group.DisplayName,
        "externalid" => group.ExternalId,
        _ => null,
    };

    /// <param name="members">Null: they are not to be shown.</param>
    public static void Write(
        Utf8JsonWriter json, ScimCall call, ScimQuery query, NamedGroup group, IReadOnlyList<ProvisionedUser>? members)
    {
        json.WriteStartObject();
        json.WriteStartArray("schemas");
        json.WriteStringValue(ScimJson.Group);
        json.WriteEndArray();
        json.WriteString("id", group.Name);
        if (group.ExternalId is { } external && query.Shows("externalId")) json.WriteString("externalId", external);
        if (query.Shows("displayName")) json.WriteString("displayName", group.DisplayName);
        if (members is not null)
        {
            json.WriteStartArray(Members);
            foreach (var member in members) Write(json, call, member);
            json.WriteEndArray();
        }

        if (query.Shows("meta"))
            PersonBody.WriteMeta(json, "Group", LocationOf(call, group.Name), group.Revision, group.CreatedAt, group.ChangedAt);
        json.WriteEndObject();
    }

    public static string LocationOf(ScimCall call, string id) => call.Root + "/Groups/" + id;

    private static void Write(Utf8JsonWriter json, ScimCall call, ProvisionedUser member)
    {
        var id = PersonId.Of(member.Name, member.Profile.Life);
        json.WriteStartObject();
        json.WriteString("value", id);
        json.WriteString("$ref", PersonBody.LocationOf(call, id));
        json.WriteString("display", member.Profile.DisplayName ?? member.Name.Value);
        json.WriteString("type", "User");
        json.WriteEndObject();
    }

    private static bool Is(string name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static (GroupText?, IReadOnlyList<string>, Problem?) Bad(ProtocolError error) => (null, [], new(error));
}
