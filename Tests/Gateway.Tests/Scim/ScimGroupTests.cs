namespace Countersign.Gateway.Tests.Scim;

/// <summary>ADM-5, S-20: a directory's groups, and the policy that names them.</summary>
public sealed class ScimGroupTests
{
    private static string Path(string user) => $"{user}@contoso.example";

    private static async Task<(ScimDirectory Directory, string Ada, string Bob)> People(RunningGateway gateway)
    {
        var directory = await ScimDirectory.Of(gateway);
        return (directory, await directory.User(Path("ada")), await directory.User(Path("bob")));
    }

    private static string Values(params string[] ids) => string.Join(',', ids.Select(id => $$"""{"value":"{{id}}"}"""));

    [Fact]
    public async Task A_group_is_named_shown_replaced_and_removed_and_its_members_stay_users()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (directory, ada, bob) = await People(gateway);
        var made = (await directory.Post("/Groups", $$"""
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Sales Team","externalId":"g-1",
            "members":[{"value":"{{ada}}","display":"Ada"}]}
            """)).MustBe(201);
        Assert.Equal(("sales-team", "Sales Team", "g-1"), (made["id"], made["displayName"], made["externalId"]));
        Assert.Equal($"{directory.Root}/Groups/sales-team", made.Header("Location"));
        var shown = (await directory.Get("/Groups/sales-team")).MustBe(200);
        var member = Assert.Single(shown.Json.GetProperty("members").EnumerateArray());
        Assert.Equal((ada, $"{directory.Root}/Users/{ada}", "User", Path("ada")), (
            member.GetProperty("value").GetString(), member.GetProperty("$ref").GetString(), member.GetProperty("type").GetString(),
            member.GetProperty("display").GetString()));
        Assert.False((await directory.Get("/Groups/sales-team?excludedAttributes=members")).MustBe(200).Has("members"));

