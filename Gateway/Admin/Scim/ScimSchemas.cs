using System.Text.Json;
using System.Text.Json.Nodes;

namespace Countersign.Gateway.Admin.Scim;

/// <summary>What there is and what it is like (RFC 7643 5 to 7): the service, its kinds of resources, their schemas.</summary>
internal static class ScimSchemas
{
    private const string Configuration = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig";
    private const string ResourceType = "urn:ietf:params:scim:schemas:core:2.0:ResourceType";
    private const string Schema = "urn:ietf:params:scim:schemas:core:2.0:Schema";

    public static IResult Service(ScimCall call) => Written(new JsonObject
    {
        ["schemas"] = new JsonArray(Configuration),
        ["documentationUri"] = null,
        ["patch"] = Supported(true),
        ["bulk"] = new JsonObject
        {
            ["supported"] = true, ["maxOperations"] = ScimBulk.MostOperations, ["maxPayloadSize"] = ScimBulk.MostBytes,
        },
        ["filter"] = new JsonObject { ["supported"] = true, ["maxResults"] = ScimQuery.MostShown },
        ["changePassword"] = Supported(false),
        ["sort"] = Supported(false),
        ["etag"] = Supported(true),
        ["authenticationSchemes"] = new JsonArray(new JsonObject
        {
            ["type"] = "oauthbearertoken",
            ["name"] = "Administration token",
            ["description"] = "A named token of administration with the role provisioner, sent as a bearer token.",
            ["primary"] = true,
        }),
        ["meta"] = Meta("ServiceProviderConfig", call.Root + "/ServiceProviderConfig"),
    });

    /// <param name="id">Null: all of them.</param>
    public static IResult? ResourceTypes(ScimCall call, string? id) => Some(id,
    [
        ("User", Type(call, "User", "/Users", ScimJson.User)),
        ("Group", Type(call, "Group", "/Groups", ScimJson.Group)),
    ]);

    /// <param name="id">Null: all of them.</param>
    public static IResult? Schemas(ScimCall call, string? id) => Some(id,
    [
        (ScimJson.User, Described(call, ScimJson.User, "User", "A person who may sign in.",
            Attribute("userName", "The person's user name: name@domain, which stays.", isRequired: true, mutability: "immutable",
                uniqueness: "server"),
            Attribute("displayName", "For people to read, 1 to 128 characters of any script."),
            Attribute("externalId", "The directory's own id, 1 to 128 characters.", isExact: true),
            Attribute("active", "Whether the person may sign in; false ends everything that is under way.", type: "boolean"))),
        (ScimJson.Group, Described(call, ScimJson.Group, "Group", "People whom a policy can name together.",
            Attribute("displayName", "For people to read, 1 to 128 characters of any script; two differ by more than letter case.",
                isRequired: true, uniqueness: "server"),
            Attribute("externalId", "The directory's own id, 1 to 128 characters.", isExact: true),
            Members())),
    ]);

    private static IResult? Some(string? id, (string Id, JsonObject Json)[] all)
    {
        if (id is not null) return all.Where(one => one.Id == id).Select(one => Written(one.Json)).FirstOrDefault();
        return Written(new JsonObject
        {
            ["schemas"] = new JsonArray(ScimJson.List),
            ["totalResults"] = all.Length,
            ["startIndex"] = 1,
            ["itemsPerPage"] = all.Length,
            ["Resources"] = new JsonArray([.. all.Select(one => one.Json)]),
        });
    }

    private static JsonObject Type(ScimCall call, string name, string endpoint, string schema) => new()
    {
        ["schemas"] = new JsonArray(ResourceType),
        ["id"] = name,
        ["name"] = name,
        ["endpoint"] = endpoint,
        ["schema"] = schema,
        ["meta"] = Meta("ResourceType", $"{call.Root}/ResourceTypes/{name}"),
    };

    private static JsonObject Described(ScimCall call, string id, string name, string description, params JsonObject[] attributes) => new()
    {
        ["schemas"] = new JsonArray(Schema),
        ["id"] = id,
        ["name"] = name,
        ["description"] = description,
        ["attributes"] = new JsonArray([.. attributes]),
        ["meta"] = Meta("Schema", $"{call.Root}/Schemas/{id}"),
    };

    private static JsonObject Members()
    {
        var members = Attribute("members", "Users of this tenant.", type: "complex", isMany: true);
        members["subAttributes"] = new JsonArray(
            Attribute("value", "The user's id.", isRequired: true, mutability: "immutable", isExact: true),
            Attribute("display", "The user's display name, or user name.", mutability: "readOnly"),
            Attribute("type", "User.", mutability: "immutable"));
        return members;
    }

    private static JsonObject Attribute(
        string name, string description, bool isRequired = false, string mutability = "readWrite", string uniqueness = "none",
        string type = "string", bool isExact = false, bool isMany = false) => new()
    {
        ["name"] = name,
        ["type"] = type,
        ["multiValued"] = isMany,
        ["description"] = description,
        ["required"] = isRequired,
        ["caseExact"] = isExact,
        ["mutability"] = mutability,
        ["returned"] = "default",
        ["uniqueness"] = uniqueness,
    };

    private static JsonObject Supported(bool isSupported) => new() { ["supported"] = isSupported };

    private static JsonObject Meta(string type, string location) => new() { ["resourceType"] = type, ["location"] = location };

    private static ScimAnswer Written(JsonObject json)
    {
        if (json["documentationUri"] is null) json.Remove("documentationUri");
        return new(200, ScimJson.Write(writer => json.WriteTo(writer)));
    }
}
