using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Tests.Malformed;

/// <summary>Samples about what people sign in with beside the phone.</summary>
internal sealed partial class Scene
{
    /// <summary>In a tenant of their own, whose people sign in with passwords: Kim with one, Lee with one to be changed.</summary>
    private async Task AddPasswords()
    {
        const string Kim = "kim@keyed.example", Lee = "lee@keyed.example";
        await Gateway.Operator.CreateTenant("keyed");
        await Gateway.Operator.Configure("keyed", settings => settings with { RecoveryCodes = true, Passkeys = PasskeyPolicy.Any });
        (await Gateway.Admin(HttpMethod.Put, "keyed/passwords", """{"place":"here"}""")).MustBe(200);
        await Gateway.Operator.CreateUser("keyed", Kim);
        await Gateway.Operator.CreateUser("keyed", Lee);
        var browser = Gateway.Browser("keyed");
        var pass = await Gateway.Operator.Pass("keyed", Kim);
        (await browser.Send(HttpMethod.Post, "/session", $$"""{"user_name":"{{Kim}}","pass":"{{pass}}"}""")).MustBe(200);
        var codes = (await browser.Send(HttpMethod.Post, "/security-info/recovery-codes")).MustBe(201).Json.GetProperty("recovery_codes");
        await Gateway.Operator.SetPassword(
            "keyed", Kim, Passwords.PasswordScene.Hash("kims password", 1), browser.Cookies[Browser.SessionCookie]);
        await Gateway.Operator.SetPassword("keyed", Lee, Passwords.PasswordScene.Hash("lees password", 1), null);
        var (kim, lee) = (await Ticket(Kim), await Ticket(Lee));
        var choose = await new Visitor(Gateway, "keyed").Submit("/password", ("ticket", lee), ("password", "lees password"));

        AddKeyed("GET", "/{tenant}/password", "/password?ticket=" + kim);
        AddKeyed("POST", "/{tenant}/password", "/password", $"ticket={kim}&password=kims+password");
        AddKeyed("POST", "/{tenant}/password/new", "/password/new",
            $"ticket={lee}&change={Visitor.Hidden(choose.MustBe(200), "change")}&new_password=four+other+words+here");
        AddKeyed("GET", "/{tenant}/recovery", "/recovery?ticket=" + kim);
        AddKeyed("POST", "/{tenant}/recovery", "/recovery", $"ticket={kim}&code={codes[0].GetString()}");
        Add("POST /{tenant}/v1/sign-in/password", new(
            "POST", "/keyed/v1/sign-in/password", $$"""{"ticket":"{{kim}}","password":"kims password"}""") { IsCounted = true });
        AddBrowser("GET", "/security-info/other-ways", browser, tenant: "keyed");
        AddBrowser("PUT", "/security-info/password", browser, tenant: "keyed", body: """{"new_password":"four other words here"}""");
        AddBrowser("POST", "/security-info/recovery-codes", browser, tenant: "keyed");
        AddKeyed("GET", "/{tenant}/my/password", "/my/password", browser: browser);
        AddKeyed("POST", "/{tenant}/my/password", "/my/password", "new_password=four+other+words+here", browser);
        AddKeyed("GET", "/{tenant}/my/recovery-codes", "/my/recovery-codes", browser: browser);
        AddKeyed("POST", "/{tenant}/my/recovery-codes", "/my/recovery-codes", "", browser);
        await AddPasskeys(Kim, kim);
        AddAdmin("GET", "/{tenant}/passwords", "/keyed/passwords");
        await Gateway.Operator.CreateTenant("filed");   // where nobody types a password that a directory would have to check
        AddAdmin("PUT", "/{tenant}/passwords", "/filed/passwords", new("", "",
            """
            {"place":"directory","directory":{"host":"ldap.keyed.example","base":"dc=keyed","attribute":"mail","port":636,"tls":"ldaps",
            "local_part":false,"group":"cn=staff"},"take_without_phone":true,"take_second_attempt":false}
            """.ReplaceLineEndings(""),
            "directory.port", "directory.tls", "directory.local_part", "directory.group", "take_without_phone", "take_second_attempt"));
        AddAdmin("DELETE", "/{tenant}/passwords", "/keyed/passwords");
        AddAdmin("POST", "/{tenant}/users/{user}/password", $"/keyed/users/{Lee}/password",
            new("", "", """{"password":"four other words here"}""", "password") { BodyIsOptional = true });
        AddAdmin("DELETE", "/{tenant}/users/{user}/password", $"/keyed/users/{Kim}/password");

        await AddSecondFactors();

        async Task<string> Ticket(string user) =>
            (await Gateway.Browser("keyed").Start(user)).MustBe(200)["url"].Split("ticket=")[1];
    }