        (await directory.Put("/Groups/sales-team", $$"""{"displayName":"영업팀","members":[{{Values(bob)}}]}""")).MustBe(200);
        Assert.Equal([bob], await directory.Members("sales-team"));
        Assert.Equal("영업팀", (await directory.Get("/Groups/sales-team"))["displayName"]);
        (await directory.Delete("/Groups/sales-team")).MustBe(204);
        (await directory.Get("/Groups/sales-team")).MustBe(404, "CS6085");
        Assert.Equal("ada bob", (await directory.Get("/Users")).Names());
        var users = (await gateway.Admin(HttpMethod.Get, "contoso/users")).MustBe(200).Json.GetProperty("users");
        Assert.All(users.EnumerateArray(), user => Assert.Equal(0, user.GetProperty("groups").GetArrayLength()));
    }

    [Fact, Trait("Rule", "S-20")]
    public async Task Members_of_a_group_that_a_policy_names_may_sign_in_and_a_new_display_name_changes_nothing_of_that()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Path("ada"));
        var directory = await ScimDirectory.Of(gateway);
        var (id, group) = ((await directory.Get("/Users")).Resources()[0].GetProperty("id").GetString()!, await directory.Group("영업팀"));
        (await gateway.Admin(HttpMethod.Put, "contoso/policy", $$"""
            {"enabled":true,"target":{"type":"select","users":[],"groups":["{{group}}"]} }
            """)).MustBe(200);
        async Task<bool> MayAdaSignIn() =>
            (await gateway.Admin(HttpMethod.Get, $"contoso/users/{ada.User}")).MustBe(200).Json.GetProperty("targeted").GetBoolean();
        Assert.False(await MayAdaSignIn());
        (await directory.Patch("/Groups/" + group, $$"""[{"op":"add","path":"members","value":[{{Values(id)}}]}]""")).MustBe(204);
        Assert.True(await MayAdaSignIn());
        await gateway.SignIn(ada);
        (await directory.Patch("/Groups/" + group, """[{"op":"replace","path":"displayName","value":"Sales"}]""")).MustBe(204);
        Assert.True(await MayAdaSignIn());
        await directory.Group("영업팀");   // another of the old name
        (await directory.Patch("/Groups/" + group, $$"""[{"op":"remove","path":"members[value eq \"{{id}}\"]"}]""")).MustBe(204);
        Assert.False(await MayAdaSignIn());
    }

    [Fact]
    public async Task Members_are_added_removed_and_replaced_in_the_order_of_the_patch()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (directory, ada, bob) = await People(gateway);
        var cy = await directory.User(Path("cy"));
        var group = await directory.Group("Sales");
        foreach (var (operations, members) in new (string, string[])[]
                 {
                     ($$"""[{"op":"add","path":"members","value":[{{Values(ada, bob)}}]}]""", [ada, bob]),
                     ($$"""[{"op":"add","path":"members","value":[{{Values(ada)}}]}]""", [ada, bob]),
                     ($$"""[{"op":"add","path":"members","value":{{Values(cy)}}}]""", [ada, bob, cy]),
                     ($$"""[{"op":"remove","path":"members[value eq \"{{ada}}\" or value eq \"{{cy}}\"]"}]""", [bob]),
                     ($$"""[{"op":"remove","path":"members","value":[{{Values(bob)}}]}]""", []),
                     ($$"""[{"op":"replace","value":{"displayName":"Sales","members":[{{Values(ada, cy)}}]} }]""", [ada, cy]),
                     ($$"""[{"op":"replace","path":"members","value":[{{Values(bob)}}]}]""", [bob]),
                     ($$"""
                         [{"op":"remove","path":"members"},{"op":"add","path":"members","value":[{{Values(ada)}}]},
                         {"op":"remove","path":"members[value eq \"{{ada}}\"]"},{"op":"add","path":"members","value":[{{Values(cy)}}]}]
                         """, [cy]),
                     ("""[{"op":"replace","path":"members","value":[]}]""", []),
                     ("""[{"op":"remove","path":"members[value eq \"nobody\"]"}]""", []),
                 })
        {
            (await directory.Patch("/Groups/" + group, operations)).MustBe(204);
            Assert.Equal(members.Order(StringComparer.Ordinal), await directory.Members(group));
        }
    }

    [Fact]
    public async Task Groups_are_found_by_name_id_external_id_and_member()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (directory, ada, bob) = await People(gateway);
        (await directory.Post("/Groups", $$"""{"displayName":"영업팀","externalId":"x-1","members":[{{Values(ada)}}]}""")).MustBe(201);
        (await directory.Post("/Groups", $$"""{"displayName":"Crew","members":[{{Values(ada, bob)}}]}""")).MustBe(201);
        foreach (var (filter, names) in new[]
                 {
                     ("displayName eq \"영업팀\"", "영업팀"), ("displayName eq \"crew\"", "Crew"), ("externalId eq \"x-1\"", "영업팀"),
                     ("id eq \"crew\"", "Crew"), ("displayName eq \"nothing\"", ""), ($"members eq \"{bob}\"", "Crew"),
                     ($"members.value eq \"{ada}\" and externalId pr", "영업팀"), ($"id eq \"crew\" and members[value eq \"{bob}\"]", "Crew"),
                     ("members eq \"nobody\"", ""), ("not (externalId pr)", "Crew"),
                 })
        {
            var found = (await directory.Query("Groups", filter)).Resources().Select(one => one.GetProperty("displayName").GetString());
            Assert.Equal((filter, names), (filter, string.Join(' ', found)));
        }

        var all = (await directory.Get("/Groups?excludedAttributes=members")).Resources();
        Assert.All(all, group => Assert.False(group.TryGetProperty("members", out _)));
        Assert.Equal(3, (await directory.Get("/Groups")).Resources().Sum(group => group.GetProperty("members").GetArrayLength()));
        Assert.Equal("2", (await directory.Get("/Groups?count=1"))["totalResults"]);
        foreach (var filter in new[] { "members co \"x\"", "userName eq \"x\"", "members[display eq \"x\"]", "displayName gt \"x\"" })
            (await directory.Query("Groups", filter)).MustBe(400, "CS1061", "invalidFilter");
    }

    private static readonly (string Method, string Json, int Status, string Code, string? Type)[] Refused =
    [
        ("POST", """{"displayName":"SALES"}""", 409, "CS6086", "uniqueness"),
        ("POST", """{"externalId":"x"}""", 400, "CS1064", "invalidValue"),
        ("POST", """{"displayName":"a\u202eb"}""", 400, "CS6082", "invalidValue"),
        ("POST", """{"displayName":"Other","members":[{"value":"nobody"}]}""", 400, "CS1064", "invalidValue"),
        ("POST", """{"displayName":"Other","members":[{"display":"x"}]}""", 400, "CS1064", "invalidValue"),
        ("POST", """{"displayName":"Other","members":[{"value":"sales","type":"Group"}]}""", 400, "CS1064", "invalidValue"),
        ("POST", """{"displayName":"Other","userName":"x"}""", 400, "CS1065", "invalidSyntax"),
        ("PUT", """{"displayName":"Other","members":[{"value":"nobody"}]}""", 400, "CS1064", "invalidValue"),
        ("PUT", """{"displayName":"Other","id":"x"}""", 400, "CS1066", "mutability"),
        ("PATCH", """[{"op":"add","path":"members","value":[{"value":"nobody"}]}]""", 400, "CS1064", "invalidValue"),
        ("PATCH", """[{"op":"replace","path":"displayName","value":"X"},{"op":"add","path":"members","value":[{"value":"x"}]}]""", 400,
            "CS1064", "invalidValue"),
        ("PATCH", """[{"op":"remove","path":"members[display eq \"x\"]"}]""", 400, "CS1061", "invalidFilter"),
        ("PATCH", """[{"op":"add","path":"members[value eq \"x\"]","value":[]}]""", 400, "CS1062", "invalidPath"),
        ("PATCH", """[{"op":"remove","path":"members.value"}]""", 400, "CS1062", "invalidPath"),
        ("PATCH", """[{"op":"remove","path":"displayName"}]""", 400, "CS1066", "mutability"),
        ("PATCH", """[{"op":"replace","path":"id","value":"x"}]""", 400, "CS1066", "mutability"),
        ("PATCH", """[{"op":"replace","path":"active","value":true}]""", 400, "CS1062", "invalidPath"),
    ];

    [Fact]
    public async Task What_cannot_be_is_refused_by_its_number_and_changes_nothing()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (directory, _, _) = await People(gateway);
        await directory.Group("Sales");
        var before = await Rows.Of(gateway.Store);
        foreach (var (method, json, status, code, type) in Refused)
        {
            var reply = method switch
            {
                "POST" => await directory.Post("/Groups", json),
                "PUT" => await directory.Put("/Groups/sales", json),
                _ => await directory.Patch("/Groups/sales", json),
            };
            Assert.True(reply.Code == code, $"{method} {json}: {reply.Text}");
            reply.MustBe(status, code, type);
            Assert.Equal(before, await Rows.Of(gateway.Store));
        }

        (await directory.Get("/Groups/nobody")).MustBe(404, "CS6085");
        (await directory.Patch("/Groups/nobody", """[{"op":"replace","path":"displayName","value":"X"}]""")).MustBe(404, "CS6085");
        (await directory.Patch(
            "/Groups/sales", """[{"op":"replace","path":"displayName","value":"X"}]""", ("If-Match", "W/\"7\""))).MustBe(412, "CS6084");
        (await directory.Delete("/Groups/sales", ("If-Match", "W/\"7\""))).MustBe(412, "CS6084");
    }

    [Fact]
    public async Task Those_who_are_in_a_group_of_the_canonical_name_are_its_members_when_it_is_named()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (directory, ada, _) = await People(gateway);
        await gateway.Operator.Join("contoso", Path("ada"), "sales");
        Assert.Empty((await directory.Get("/Groups")).Resources());
        Assert.Equal("sales", await directory.Group("Sales"));
        Assert.Equal([ada], await directory.Members("sales"));
    }
}
