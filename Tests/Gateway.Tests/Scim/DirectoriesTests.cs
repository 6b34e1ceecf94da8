namespace Countersign.Gateway.Tests.Scim;

/// <summary>
/// The requests that two widespread directories send, in the order in which they send them, as their makers have published them: Microsoft
/// Entra ID's provisioning service and Okta's SCIM client.
/// </summary>
public sealed class DirectoriesTests
{
    private const string Core = "urn:ietf:params:scim:schemas:core:2.0:User";
    private const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    // --- Entra ID -----------------------------------------------------------------------------------------------------------------

    [Fact]
    public async Task Entra_ID_tests_the_connection_and_brings_a_person_in()
    {
        await using var gateway = await RunningGateway.Furnished();
        var entra = await ScimDirectory.Of(gateway);
        // the connection is tested with a name that nobody can have
        Assert.Empty((await entra.Query("Users", "userName eq \"1c7d3f60-0f35-4c4a-9f2c-1d1c9a2f9f11\"")).Resources());
        Assert.Empty((await entra.Query("Users", "userName eq \"megan@contoso.example\"")).Resources());
        var made = (await entra.Post("/Users", $$"""
            {"schemas":["{{Core}}","{{Enterprise}}"],"externalId":"0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef","userName":"Megan@contoso.example",
            "active":true,"displayName":"Megan Bowen","emails":[{"primary":true,"type":"work","value":"megan@contoso.example"}],
            "meta":{"resourceType":"User"},"name":{"formatted":"Megan Bowen","familyName":"Bowen","givenName":"Megan"},
            "addresses":[{"type":"work","locality":"Pittsburgh"}],"roles":[],"title":"Manager","preferredLanguage":"en-US",
            "{{Enterprise}}":{"department":"Sales"} }
            """)).MustBe(201);
        foreach (var filter in new[] { "userName eq \"megan@contoso.example\"", "externalId eq \"0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef\"" })
            Assert.Equal(made["id"], Assert.Single((await entra.Query("Users", filter)).Resources()).GetProperty("id").GetString());
        (await entra.Get("/Users/" + made["id"])).MustBe(200);
    }

    [Fact]
    public async Task Entra_ID_changes_a_person_as_it_always_did_and_as_the_standard_has_it()
    {
        await using var gateway = await RunningGateway.Furnished();
        var entra = await ScimDirectory.Of(gateway);
        var id = await entra.User("megan@contoso.example");
        var changed = (await entra.Patch("/Users/" + id, $$"""
            [{"op":"Replace","path":"displayName","value":"Megan B"},
            {"op":"Add","path":"emails[type eq \"work\"].value","value":"m@x.example"},
            {"op":"Replace","path":"name.familyName","value":"B"},{"op":"Add","path":"externalId","value":"e-1"},
            {"op":"Replace","path":"{{Enterprise}}:department","value":"Legal"},{"op":"Add","path":"{{Enterprise}}:manager","value":"x"}]
            """)).MustBe(200);
        Assert.Equal(("Megan B", "e-1"), (changed["displayName"], changed["externalId"]));
        changed = (await entra.Patch("/Users/" + id, $$"""
            [{"op":"replace","value":{"displayName":"Megan C","name.givenName":"M","{{Enterprise}}:department":"HR",
            "emails[type eq \"work\"].value":"c@x.example"} },{"op":"Remove","path":"externalId"}]
            """)).MustBe(200);
        Assert.Equal(("Megan C", false), (changed["displayName"], changed.Has("externalId")));
        // of one value, in a list, as its first releases wrote it
        changed = (await entra.Patch("/Users/" + id, """
            [{"op":"Replace","path":"displayName","value":[{"$ref":null,"value":"Megan D"}]}]
            """)).MustBe(200);
        Assert.Equal("Megan D", changed["displayName"]);
    }

