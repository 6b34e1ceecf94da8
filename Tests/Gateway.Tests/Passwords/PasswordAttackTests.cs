using System.Diagnostics;
using System.Net;

namespace Countersign.Gateway.Tests.Passwords;

/// <summary>T3, T4, T5: what strangers get from the password page is nothing, and they cost nobody their own way in.</summary>
public sealed class PasswordAttackTests
{
    private const string Mona = PasswordScene.Mona, Password = PasswordScene.Password;

    [Fact, Trait("Rule", "T4")]
    public async Task Where_the_phone_is_the_only_way_no_password_is_ever_shown_or_taken()
    {
        await using var scene = await PasswordScene.Open();
        await scene.Gateway.Enrol(Mona);
        await scene.Give(Mona, Password);
        var early = scene.Visitor();
        await scene.Begin(scene.Visitor());
        var page = await scene.ToPassword(early);   // while it is allowed
        await scene.Gateway.Operator.Configure("contoso", settings => settings with { PhoneOnly = true, Decoys = false });
        var stranger = scene.Visitor();
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var shown = await scene.Begin(stranger);
            Assert.Equal(200, shown.Status);
            Assert.DoesNotContain("/password", shown.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("type=\"password\"", shown.Text, StringComparison.Ordinal);
        }

        Assert.Equal("CS5010", (await scene.Gateway.Browser().Start(Mona)).MustBe(403).Code);
        Assert.NotEqual(303, (await PasswordScene.Type(early, page, Password)).Status);
        await scene.NobodyIsSignedIn(early);
    }

    [Theory]
    [InlineData("made up"), InlineData("another tenant"), InlineData("another request"), InlineData("too old")]
    [InlineData("none"), InlineData("twice")]
    public async Task Only_a_start_of_this_request_leads_to_the_page(string flaw)
    {
        await using var scene = await PasswordScene.Open();
        await scene.Create();
        var visitor = scene.Visitor();
        var reply = await scene.Begin(visitor);
        var address = reply.Status == 303 ? reply.Header("Location")! : Visitor.LinkOn(reply, "Continue with your password");
        if (flaw == "another tenant")
        {
            await scene.Gateway.Operator.CreateTenant("fabrikam");
            (await scene.Gateway.Admin(HttpMethod.Put, "fabrikam/passwords", """{"place":"here"}""")).MustBe(200);
            address = address.Split("&request=")[0].Replace("/contoso/", "/fabrikam/", StringComparison.Ordinal);
            visitor = visitor.At("fabrikam");
        }
        else if (flaw == "too old") scene.Gateway.Clock.Advance(TimeSpan.FromMinutes(30));
        else
        {
            address = flaw switch
            {
                "made up" => "/contoso/password?ticket=" + new string('A', 120),
                "another request" => address.Split("&request=")[0],
                "none" => "/contoso/password",
                _ => address + "&ticket=" + new string('A', 120),
            };
        }

        var page = await visitor.Open(address);
        Assert.DoesNotContain("type=\"password\"", page.Text, StringComparison.Ordinal);
        Assert.NotEqual(200, page.Status);
    }

    [Fact, Trait("Rule", "T18")]
    public async Task A_form_of_another_site_is_not_looked_at()
    {
        await using var scene = await PasswordScene.Open();
        await scene.Create();
        var visitor = scene.Visitor();
        var page = await scene.ToPassword(visitor);
        foreach (var from in new[] { ("Sec-Fetch-Site", "cross-site"), ("Origin", "https://evil.example") })
        {
            var other = new Visitor(scene.Gateway) { From = from };
            Assert.Equal("CS1007", (await PasswordScene.Type(other, page, Password)).Code);
        }

        await scene.NobodyIsSignedIn(visitor);
    }

    /// <summary>N6, T3: guesses end for everybody at once, but in the browser that the person has signed in with.</summary>
    [Fact, Trait("Rule", "T3")]
    public async Task Guesses_end_and_the_right_password_gets_through_in_the_persons_own_browser()
    {
        await using var scene = await PasswordScene.Open();
        await scene.Create();
        var own = scene.Visitor();
        scene.Portal.Answer(await scene.SignIn(own));
        own.Cookies.Remove(Browser.SessionCookie);
        var stranger = scene.Visitor();
        var page = await scene.ToPassword(stranger);
        for (var guess = 0; guess < 10; guess++)
            Assert.Equal("CS2041", (await PasswordScene.Type(stranger, page, $"guess number {guess}")).Code);
        var stopped = await PasswordScene.Type(stranger, page, Password);
        Assert.Equal((429, "CS5042"), (stopped.Status, stopped.Code));
        Assert.InRange(int.Parse(stopped.Header("Retry-After")!, null), 1, 3600);
        await scene.Gateway.Restart();   // it is counted in the person's row
        Assert.Equal("CS5042", (await PasswordScene.Type(scene.Visitor(), page, Password)).Code);
        scene.Portal.Answer(await scene.SignIn(own));
        Assert.Equal("CS5042", (await PasswordScene.Type(stranger, page, Password)).Code);
    }

