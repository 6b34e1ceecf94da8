namespace Countersign.Gateway.Tests.Passwords;

/// <summary>S-42, S-45, WAY-4: from the application by the password page and back, signed in.</summary>
public sealed class PasswordSignInTests
{
    private const string Mona = PasswordScene.Mona, Password = PasswordScene.Password;

    private static string[] Amr(System.Text.Json.JsonElement claims) =>
        [.. claims.GetProperty("amr").EnumerateArray().Select(one => one.GetString()!)];

    [Fact]
    public async Task The_whole_request_ends_in_the_application_with_the_password_as_its_way()
    {
        await using var scene = await PasswordScene.Open();
        await scene.Create();
        var visitor = scene.Visitor();
        var end = await scene.SignIn(visitor, changes: [("state", "a state"), ("nonce", "n-7")]);
        Assert.Equal("a state", scene.Portal.Answer(end)["state"]);
        var claims = await scene.Claims(end);
        Assert.Equal(("n-7", "urn:countersign:password"), (claims.GetProperty("nonce").GetString(), claims.GetProperty("acr").GetString()));
        Assert.Equal(["pwd"], Amr(claims));
        var fact = Assert.Single(await scene.Gateway.Operator.Audit("sign_in.password"));
        Assert.Equal(
            ("not_available", "portal", "checked by here"),
            (fact.GetProperty("reason").GetString(), fact.GetProperty("client").GetString(), fact.GetProperty("detail").GetString()));
        Assert.Equal("not_available", Assert.Single(await scene.Gateway.Operator.Audit("grant.issued")).GetProperty("reason").GetString());
    }

    /// <summary>S-45, S-46: in the same answer, without a click; and each browser ends by its own way.</summary>
    [Fact, Trait("Rule", "S-45"), Trait("Rule", "S-46")]
    public async Task A_second_attempt_is_taken_to_the_password_page_and_the_first_ends_by_the_phone()
    {
        await using var scene = await PasswordScene.Open();
        var phone = await scene.Gateway.Enrol(Mona);
        await scene.Give(Mona, Password);
        var (first, second) = (scene.Visitor(), scene.Visitor());
        var number = Visitor.NumberOn(await scene.Begin(first));
        var page = await scene.Begin(second);
        Assert.StartsWith("/contoso/password?ticket=", page.MustBe(303).Header("Location"), StringComparison.Ordinal);
        var form = (await second.Open(page.Header("Location")!)).MustBe(200);
        Assert.Contains("There is already a request on your phone", form.Text, StringComparison.Ordinal);
        Assert.Contains("autocomplete=\"current-password\"", form.Text, StringComparison.Ordinal);
        Assert.Contains("no-store", form.Header("Cache-Control"), StringComparison.Ordinal);
        Assert.Equal(["pwd"], Amr(await scene.Claims(await PasswordScene.Back(second, await PasswordScene.Type(second, form, Password)))));
        Assert.Equal("pending", Assert.Single(await scene.Gateway.Operator.Audit("sign_in.password")).GetProperty("reason").GetString());

        (await phone.Approve(number)).MustBe(200);
        var approved = await PasswordScene.Back(first, await first.Open("/sign-in/number?request=" + first.LastRequest));
        Assert.Equal(["mfa", "pop"], Amr(await scene.Claims(approved)));
    }

    [Fact, Trait("Rule", "S-42")]
    public async Task The_extra_click_leads_from_the_number_to_the_password_page()
    {
        await using var scene = await PasswordScene.Open();
        await scene.Gateway.Enrol(Mona);
        await scene.Give(Mona, Password);
        var visitor = scene.Visitor();
        var number = await scene.Begin(visitor);
        Assert.Contains("Use your password instead", number.Text, StringComparison.Ordinal);
        var left = await visitor.Submit(
            "/sign-in/leave", ("how", "password"), ("t", Visitor.Hidden(number, "t")!), ("request", visitor.LastRequest!));
        var form = await visitor.Open(left.MustBe(303).Header("Location")!);
        var end = await PasswordScene.Back(visitor, await PasswordScene.Type(visitor, form, Password));
        Assert.Equal(["pwd"], Amr(await scene.Claims(end)));
        Assert.Single(await scene.Gateway.Operator.Audit("challenge.cancelled"));
    }

