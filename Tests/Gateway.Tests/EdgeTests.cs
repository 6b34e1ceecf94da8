using System.Net;
using Countersign.Gateway.Tests.Malformed;

namespace Countersign.Gateway.Tests;

/// <summary>Headers of every answer, callers from other origins, and limits.</summary>
public sealed class EdgeTests
{
    private const string Ada = "ada@contoso.example";
    private const string Portal = "https://portal.example";

    [Fact]
    public async Task A_21_Every_answer_carries_the_protecting_headers()
    {
        await using var scene = await Scene.Set();
        foreach (var (name, sample) in scene.Samples.Where(sample => !sample.Value.IsStream))
        {
            foreach (var request in new[] { sample.Request(), sample.Request(sample.Path + "/x"),
                sample.Request(method: "PATCH"), sample.Request(more: ("Cookie", "x")) })
                Hardened(name, await Wire.Ask(scene.UrlOf(sample), request));
        }
    }

    [Fact]
    public async Task N_21_Cookies_are_for_this_host_alone_and_out_of_scripts_reach()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        var browser = gateway.Browser();
        var started = (await browser.Start(Ada)).MustBe(200);
        Assert.Matches(
            "^__Host-countersign-sign-in=[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{112}"
            + "; Path=/; Max-Age=420; Secure; HttpOnly; SameSite=Lax$",
            Assert.Single(started.SetCookies));
        (await ada.Approve(started["number"])).MustBe(200);
        var redeemed = (await browser.Redeem()).MustBe(200);
        Assert.Matches("^__Host-countersign-session=[A-Za-z0-9_-]{22}; Path=/; Max-Age=3600; Secure; HttpOnly; SameSite=Lax$",
            redeemed.SetCookies.Single(cookie => cookie.StartsWith("__Host-countersign-session", StringComparison.Ordinal)));
        Assert.Matches(
            "^__Host-countersign-known-contoso=[A-Za-z0-9_-]{123}; Path=/; Max-Age=7776000; Secure; HttpOnly; SameSite=Lax$",
            redeemed.SetCookies.Single(cookie => cookie.StartsWith("__Host-countersign-known", StringComparison.Ordinal)));
        var ended = (await browser.Send(HttpMethod.Delete, "/session")).MustBe(204);
        Assert.Equal("__Host-countersign-session=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax", Assert.Single(ended.SetCookies));
    }

    [Fact]
    public async Task T_27_One_sign_in_is_waited_for_eight_times_at_once_and_others_are_not_kept_from_theirs()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (browser, other) = (gateway.Browser(), gateway.Browser());
        var ada = await gateway.Enrol(Ada);
        await gateway.Enrol("bob@contoso.example");
        var number = await browser.Prompt(Ada);
        await other.Prompt("bob@contoso.example");
        var streams = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => browser.Events()));
        foreach (var stream in streams) Assert.NotNull(await stream.Next("state"));

        (await browser.Observe(30)).MustBe(429, "CS5002");
        (await browser.Send(HttpMethod.Get, "/sign-in/events")).MustBe(429, "CS5002");
        Assert.Equal("pending", (await browser.Observe()).MustBe(200)["state"]);
        using (var theirs = await other.Events()) Assert.NotNull(await theirs.Next("state"));

        (await ada.Approve(number)).MustBe(200);
        foreach (var stream in streams)
        {
            while (await stream.Next("state") is not null) { }
            stream.Dispose();
        }

        Assert.Equal("approved", (await browser.Observe(30)).MustBe(200)["state"]);
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "https://127.0.0.1")]
    [InlineData("Origin", "")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task T_18_A_change_from_a_page_of_another_origin_is_refused_everywhere(string header, string value)
    {
        await using var scene = await Scene.Set();
        var before = await Rows.Of(scene.Gateway.Store);
        foreach (var sample in scene.Samples.Values.Where(sample => sample.Method != "GET"))
            (await Wire.Ask(scene.UrlOf(sample), sample.Request(more: (header, value)))).MustBe(403, "CS1007");
        Assert.Equal(before, await Rows.Of(scene.Gateway.Store));
    }

    [Fact]
    public async Task T_18_The_services_own_pages_and_programs_may_call()
    {
        await using var gateway = await RunningGateway.Furnished();
        foreach (var (header, value) in new[] { ("Origin", gateway.Url), ("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Site", "none") })
            (await From(gateway, header, value)).MustBe(200);
    }

    [Fact]
    public async Task An_allowed_origin_may_call_with_cookies_and_no_other_may_read()
    {
        await using var gateway = await RunningGateway.Furnished(settings => settings with { AllowedOrigins = [Portal] });
        var reply = (await From(gateway, "Origin", Portal)).MustBe(200);
        Assert.Equal((Portal, "true"), (reply.Header("Access-Control-Allow-Origin"), reply.Header("Access-Control-Allow-Credentials")));
        (await From(gateway, "Origin", "https://evil.example")).MustBe(403, "CS1007");

        var preflight = await Preflight(gateway, Portal);
        Assert.Equal(
            (Portal, "true"), (preflight.Header("Access-Control-Allow-Origin"), preflight.Header("Access-Control-Allow-Credentials")));
        Assert.Null((await Preflight(gateway, "https://evil.example")).Header("Access-Control-Allow-Origin"));
        Assert.Null((await Preflight(gateway, Portal + ".evil.example")).Header("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task T_2_A_source_may_start_thirty_times_a_minute()
    {
        await using var gateway = await RunningGateway.Furnished(settings => settings with { Unthrottled = [] });
        for (var start = 0; start < 30; start++) (await gateway.Browser().Start(Ada)).MustBe(200);
        gateway.Clock.Advance(TimeSpan.FromSeconds(18));
        var refused = (await gateway.Browser().Start(Ada)).MustBe(429, "CS5002");
        Assert.Equal(("throttled", "42", "42"), (refused["result"], refused["retry_after"], refused.Header("Retry-After")));
        gateway.Clock.Advance(TimeSpan.FromSeconds(42));
        (await gateway.Browser().Start(Ada)).MustBe(200);
    }

    [Fact]
    public async Task T_2_A_source_may_name_twenty_users_without_a_phone_in_ten_minutes_until_one_signs_in()
    {
        await using var gateway = await RunningGateway.Furnished(settings => settings with { Unthrottled = [] });
        await gateway.Operator.Configure("contoso", settings => settings with { Decoys = false });
        var ada = await gateway.Enrol(Ada);
        var browser = gateway.Browser();
        var number = await browser.Prompt(Ada);
        for (var user = 1; user <= 20; user++) (await gateway.Browser().Start($"user{user}@contoso.example")).MustBe(200);
        var refused = (await gateway.Browser().Start("one@contoso.example")).MustBe(429, "CS5002");
        Assert.Equal(("throttled", "600"), (refused["result"], refused["retry_after"]));
        (await gateway.Browser().Start("user7@contoso.example")).MustBe(200);

        (await ada.Approve(number)).MustBe(200);
        (await browser.Redeem()).MustBe(200);
        (await gateway.Browser().Start("one@contoso.example")).MustBe(200);
    }

    /// <summary>With decoys nobody can tell who has a phone: all count alike, when their challenges must have ended.</summary>
    [Fact]
    public async Task T_2_A_source_may_name_twenty_users_who_do_not_answer()
    {
        await using var gateway = await RunningGateway.Furnished(settings => settings with { Unthrottled = [] });
        for (var user = 1; user <= 21; user++) (await gateway.Browser().Start($"user{user}@contoso.example")).MustBe(200);
        gateway.Clock.Advance(TimeSpan.FromMinutes(4));
        (await gateway.Browser().Start("one@contoso.example")).MustBe(429, "CS5002");
        (await gateway.Browser().Start("user7@contoso.example")).MustBe(200);
    }

    [Fact]
    public async Task T_29_A_source_may_guess_at_thirty_secrets_a_minute()
    {
        await using var gateway = await RunningGateway.Furnished(settings => settings with { Unthrottled = [] });
        for (var guess = 0; guess < 30; guess++) (await Guess(gateway)).MustBe(401, "CS2004");
        Assert.Equal("60", (await Guess(gateway)).MustBe(429, "CS5002").Header("Retry-After"));
    }

    [Fact]
    public async Task T_34_A_forwarded_address_is_ignored_unless_a_listed_proxy_says_so()
    {
        await using var gateway = await RunningGateway.Furnished(settings => settings with { Unthrottled = [] });
        for (var start = 0; start < 30; start++) (await From(gateway, "X-Forwarded-For", $"192.0.2.{start}")).MustBe(200);
        (await From(gateway, "X-Forwarded-For", "192.0.2.99")).MustBe(429, "CS5002");
    }

    [Theory]
    [InlineData(false, "127.0.0.1")]
    [InlineData(true, "192.0.2.17")]
    public async Task T_34_The_phone_shows_the_address_that_can_be_believed(bool isListed, string shown)
    {
        await using var gateway = await RunningGateway.Furnished(
            settings => isListed ? settings with { TrustedProxies = [IPNetwork.Parse("127.0.0.0/8")] } : settings);
        var ada = await gateway.Enrol(Ada);
        Assert.Equal("number", (await From(gateway, "X-Forwarded-For", "10.0.0.9, 192.0.2.17"))["result"]);
        Assert.Equal(shown, (await ada.See()).GetProperty("address").GetString());
    }

    [Fact]
    public async Task T_36_A_device_may_poll_a_hundred_times_in_ten_seconds()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        for (var poll = 0; poll < 100; poll++) (await ada.Waiting()).MustBe(200);
        Assert.Equal("10", (await ada.Waiting()).MustBe(429, "CS5002").Header("Retry-After"));
        gateway.Clock.Advance(TimeSpan.FromSeconds(10));
        (await ada.Waiting()).MustBe(200);
    }

    [Fact]
    public async Task T_19_A_device_has_three_streams_and_a_place_that_is_left_is_free()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        using var first = await ada.Events();
        using var second = await ada.Events();
        var third = await ada.Events();
        Assert.Equal("30", (await ada.Send(HttpMethod.Get, "/device/events")).MustBe(429, "CS5002").Header("Retry-After"));
        Assert.Contains("\ncountersign_streams_devices{} 3\n", await Metrics(gateway));
        third.Dispose();
        while (!(await Metrics(gateway)).Contains("\ncountersign_streams_devices{} 2\n", StringComparison.Ordinal))
        {
            // The server notices when it notices; the test's own time limit bounds the asking.
        }

        using var again = await ada.Events();
    }

    private static async Task<string> Metrics(RunningGateway gateway) =>
        (await gateway.Get(gateway.AdminUrl + "/metrics")).MustBe(200).Text;

    private static Task<Reply> Guess(RunningGateway gateway) =>
        gateway.Browser().Send(HttpMethod.Post, "/session", $$"""{"user_name":"{{Ada}}","pass":"{{Engine.RandomValues.Handle()}}"}""");

    private static Task<Reply> From(RunningGateway gateway, string header, string value)
    {
        var request = gateway.Browser().Request(HttpMethod.Post, "/sign-in", $$"""{"user_name":"{{Ada}}"}""");
        request.Headers.TryAddWithoutValidation(header, value);
        return gateway.Browser().Send(request);
    }

    private static Task<Reply> Preflight(RunningGateway gateway, string origin)
    {
        var request = gateway.Browser().Request(HttpMethod.Options, "/sign-in");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "content-type,idempotency-key");
        return gateway.Browser().Send(request);
    }

    /// <summary>Addresses that change with what they lead to.</summary>
    private static bool IsNamedByContent(string name) =>
        name.StartsWith("GET /assets/", StringComparison.Ordinal) || name == "GET /{tenant}/brand/{file}";

    /// <summary>The web phone's page and worker have one of their own.</summary>
    private static string PolicyOf(string name, Reply reply) => (name, reply.Status) switch
    {
        ("GET /{tenant}/phone", 200) => "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
            + "manifest-src 'self'; worker-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'; "
            + "require-trusted-types-for 'script'; trusted-types countersign-worker",
        ("GET /{tenant}/phone/worker.js", 200) => "default-src 'none'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'",
        _ => reply.IsPage
            ? "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; "
                + "frame-ancestors 'none'; base-uri 'none'"
            : "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    };

    private static void Hardened(string name, Reply reply)
    {
        (string Header, string Value)[] expected =
        [
            ("X-Content-Type-Options", "nosniff"), ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Cache-Control", IsNamedByContent(name) && reply.Status == 200 ? "public, max-age=31536000, immutable" : "no-store"),
            ("Referrer-Policy", reply.IsPage ? "same-origin" : "no-referrer"),
            ("Content-Security-Policy", PolicyOf(name, reply)),
            ("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),
        ];
        foreach (var (header, value) in expected) Assert.True(reply.Header(header) == value, $"{name}, {header}: {reply.Look}");
        Assert.Null(reply.Header("Server"));
    }
}