    /// <summary>
    /// T3, T37: a few hosts can spend what all strangers of a tenant may try in a minute. They keep nobody from a browser of their own, nor
    /// from what cannot be guessed.
    /// </summary>
    [Fact, Trait("Rule", "T3")]
    public async Task Strangers_who_spend_what_their_tenant_lets_them_try_keep_nobody_from_their_own_ways()
    {
        await using var scene = await PasswordScene.Open(change: settings => Callback.Trusted(settings) with
        {
            Unthrottled = [], TrustedProxies = [IPNetwork.Parse("127.0.0.0/8")],
        });
        await scene.Gateway.Operator.Configure("contoso", settings => settings with { Decoys = false, RecoveryCodes = true });
        await scene.Create();
        var own = scene.Visitor();
        scene.Portal.Answer(await scene.SignIn(own));
        own.Cookies.Remove(Browser.SessionCookie);
        var session = scene.Gateway.Browser();
        var pass = await scene.Gateway.Operator.Pass("contoso", PasswordScene.Mona);
        (await session.Send(HttpMethod.Post, "/session", $$"""{"user_name":"{{PasswordScene.Mona}}","pass":"{{pass}}"}""")).MustBe(200);
        var codes = (await session.Send(HttpMethod.Post, "/security-info/recovery-codes")).MustBe(201).Json.GetProperty("recovery_codes");

        var page = await scene.ToPassword(scene.Visitor(), fromPortal: false);
        var ticket = Visitor.Hidden(page, "ticket")!;
        for (var guess = 1; guess < 600; guess++)   // the first was her own browser's; nothing that is any password takes no hash
            Assert.Equal("CS2041", (await Guess(scene, $"10.{guess / 20}.0.1", ticket, "")).Code);
        var right = await Guess(scene, "198.51.100.7", ticket, Password);
        Assert.Equal((429, "CS5002"), (right.Status, right.Code));
        Assert.InRange(int.Parse(right.Header("Retry-After")!, null), 1, 60);

        scene.Portal.Answer(await scene.SignIn(own));
        var visitor = scene.Visitor();
        var form = (await visitor.Open(Visitor.LinkOn(await scene.Begin(visitor), "Use a recovery code"))).MustBe(200);
        var end = await PasswordScene.Back(
            visitor, await PasswordScene.Type(visitor, form, codes[0].GetString()!, "code", "/recovery"));
        Assert.Equal("urn:countersign:recovery", (await scene.Claims(end)).GetProperty("acr").GetString());
    }

    private static Task<Reply> Guess(PasswordScene scene, string source, string ticket, string password)
    {
        var browser = scene.Gateway.Browser();
        var request = browser.Request(HttpMethod.Post, "/sign-in/password", $$"""{"ticket":"{{ticket}}","password":"{{password}}"}""");
        request.Headers.Add("X-Forwarded-For", source);
        return browser.Send(request);
    }

    /// <summary>All at once are no more guesses than one after another.</summary>
    [Fact]
    public async Task Fifty_guesses_at_once_are_ten_looks()
    {
        await using var scene = await PasswordScene.Open();
        await scene.Create();
        var stranger = scene.Visitor();
        var page = await scene.ToPassword(stranger);
        var codes = await Task.WhenAll(Enumerable.Range(0, 50).Select(
            async guess => (await PasswordScene.Type(scene.Visitor(), page, $"guess number {guess}")).Code));
        Assert.Equal(10, codes.Count(code => code == "CS2041"));
        Assert.Equal(40, codes.Count(code => code == "CS5042"));
    }