    [Fact]
    public async Task Without_an_application_the_session_is_this_services_own()
    {
        await using var scene = await PasswordScene.Open();
        await scene.Create();
        var visitor = scene.Visitor();
        var done = await PasswordScene.Type(visitor, await scene.ToPassword(visitor, fromPortal: false), Password);
        Assert.Equal("/contoso/sign-in/done", done.MustBe(303).Header("Location"));
        Assert.True(PasswordScene.IsSignedIn(visitor));
    }

    [Fact]
    public async Task A_wrong_password_asks_again_and_signs_nobody_in()
    {
        await using var scene = await PasswordScene.Open();
        await scene.Create();
        var visitor = scene.Visitor();
        var page = await scene.ToPassword(visitor);
        var again = (await PasswordScene.Type(visitor, page, "another password")).MustBe(401);
        Assert.Equal("CS2041", again.Code);
        Assert.DoesNotContain("another password", again.Text, StringComparison.Ordinal);
        await scene.NobodyIsSignedIn(visitor);
        scene.Portal.Answer(await PasswordScene.Back(visitor, await PasswordScene.Type(visitor, again, Password)));
    }

    /// <summary>NFKC: typed on another keyboard it is the same password.</summary>
    [Fact]
    public async Task A_password_in_other_characters_of_the_same_text_is_right()
    {
        await using var scene = await PasswordScene.Open();
        await scene.Create(password: "étude vier Wörter 密碼");
        scene.Portal.Answer(await scene.SignIn(scene.Visitor(), password: "e\u0301tude vier Wo\u0308rter 密碼"));
    }

    [Fact]
    public async Task A_hash_of_yesterdays_cost_is_made_anew_when_its_owner_signs_in()
    {
        await using var scene = await PasswordScene.Open();
        await scene.Create();
        await scene.Give(Mona, Password, hash: PasswordScene.Hash(Password, 1_000));
        var before = await Stored(scene);
        scene.Portal.Answer(await scene.SignIn(scene.Visitor()));
        var after = await Stored(scene);
        Assert.NotEqual(before, after);
        scene.Portal.Answer(await scene.SignIn(scene.Visitor()));
        Assert.Equal(after, await Stored(scene));
    }

    private static async Task<string?> Stored(PasswordScene scene)
    {
        var row = await scene.Gateway.Store.Load(Countersign.Engine.Ports.RowKey.OfUser(new(new("contoso"), new(Mona))), Browser.Cancel);
        var state = (Countersign.SignIn.Users.UserState.Present)Countersign.Engine.Storage.StateJson.ReadUser(row!.Body.Span);
        return state.Secrets?.Password?.Hash;
    }

    /// <summary>An administrator's is good for choosing another, in the same way in.</summary>
    [Fact]
    public async Task A_one_time_password_is_changed_and_signs_in_with_that()
    {
        await using var scene = await PasswordScene.Open();
        await scene.Gateway.Operator.CreateUser("contoso", Mona);
        var given = (await scene.Gateway.Admin(HttpMethod.Post, $"contoso/users/{Mona}/password")).MustBe(201)["password"];
        var visitor = scene.Visitor();
        var choose = (await PasswordScene.Type(visitor, await scene.ToPassword(visitor), given)).MustBe(200);
        Assert.Equal("Choose a new password", Visitor.Heading(choose));
        Assert.Contains("autocomplete=\"new-password\"", choose.Text, StringComparison.Ordinal);
        await scene.NobodyIsSignedIn(visitor);
        foreach (var (bad, code) in new[] { ("short", "CS1041"), ("Password2024!", "CS1042"), ("mona1234!", "CS1042"), (given, "CS1043") })
        {
            var refused = await Choose(visitor, choose, bad);
            Assert.Equal((400, code), (refused.Status, refused.Code));
        }

        Assert.Equal(["pwd"], Amr(await scene.Claims(await PasswordScene.Back(visitor, await Choose(visitor, choose, Password)))));
        Assert.Equal("CS2041", (await Choose(scene.Visitor(), choose, "a third password")).Code);   // that step is spent
        var later = scene.Visitor();
        Assert.Equal("CS2041", (await PasswordScene.Type(later, await scene.ToPassword(later), given)).Code);
        scene.Portal.Answer(await scene.SignIn(later));
    }