    /// <summary>In a tenant of their own: Mia has typed her password, at a front end and at the page, and her phone is asked.</summary>
    private async Task AddSecondFactors()
    {
        const string Mia = "mia@both.example", Ned = "ned@both.example";
        await Gateway.Operator.CreateTenant("both");
        (await Gateway.Admin(HttpMethod.Put, "both/passwords", """{"place":"here"}""")).MustBe(200);
        Dictionary<string, Handset> phones = [];
        foreach (var user in new[] { Mia, Ned })
        {
            phones[user] = await Gateway.Activate(user, "both");
            await Gateway.Operator.SetPassword(
                "both", user, Passwords.PasswordScene.Hash("a password", 1), await Gateway.Operator.Session("both", user));
        }

        await Gateway.Operator.Configure("both", settings => settings with { SecondFactor = true });
        var browser = Gateway.Browser("both");
        var shown = await browser.Send(
            HttpMethod.Post, "/sign-in/password", $$"""{"ticket":"{{await Ticket(Mia)}}","password":"a password"}""");
        await Miss(Mia, shown.MustBe(202)["number"]);
        AddBrowser("POST", "/sign-in/second-factor", browser, tenant: "both");
        var visitor = new Visitor(Gateway, "both");
        var number = await visitor.Follow(
            await visitor.Submit("/password", ("ticket", await Ticket(Ned)), ("password", "a password")));
        await Miss(Ned, Visitor.NumberOn(number));
        var cookies = string.Join("; ", visitor.Cookies.Select(cookie => cookie.Key + "=" + cookie.Value));
        Add("POST /{tenant}/sign-in/second", new("POST", "/both/sign-in/second", "t=" + Visitor.Hidden(number, "t"))
        {
            IsPage = true, Headers = _ => [("Sec-Fetch-Site", "same-origin"), ("Cookie", cookies)],
        });

        // So that another number is sent, and not the same one shown.
        async Task Miss(string user, string shown) =>
            (await phones[user].Approve(shown == "10" ? "11" : "10")).MustBe(403, "CS4007");

        async Task<string> Ticket(string user) =>
            (await Gateway.Browser("both").Start(user)).MustBe(200)["url"].Split("ticket=")[1];
    }

    /// <summary>With a pass, which serves longer than the others' sessions: one passkey that is there, and one that is made.</summary>
    private async Task AddPasskeys(string user, string ticket)
    {
        var visitor = new Visitor(Gateway, "keyed");
        var pass = await Gateway.Operator.Pass("keyed", user);
        (await visitor.Submit("/pass", ("user_name", user), ("pass", pass))).MustBe(303);
        var (key, made) = (new SoftAuthenticator(), new SoftAuthenticator());
        var page = await visitor.Open("/my/passkeys");
        (await visitor.Submit("/my/passkeys", Fields(page, key))).MustBe(200);
        var handle = Passwords.PasskeyScene.Data(page, "user");
        AddKeyed("GET", "/{tenant}/my/passkeys", "/my/passkeys", visitor: visitor);
        AddKeyed(
            "POST", "/{tenant}/my/passkeys", "/my/passkeys",
            RelyingParty.Encode(Fields(await visitor.Open("/my/passkeys"), made)), visitor: visitor);
        AddKeyed("GET", "/{tenant}/my/passkeys/{number}", "/my/passkeys/1", visitor: visitor);
        AddKeyed("POST", "/{tenant}/my/passkeys/{number}", "/my/passkeys/1", "", visitor: visitor);
        AddAdmin("DELETE", "/{tenant}/users/{user}/passkeys/{number}", $"/keyed/users/{user}/passkeys/1");
        AddAdmin("DELETE", "/{tenant}/users/{user}/recovery-codes", $"/keyed/users/{user}/recovery-codes");
        var browser = new Visitor(Gateway, "keyed");
        AddKeyed("GET", "/{tenant}/passkey", "/passkey?ticket=" + ticket);
        var asked = await browser.Open("/passkey?ticket=" + ticket);
        AddKeyed(
            "POST", "/{tenant}/passkey", "/passkey",
            RelyingParty.Encode(
            [
                ("ticket", ticket), ("begun", Visitor.Hidden(asked, "begun")!), ("user", handle),
                ("answer", key.Assert(Gateway.Url, Passwords.PasskeyScene.Challenge(asked))),
            ]),
            visitor: browser);

        (string, string)[] Fields(Reply at, SoftAuthenticator authenticator) =>
        [
            ("name", "A key"), ("begun", Visitor.Hidden(at, "begun")!),
            ("answer", authenticator.Register(Gateway.Url, Passwords.PasskeyScene.Challenge(at))),
        ];
    }

    private void AddKeyed(string method, string route, string path, string? form = null, Browser? browser = null, Visitor? visitor = null)
    {
        (string, string)[] cookies = (browser?.Cookies ?? visitor?.Cookies) is { } held
            ? [("Cookie", string.Join("; ", held.Select(cookie => cookie.Key + "=" + cookie.Value)))]
            : [];
        Add($"{method} {route}", new(method, "/keyed" + path, form)
        {
            IsPage = true, Headers = _ => [.. cookies, ("Sec-Fetch-Site", "same-origin")],
        });
    }
}
