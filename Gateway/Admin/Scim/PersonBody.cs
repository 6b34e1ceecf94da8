using System.Globalization;
using System.Text.Json;
using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;

namespace Countersign.Gateway.Admin.Scim;

/// <summary>A user in SCIM: as a directory writes one, and as it is shown.</summary>
internal static class PersonBody
{
    /// <summary>The user that a body describes whole.</summary>
    /// <param name="id">The user's, where there is one: the body may repeat it.</param>
    public static (UserName Name, ProfileText? Text, Problem? Refused) Read(ScimObject body, string? id)
    {
        if (body.Members.Any(member => !ScimAttributes.Users.Knows(member.Key))) return Bad(ScimErrors.InvalidSyntax);
        if (!body.TryText("userName", out var typed) || typed is null) return Bad(ScimErrors.InvalidValue);
        if (!UserName.TryParse(typed, out var name)) return (default, null, Problem.NoUserName(typed));
        if (!body.TryText("id", out var itsId) || !body.TryText("externalId", out var externalId)
            || !body.TryText("displayName", out var displayName)) return Bad(ScimErrors.InvalidValue);
        if (itsId is not null && id is not null && itsId != id) return Bad(ScimErrors.Mutability);
        var active = body["active"] is { } flag ? ScimJson.Flag(flag) : true;
        return active is { } enabled ? (name, new(enabled, externalId, displayName), null) : Bad(ScimErrors.InvalidValue);
    }

    /// <summary>What the steps of a patch make of a user.</summary>
    public static (Func<ProfileText, ProfileText> Change, Problem? Refused) Patch(IReadOnlyList<PatchStep> steps, UserName name, string id)
    {
        List<Func<ProfileText, ProfileText>> changes = [];
        foreach (var step in steps)
        {
            if (ScimAttributes.Users.Passes(step.Path.Path)) continue;
            var (change, refused) = Change(step, name, id);
            if (refused is not null) return (text => text, refused);
            changes.Add(change);
        }

        return (text => changes.Aggregate(text, (now, change) => change(now)), null);
    }

    private static (Func<ProfileText, ProfileText> Change, Problem? Refused) Change(PatchStep step, UserName name, string id)
    {
        if (step.Path is not { Where: null, Path.Sub: null }) return No(ScimErrors.InvalidPath);
        var (isRemoved, isText) = (step.Kind == PatchKind.Remove, step.TryText(out var text));
        switch (step.Path.Path.Name.ToLowerInvariant())
        {
            case "schemas" or "meta":
                return (same => same, null);
            case "externalid" when isRemoved || isText:
                return (before => before with { ExternalId = isRemoved ? null : text }, null);
            case "displayname" when isRemoved || isText:
                return (before => before with { DisplayName = isRemoved ? null : text }, null);
            case "active" when !isRemoved && ScimJson.Flag(step.Value!.Value) is { } enabled:
                return (before => before with { Enabled = enabled }, null);
            case "id" when isText && !isRemoved && text == id:
            case "username" when isText && !isRemoved && UserName.TryParse(text, out var typed) && typed == name:
                return (same => same, null);
            case "id" or "username" when isRemoved || isText:
            case "active" when isRemoved:
                return No(ScimErrors.Mutability);
            case "externalid" or "displayname" or "active" or "id" or "username":
                return No(ScimErrors.InvalidValue);
            default:
                return No(ScimErrors.InvalidPath);
        }
    }

    /// <summary>For filters: the value of an attribute by its name in small letters.</summary>
    public static object? ValueOf(ProvisionedUser user, string attribute) => attribute switch
    {
        "id" => PersonId.Of(user.Name, user.Profile.Life),
        "username" => user.Name.Value,
        "externalid" => user.Profile.ExternalId,
        "displayname" => user.Profile.DisplayName,
        "active" => user.Enabled,
        _ => null,
    };

    public static void Write(Utf8JsonWriter json, ScimCall call, ScimQuery query, ProvisionedUser user)
    {
        var id = PersonId.Of(user.Name, user.Profile.Life);
        json.WriteStartObject();
        json.WriteStartArray("schemas");
        json.WriteStringValue(ScimJson.User);
        json.WriteEndArray();
        json.WriteString("id", id);
        if (user.Profile.ExternalId is { } external && query.Shows("externalId")) json.WriteString("externalId", external);
        if (query.Shows("userName")) json.WriteString("userName", user.Name.Value);
        if (user.Profile.DisplayName is { } shown && query.Shows("displayName")) json.WriteString("displayName", shown);
        if (query.Shows("active")) json.WriteBoolean("active", user.Enabled);
        if (query.Shows("meta"))
        {
            WriteMeta(
                json, "User", LocationOf(call, id), user.Profile.Revision, user.Profile.CreatedAt,
                user.Profile.ChangedAt ?? user.Profile.CreatedAt);
        }

        json.WriteEndObject();
    }

    public static string LocationOf(ScimCall call, string id) => call.Root + "/Users/" + id;

    public static void WriteMeta(
        Utf8JsonWriter json, string type, string location, long revision, DateTimeOffset? created, DateTimeOffset? changed)
    {
        json.WriteStartObject("meta");
        json.WriteString("resourceType", type);
        if (created is { } began) json.WriteString("created", Time(began));
        if (changed is { } last) json.WriteString("lastModified", Time(last));
        json.WriteString("location", location);
        json.WriteString("version", ScimCall.TagOf(revision));
        json.WriteEndObject();
    }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static (UserName, ProfileText?, Problem?) Bad(ProtocolError error) => (default, null, new(error));

    private static (Func<ProfileText, ProfileText>, Problem?) No(ProtocolError error) => (same => same, new(error));
}
