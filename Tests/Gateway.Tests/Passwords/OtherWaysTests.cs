using Countersign.Engine;
using Countersign.SignIn;
using Countersign.SignIn.AdminTokens;
using Countersign.SignIn.Users.Passwords;

namespace Countersign.Gateway.Tests.Passwords;

/// <summary>What people and administrators do with passwords and recovery codes (WAY-4, WAY-6).</summary>
public sealed class OtherWaysTests
{
    private const string Mona = PasswordScene.Mona, Password = PasswordScene.Password;

    private static async Task<(PasswordScene Scene, Browser Browser)> Entered(string? passwords = null)
    {
        var scene = await PasswordScene.Open(passwords ?? """{"place":"here"}""");
        await scene.Gateway.Operator.Configure("contoso", settings => settings with { RecoveryCodes = true, Decoys = false });
        await scene.Gateway.Operator.CreateUser("contoso", Mona);
        var browser = scene.Gateway.Browser();
        var pass = await scene.Gateway.Operator.Pass("contoso", Mona);
        (await browser.Send(HttpMethod.Post, "/session", $$"""{"user_name":"{{Mona}}","pass":"{{pass}}"}""")).MustBe(200);
        return (scene, browser);
    }

    [Fact]
    public async Task A_person_with_a_pass_sets_a_password_and_signs_in_with_it()
    {
        var (scene, browser) = await Entered();
        await using var _ = scene;
        var before = (await browser.Send(HttpMethod.Get, "/security-info/other-ways")).MustBe(200);
        Assert.Equal(("True", false), (before["can_set_password"], before.Has("password_set_at")));
        (await browser.Send(HttpMethod.Put, "/security-info/password", """{"new_password":"short"}""")).MustBe(400, "CS1041");
        (await browser.Send(HttpMethod.Put, "/security-info/password", """{"new_password":"contoso2026"}""")).MustBe(400, "CS1042");
        (await browser.Send(HttpMethod.Put, "/security-info/password", $$"""{"new_password":"{{Password}}"}""")).MustBe(204);
        Assert.True((await browser.Send(HttpMethod.Get, "/security-info/other-ways")).Has("password_set_at"));
        scene.Portal.Answer(await scene.SignIn(scene.Visitor()));
        Assert.Equal("by_user", Assert.Single(await scene.Gateway.Operator.Audit("password.set")).GetProperty("reason").GetString());
        (await scene.Gateway.Browser().Send(HttpMethod.Put, "/security-info/password", """{"new_password":"whatever"}"""))
            .MustBe(401, "CS2003");
    }

