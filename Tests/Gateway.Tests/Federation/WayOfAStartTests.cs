namespace Countersign.Gateway.Tests.Federation;

/// <summary>
/// Where a start goes, by domain, credential and situation, with the provider up and down: one table, over HTTP (S-11, S-40 to S-47, WAY-1,
/// WAY-3, WAY-4, WAY-8).
/// </summary>
public sealed class WayOfAStartTests
{
    private static readonly string[] Domains = ["contoso.example", "fabrikam.example", "passthrough.example"];
    private static readonly string[] Credentials = ["none", "stage1", "enabled", "untargeted"];
    private static readonly string[] Situations = ["nothing", "elsewhere", "here", "spent", "locked", "unknown"];

    [Theory, Trait("Rule", "S-45"), Trait("Rule", "WAY-1")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_start_goes_where_the_table_says(bool isUp)
    {
        await using var scene = await FederationScene.Open();
        var gateway = scene.Gateway;
        await gateway.Operator.PassThrough("contoso", "passthrough.example");
        if (isUp) (await gateway.Admin(HttpMethod.Put, "contoso/passwords", """{"place":"here"}""")).MustBe(200);
        await gateway.Operator.Configure("contoso", settings => settings with { WrongNumbersToLock = 1, Decoys = false });
        string[] targeted =
        [
            .. from domain in Domains
               from credential in Credentials[..3]
               from situation in Situations
               select $"{credential}.{situation}@{domain}",
        ];
        await gateway.Operator.AllowOnly("contoso", targeted);
        if (!isUp) scene.Provider.Trouble = http =>
        {
            http.Response.StatusCode = 500;
            return Task.FromResult(true);
        };

        foreach (var domain in Domains)
        {
            foreach (var credential in Credentials)
            {
                foreach (var situation in Situations) await Try(scene, domain, credential, situation, isUp);
            }
        }
    }

    private static async Task Try(FederationScene scene, string domain, string credential, string situation, bool isUp)
    {
        var user = $"{credential}.{situation}@{domain}";
        var browser = scene.Gateway.Browser();
        if (isUp && domain != "fabrikam.example" && situation != "unknown") await GivePassword(scene.Gateway, user);
        await Prepare(scene.Gateway, browser, user, credential, situation);
        var started = (await browser.Start(user)).MustBe(200);
        var reason = ReasonOf(credential, situation);
        var way = reason is null ? "number" : domain == "fabrikam.example" ? "federate" : "password";
        Assert.True(
            (started["result"], started.Has("reason") ? started["reason"] : null) == (way, reason), $"{user}, {isUp}: {started.Text}");
        if (way == "federate") await Federate(scene, user, situation, reason!, started["url"], isUp);
        if (way == "password" && isUp) await TypePassword(scene.Gateway, browser, user, situation, reason!, started["url"]);
    }

    private static async Task GivePassword(RunningGateway gateway, string user)
    {
        await gateway.Operator.CreateUser("contoso", user);
        await gateway.Operator.SetPassword(
            "contoso", user, Passwords.PasswordScene.Hash(Passwords.PasswordScene.Password, 1),
            await gateway.Operator.Session("contoso", user));
    }

    /// <summary>The managed person's way, under the same reason.</summary>
    private static async Task TypePassword(
        RunningGateway gateway, Browser browser, string user, string situation, string reason, string url)
    {
        var ticket = url.Split("ticket=")[1];
        var typed = await browser.Send(
            HttpMethod.Post, "/sign-in/password", $$"""{"ticket":"{{ticket}}","password":"{{Passwords.PasswordScene.Password}}"}""");
        if (situation == "unknown")
        {
            typed.MustBe(401, "CS2041");
            return;
        }

        Assert.Equal("urn:countersign:password", typed.MustBe(200)["acr"]);
        var fact = (await gateway.Operator.Audit("sign_in.password"))[^1];
        Assert.Equal((user, reason), (fact.GetProperty("user").GetString(), fact.GetProperty("reason").GetString()));
    }

    /// <summary>What the table says: a prompt where a phone can be asked and may be, otherwise the reason why not.</summary>
    private static string? ReasonOf(string credential, string situation) => (credential, situation) switch
    {
        ("none" or "stage1", _) or (_, "unknown") => "not_available",
        (_, "elsewhere") => "pending",
        (_, "spent") => "too_many_prompts",
        (_, "locked") => "locked",
        _ => null,
    };

    private static async Task Prepare(RunningGateway gateway, Browser browser, string user, string credential, string situation)
    {
        if (situation == "unknown") return;
        if (credential == "none") await gateway.Operator.CreateUser("contoso", user);
        if (credential == "stage1") await gateway.Activate(user);
        if (credential is "none" or "stage1") return;
        var phone = await gateway.Enrol(user);
        if (situation == "here") await browser.Prompt(user);
        if (situation == "elsewhere") await gateway.Browser().Prompt(user);
        for (var i = 0; situation == "spent" && i < 3; i++)
        {
            var stranger = gateway.Browser();
            await stranger.Prompt(user);
            (await stranger.CancelSignIn()).MustBe(204);
        }

        if (situation != "locked") return;
        var number = await gateway.Browser().Prompt(user);
        (await phone.Approve(number == "10" ? "11" : "10")).MustBe(403, "CS4007");
    }

    /// <summary>There and back, under the same reason; or a page that says that there is nobody.</summary>
    private static async Task Federate(FederationScene scene, string user, string situation, string reason, string url, bool isUp)
    {
        var visitor = scene.Visitor();
        var sent = await visitor.Open(url[scene.Gateway.Url.Length..]);
        if (!isUp)
        {
            sent.MustBe(503, "CS5021");
            Assert.False(scene.IsSignedIn(visitor));
            return;
        }

        var back = scene.Provider.SignIn(sent.MustBe(303).Header("Location")!, "subject of " + user, user);
        var end = await FederationScene.Back(visitor, back);
        if (situation == "unknown")
        {
            end.MustBe(403, "CS4031");
            Assert.False(scene.IsSignedIn(visitor));
            return;
        }

        Assert.True(scene.IsSignedIn(visitor), user);
        var fact = (await scene.Gateway.Operator.Audit("sign_in.federated"))[^1];
        Assert.Equal((user, reason), (fact.GetProperty("user").GetString(), fact.GetProperty("reason").GetString()));
    }
}
