using Countersign.Engine;
using Countersign.Gateway.Admin.Scim;

namespace Countersign.Gateway.Tests.Malformed;

/// <summary>SCIM: one user, one group, and a request of each kind.</summary>
internal sealed partial class Scene
{
    private async Task AddScim()
    {
        const string Uma = "uma@contoso.example";
        await Gateway.Operator.CreateUser("contoso", Uma);
        var directory = new Provisioning(Gateway.Engine.Engine, () => null);
        Assert.Null((await directory.CreateGroup(new("contoso"), new("Field", null), TestContext.Current.CancellationToken)).Refused);
        var id = PersonId.Of(new(Uma), 0);
        foreach (var (route, path) in new[]
                 {
                     ("/ServiceProviderConfig", "/ServiceProviderConfig"), ("/ResourceTypes", "/ResourceTypes"), ("/Schemas", "/Schemas"),
                     ("/ResourceTypes/{id}", "/ResourceTypes/User"), ("/Schemas/{id}", "/Schemas/" + ScimJson.User), ("/Users", "/Users"),
                     ("/Users/{id}", "/Users/" + id), ("/Groups", "/Groups"), ("/Groups/{id}", "/Groups/field"),
                 })
            AddScim("GET", route, path);
        AddScim("DELETE", "/Users/{id}", "/Users/" + id);
        AddScim("DELETE", "/Groups/{id}", "/Groups/field");
        AddScim("POST", "/Users", "/Users", """
            {"userName":"val@contoso.example","externalId":"v-1","displayName":"Val","active":true}
            """, "externalId", "displayName", "active");
        AddScim("PUT", "/Users/{id}", "/Users/" + id, $$"""
            {"userName":"{{Uma}}","externalId":"u-1","displayName":"Uma","active":false}
            """, "externalId", "displayName", "active");
        const string Patch = """{"Operations":[{"op":"replace","path":"displayName","value":"Ursula"}]}""";
        AddScim("PATCH", "/Users/{id}", "/Users/" + id, Patch);
        AddScim("PATCH", "/Groups/{id}", "/Groups/field", Patch);
        var members = $$"""{"displayName":"Force","externalId":"f-1","members":[{"value":"{{id}}"}]}""";
        AddScim("POST", "/Groups", "/Groups", members, "externalId", "members");
        AddScim("PUT", "/Groups/{id}", "/Groups/field", members, "externalId", "members");
        AddScim("POST", "/Bulk", "/Bulk", """
            {"failOnErrors":1,"Operations":[{"method":"POST","path":"/Users","bulkId":"w","data":{"userName":"wim@contoso.example"} }]}
            """, "failOnErrors");
    }

    private void AddScim(string method, string route, string path, string? json = null, params string[] optional) =>
        AddAdmin(method, "/{tenant}" + route, "/contoso" + path, new(method, path, json?.Trim(), optional)
        {
            FoldsNames = true,
            MostBytes = json is not null && route.StartsWith("/Users", StringComparison.Ordinal) ? 16 * 1024 : ScimBulk.MostBytes,
        }, "/scim/v2");
}
