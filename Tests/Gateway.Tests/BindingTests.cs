using Countersign.Engine;

namespace Countersign.Gateway.Tests;

/// <summary>I5, I6: the result of a sign-in reaches the browser that began it, once.</summary>
public sealed class BindingTests
{
    private const string Ada = "ada@contoso.example";
    private static readonly string[] Doors =
    [
        "GET /sign-in", "GET /sign-in?wait=30", "GET /sign-in/events", "POST /sign-in/cancel",
        "POST /sign-in/use-password", "POST /sign-in/redeem",
    ];

    /// <summary>Wrong cookies, made from a transaction and a session that are good.</summary>
    private static IEnumerable<(string Case, string? Cookie)> Wrong(string transaction, string session, string device, string challenge)
    {
        var (id, secret) = (transaction[..22], transaction[23..]);
        yield return ("no cookie", null);
        yield return ("empty", "");
        yield return ("other browser", id + "." + RandomValues.Handle());
        yield return ("other challenge", RandomValues.Handle() + "." + secret);
        yield return ("swapped", secret + "." + id);
        yield return ("id twice", id + "." + id);
        yield return ("secret twice", secret + "." + secret);
        yield return ("id alone", id);
        yield return ("session as transaction", session);
        yield return ("session as secret", id + "." + session);
        yield return ("device as secret", id + "." + device);
        yield return ("challenge as the phone knows it", challenge + "." + challenge);
        yield return ("too long", transaction + "A");
        yield return ("too short", transaction[..^1]);
        yield return ("other separator", id + ":" + secret);
        yield return ("not base64url", id + "." + secret[..^2] + "+/");
        yield return ("not canonical", id + "." + secret[..^1] + (char)(secret[^1] + 1));
        yield return ("quoted", "\"" + transaction + "\"");
        yield return ("long", new string('A', 4000));
    }

    [Fact]
    public async Task I_6_Every_wrong_handle_is_refused_alike_at_every_door_and_harms_nothing()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.CreateTenant("fabrikam");
        var ada = await gateway.Enrol(Ada);
        var session = (await gateway.SignIn(ada)).Cookies[Browser.SessionCookie];
        var browser = gateway.Browser();
        var number = await browser.Prompt(Ada);
        var transaction = browser.Cookies[Browser.SignInCookie];
        var challenge = (await ada.See()).GetProperty("challenge").GetString()!;
        Assert.Equal(transaction[..22], challenge);
        var before = await Rows.Of(gateway.Store);

        foreach (var door in Doors)
        {
            var looks = new Dictionary<string, string>();
            foreach (var (name, cookie) in Wrong(transaction, session, ada.Device, challenge)) looks[name] =
                await Knock(gateway.Browser(), door, cookie);
            looks["other tenant"] = await Knock(gateway.Browser("fabrikam"), door, transaction);
            looks["no tenant"] = await Knock(gateway.Browser("nobody"), door, transaction);
            Assert.True(looks.Values.Distinct()
                .Count() == 1, door + "\n" + string.Join("\n---\n", looks.Select(look => look.Key + ": " + look.Value)));
            Assert.StartsWith("404\n", looks["no cookie"]);
            Assert.Contains("CS4001", looks["no cookie"]);
        }