    [Theory]
    [InlineData("""[{"op":"Replace","path":"active","value":"False"}]""")]
    [InlineData("""[{"op":"replace","path":"active","value":false}]""")]
    [InlineData("""[{"op":"Replace","value":{"active":"False"}}]""")]
    [InlineData("""[{"op":"Add","path":"active","value":"false"}]""")]
    public async Task Entra_ID_disables_restores_and_then_deletes_a_person(string operations)
    {
        await using var gateway = await RunningGateway.Furnished();
        var entra = await ScimDirectory.Of(gateway);
        var id = await entra.User("megan@contoso.example");
        Assert.Equal("False", (await entra.Patch("/Users/" + id, operations)).MustBe(200)["active"]);
        var found = (await entra.Query("Users", "userName eq \"megan@contoso.example\"")).Resources()[0];
        Assert.False(found.GetProperty("active").GetBoolean());
        (await entra.Patch("/Users/" + id, """[{"op":"Replace","path":"active","value":"True"}]""")).MustBe(200);
        Assert.Equal("True", (await entra.Get("/Users/" + id))["active"]);
        (await entra.Delete("/Users/" + id)).MustBe(204);
        (await entra.Get("/Users/" + id)).MustBe(404, "CS2002");
    }

    [Fact]
    public async Task Entra_ID_brings_a_group_in_fills_renames_and_deletes_it()
    {
        await using var gateway = await RunningGateway.Furnished();
        var entra = await ScimDirectory.Of(gateway);
        var (megan, adele) = (await entra.User("megan@contoso.example"), await entra.User("adele@contoso.example"));
        const string ByName = "/Groups?excludedAttributes=members&filter=displayName%20eq%20%22Sales%20%26%20Marketing%22";
        Assert.Empty((await entra.Get(ByName)).Resources());
        var group = (await entra.Post("/Groups", """
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"externalId":"8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159",
            "displayName":"Sales & Marketing","members":[],"meta":{"resourceType":"Group"}}
            """)).MustBe(201)["id"];
        Assert.Single((await entra.Get(ByName)).Resources());
        Assert.False((await entra.Get($"/Groups/{group}?excludedAttributes=members")).MustBe(200).Has("members"));
        (await entra.Patch("/Groups/" + group, $$"""
            [{"op":"Add","path":"members","value":[{"$ref":null,"value":"{{megan}}"},{"$ref":null,"value":"{{adele}}"}]}]
            """)).MustBe(204);
        // is she a member?
        Assert.Single((await entra.Query("Groups", $"id eq \"{group}\" and members eq \"{megan}\"")).Resources());
        (await entra.Patch(
            "/Groups/" + group, $$"""[{"op":"Remove","path":"members","value":[{"$ref":null,"value":"{{megan}}"}]}]""")).MustBe(204);
        Assert.Empty((await entra.Query("Groups", $"id eq \"{group}\" and members eq \"{megan}\"")).Resources());
        (await entra.Patch("/Groups/" + group, $$"""[{"op":"Remove","path":"members[value eq \"{{adele}}\"]"}]""")).MustBe(204);
        Assert.Empty(await entra.Members(group));
        (await entra.Patch("/Groups/" + group, """[{"op":"Replace","path":"displayName","value":"Sales"}]""")).MustBe(204);
        var renamed = Assert.Single((await entra.Query("Groups", "displayName eq \"Sales\"")).Resources());
        Assert.Equal(group, renamed.GetProperty("id").GetString());
        (await entra.Delete("/Groups/" + group)).MustBe(204);
    }

    // --- Okta ---------------------------------------------------------------------------------------------------------------------

