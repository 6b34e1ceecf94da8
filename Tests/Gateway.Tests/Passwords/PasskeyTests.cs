using System.Net;
using System.Security.Cryptography;
using Countersign.Gateway.Html.Texts;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Tests.Passwords;

/// <summary>Passkeys, from My Security Info to the application (WAY-6).</summary>
public sealed class PasskeyTests
{
    private const string Mona = PasskeyScene.Mona, Place = PasskeyScene.Place;
    private static readonly PageTexts English = PageTexts.All.Single(texts => texts.Language == "en");

    public static TheoryData<string> Languages => [.. PageTexts.All.Select(texts => texts.Language)];

    private static async Task<string> My(Visitor visitor) => WebUtility.HtmlDecode((await visitor.Open("/my")).MustBe(200).Text);

    [Theory, MemberData(nameof(Languages))]
    public async Task One_is_added_signs_in_to_the_application_and_is_removed(string language)
    {
        var texts = PageTexts.All.Single(one => one.Language == language);
        await using var scene = await PasskeyScene.Open();
        var owner = await scene.WithPass(language: language);
        Assert.Contains(texts.MyPasskeysAbout, await My(owner), StringComparison.Ordinal);
        var key = new SoftAuthenticator();
        var page = await owner.Open(Place);
        Assert.Equal(texts.MyPasskeyAdd, Visitor.Heading(page.MustBe(200)));
        Assert.Equal(texts.MyPasskeyDoneTitle, Visitor.Heading((await scene.Make(owner, page, key, "Work & play")).MustBe(200)));
        var handle = PasskeyScene.Data(page, "user");
        var shown = await My(owner);
        foreach (var text in new[] { "Work & play", texts.MyPasskeyBound, texts.MyPasskeyRemove })
            Assert.Contains(text, shown, StringComparison.Ordinal);

        var visitor = scene.Visitor();
        var claims = await scene.SignIn(visitor, key, handle);
        Assert.Equal("urn:countersign:passkey", claims.GetProperty("acr").GetString());
        Assert.Equal(["hwk", "user"], claims.GetProperty("amr").EnumerateArray().Select(one => one.GetString()));
        var fact = Assert.Single(await scene.Gateway.Operator.Audit("sign_in.passkey"));
        Assert.Equal("not_available", fact.GetProperty("reason").GetString());
        Assert.Contains(English.MyApprovedHere, await My(visitor), StringComparison.Ordinal);

        var one = Place + "/1";
        var about = WebUtility.HtmlDecode((await owner.Open(one)).MustBe(200).Text);
        Assert.Contains(texts.MyPasskeyRemoveAbout, about, StringComparison.Ordinal);
        Assert.Equal(texts.MyPasskeyRemovedTitle, Visitor.Heading((await owner.Submit(one)).MustBe(200)));
        (await owner.Open(one)).MustBe(404, "CS3013");
        (await visitor.Open("/my")).MustBe(303);   // what stood on it
        var late = scene.Visitor();
        Assert.Equal("CS2041", (await scene.Use(late, await scene.ToPasskey(late), key, handle)).Code);
        Assert.Single(await scene.Gateway.Operator.Audit("sign_in.passkey"));
        Assert.Equal("by_user", Assert.Single(await scene.Gateway.Operator.Audit("passkey.removed")).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Without_an_application_it_ends_at_the_page_of_who_is_signed_in_and_holds_no_cookie_of_the_attempt()
    {
        await using var scene = await PasskeyScene.Open();
        var (key, handle) = await scene.Holder(key: new() { IsSynced = true });
        var visitor = scene.Visitor();
        var done = await scene.Use(visitor, await scene.ToPasskey(visitor, fromPortal: false), key, handle);
        Assert.Equal("/contoso/sign-in/done", done.MustBe(303).Header("Location"));
        Assert.DoesNotContain(visitor.Cookies.Keys, name => name.StartsWith(Browser.SignInCookie, StringComparison.Ordinal));
        Assert.Contains(English.MyByPasskey, await My(visitor), StringComparison.Ordinal);
        Assert.Contains(English.MyPasskeyCopies, await My(visitor), StringComparison.Ordinal);
    }

    // --- attacks --------------------------------------------------------------------------------------------------------------

    public static TheoryData<string> Altered => [.. Alterations.Keys];

    private static readonly Dictionary<string, Func<SoftAuthenticator, SoftAuthenticator>> Alterations = new()
    {
        ["type"] = key => key with { Ceremony = "webauthn.create" },
        ["origin"] = key => key with { Origin = "https://evil.example" },
        ["origin of a subdomain"] = key => key with { Origin = "https://sub.127.0.0.1" },
        ["framed"] = key => key with { IsFramed = true },
        ["relying party"] = key => key with { Party = "evil.example" },
        ["nobody there"] = key => key with { IsPresent = false },
        ["nobody verified"] = key => key with { IsVerified = false },
        ["backup flag"] = key => key with { IsSynced = true },
        ["counter that does not count on"] = key => key with { Count = 5 },
        ["credential id"] = key => key with { Id = RandomNumberGenerator.GetBytes(32) },
        ["another key under the id"] = key => new() { Id = key.Id, Count = 9 },
    };

    [Theory, MemberData(nameof(Altered))]
    public async Task What_is_altered_signs_nobody_in(string what)
    {
        await using var scene = await PasskeyScene.Open();
        var (key, handle) = await scene.Holder(key: new() { Count = 5 });
        var visitor = scene.Visitor();
        var page = await scene.ToPasskey(visitor);
        var before = await Rows.Of(scene.Gateway.Store);
        var again = await scene.Use(visitor, page, Alterations[what](key with { Count = 9 }), handle);
        again.MustBe(401, "CS2041");
        await scene.NobodyIsSignedIn(visitor);
        Assert.Equal(before, await Rows.Of(scene.Gateway.Store));

        // The page asks anew; the passkey itself is good.
        Assert.NotEqual(
            PasskeyScene.Data(page, "challenge"),
            System.Text.RegularExpressions.Regex.Match(again.Text, " data-challenge=\"(?<value>[^\"]*)\"").Groups["value"].Value);
        var other = scene.Visitor();
        (await scene.Use(other, await scene.ToPasskey(other), key with { Count = 9 }, handle)).MustBe(303);
    }

    [Fact]
    public async Task Every_part_of_an_answer_matters()
    {
        await using var scene = await PasskeyScene.Open();
        var (key, handle) = await scene.Holder();
        var visitor = scene.Visitor();
        var page = await scene.ToPasskey(visitor);
        var answer = key.Assert(scene.Gateway.Url, PasskeyScene.Challenge(page));
        var parts = answer.Split('.');
        string[] damaged =
        [
            "", "...", parts[0], string.Join('.', parts[..3]), answer + ".AAAA", answer[..^4], parts[0] + "." + answer, answer + "=",
            string.Join('.', parts[0], parts[1], parts[2], parts[1]),
            .. Enumerable.Range(0, 4).Select(at => string.Join('.', parts.Select((part, n) => n == at ? Turned(part) : part))),
            new string('A', Limits.WebAuthnLength + 1),
        ];
        foreach (var text in damaged)
        {
            var refused = await PasskeyScene.Send(visitor.Copy(), page, text, handle);
            Assert.True(refused.Code == "CS2041", $"{text.Length} characters: {refused.Code}");
        }

        foreach (var said in new[] { "", handle[..^1], Turned(handle), "mona@contoso.example" })
            Assert.Equal("CS2041", (await PasskeyScene.Send(visitor.Copy(), page, answer, said)).Code);
        await scene.NobodyIsSignedIn(visitor);
        (await PasskeyScene.Send(visitor, page, answer, handle)).MustBe(303);
    }

    /// <summary>Another text of the same length and alphabet.</summary>
    private static string Turned(string part) => (part[0] == 'A' ? 'B' : 'A') + part[1..];

    [Fact, Trait("Rule", "I6")]
    public async Task An_answer_is_good_for_its_own_page_browser_person_and_tenant_and_once()
    {
        await using var scene = await PasskeyScene.Open();
        var (key, handle) = await scene.Holder();
        const string Nora = "nora@contoso.example";
        var (noras, norasHandle) = await scene.Holder(Nora);
        Assert.NotEqual(handle, norasHandle);
        var (visitor, thief) = (scene.Visitor(), scene.Visitor());
        var page = await scene.ToPasskey(visitor);
        var thiefs = await scene.ToPasskey(thief);

        // in another browser: what the page holds and what was signed, but not its cookies
        Assert.Equal("CS2041", (await scene.Use(thief.Copy(), page, key, handle)).Code);
        Assert.Equal("CS2041", (await scene.Use(thief.Copy(), thiefs, key, handle, PasskeyScene.Challenge(page))).Code);
        // at another page of the same browser: what is asked there is another question, whatever browser it is
        var second = await scene.ToPasskey(visitor);
        Assert.Equal("CS2041", (await scene.Use(visitor.Copy(), second, key, handle, PasskeyScene.Challenge(page))).Code);
        Assert.Equal("CS2041", (await scene.Use(visitor.Copy(), page, key, handle, PasskeyScene.Challenge(second))).Code);
        // another person's, and this person's said to be another's
        Assert.Equal("CS2041", (await scene.Use(visitor.Copy(), page, noras, norasHandle)).Code);
        Assert.Equal("CS2041", (await scene.Use(visitor.Copy(), page, noras with { Id = key.Id }, handle)).Code);
        Assert.Equal("CS2041", (await scene.Use(visitor.Copy(), page, key, norasHandle)).Code);
        await scene.NobodyIsSignedIn(visitor);

        // once: the same browser may ask again as long as the session is there, and nobody afterwards
        var (held, answer) = (visitor.Copy(), key.Assert(scene.Gateway.Url, PasskeyScene.Challenge(page)));
        (await PasskeyScene.Send(visitor, page, answer, handle)).MustBe(303);
        (await PasskeyScene.Send(held.Copy(), page, answer, handle)).MustBe(303);
        Assert.Single(await scene.Gateway.Operator.Audit("sign_in.passkey"));
        (await visitor.Submit("/my/sign-out-everywhere")).MustBe(200);
        Assert.Equal("CS2041", (await PasskeyScene.Send(held, page, answer, handle)).Code);
    }

    [Fact]
    public async Task A_page_that_was_open_for_too_long_asks_again()
    {
        await using var scene = await PasskeyScene.Open();
        var (key, handle) = await scene.Holder();
        var visitor = scene.Visitor();
        var page = await scene.ToPasskey(visitor);
        scene.Gateway.Clock.Advance(Limits.ProofWindow);
        var again = await scene.Use(visitor, page, key, handle);
        again.MustBe(401, "CS2041");
        Assert.Contains("data-challenge=", again.Text, StringComparison.Ordinal);
        await scene.NobodyIsSignedIn(visitor);
    }

    [Fact, Trait("Rule", "I16")]
    public async Task The_page_and_its_refusals_are_the_same_for_every_name()
    {
        await using var scene = await PasskeyScene.Open();
        var (key, handle) = await scene.Holder();
        const string Nora = "nora@contoso.example", Nobody = "nobody@contoso.example";
        await scene.Gateway.Operator.CreateUser("contoso", Nora);
        List<string> pages = [], refusals = [];
        foreach (var user in new[] { Mona, Nora, Nobody })
        {
            var visitor = scene.Visitor();
            var page = await scene.ToPasskey(visitor, user);
            pages.Add(Plain(page, user));
            refusals.Add(Plain(await scene.Use(visitor, page, new(), handle), user));
        }

        Assert.Single(pages.Distinct());
        Assert.Single(refusals.Distinct());
    }

    /// <summary>Without what is drawn for each, and the name that was typed.</summary>
    private static string Plain(Reply page, string user) => System.Text.RegularExpressions.Regex.Replace(
        page.Status + page.Text.Replace(user, "NAME", StringComparison.Ordinal),
        "(data-challenge|value|href)=\"[^\"]*\"", "$1");

    [Fact]
    public async Task A_disabled_person_is_refused()
    {
        await using var scene = await PasskeyScene.Open();
        var (key, handle) = await scene.Holder();
        var visitor = scene.Visitor();
        var page = await scene.ToPasskey(visitor);
        await scene.Gateway.Operator.Disable("contoso", Mona);
        Assert.Equal("CS2041", (await scene.Use(visitor, page, key, handle)).Code);
        await scene.NobodyIsSignedIn(visitor);
    }

    // --- policy ---------------------------------------------------------------------------------------------------------------

    [Theory]
    [InlineData("off")]
    [InlineData("phone only")]
    [InlineData("ways")]
    public async Task Where_policy_leaves_none_there_is_no_link_no_page_and_no_part_of_My_Security_Info(string how)
    {
        await using var scene = await PasskeyScene.Open();
        var (key, handle) = await scene.Holder();
        var (owner, visitor) = (await scene.WithPass(), scene.Visitor());
        var page = await scene.ToPasskey(visitor);
        await scene.Configure(settings => how switch
        {
            "off" => settings with { Passkeys = PasskeyPolicy.Off },
            "phone only" => settings with { PhoneOnly = true },
            _ => settings with { Ways = "not_available=password" },
        });
        Assert.Equal("CS4041", (await scene.Use(visitor, page, key, handle)).Code);
        Assert.DoesNotContain(English.PasskeyLink, (await scene.Visitor().SignIn(Mona)).Text, StringComparison.Ordinal);
        await scene.NobodyIsSignedIn(visitor);
        if (how == "ways") return;
        Assert.DoesNotContain(English.MyPasskeys, await My(owner), StringComparison.Ordinal);
        (await owner.Open(Place)).MustBe(403, "CS4034");
        (await owner.Submit(Place, ("name", "x"), ("begun", "x"), ("answer", "x"))).MustBe(403, "CS4034");
        (await owner.Submit(Place + "/1")).MustBe(200);
    }

    [Fact, Trait("Rule", "WAY-7")]
    public async Task A_tenant_can_leave_the_passkey_alone_after_a_reason()
    {
        await using var scene = await PasskeyScene.Open(settings => settings with { Ways = "not_available=passkey" });
        var (key, handle) = await scene.Holder();
        var visitor = scene.Visitor();
        var reply = await visitor.SignIn(Mona);
        Assert.DoesNotContain(English.ToPassword, reply.Text, StringComparison.Ordinal);
        var page = (await visitor.Open(Visitor.LinkOn(reply, English.PasskeyLink))).MustBe(200);
        (await scene.Use(visitor, page, key, handle)).MustBe(303);
    }

    [Fact]
    public async Task Copies_can_be_refused()
    {
        await using var scene = await PasskeyScene.Open();
        var (key, handle) = await scene.Holder(key: new() { IsSynced = true });
        await scene.Configure(settings => settings with { Passkeys = PasskeyPolicy.DeviceBound });
        var visitor = scene.Visitor();
        var refused = await scene.Use(visitor, await scene.ToPasskey(visitor), key, handle);
        refused.MustBe(403, "CS3016");
        Assert.Contains(English.PasskeySynced, refused.Text, StringComparison.Ordinal);
        await scene.NobodyIsSignedIn(visitor);
        var owner = await scene.WithPass();
        var again = await scene.Make(owner, await owner.Open(Place), new() { IsSynced = true });
        again.MustBe(403, "CS3016");
        Assert.Contains(English.MyPasskeyNotTaken, await My(owner), StringComparison.Ordinal);
    }

    [Fact]
    public async Task From_the_number_it_is_one_of_the_folded_ways_and_ends_what_waits()
    {
        await using var scene = await PasskeyScene.Open();
        var (key, handle) = await scene.Holder();
        var phone = await scene.Gateway.Enrol(Mona);
        var visitor = scene.Visitor();
        var number = await visitor.SignIn(Mona);
        Assert.Contains($"value=\"passkey\">{English.PasskeyLink}<", number.Text, StringComparison.Ordinal);
        var away = await visitor.Submit("/sign-in/leave", ("how", "passkey"), ("t", Visitor.Hidden(number, "t")!));
        var page = (await visitor.Open(away.MustBe(303).Header("Location")!)).MustBe(200);
        Assert.Equal(
            System.Text.Json.JsonValueKind.Null, (await phone.Waiting()).MustBe(200).Json.GetProperty("waiting").ValueKind);
        (await scene.Use(visitor, page, key, handle)).MustBe(303);
        Assert.Equal("requested", Assert.Single(await scene.Gateway.Operator.Audit("sign_in.passkey")).GetProperty("reason").GetString());
    }

    // --- adding and removing --------------------------------------------------------------------------------------------------

    public static TheoryData<string> MadeWrongly =>
        ["another challenge", "another session's page", "type", "origin", "party", "not verified", "too late", "garbage", "shown twice"];

    [Theory, MemberData(nameof(MadeWrongly))]
    public async Task What_was_not_made_for_this_page_is_not_added(string what)
    {
        await using var scene = await PasskeyScene.Open();
        var owner = await scene.WithPass();
        var page = await owner.Open(Place);
        var key = new SoftAuthenticator();
        if (what == "shown twice")
        {
            (await scene.Make(owner, page, key)).MustBe(200);
            (await owner.Submit(Place + "/1")).MustBe(200);
        }

        var other = await (await scene.WithPass()).Open(Place);
        var before = await Rows.Of(scene.Gateway.Store);
        var refused = what switch
        {
            "another challenge" => await scene.Make(owner, page, key, challenge: new byte[32]),
            "another session's page" => await scene.Make(owner, other, key),
            "type" => await scene.Make(owner, page, key with { Ceremony = "webauthn.get" }),
            "origin" => await scene.Make(owner, page, key with { Origin = "https://evil.example" }),
            "party" => await scene.Make(owner, page, key with { Party = "evil.example" }),
            "not verified" => await scene.Make(owner, page, key with { IsVerified = false }),
            "too late" => await Late(),
            "garbage" => await owner.Submit(
                Place, ("name", "x"), ("begun", Visitor.Hidden(page, "begun")!), ("answer", "AAAA.AAAA")),
            _ => await scene.Make(owner, page, key),
        };
        refused.MustBe(400, "CS3017");
        Assert.Contains(English.MyPasskeyWrong, WebUtility.HtmlDecode(refused.Text), StringComparison.Ordinal);
        Assert.Equal(before, await Rows.Of(scene.Gateway.Store));
        return;

        async Task<Reply> Late()
        {
            scene.Gateway.Clock.Advance(Limits.ProofWindow);
            return await scene.Make(owner, page, key);
        }
    }

    [Fact, Trait("Rule", "T18")]
    public async Task T_18_T_29_Forms_of_other_sites_and_sessions_that_are_not_fresh_change_nothing()
    {
        await using var scene = await PasskeyScene.Open();
        var (key, handle) = await scene.Holder();
        var visitor = scene.Visitor();
        await scene.SignIn(visitor, key, handle);
        var (page, before) = (await visitor.Open(Place), await Rows.Of(scene.Gateway.Store));
        var forged = new Visitor(scene.Gateway) { From = ("Origin", "https://evil.example") };
        foreach (var (name, value) in visitor.Cookies) forged.Cookies[name] = value;
        (await scene.Make(forged, page, new())).MustBe(403, "CS1007");
        (await forged.Submit(Place + "/1")).MustBe(403, "CS1007");
        (await scene.Make(visitor, page, new(), "\u200b")).MustBe(400, "CS1011");
        (await scene.Visitor().Submit(Place + "/1")).MustBe(303);
        foreach (var number in new[] { "2", "0", "x", "-1", "99999999999999999999" })
            (await visitor.Submit(Place + "/" + number)).MustBe(404, "CS3013");
        scene.Gateway.Clock.Advance(Limits.FreshSignIn + TimeSpan.FromSeconds(1));
        (await scene.Make(visitor, page, new())).MustBe(403, "CS2009");
        (await visitor.Submit(Place + "/1")).MustBe(403, "CS2009");
        Assert.Equal(English.MyAgainTitle, Visitor.Heading((await visitor.Open(Place)).MustBe(200)));
        Assert.Equal(before, await Rows.Of(scene.Gateway.Store));
    }

    [Fact, Trait("Rule", "ADM-2")]
    public async Task An_administrator_sees_and_removes_them()
    {
        await using var scene = await PasskeyScene.Open();
        var (key, handle) = await scene.Holder();
        var visitor = scene.Visitor();
        await scene.SignIn(visitor, key, handle);
        const string Path = $"contoso/users/{Mona}";
        var user = (await scene.Gateway.Admin(HttpMethod.Get, Path)).MustBe(200).Json;
        var shown = Assert.Single(user.GetProperty("passkeys").EnumerateArray());
        Assert.Equal(("A key", "webauthn", true), (
            shown.GetProperty("name").GetString(), shown.GetProperty("key").GetString(), shown.GetProperty("taken").GetBoolean()));
        (await scene.Gateway.Admin(HttpMethod.Delete, Path + "/passkeys/2")).MustBe(404, "CS3013");
        (await scene.Gateway.Admin(HttpMethod.Delete, Path + "/passkeys/x")).MustBe(400, "CS1000");
        (await scene.Gateway.Admin(HttpMethod.Delete, Path + "/passkeys/1")).MustBe(204);
        (await visitor.Open("/my")).MustBe(303);
        Assert.False((await scene.Gateway.Admin(HttpMethod.Get, Path)).MustBe(200).Has("passkeys"));
        Assert.Equal(
            "by_administrator", Assert.Single(await scene.Gateway.Operator.Audit("passkey.removed")).GetProperty("reason").GetString());
    }
}