        Assert.Equal(before, await Rows.Of(gateway.Store));
        (await ada.Approve(number)).MustBe(200);
        (await browser.Redeem()).MustBe(200);
    }

    [Fact]
    public async Task I_6_Mixed_handles_of_an_approved_sign_in_are_refused_alike_too()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.CreateTenant("fabrikam");
        var ada = await gateway.Enrol(Ada);
        var session = (await gateway.SignIn(ada)).Cookies[Browser.SessionCookie];
        var browser = gateway.Browser();
        (await ada.Approve(await browser.Prompt(Ada))).MustBe(200);
        var transaction = browser.Cookies[Browser.SignInCookie];

        var looks = new List<string>();
        foreach (var (_, cookie) in Wrong(transaction, session, ada.Device, transaction[..22])) looks.Add(
            await Knock(gateway.Browser(), Doors[^1], cookie));
        looks.Add(await Knock(gateway.Browser("fabrikam"), Doors[^1], transaction));
        Assert.Single(looks.Distinct());
        (await browser.Redeem()).MustBe(200);
    }

    [Fact]
    public async Task S_46_The_second_browser_does_not_get_what_the_first_began()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        var (first, second) = (gateway.Browser(), gateway.Browser());
        var number = await first.Prompt(Ada);
        Assert.Equal("pending", (await second.Start(Ada)).MustBe(200)["reason"]);
        (await ada.Approve(number)).MustBe(200);
        (await second.Observe()).MustBe(404, "CS4001");
        (await second.Redeem()).MustBe(404, "CS4001");
        (await first.Redeem()).MustBe(200);
    }

    [Fact]
    public async Task I_5_A_second_redemption_is_refused_and_takes_the_session_back()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        var browser = gateway.Browser();
        (await ada.Approve(await browser.Prompt(Ada))).MustBe(200);
        var thief = browser.Copy();
        (await browser.Redeem()).MustBe(200);
        Assert.True(await IsOpen(gateway, browser));

        Assert.Empty((await thief.Redeem()).MustBe(409, "CS4010").SetCookies);
        Assert.False(await IsOpen(gateway, browser));
        (await browser.Redeem()).MustBe(409, "CS4010");
    }

    [Fact]
    public async Task I_5_Fifty_concurrent_redemptions_are_one_result_and_49_refusals()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        var browser = gateway.Browser();
        (await ada.Approve(await browser.Prompt(Ada))).MustBe(200);
        var copies = Enumerable.Range(0, 50).Select(_ => browser.Copy()).ToArray();
        var replies = await Task.WhenAll(copies.Select(copy => copy.Redeem()));

        Assert.Single(replies, reply => reply.Status == 200);
        Assert.Equal(49, replies.Count(reply => reply.Code == "CS4010"));
        foreach (var copy in copies) Assert.False(await IsOpen(gateway, copy));
    }

    [Fact]
    public async Task I_19_A_retry_with_the_same_key_is_not_a_second_redemption()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        var browser = gateway.Browser();
        (await ada.Approve(await browser.Prompt(Ada))).MustBe(200);
        var key = RandomValues.Handle();
        var lost = browser.Copy();
        var first = (await lost.Redeem(key)).MustBe(200);
        var again = (await browser.Redeem(key)).MustBe(200);

        Assert.Equal(first["auth_time"], again["auth_time"]);
        Assert.True(await IsOpen(gateway, browser));
        Assert.Equal(browser.Cookies[Browser.SessionCookie], lost.Cookies[Browser.SessionCookie]);
        Assert.Single(await gateway.Operator.Audit("sign_in.redeemed"));
    }

    [Fact]
    public async Task I_19_Retries_at_once_and_after_a_crash_set_the_same_session_and_none_after_signing_out()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        var browser = gateway.Browser();
        (await ada.Approve(await browser.Prompt(Ada))).MustBe(200);
        var key = RandomValues.Handle();
        var copies = Enumerable.Range(0, 20).Select(_ => browser.Copy()).ToArray();
        foreach (var reply in await Task.WhenAll(copies.Select(copy => copy.Redeem(key)))) reply.MustBe(200);
        await gateway.Restart();
        (await browser.Redeem(key)).MustBe(200);
        Assert.Single(copies.Append(browser).Select(copy => copy.Cookies[Browser.SessionCookie]).Distinct());
        Assert.Single(await gateway.Operator.Audit("sign_in.redeemed"));
        (await copies[0].Send(HttpMethod.Delete, "/session")).MustBe(204);
        (await browser.Redeem(key)).MustBe(409, "CS4010");
    }

    [Fact]
    public async Task I_19_A_start_asked_again_with_its_key_is_the_same_start()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        var (lost, again, late, stranger) = (gateway.Browser(), gateway.Browser(), gateway.Browser(), gateway.Browser());
        var key = RandomValues.Handle();
        var number = (await lost.Start(Ada, key)).MustBe(200)["number"];
        Assert.Equal(number, (await again.Start(Ada, key)).MustBe(200)["number"]);
        Assert.Equal("pending", (await stranger.Start(Ada, RandomValues.Handle())).MustBe(200)["reason"]);

        // a try that was held up on its way takes nothing from the browser that has its answer
        Assert.Equal(number, (await late.Start(Ada, key)).MustBe(200)["number"]);
        Assert.Equal("pending", (await again.Observe()).MustBe(200)["state"]);
        (await ada.Approve(number)).MustBe(200);
        (await again.Redeem()).MustBe(200);
        (await late.Start(Ada, key)).MustBe(409, "CS4003");
    }

    [Fact]
    public async Task I_19_A_start_that_comes_late_takes_nothing_from_the_start_that_followed_it()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        var (browser, late) = (gateway.Browser(), gateway.Browser());
        var (first, second) = (RandomValues.Handle(), RandomValues.Handle());
        var number = (await browser.Start(Ada, first)).MustBe(200)["number"];
        Assert.Equal(number, (await browser.Start(Ada, second)).MustBe(200)["number"]);

        Assert.Equal("pending", (await late.Start(Ada, first)).MustBe(200)["reason"]);
        (await ada.Approve(number)).MustBe(200);
        (await browser.Redeem()).MustBe(200);
    }

    [Fact]
    public async Task I_19_A_key_names_a_start_of_one_person_only()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (ada, bob) = (await gateway.Enrol(Ada), await gateway.Enrol("bob@contoso.example"));
        var (hers, his, key) = (gateway.Browser(), gateway.Browser(), RandomValues.Handle());
        (await hers.Start(ada.User, key)).MustBe(200);
        (await his.Start(bob.User, key)).MustBe(200);
        Assert.NotEqual(hers.Cookies[Browser.SignInCookie].Split('.')[1], his.Cookies[Browser.SignInCookie].Split('.')[1]);
        Assert.DoesNotContain(key, await Rows.Of(gateway.Store), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("123456789012345678901")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    [InlineData("1234567890123456789012+/")]
    [InlineData("1234567890123456789012,1234567890123456789012")]
    public async Task An_idempotency_key_that_could_be_guessed_is_refused(string key)
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        var browser = gateway.Browser();
        (await ada.Approve(await browser.Prompt(Ada))).MustBe(200);
        foreach (var (path, json) in new[] { ("/sign-in", """{"user_name":"ada@contoso.example"}"""), ("/sign-in/redeem", null) })
        {
            var request = browser.Request(HttpMethod.Post, path, json);
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
            (await browser.Send(request)).MustBe(400, "CS1006");
        }

        (await browser.Redeem()).MustBe(200);
    }

    [Fact]
    public async Task The_result_is_kept_for_five_minutes()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        var (early, late) = (gateway.Browser(), gateway.Browser());
        (await ada.Approve(await early.Prompt(Ada))).MustBe(200);
        (await ada.Approve(await late.Prompt(Ada))).MustBe(200);
        gateway.Clock.Advance(TimeSpan.FromMinutes(5));
        (await early.Redeem()).MustBe(200);
        gateway.Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await late.Redeem()).MustBe(404, "CS4001");
    }

    [Fact]
    public async Task Everything_survives_a_restart()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (ada, bob) = (await gateway.Enrol(Ada), await gateway.Enrol("bob@contoso.example"));
        var (hers, his) = (gateway.Browser(), gateway.Browser());
        var number = await hers.Prompt(Ada);
        (await bob.Approve(await his.Prompt(bob.User))).MustBe(200);

        await gateway.Restart();
        Assert.Equal(number, (await hers.Observe()).MustBe(200)["number"]);
        (await his.Redeem()).MustBe(200);
        gateway.Clock.Advance(TimeSpan.FromSeconds(2));
        (await ada.Approve(number)).MustBe(200);
        (await hers.Redeem()).MustBe(200);
    }

    private static async Task<string> Knock(Browser browser, string door, string? cookie)
    {
        var words = door.Split(' ');
        var request = browser.Request(new(words[0]), words[1]);
        if (cookie is not null) request.Headers.TryAddWithoutValidation("Cookie", $"{Browser.SignInCookie}={cookie}");
        return (await browser.Send(request)).Look;
    }

    private static async Task<bool> IsOpen(RunningGateway gateway, Browser browser) =>
        browser.Cookies.TryGetValue(Browser.SessionCookie, out var session) && await gateway.Operator.IsOpen("contoso", session);
}
