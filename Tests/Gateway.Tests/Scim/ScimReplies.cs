using System.Text;
using System.Text.Json;
using Countersign.SignIn.AdminTokens;

namespace Countersign.Gateway.Tests.Scim;

/// <summary>A directory that speaks SCIM to a gateway, by a token that may only provision.</summary>
internal sealed class ScimDirectory(RunningGateway gateway, string token, string tenant = "contoso")
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<ScimDirectory> Of(RunningGateway gateway, string tenant = "contoso", string name = "entra") =>
        new(gateway, (await gateway.Engine.AdminAccess.Create(
            name, new(AdminRole.Provisioner, [new(tenant)]), null, new("command"), Cancel)).Answer!.Text, tenant);

    public string Token => token;

    public string Root => $"{gateway.AdminUrl}/scim/v2/{tenant}";

    public Task<Reply> Get(string path) => Send(HttpMethod.Get, path, null);

    /// <summary>Those of a kind that a filter takes.</summary>
    public Task<Reply> Query(string kind, string filter) => Get($"/{kind}?filter={Uri.EscapeDataString(filter)}");

    public Task<Reply> Post(string path, string json) => Send(HttpMethod.Post, path, json);

    public Task<Reply> Put(string path, string json, params (string, string)[] headers) => Send(HttpMethod.Put, path, json, headers);

    /// <param name="operations">The list, in brackets.</param>
    public Task<Reply> Patch(string path, string operations, params (string, string)[] headers) => Send(HttpMethod.Patch, path, $$"""
        {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":{{operations}}}
        """, headers);

    public Task<Reply> Delete(string path, params (string, string)[] headers) => Send(HttpMethod.Delete, path, null, headers);

    public Task<Reply> Bulk(string operations, int? failOnErrors = null) => Post("/Bulk", $$"""
        {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],{{(failOnErrors is { } most ? $"\"failOnErrors\":{most}," : "")}}
        "Operations":{{operations}}}
        """);

    /// <summary>A user that is created; its id.</summary>
    public async Task<string> User(string name, string? externalId = null) => (await Post("/Users", $$"""
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"{{name}}",
        {{(externalId is null ? "" : $"\"externalId\":\"{externalId}\",")}}"active":true}
        """)).MustBe(201)["id"];

    /// <summary>A group that is named; its id.</summary>
    public async Task<string> Group(string name) => (await Post("/Groups", $$"""
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"{{name}}"}
        """)).MustBe(201)["id"];

    public async Task<string[]> Members(string group) =>
        [.. (await Get("/Groups/" + group)).MustBe(200).Json.GetProperty("members").EnumerateArray()
            .Select(member => member.GetProperty("value").GetString()!).Order(StringComparer.Ordinal)];

    public Task<Reply> Send(HttpMethod method, string path, string? json, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, Root + path);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/scim+json");
        return Browser.Read(gateway.Client, request);
    }
}

/// <summary>What SCIM answers.</summary>
internal static class ScimReplies
{
    public static JsonElement[] Resources(this Reply reply) =>
        [.. reply.MustBe(200).Json.GetProperty("Resources").EnumerateArray()];

    public static string Names(this Reply reply) =>
        string.Join(' ', reply.Resources().Select(user => user.GetProperty("userName").GetString()!.Split('@')[0]));

    public static Reply MustBe(this Reply reply, int status, string code, string? type)
    {
        reply.MustBe(status, code);
        Assert.Equal(type, reply.Has("scimType") ? reply["scimType"] : null);
        return reply;
    }
}
