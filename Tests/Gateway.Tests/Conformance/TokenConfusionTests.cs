using System.Text;
using System.Text.Json.Nodes;
using Countersign.Gateway.Tests.Ciba;

namespace Countersign.Gateway.Tests.Conformance;

/// <summary>
/// I6, J7, T15: everything that is signed, sealed or secret here, presented at every place that takes something: only what belongs there is
/// taken, whatever else comes is refused as rubbish of its shape is, in every byte of the answer, and what was presented in vain is still
/// good where it belongs.
/// </summary>
public sealed class TokenConfusionTests
{
    private const string DeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";

    /// <summary>Secrets that nobody ever gave: a word, and something of the shape that secrets have here.</summary>
    private static readonly string[] Rubbish = ["rubbish", new('A', 22)];

    [Fact]
    public async Task I_6_Nothing_is_good_where_it_does_not_belong()
    {
        await using var all = await Belongings.Collect();
        var wrong = new List<string>();
        foreach (var (place, (present, belongs)) in Takes)
        {
            Assert.All(belongs, name => Assert.Contains(name, all.Each.Keys));
            var refusals = new List<string>();
            foreach (var rubbish in Rubbish)
            {
                var refused = await present(all, rubbish);
                if (IsTaken(refused)) wrong.Add($"{place}: rubbish is taken: {refused.Look}");
                refusals.Add(Look(refused, rubbish));
            }

            foreach (var (name, value) in all.Each.OrderBy(each => belongs.Contains(each.Key)))   // what belongs there comes last
            {
                var (look, refusal) = (Look(await present(all, value), value), refusals[value.Length == 22 ? 1 : 0]);
                if (belongs.Contains(name) == (look == refusal))
                {
                    wrong.Add($"{place}: {name} is answered {look}\n    and rubbish of its shape {refusal}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public async Task I_6_What_was_presented_everywhere_else_is_still_good_where_it_belongs()
    {
        await using var all = await Belongings.Collect();
        foreach (var (_, (present, belongs)) in Takes)
        {
            foreach (var (_, value) in all.Each.Where(each => !belongs.Contains(each.Key))) await present(all, value);
        }

        await TokensAreGood(all);
        await SignInsAreGood(all);
        await DevicesAreGood(all);
    }

    private static async Task TokensAreGood(Belongings all)
    {
        var portal = all.Portal;
        (await portal.UserInfo(all.Each["access token"])).MustBe(200);
        (await portal.Redeem(all.Each["code"])).MustBe(200);
        (await portal.Refresh(all.Each["refresh token"])).MustBe(200);
        foreach (var hint in new[] { "ID token, RS256", "ID token, ES256" })
            Assert.True(
                portal.Answer(await portal.Authorize(all.Hers, ("prompt", "none"), ("id_token_hint", all.Each[hint]))).ContainsKey("code"));
        Assert.True(portal.Answer(await portal.Continue(all.Hers, all.Each["sealed request"])).ContainsKey("code"));
        Assert.True(portal.Answer(await Pushed(all, all.Each["pushed request"], all.Hers)).ContainsKey("code"));
        Assert.Equal(
            "invalid_grant", (await all.Vault.Refresh("x", ("client_assertion", all.Each["client assertion"]))).MustBe(400)["error"]);
        (await all.Vault.Ask("/bc-authorize", ("request", all.Each["request object"]))).MustBe(200);
    }

    private static async Task SignInsAreGood(Belongings all)
    {
        (await all.Phones["bob"].Approve(all.BackchannelNumber)).MustBe(200);
        (await all.Portal.Collect(all.Each["auth_req_id"])).MustBe(200);
        (await all.Phones["carol"].Approve(all.Number)).MustBe(200);
        (await all.Waiting.Redeem()).MustBe(200);
        var visitor = new Visitor(all.Gateway);
        foreach (var (name, value) in all.Hers.Cookies) visitor.Cookies[name] = value;
        var confirm = (await visitor.Submit("/device", ("user_code", all.Each["user_code"]))).MustBe(303).Header("Location")!;
        var request = Visitor.Hidden((await visitor.Open(confirm)).MustBe(200), "request")!;
        (await visitor.Submit("/device/answer", ("request", request), ("answer", "approve"))).MustBe(200);
        (await Token(all, DeviceGrant, "device_code", all.Each["device_code"])).MustBe(200);
    }

    private static async Task DevicesAreGood(Belongings all)
    {
        (await Proved(all, all.Each["device's request proof"])).MustBe(200);
        (await all.Phones["dave"].Answer(all.Each["device's decision"])).MustBe(200);
        (await Json(all, "/session", new() { ["user_name"] = "erin@contoso.example", ["pass"] = all.Each["pass"] })).MustBe(200);
        (await Json(all, "/device/activate", all.Activation)).MustBe(200);
    }

    private delegate Task<Reply> Presenting(Belongings all, string value);

    /// <summary>Each place, how something is presented there, and what belongs there.</summary>
    private static readonly Dictionary<string, (Presenting Present, string[] Belongs)> Takes = new()
    {
        ["userinfo, header"] = ((all, value) => all.Portal.UserInfo(value), ["access token"]),
        ["userinfo, form"] = ((all, value) => all.Portal.Post(null, "/userinfo", [("access_token", value)]), ["access token"]),
        ["introspect"] = ((all, value) => all.Portal.Ask("/introspect", ("token", value)), ["access token", "refresh token"]),
        ["code"] = ((all, value) => all.Portal.Redeem(value), ["code"]),
        ["refresh_token"] = ((all, value) => all.Portal.Refresh(value), ["refresh token"]),
        ["id_token_hint, authorize"] =
            ((all, value) =>
                all.Portal.Authorize(all.Hers, ("prompt", "none"), ("id_token_hint", value)), ["ID token, RS256", "ID token, ES256"]),
        ["id_token_hint, logout"] = (
            (all, value) => all.Portal.Get(null, "/logout?" + RelyingParty.Encode([("id_token_hint", value), ("post_logout_redirect_uri",
                "https://portal.example/bye")])),
            ["ID token, RS256", "ID token, ES256"]),
        ["id_token_hint, backchannel"] = (
            (all, value) => all.Portal.Ask("/bc-authorize", ("scope", "openid"), ("id_token_hint", value)), ["ID token, RS256"]),
        ["login_hint_token"] = ((all, value) => all.Vault.Ask("/bc-authorize", ("scope", "openid"), ("login_hint_token", value)), []),
        ["request, backchannel"] = ((all, value) => all.Vault.Ask("/bc-authorize", ("request", value)), ["request object"]),
        ["client_assertion"] = ((all, value) => all.Vault.Refresh("x", ("client_assertion", value)), ["client assertion"]),
        ["client_secret"] = (
            (all, value) =>
                all.Portal.Post(null, "/token", [("grant_type", "refresh_token"), ("client_id", "portal"), ("client_secret", value)]),
                ["client secret"]),
        ["DPoP"] = ((all, value) => Dpop(all, value), ["DPoP proof"]),
        ["request, continue"] = ((all, value) => all.Portal.Continue(null, value), ["sealed request"]),
        ["request, leave"] = ((all, value) => all.Portal.Get(null, "/authorize/leave?request=" + value), ["sealed request"]),
        ["request_uri"] = ((all, value) => Pushed(all, value, null), ["pushed request"]),
        ["request, sign-out"] =
            ((all, value) => all.Portal.Post(all.Hers, "/logout/confirm", [("request", value)], ("Origin", all.Gateway.Url)), []),
        ["request, device"] = ((all, value) => Question(all, value), []),
        ["user_code"] = ((all, value) => new Visitor(all.Gateway).Submit("/device", ("user_code", value)), ["user_code"]),
        ["session"] = ((all, value) => Cookie(all, Browser.SessionCookie, value, "/session"), ["session"]),
        ["transaction"] = ((all, value) => Cookie(all, Browser.SignInCookie, value, "/sign-in"), ["transaction"]),
        ["session, single sign-on"] = ((all, value) => Silent(all, value), ["session"]),
        ["device's request proof"] = ((all, value) => Proved(all, value), ["device's request proof"]),
        ["device's decision"] = ((all, value) => Json(all, "/device/answer", new() { ["statement"] = value }), ["device's decision"]),
        ["activation code"] = ((all, value) => Activate(all, "code", value), ["activation secret"]),
        ["activation proof"] = ((all, value) => Activate(all, "request_proof", value), ["activation proof"]),
        ["pass"] = ((all, value) => Json(all, "/session", new() { ["user_name"] = "erin@contoso.example", ["pass"] = value }), ["pass"]),
        ["administration"] = ((all, value) => Administer(all, value), ["administrator's token"]),
        ["device_code"] = ((all, value) => Held(all, () => Token(all, DeviceGrant, "device_code", value)), ["device_code"]),
        ["auth_req_id"] = ((all, value) => Held(all, () => Token(all, Till.CibaGrant, "auth_req_id", value)), ["auth_req_id"]),
        ["revoke"] = ((all, value) => Revoke(all, value), ["access token", "refresh token"]),
    };

    private static bool IsTaken(Reply reply) =>
        reply.Status == 303 ? reply.Header("Location")!.Contains("code=", StringComparison.Ordinal)
        : reply.Status < 300 && reply.Text != """{"active":false}""" && reply.Text != "still good";

    /// <summary>All that can be seen, but for an echo of what was typed into a page's own field.</summary>
    private static string Look(Reply reply, string value) => !reply.IsPage ? reply.Look : string.Join(
        '\n', reply.Look.Split('\n').Where(line => !line.StartsWith("Content-Length", StringComparison.Ordinal)).Select(line =>
            line.Replace($"value=\"{value}\"", "value=\"\"", StringComparison.Ordinal)));

    private static Task<Reply> Token(Belongings all, string grant, string name, string value) =>
        all.Portal.Ask("/token", ("grant_type", grant), (name, value));

    /// <summary>The right answer is pending and held for a while, which passes here.</summary>
    private static async Task<Reply> Held(Belongings all, Func<Task<Reply>> ask)
    {
        var held = all.Gateway.Clock.NextWaitOf(TimeSpan.FromSeconds(30));
        var asking = ask();
        await Task.WhenAny(held, asking);
        if (!asking.IsCompleted) all.Gateway.Clock.Advance(TimeSpan.FromSeconds(30));
        return await asking;
    }

    private static Task<Reply> Dpop(Belongings all, string value) => all.Portal.Post(
        null, "/token", [("grant_type", "refresh_token"), ("refresh_token", "x")],
        ("Authorization", RelyingParty.Basic("portal", all.Portal.Secret!)), ("DPoP", value));

    private static Task<Reply> Pushed(Belongings all, string value, Browser? browser) => all.Portal.Get(
        browser,
        "/authorize?" + RelyingParty.Encode([("client_id", "portal"), ("request_uri", "urn:ietf:params:oauth:request_uri:" + value)]));

    /// <summary>
    /// A sign-in under way leads to the empty form and rubbish to a page that says so: neither is a question about a device.
    /// </summary>
    private static async Task<Reply> Question(Belongings all, string value)
    {
        var reply = await new Visitor(all.Gateway).Open("/device/confirm?request=" + value);
        return reply.Status == 400 || reply.Header("Location") == "/contoso/device" ? Reply.Of(400, [], "no question") : reply;
    }

    private static Task<Reply> Cookie(Belongings all, string name, string value, string path)
    {
        var browser = all.Gateway.Browser();
        browser.Cookies[name] = value;
        return browser.Send(browser.Request(HttpMethod.Get, path));
    }

    private static Task<Reply> Silent(Belongings all, string value)
    {
        var browser = all.Gateway.Browser();
        browser.Cookies[Browser.SessionCookie] = value;
        return all.Portal.Authorize(browser, ("prompt", "none"));
    }

    private static Task<Reply> Proved(Belongings all, string value) =>
        Browser.Read(all.Gateway.Client, all.Phones["ada"].Request(HttpMethod.Get, "/device/waiting", null, "", value));

    private static Task<Reply> Activate(Belongings all, string member, string value)
    {
        var body = all.Activation.DeepClone().AsObject();
        body[member] = value;
        return Json(all, "/device/activate", body);
    }

    private static Task<Reply> Json(Belongings all, string path, JsonObject body) => Browser.Read(
        all.Gateway.Client,
        new(HttpMethod.Post, all.Gateway.Url + "/contoso/v1" + path) { Content =
            new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") });

    private static Task<Reply> Administer(Belongings all, string value)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, all.Gateway.AdminUrl + "/admin/v1/tenants/contoso");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + value);
        return Browser.Read(all.Gateway.Client, request);
    }

    /// <summary>It always says that it is done (RFC 7009 2.2); so what is looked at is whether the grant is over.</summary>
    private static async Task<Reply> Revoke(Belongings all, string value)
    {
        Assert.Equal("", (await all.Portal.Ask("/revoke", ("token", value))).MustBe(200).Text);
        var after = await all.Portal.UserInfo(all.Each["access token"]);
        return Reply.Of(200, [], after.Status == 200 ? "still good" : "over");
    }
}