    [Fact]
    public async Task Where_passwords_are_checked_elsewhere_none_is_set_here()
    {
        await using var verifier = await Callback.Start();
        var (scene, browser) = await Entered(
            $$$"""{"place":"verifier","verifier":{"url":"{{{verifier.Url}}}","secret":"a secret of two"}}""");
        await using var _ = scene;
        (await browser.Send(HttpMethod.Put, "/security-info/password", $$"""{"new_password":"{{Password}}"}""")).MustBe(409, "CS6041");
        (await scene.Gateway.Admin(HttpMethod.Post, $"contoso/users/{Mona}/password")).MustBe(409, "CS6041");
        var shown = (await scene.Gateway.Admin(HttpMethod.Get, "contoso/passwords")).MustBe(200);
        Assert.DoesNotContain("secret", shown.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_administrator_sets_and_takes_away_passwords_and_reads_none()
    {
        await using var scene = await PasswordScene.Open();
        await scene.Gateway.Operator.CreateUser("contoso", Mona);
        var (admin, path) = (scene.Gateway, $"contoso/users/{Mona}/password");
        var drawn = (await admin.Admin(HttpMethod.Post, path)).MustBe(201);
        Assert.Equal((19, "604800"), (drawn["password"].Length, drawn["expires_in"]));
        (await admin.Admin(HttpMethod.Post, path, """{"password":"12345678"}""")).MustBe(400, "CS1042");
        Assert.Equal("a chosen one", (await admin.Admin(HttpMethod.Post, path, """{"password":"a chosen one"}""")).MustBe(201)["password"]);
        (await admin.Admin(HttpMethod.Delete, path)).MustBe(204);
        var visitor = scene.Visitor();
        Assert.Equal("CS2041", (await PasswordScene.Type(visitor, await scene.ToPassword(visitor), "a chosen one")).Code);
        (await admin.Admin(HttpMethod.Post, "contoso/users/nobody@contoso.example/password")).MustBe(404, "CS2002");
        Assert.Equal(["password.set", "password.set", "password.removed"], await Kinds(scene));
    }

    private static async Task<IEnumerable<string>> Kinds(PasswordScene scene)
    {
        var page = (await scene.Gateway.Admin(HttpMethod.Get, "contoso/audit?limit=1000")).MustBe(200).Json;
        return [.. page.GetProperty("records").EnumerateArray()
            .Select(record => record.GetProperty("fact").GetProperty("kind").GetString()!)
            .Where(kind => kind.StartsWith("password.", StringComparison.Ordinal))];
    }

    [Fact, Trait("Rule", "WAY-6")]
    public async Task Ten_recovery_codes_are_shown_once_and_each_signs_in_once()
    {
        var (scene, browser) = await Entered();
        await using var _ = scene;
        var codes = (await browser.Send(HttpMethod.Post, "/security-info/recovery-codes")).MustBe(201).Json.GetProperty("recovery_codes")
            .EnumerateArray().Select(code => code.GetString()!).ToArray();
        Assert.Equal(10, codes.Distinct().Count());
        Assert.Equal("10", (await browser.Send(HttpMethod.Get, "/security-info/other-ways"))["recovery_codes_left"]);
        var visitor = scene.Visitor();
        var form = await ToRecovery(scene, visitor);
        Assert.Equal("CS2041", (await PasswordScene.Type(visitor, form, "WRNG-WRNG-WRNG-WRNG", "code", "/recovery")).Code);
        var end = await PasswordScene.Back(
            visitor, await PasswordScene.Type(visitor, form, codes[4].ToLowerInvariant().Replace("-", " "), "code", "/recovery"));
        var claims = await scene.Claims(end);
        Assert.Equal(
            ("urn:countersign:recovery", "otp"), (claims.GetProperty("acr").GetString(), claims.GetProperty("amr")[0].GetString()));
        var thief = scene.Visitor();
        Assert.Equal("CS2041", (await PasswordScene.Type(thief, await ToRecovery(scene, thief), codes[4], "code", "/recovery")).Code);
        Assert.Equal("9", (await browser.Send(HttpMethod.Get, "/security-info/other-ways"))["recovery_codes_left"]);
        Assert.Single(await scene.Gateway.Operator.Audit("sign_in.recovery_code"));
    }

    /// <summary>
    /// Whoever was given a pass, or kept one that they gave, can choose a password with it and draw codes, which nobody sees when the
    /// person becomes an administrator: with a code another phone can be set up, and with that the console be opened.
    /// </summary>
    [Theory, Trait("Rule", "T31")]
    [InlineData("password", true)]
    [InlineData("recovery code", true)]
    [InlineData("password", false)]
    [InlineData("recovery code", false)]
    public async Task What_was_made_with_a_pass_before_a_role_does_not_lead_to_it(string way, bool hasRole)
    {
        var (scene, browser) = await Entered();
        await using var _ = scene;
        (await browser.Send(HttpMethod.Put, "/security-info/password", $$"""{"new_password":"{{Password}}"}""")).MustBe(204);
        var codes = (await browser.Send(HttpMethod.Post, "/security-info/recovery-codes")).MustBe(201).Json.GetProperty("recovery_codes");
        if (hasRole) await ConsoleVisitor.Make(scene.Gateway, Mona, AdminRole.Owner);
        var thief = scene.Visitor();
        var used = way == "password"
            ? await PasswordScene.Type(thief, await scene.ToPassword(thief), Password)
            : await PasswordScene.Type(thief, await ToRecovery(scene, thief), codes[0].GetString()!, "code", "/recovery");
        Assert.Equal(hasRole ? "CS2041" : null, used.Code);
        Assert.Equal(!hasRole, PasswordScene.IsSignedIn(thief));
    }

    private static async Task<Reply> ToRecovery(PasswordScene scene, Visitor visitor)
    {
        var reply = await scene.Begin(visitor);
        return (await visitor.Open(Visitor.LinkOn(reply, "Use a recovery code"))).MustBe(200);
    }

    /// <summary>T37: a code cannot be guessed; what strangers try at the password page keeps nobody from it.</summary>
    [Fact, Trait("Rule", "T37")]
    public async Task Strangers_who_try_passwords_keep_nobody_from_their_recovery_codes()
    {
        var (scene, browser) = await Entered();
        await using var _ = scene;
        var codes = (await browser.Send(HttpMethod.Post, "/security-info/recovery-codes")).MustBe(201).Json.GetProperty("recovery_codes");
        var mona = new UserKey(new("contoso"), new(PasswordScene.Mona));
        for (var n = 0; n < Limits.SecretTriesInAnHour; n++)
            await scene.Gateway.Engine.Engine.Ask(mona, new TakeSecretTry(null), Browser.Cancel);
        var page = await scene.ToPassword(scene.Visitor());
        Assert.Equal("CS5042", (await PasswordScene.Type(scene.Visitor(), page, PasswordScene.Password)).Code);
        var visitor = scene.Visitor();
        var end = await PasswordScene.Back(visitor, await PasswordScene.Type(
            visitor, await ToRecovery(scene, visitor), codes[0].GetString()!, "code", "/recovery"));
        Assert.Equal("urn:countersign:recovery", (await scene.Claims(end)).GetProperty("acr").GetString());
    }

    /// <summary>WAY-7: also where no password is left.</summary>
    [Fact, Trait("Rule", "WAY-6")]
    public async Task Where_recovery_codes_alone_are_left_the_page_leads_to_them()
    {
        var (scene, browser) = await Entered();
        await using var _ = scene;
        var codes = (await browser.Send(HttpMethod.Post, "/security-info/recovery-codes")).MustBe(201).Json.GetProperty("recovery_codes");
        await scene.Gateway.Operator.Configure("contoso", settings => settings with
        {
            RecoveryCodes = true, Decoys = false, Ways = "not_available=recovery",
        });
        var visitor = scene.Visitor();
        var end = await PasswordScene.Back(visitor, await PasswordScene.Type(
            visitor, await ToRecovery(scene, visitor), codes[0].GetString()!, "code", "/recovery"));
        Assert.Equal("urn:countersign:recovery", (await scene.Claims(end)).GetProperty("acr").GetString());
    }

    [Fact, Trait("Rule", "I7")]
    public async Task An_administrator_sees_how_many_there_are_and_takes_them_away()
    {
        var (scene, browser) = await Entered();
        await using var _ = scene;
        var codes = (await browser.Send(HttpMethod.Post, "/security-info/recovery-codes")).MustBe(201).Json.GetProperty("recovery_codes");
        var visitor = scene.Visitor();
        var form = await ToRecovery(scene, visitor);
        await PasswordScene.Type(visitor, form, codes[0].GetString()!, "code", "/recovery");
        Assert.Equal(200, (await visitor.Open("/v1/session")).Status);
        var path = $"contoso/users/{Mona}";
        Assert.Equal("9", (await scene.Gateway.Admin(HttpMethod.Get, path)).MustBe(200)["recovery_codes_left"]);
        (await scene.Gateway.Admin(HttpMethod.Delete, path + "/recovery-codes")).MustBe(204);
        (await scene.Gateway.Admin(HttpMethod.Delete, path + "/recovery-codes")).MustBe(204);
        Assert.False((await scene.Gateway.Admin(HttpMethod.Get, path)).Has("recovery_codes_left"));
        (await visitor.Open("/v1/session")).MustBe(401, "CS2003");
        var thief = scene.Visitor();
        var refused = await PasswordScene.Type(thief, await ToRecovery(scene, thief), codes[1].GetString()!, "code", "/recovery");
        Assert.Equal("CS2041", refused.Code);
        Assert.Equal("0", (await browser.Send(HttpMethod.Get, "/security-info/other-ways"))["recovery_codes_left"]);
        Assert.Single(await scene.Gateway.Operator.Audit("recovery_codes.removed"));
        (await scene.Gateway.Admin(HttpMethod.Delete, "contoso/users/nobody@contoso.example/recovery-codes")).MustBe(404, "CS2002");
    }

    [Fact]
    public async Task Recovery_codes_can_be_forbidden()
    {
        var (scene, browser) = await Entered();
        await using var _ = scene;
        var form = await ToRecovery(scene, scene.Visitor());
        await scene.Gateway.Operator.Configure("contoso", settings => settings with { Decoys = false });
        (await browser.Send(HttpMethod.Post, "/security-info/recovery-codes")).MustBe(403, "CS4034");
        Assert.DoesNotContain("recovery code", (await scene.Begin(scene.Visitor())).Text, StringComparison.Ordinal);
        Assert.Equal("CS4041", (await PasswordScene.Type(scene.Visitor(), form, "WRNG-WRNG-WRNG-WRNG", "code", "/recovery")).Code);
    }
}