    [Fact]
    public async Task Okta_looks_whether_it_may_import_and_brings_a_person_in()
    {
        await using var gateway = await RunningGateway.Furnished();
        var okta = await ScimDirectory.Of(gateway, name: "okta");
        Assert.Equal("0", (await okta.Get("/Users?startIndex=1&count=2")).MustBe(200)["totalResults"]);
        Assert.Equal("0", (await okta.Get("/Groups?startIndex=1&count=100")).MustBe(200)["totalResults"]);
        Assert.Empty((await okta.Get("/Users?filter=userName%20eq%20%22isaac@contoso.example%22&startIndex=1&count=100")).Resources());
        var made = (await okta.Post("/Users", $$"""
            {"schemas":["{{Core}}"],"userName":"isaac@contoso.example","name":{"givenName":"Isaac","familyName":"Brock"},
            "emails":[{"primary":true,"value":"isaac@contoso.example","type":"work"}],"displayName":"Isaac Brock","locale":"en-US",
            "externalId":"00ujl29u0le5T6Aj10h7","groups":[],"password":"1mz050nq","active":true}
            """)).MustBe(201);
        Assert.DoesNotContain("1mz050nq", await Rows.Of(gateway.Store), StringComparison.Ordinal);
        Assert.DoesNotContain("1mz050nq", made.Text, StringComparison.Ordinal);
        var id = made["id"];
        (await okta.Get("/Users/" + id)).MustBe(200);
        var updated = (await okta.Put("/Users/" + id, $$"""
            {"schemas":["{{Core}}"],"id":"{{id}}","userName":"isaac@contoso.example",
            "name":{"givenName":"Isaac","middleName":"","familyName":"B"},
            "emails":[{"primary":true,"value":"isaac@contoso.example","type":"work"}],"displayName":"Isaac B","active":true,"groups":[],
            "meta":{"resourceType":"User"} }
            """)).MustBe(200);
        Assert.Equal("Isaac B", updated["displayName"]);
        Assert.Equal("isaac", (await okta.Get("/Users?startIndex=1&count=100")).Names());
    }

    [Fact]
    public async Task Okta_deactivates_a_person_and_takes_them_back()
    {
        await using var gateway = await RunningGateway.Furnished();
        var okta = await ScimDirectory.Of(gateway, name: "okta");
        var id = await okta.User("isaac@contoso.example");
        Assert.Equal("False", (await okta.Patch("/Users/" + id, """[{"op":"replace","value":{"active":false}}]""")).MustBe(200)["active"]);
        Assert.Equal("True", (await okta.Patch("/Users/" + id, """[{"op":"replace","value":{"active":true}}]""")).MustBe(200)["active"]);
        Assert.Equal("False", (await okta.Put(
            "/Users/" + id, $$"""{"schemas":["{{Core}}"],"userName":"isaac@contoso.example","active":false}""")).MustBe(200)["active"]);
    }

    [Fact]
    public async Task Okta_pushes_a_group_with_its_members()
    {
        await using var gateway = await RunningGateway.Furnished();
        var okta = await ScimDirectory.Of(gateway, name: "okta");
        var (isaac, jeremy) = (await okta.User("isaac@contoso.example"), await okta.User("jeremy@contoso.example"));
        var group = (await okta.Post("/Groups", """
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Test SCIMv2","members":[]}
            """)).MustBe(201)["id"];
        (await okta.Patch("/Groups/" + group, $$"""
            [{"op":"replace","value":{"id":"{{group}}","displayName":"Test SCIMv2 renamed"} }]
            """)).MustBe(204);
        (await okta.Patch("/Groups/" + group, $$"""
            [{"op":"add","path":"members","value":[{"value":"{{isaac}}","display":"isaac@contoso.example"}]},
            {"op":"add","path":"members","value":[{"value":"{{jeremy}}","display":"jeremy@contoso.example"}]}]
            """)).MustBe(204);
        Assert.Equal(2, (await okta.Members(group)).Length);
        (await okta.Patch("/Groups/" + group, $$"""
            [{"op":"remove","path":"members[value eq \"{{isaac}}\"]"}]
            """)).MustBe(204);
        Assert.Equal([jeremy], await okta.Members(group));
        (await okta.Put("/Groups/" + group, $$"""
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"{{group}}","displayName":"Test SCIMv2",
            "members":[{"value":"{{isaac}}","display":"isaac@contoso.example"}]}
            """)).MustBe(200);
        Assert.Equal([isaac], await okta.Members(group));
        (await okta.Delete("/Groups/" + group)).MustBe(204);
        Assert.Empty((await okta.Get("/Groups?startIndex=1&count=100")).Resources());
    }
}
