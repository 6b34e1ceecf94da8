using System.Text.Json;
using Countersign.SignIn;
using Countersign.SignIn.Jose;
using Countersign.SignIn.Prompts;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Tests;

/// <summary>The sign-in as a browser and a phone see it.</summary>
public sealed class SignInTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("{}", "CS1000")]
    [InlineData("""{"user_name":null}""", "CS1000")]
    [InlineData("""{"user_name":""}""", "CS1003")]
    [InlineData("""{"user_name":"   "}""", "CS1003")]
    [InlineData("""{"user_name":"ada"}""", "CS1003")]
    public async Task S_01_A_start_needs_a_user_name(string body, string code)
    {
        await using var gateway = await RunningGateway.Furnished();
        (await gateway.Browser().Send(HttpMethod.Post, "/sign-in", body)).MustBe(400, code);
        (await gateway.Browser().Start("ada@contoso.example")).MustBe(200);
    }

    [Fact]
    public async Task S_02_A_user_with_the_credential_sees_a_number_and_no_password()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Enrol("ada@contoso.example");
        var started = (await gateway.Browser().Start(" Ada@Contoso.example ")).MustBe(200);

        Assert.Equal("number", started["result"]);
        Assert.Matches("^[0-9]{2}$", started["number"]);
        Assert.Equal("select", started["mode"]);
        Assert.Equal("120", started["expires_in"]);
        Assert.DoesNotContain("password", started.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(
            ["result", "number", "mode", "expires_at", "expires_in"], started.Json.EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task S_03_The_number_is_among_the_choices_of_that_users_phone_and_no_other()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (ada, bob) = (await gateway.Enrol("ada@contoso.example"), await gateway.Enrol("bob@contoso.example"));
        var number = await gateway.Browser().Prompt(ada.User);

        var choices = (await ada.See()).GetProperty("choices").EnumerateArray().Select(choice => choice.GetString()).ToArray();
        Assert.Equal(3, choices.Distinct().Count());
        Assert.Single(choices, number);
        Assert.Equal("""{"waiting":null}""", (await bob.Waiting()).MustBe(200).Text);
    }

    [Theory]
    [InlineData(NumberMode.Enter2, "enter2", 2)]
    [InlineData(NumberMode.Enter6, "enter6", 6)]
    public async Task A_typed_number_is_never_sent_to_the_phone(NumberMode mode, string word, int digits)
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.Configure("contoso", settings => settings with { NumberMode = mode });
        var ada = await gateway.Enrol("ada@contoso.example");
        var browser = gateway.Browser();
        var number = await browser.Prompt(ada.User);

        var seen = await ada.See();
        Assert.Equal(digits, number.Length);
        Assert.Equal(word, seen.GetProperty("mode").GetString());
        Assert.Equal(0, seen.GetProperty("choices").GetArrayLength());
        (await ada.Approve(number)).MustBe(200);
        Assert.Equal("urn:countersign:number:" + word, (await browser.Redeem()).MustBe(200)["acr"]);
    }

    [Fact]
    public async Task The_phone_shows_who_asks_and_from_where()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol("ada@contoso.example");
        var request = gateway.Browser().Request(
            HttpMethod.Post, "/sign-in", """{"user_name":"ada@contoso.example","application":"Käse & Co. 𝄞"}""");
        request.Headers.TryAddWithoutValidation("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
        (await gateway.Browser().Send(request)).MustBe(200);

        var seen = await ada.See();
        Assert.Equal(
            ["", "", "127.0.0.1", "Firefox on Linux", "Käse & Co. 𝄞", "web"],   // anybody may have sent this: no name, but words
            new[] { "application", "place", "address", "browser", "message", "client" }
                .Select(member => seen.GetProperty(member).GetString()));
    }

    [Fact]
    public async Task S_05_A_whole_sign_in()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol("ada@contoso.example");
        var browser = gateway.Browser();
        var number = await browser.Prompt(ada.User);

        (await browser.Redeem()).MustBe(409, "CS4009");
        Assert.Equal("approved", (await ada.Approve(number)).MustBe(200)["outcome"]);
        var stands = (await browser.Observe()).MustBe(200);
        Assert.Equal("""{"state":"approved","redeemed":false}""", stands.Text);
        var result = (await browser.Redeem()).MustBe(200);
        Assert.Equal("ada@contoso.example", result["user_name"]);
        Assert.Equal("""["mfa","pop"]""", result["amr"]);
        Assert.Equal("urn:countersign:number:select", result["acr"]);
        Assert.Equal("3600", result["session_expires_in"]);
        Assert.Equal(gateway.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(null, null), result["auth_time"]);
        Assert.Equal("""{"state":"approved","redeemed":true}""", (await browser.Observe()).Text);
        Assert.True(browser.Cookies.ContainsKey(Browser.SessionCookie));
    }

    [Fact]
    public async Task S_05_An_approval_without_the_person_or_without_the_number_is_refused()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol("ada@contoso.example");
        var browser = gateway.Browser();
        var number = await browser.Prompt(ada.User);
        var statement = ada.Statement(await ada.See(), Decision.Approve, number);

        (await ada.Answer(ada.Sign(statement with { UserVerified = false }))).MustBe(403, "CS4005");
        (await ada.Answer(ada.Sign(statement with { Number = number[..1] }))).MustBe(400, "CS4006");
        (await ada.Answer(statement.Sign(ada.RequestKey.Name, ada.RequestKey.Sign))).MustBe(401, "CS2006");
        Assert.Equal("pending", (await browser.Observe())["state"]);
        (await ada.Answer(ada.Sign(statement))).MustBe(200);
    }

    [Fact]
    public async Task S_06_A_wrong_number_ends_the_challenge_and_three_lock_phone_sign_in()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol("ada@contoso.example");
        for (var time = 0; time < 3; time++)
        {
            var browser = gateway.Browser();
            var number = await browser.Prompt(ada.User);
            (await ada.Approve(Other(number))).MustBe(403, "CS4007");
            var ended = (await browser.Observe()).MustBe(200);
            Assert.Equal(("wrong_number", 2 - time), (ended["state"], ended.Json.GetProperty("tries_left").GetInt32()));
            (await browser.Redeem()).MustBe(409, "CS4009");
        }

        var locked = (await gateway.Browser().Start(ada.User)).MustBe(200);
        Assert.Equal(("password", "locked", "86400"), (locked["result"], locked["reason"], locked["retry_after"]));
    }

    [Fact]
    public async Task S_07_A_denial_is_final_and_takes_either_key()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol("ada@contoso.example");
        var browser = gateway.Browser();
        var number = await browser.Prompt(ada.User);
        var seen = await ada.See();
        var denial = ada.Statement(seen, Decision.Deny, "").Sign(ada.RequestKey.Name, ada.RequestKey.Sign);

        Assert.Equal("denied", (await ada.Answer(denial)).MustBe(200)["outcome"]);
        Assert.Equal("denied", (await ada.Answer(denial)).MustBe(200)["outcome"]);
        (await ada.Answer(ada.Sign(ada.Statement(seen, Decision.Approve, number)))).MustBe(409, "CS4003");
        Assert.Equal("""{"state":"denied"}""", (await browser.Observe()).Text);
    }

    [Theory]
    [InlineData("/sign-in/cancel")]
    [InlineData("/sign-in/use-password")]
    public async Task An_approval_of_what_its_browser_has_ended_is_told_that_nobody_was_signed_in(string way)
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol("ada@contoso.example");
        var browser = gateway.Browser();
        var number = await browser.Prompt(ada.User);
        var seen = await ada.See();
        await browser.Send(HttpMethod.Post, way);
        var told = (await ada.Answer(ada.Sign(ada.Statement(seen, Decision.Approve, number)))).MustBe(409, "CS4016");
        Assert.Equal("The sign-in was cancelled in the browser. Nobody was signed in.", told["title"]);
    }

    [Fact]
    public async Task S_10_Another_users_or_another_devices_key_cannot_answer()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (ada, bob) = (await gateway.Enrol("ada@contoso.example"), await gateway.Enrol("bob@contoso.example"));
        var number = await gateway.Browser().Prompt(ada.User);
        var statement = ada.Statement(await ada.See(), Decision.Approve, number);
        var stranger = new HandsetKey();

        var refusals = new[]
        {
            statement.Sign(bob.DecisionKey.Name, bob.DecisionKey.Sign),
            statement.Sign(stranger.Name, stranger.Sign),
            statement.Sign(ada.DecisionKey.Name, stranger.Sign),
            ada.Sign(statement with { User = new(bob.User) }),
            ada.Sign(statement with { User = new("nobody@contoso.example") }),
            ada.Sign(statement with { Device = new(bob.Device) }),
            ada.Sign(statement with { Tenant = new("fabrikam") }),
            ada.Sign(statement with { Audience = "https://elsewhere.example/contoso" }),
            bob.Sign(statement with { User = new(bob.User), Device = new(bob.Device), Tenant = new("fabrikam") }),
            "x",
        };
        var looks = new List<string>();
        foreach (var jws in refusals) looks.Add((await ada.Answer(jws)).MustBe(401, "CS2006").Look);
        Assert.Single(looks.Distinct());
        (await ada.Answer(ada.Sign(statement))).MustBe(200);
    }

    [Fact]
    public async Task A_statement_about_something_else_changes_nothing()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol("ada@contoso.example");
        var browser = gateway.Browser();
        var statement = ada.Statement(await Prompted(browser, ada), Decision.Approve, (await browser.Observe())["number"]);
        DecisionStatement[] wrong =
        [
            statement with { Nonce = Engine.RandomValues.Handle() },
            statement with { Client = "portal" },
            statement with { Context = new ShownContext("Other", "", "", "").Hash() },
            statement with { IssuedAt = gateway.Clock.GetUtcNow() - TimeSpan.FromSeconds(61) },
            statement with { IssuedAt = gateway.Clock.GetUtcNow() + TimeSpan.FromSeconds(61) },
        ];
        foreach (var other in wrong) (await ada.Answer(ada.Sign(other))).MustBe(400, "CS4002");
        (await ada.Answer(ada.Sign(statement with { Challenge = new(Engine.RandomValues.Handle()) }))).MustBe(404, "CS4001");
        Assert.Equal("pending", (await browser.Observe())["state"]);
        (await ada.Answer(ada.Sign(statement))).MustBe(200);
    }

    [Fact]
    public async Task S_12_Reloading_shows_the_number_again()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol("ada@contoso.example");
        var browser = gateway.Browser();
        var number = await browser.Prompt(ada.User);

        Assert.Equal(number, (await browser.Observe()).MustBe(200)["number"]);
        Assert.Equal(number, (await browser.Copy().Observe()).MustBe(200)["number"]);
        Assert.Equal(number, await browser.Prompt(ada.User));
        gateway.Clock.Advance(TimeSpan.FromSeconds(23.5));
        Assert.Equal("97", (await browser.Observe())["expires_in"]);
        (await ada.Approve(number)).MustBe(200);
        (await browser.Redeem()).MustBe(200);
    }

    [Fact]
    public async Task S_14_A_long_poll_completes_by_itself_when_the_phone_answers()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol("ada@contoso.example");
        var browser = gateway.Browser();
        var number = await browser.Prompt(ada.User);

        var atRest = gateway.Clock.NextWaitOf(TimeSpan.FromSeconds(25));
        var waiting = browser.Observe(25);
        await atRest;
        Assert.False(waiting.IsCompleted);
        (await ada.Approve(number)).MustBe(200);
        Assert.Equal("approved", (await waiting).MustBe(200)["state"]);
    }

    [Fact]
    public async Task S_14_A_stream_of_events_completes_by_itself_when_the_phone_answers()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol("ada@contoso.example");
        var browser = gateway.Browser();
        var number = await browser.Prompt(ada.User);

        using var events = await browser.Events();
        var now = await events.Next("state");
        Assert.Equal(("pending", number), (now?.GetProperty("state").GetString(), now?.GetProperty("number").GetString()));
        (await ada.Approve(number)).MustBe(200);
        Assert.Equal("""{"state":"approved","redeemed":false}""", (await events.Next("state"))?.GetRawText());
        Assert.Null(await events.Next("state"));
    }

    [Fact]
    public async Task A_stream_shows_that_it_lives_and_ends_with_the_challenge()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol("ada@contoso.example");
        var browser = gateway.Browser();
        await browser.Prompt(ada.User);

        var atRest = gateway.Clock.NextWaitOf(TimeSpan.FromSeconds(15));
        using var events = await browser.Events();
        await events.Next("state");
        await atRest;
        gateway.Clock.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(":", await events.Line());
        gateway.Clock.Advance(TimeSpan.FromSeconds(105));
        Assert.Equal("""{"state":"expired"}""", (await events.Next("state"))?.GetRawText());
        Assert.Null(await events.Next("state"));
    }

    [Fact]
    public async Task A_long_poll_ends_with_the_challenge_though_nobody_wakes_it()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol("ada@contoso.example");
        var browser = gateway.Browser();
        await browser.Prompt(ada.User);
        gateway.Clock.Advance(TimeSpan.FromSeconds(110));

        var atRest = gateway.Clock.NextWaitOf(TimeSpan.FromSeconds(10));
        var waiting = browser.Observe(30);
        await atRest;
        gateway.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("""{"state":"expired"}""", (await waiting).MustBe(200).Text);
        Assert.Equal("""{"waiting":null}""", (await ada.Waiting()).MustBe(200).Text);
    }

    [Fact]
    public async Task D_05_A_phone_polls_or_is_told()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol("ada@contoso.example");
        using var events = await ada.Events();
        Assert.Equal("""{"waiting":null}""", (await events.Next("waiting"))?.GetRawText());

        var atRest = gateway.Clock.NextWaitOf(TimeSpan.FromSeconds(30));
        var poll = ada.Waiting(30);
        await atRest;
        var browser = gateway.Browser();
        var number = await browser.Prompt(ada.User);
        var polled = (await poll).MustBe(200).Json.GetProperty("waiting");
        var told = (await events.Next("waiting"))?.GetProperty("waiting");
        Assert.Equal(polled.GetProperty("challenge").GetString(), told?.GetProperty("challenge").GetString());
        (await ada.Approve(number)).MustBe(200);
        Assert.Equal("""{"waiting":null}""", (await events.Next("waiting"))?.GetRawText());
    }

    private static async Task<JsonElement> Prompted(Browser browser, Handset handset)
    {
        await browser.Prompt(handset.User);
        return await handset.See();
    }

    private static string Other(string number) => number == "00" ? "01" : "00";
}