    /// <summary>
    /// T5, I16: an unknown name, one without a password, a disabled one and a wrong password are one in status, headers, body and cookies,
    /// and in how often the store is waited for; the hashing that all of them take is checked by its time.
    /// </summary>
    [Fact, Trait("Rule", "I16")]
    public async Task Nobody_and_a_wrong_password_look_alike_for_as_long_as_anybody_tries()
    {
        var store = new CountingStore(InMemory.Store());
        await using var gateway = await RunningGateway.Furnished(Callback.Trusted, store);
        await gateway.Operator.Configure("contoso", settings => settings with { Decoys = false });
        (await gateway.Admin(HttpMethod.Put, "contoso/passwords", """{"place":"here","take_without_phone":true}""")).MustBe(200);
        string[] names = ["a-known-@contoso.example", "b-empty-@contoso.example", "c-disabl@contoso.example", "d-nobody@contoso.example"];
        foreach (var name in names[..3]) await gateway.Operator.CreateUser("contoso", name);
        foreach (var name in new[] { names[0], names[2] })
        {
            await gateway.Operator.SetPassword(
                "contoso", name, PasswordScene.Hash(Password), await gateway.Operator.Session("contoso", name));
        }

        await gateway.Operator.Disable("contoso", names[2]);
        await gateway.Restart();
        var lives = new List<(string Name, List<string> Seen, TimeSpan Took)>();
        foreach (var name in names.Prepend("0-warmup@contoso.example"))
        {
            var now = gateway.Clock.GetUtcNow();
            gateway.Clock.Advance(TimeSpan.FromMinutes(2) - TimeSpan.FromTicks(now.Ticks % TimeSpan.TicksPerMinute));
            var visitor = new Visitor(gateway);
            var page = (await visitor.Open((await visitor.SignIn(name)).MustBe(303).Header("Location")!)).MustBe(200);
            List<string> seen = [];
            var watch = new Stopwatch();
            for (var guess = 0; guess < 12; guess++)
            {
                var (loads, commits) = store.Count;
                watch.Start();
                var reply = await PasswordScene.Type(visitor, page, $"guess number {guess:D2}");
                watch.Stop();
                var after = store.Count;
                var look = reply.Look.Replace(name, "NAME", StringComparison.Ordinal);
                look = System.Text.RegularExpressions.Regex.Replace(look, "[A-Za-z0-9_-]{43,}", drawn => new string('*', drawn.Length));
                // when the wait is over
                look = System.Text.RegularExpressions.Regex.Replace(look, @"\d\d:\d\d(:\d\dZ| UTC)|\d{4}-\d\d-\d\dT", "");
                seen.Add($"{after.Loads - loads} reads, {after.Commits - commits} commits, {look}");
            }

            lives.Add((name, seen, watch.Elapsed));
        }

        foreach (var (name, seen, took) in lives.Skip(2))
        {
            foreach (var (one, other) in lives[1].Seen.Zip(seen)) Assert.True(one == other, $"{name}\n{one}\n----\n{other}");
            // Ten hashes, or none: a tenth of a second each. Less than half of the other's would be a dummy that is missing.
            Assert.True(took > lives[1].Took / 3, $"{name}: {took} beside {lives[1].Took}");
        }
    }

    [Fact]
    public async Task A_password_stands_in_no_answer_no_log_and_no_audit()
    {
        await using var scene = await PasswordScene.Open();
        await scene.Create(password: "a very rare phrase 7291");
        var visitor = scene.Visitor();
        scene.Portal.Answer(await scene.SignIn(visitor, password: "a very rare phrase 7291"));
        foreach (var record in await scene.Gateway.Operator.Audit("sign_in.password"))
            Assert.DoesNotContain("rare phrase", record.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("rare phrase", (await scene.Gateway.Get(scene.Gateway.AdminUrl + "/metrics")).Text, StringComparison.Ordinal);
    }

    /// <summary>Another tenant's place, or the same set anew elsewhere: what was opened by the old one ends (I7).</summary>
    [Fact, Trait("Rule", "I7")]
    public async Task Changing_where_passwords_are_checked_ends_what_they_opened()
    {
        await using var scene = await PasswordScene.Open();
        await scene.Create();
        var visitor = scene.Visitor();
        scene.Portal.Answer(await scene.SignIn(visitor));
        Assert.True(await scene.Gateway.Operator.IsOpen("contoso", visitor.Cookies[Browser.SessionCookie]));
        (await scene.Gateway.Admin(HttpMethod.Delete, "contoso/passwords")).MustBe(204);
        Assert.False(await scene.Gateway.Operator.IsOpen("contoso", visitor.Cookies[Browser.SessionCookie]));
    }
}