    private static Task<Reply> Choose(Visitor visitor, Reply page, string password) =>
        PasswordScene.Type(visitor, page, password, "new_password", "/password/new");

    [Fact]
    public async Task A_front_end_takes_the_password_itself()
    {
        await using var scene = await PasswordScene.Open();
        await scene.Create();
        var browser = scene.Gateway.Browser();
        var started = (await browser.Start(Mona)).MustBe(200);
        Assert.Equal(("password", "not_available"), (started["result"], started["reason"]));
        var ticket = started["url"].Split("ticket=")[1];
        Assert.StartsWith(scene.Gateway.Url + "/contoso/password?ticket=", started["url"], StringComparison.Ordinal);
        (await Send("wrong")).MustBe(401, "CS2041");
        var signedIn = (await Send(Password)).MustBe(200);
        Assert.Equal((Mona, "urn:countersign:password", "web"), (signedIn["user_name"], signedIn["acr"], signedIn["client"]));
        Assert.Equal("password", (await browser.Send(HttpMethod.Get, "/session")).MustBe(200)["method"]);
        await scene.Give(Mona, "of an administrator", mustChange: true);
        (await Send("of an administrator")).MustBe(403, "CS2042");
        (await browser.Send(HttpMethod.Post, "/sign-in/password", """{"ticket":"made up","password":"x"}""")).MustBe(400, "CS4041");

        Task<Reply> Send(string password) =>
            browser.Send(HttpMethod.Post, "/sign-in/password", $$"""{"ticket":"{{ticket}}","password":"{{password}}"}""");
    }

    /// <summary>C8 and I15: whoever is locked and knows the password is locked no longer.</summary>
    [Fact]
    public async Task A_password_ends_a_lock()
    {
        await using var scene = await PasswordScene.Open();
        var phone = await scene.Gateway.Enrol(Mona);
        await scene.Give(Mona, Password);
        await scene.Gateway.Operator.Configure("contoso", settings => settings with { WrongNumbersToLock = 1, Decoys = false });
        await scene.Gateway.Browser().Prompt(Mona);
        (await phone.Approve("00")).MustBe(403);
        var visitor = scene.Visitor();
        var page = await scene.ToPassword(visitor);
        Assert.Contains("locked", page.Text, StringComparison.Ordinal);
        scene.Portal.Answer(await PasswordScene.Back(visitor, await PasswordScene.Type(visitor, page, Password)));
        var fact = Assert.Single(await scene.Gateway.Operator.Audit("sign_in.password"));
        Assert.Contains("unlocked", fact.GetProperty("detail").GetString());
        await scene.Gateway.Browser().Prompt(Mona);
    }

    /// <summary>T4, WAY-7.</summary>
    [Theory, Trait("Rule", "T4")]
    [InlineData("urn:countersign:number:select", "unmet_authentication_requirements")]
    [InlineData("urn:countersign:password", null)]
    public async Task An_essential_context_is_met_or_refused(string wanted, string? error)
    {
        await using var scene = await PasswordScene.Open();
        await scene.Create();
        var essential = "{\"id_token\":{\"acr\":{\"essential\":true,\"values\":[\"" + wanted + "\"]}}}";
        var end = await scene.SignIn(scene.Visitor(), changes: [("claims", essential)]);
        if (error is not null) Assert.Equal(error, scene.Portal.Refusal(end));
        else Assert.Equal(wanted, (await scene.Claims(end)).GetProperty("acr").GetString());
    }

    [Theory]
    [InlineData("en", "Enter", "Sign in with your password"), InlineData("ko", "", "암호로 로그인하기"), InlineData("zh-TW", "", "使用密碼登入")]
    public async Task The_page_speaks_three_languages_and_says_whose_password(string language, string _, string heading)
    {
        await using var scene = await PasswordScene.Open("""{"place":"here","take_without_phone":true}""");
        await scene.Create();
        var visitor = new Visitor(scene.Gateway) { Languages = language };
        var start = await visitor.SignIn(Mona);
        var page = (await visitor.Open(start.MustBe(303).Header("Location")!)).MustBe(200);
        Assert.Equal(heading, Visitor.Heading(page));
        Assert.Contains($"<bdi>{Mona}</bdi>", page.Text, StringComparison.Ordinal);
    }
}
