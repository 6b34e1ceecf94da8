using System.Text.Json;

namespace Countersign.Gateway.Tests;

/// <summary>My Security Info and the Temporary Access Pass that opens it.</summary>
public sealed class SecurityInfoTests
{
    private const string Ada = "ada@contoso.example";

    [Fact]
    public async Task S_29_S_33_From_a_pass_to_a_phone_that_signs_in()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.Configure("contoso", settings => settings with { HelpUrl = "https://help.contoso.example/phone" });
        var ada = await gateway.EnrolByHand(Ada);
        var browser = await gateway.SignIn(ada);

        Assert.Equal("phone_sign_in", (await browser.Send(HttpMethod.Get, "/session")).MustBe(200)["method"]);
        var info = (await browser.Send(HttpMethod.Get, "/security-info")).MustBe(200);
        var method = Assert.Single(info.Json.GetProperty("methods").EnumerateArray());
        Assert.Equal(
            (ada.Device, "Ada's phone", "ios", "18.1", "2.0", true),
            (Text(method, "device"), Text(method, "name"), Text(method, "platform"), Text(method, "os"), Text(method, "app"),
             method.GetProperty("phone_sign_in").GetBoolean()));
        Assert.Equal("https://help.contoso.example/phone", info["help_url"]);
        var code = (await browser.Send(HttpMethod.Post, "/security-info/methods")).MustBe(201);
        Assert.Equal(("600", "https://help.contoso.example/phone"), (code["expires_in"], code["help_url"]));
        Assert.StartsWith("<svg", code["qr_svg"]);
    }

    [Fact]
    public async Task S_30_Without_a_session_every_door_is_shut_alike()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.CreateTenant("fabrikam");
        var ada = await gateway.Enrol(Ada);
        var browser = await gateway.SignIn(ada);
        var session = browser.Cookies[Browser.SessionCookie];
        var before = await Rows.Of(gateway.Store);
        (HttpMethod Method, string Path)[] doors =
            [(HttpMethod.Get, "/session"), (HttpMethod.Get, "/security-info"), (HttpMethod.Post, "/security-info/methods"),
             (HttpMethod.Delete, "/security-info/methods/" + ada.Device)];
        foreach (var (method, path) in doors)
        {
            var looks = new List<string>();
            foreach (var wrong in new[] { null, "", "x", Engine.RandomValues.Handle(), browser.Cookies[Browser.SignInCookie],
                browser.Cookies[Browser.SignInCookie][23..], session + "A", ada.Device })
            {
                var stranger = gateway.Browser();
                if (wrong is not null) stranger.Cookies[Browser.SessionCookie] = wrong;
                looks.Add((await stranger.Send(method, path)).MustBe(401, "CS2003").Look);
            }

            looks.Add((await browser.Copy("fabrikam").Send(method, path)).Look);
            Assert.Single(looks.Distinct());
        }

        Assert.Equal(before, await Rows.Of(gateway.Store));
    }

    [Fact]
    public async Task S_38_A_method_is_removed_without_its_device_and_then_the_password_is_asked_for()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.Configure("contoso", settings => settings with { Decoys = false });
        var ada = await gateway.Enrol(Ada);
        var browser = await gateway.SignIn(ada);
        (await browser.Send(HttpMethod.Delete, "/security-info/methods/" + ada.Device)).MustBe(204);

        Assert.Equal("password", (await gateway.Browser().Start(Ada)).MustBe(200)["result"]);
        (await browser.Send(HttpMethod.Delete, "/security-info/methods/" + ada.Device)).MustBe(401, "CS2003");   // the session went with it
        (await ada.Waiting()).MustBe(401, "CS2006");
        var bob = await gateway.Activate("bob@contoso.example", handset: ada.For("contoso", "bob@contoso.example"));
        (await bob.Register()).MustBe(204);
    }

    [Fact]
    public async Task S_38_A_person_removes_only_their_own_method()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (ada, bob) = (await gateway.Enrol(Ada), await gateway.Enrol("bob@contoso.example"));
        var browser = await gateway.SignIn(ada);
        (await browser.Send(HttpMethod.Delete, "/security-info/methods/" + bob.Device)).MustBe(404, "CS3013");
        await gateway.SignIn(bob);
    }

    [Fact]
    public async Task A_pass_works_once_and_replaces_the_one_before()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.CreateUser("contoso", Ada);
        var (old, pass) = (await Issue(gateway), await Issue(gateway));
        (await Use(gateway, Ada, old)).MustBe(401, "CS2004");
        var opened = (await Use(gateway, Ada, pass)).MustBe(200);
        Assert.Equal(("temporary_access_pass", "3600"), (opened["method"], opened["expires_in"]));
        (await Use(gateway, Ada, pass)).MustBe(401, "CS2004");
    }

    [Fact]
    public async Task N_17_A_pass_is_good_for_ten_minutes()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.CreateUser("contoso", Ada);
        var pass = await Issue(gateway);
        gateway.Clock.Advance(TimeSpan.FromMinutes(10));
        (await Use(gateway, Ada, pass)).MustBe(401, "CS2004");
        pass = await Issue(gateway);
        gateway.Clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromMilliseconds(1));
        (await Use(gateway, Ada, pass)).MustBe(200);
    }

    [Fact]
    public async Task A_pass_may_be_read_out_and_one_of_an_earlier_release_still_works()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.CreateUser("contoso", Ada);
        (await Use(gateway, Ada, " " + (await Issue(gateway)).ToLowerInvariant().Replace('-', ' ') + "\t")).MustBe(200);

        const string Old = "SS8BN94_h29QXmH4rHDvMw";
        var asked = new IssueTemporaryPass(Countersign.SignIn.SecretHash.OfSecret(Old));
        await gateway.Engine.Administration.Ask(new(new("contoso"), new(Ada)), asked, TestContext.Current.CancellationToken);
        (await Use(gateway, Ada, Old.ToLowerInvariant())).MustBe(401, "CS2004");
        (await Use(gateway, Ada, Old + "\u00A0")).MustBe(200);
    }

    [Theory]
    [InlineData("""{"lifetime_minutes":60,"one_time":false}""", 201, "3600", false)]
    [InlineData("""{"lifetime_minutes":43200}""", 201, "2592000", true)]
    [InlineData("{}", 201, "600", true)]
    [InlineData("", 201, "600", true)]
    [InlineData("""{"lifetime_minutes":9}""", 400, "CS6002", true)]
    [InlineData("""{"lifetime_minutes":43201}""", 400, "CS6002", true)]
    [InlineData("""{"lifetime_minutes":-2147483648}""", 400, "CS6002", true)]
    [InlineData("""{"lifetime_minutes":"10"}""", 400, "CS1000", true)]
    [InlineData("""{"minutes":10}""", 400, "CS1000", true)]
    public async Task A_pass_is_issued_for_as_long_and_as_often_as_was_asked(string body, int status, string expected, bool oneTime)
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.CreateUser("contoso", Ada);
        var issued = await gateway.Admin(HttpMethod.Post, $"contoso/users/{Ada}/pass", body == "" ? null : body);
        Assert.Equal((status, expected), (issued.Status, issued.Status == 201 ? issued["expires_in"] : issued.Code));
        if (status != 201) return;
        (await Use(gateway, Ada, issued["pass"])).MustBe(200);
        Assert.Equal(oneTime ? 401 : 200, (await Use(gateway, Ada, issued["pass"])).Status);
    }

    [Fact]
    public async Task I_16_A_pass_that_is_refused_says_nothing_about_the_user()
    {
        await using var gateway = await RunningGateway.Furnished();
        foreach (var user in new[] { Ada, "off@contoso.example", "none@contoso.example" }) await gateway.Operator.CreateUser(
            "contoso", user);
        var good = await Issue(gateway);
        var disabled = (await gateway.Admin(HttpMethod.Post, "contoso/users/off@contoso.example/pass")).MustBe(201)["pass"];
        await gateway.Operator.Disable("contoso", "off@contoso.example");
        var looks = new List<string>();
        foreach (var (user, pass) in new[]
        {
            (Ada, Engine.RandomValues.Handle()), ("unknown@contoso.example", Engine.RandomValues.Handle()),
            ("off@contoso.example", disabled),
            ("none@contoso.example", Engine.RandomValues.Handle()), ("none@contoso.example", good), (Ada, ""), (Ada, "x"),
            (Ada, good + "A"), (Ada, good[..^1]),   // case and spaces say nothing
        })
        {
            looks.Add((await Use(gateway, user, pass)).MustBe(401, "CS2004").Look);
        }

        Assert.Single(looks.Distinct());
        (await Use(gateway, Ada, good)).MustBe(200);
    }

    [Fact]
    public async Task N_20_A_session_ends_with_signing_out_after_an_hour_and_with_the_user()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        var (left, old, cut) = (await gateway.SignIn(ada), await gateway.SignIn(ada), await gateway.SignIn(ada));
        var copy = left.Copy();
        (await left.Send(HttpMethod.Delete, "/session")).MustBe(204);
        (await copy.Send(HttpMethod.Get, "/session")).MustBe(401, "CS2003");
        gateway.Clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(1));
        (await old.Send(HttpMethod.Get, "/session")).MustBe(200);
        await gateway.Operator.Disable("contoso", Ada);
        (await cut.Send(HttpMethod.Get, "/session")).MustBe(401, "CS2003");
        gateway.Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await old.Send(HttpMethod.Get, "/session")).MustBe(401, "CS2003");
    }

    private static string? Text(JsonElement element, string member) => element.GetProperty(member).GetString();

    private static async Task<string> Issue(RunningGateway gateway) =>
        (await gateway.Admin(HttpMethod.Post, $"contoso/users/{Ada}/pass")).MustBe(201)["pass"];

    private static Task<Reply> Use(RunningGateway gateway, string user, string pass) =>
        gateway.Browser().Send(HttpMethod.Post, "/session", JsonSerializer.Serialize(new { user_name = user, pass }));
}
