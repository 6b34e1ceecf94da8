using System.Net;
using System.Text.RegularExpressions;
using Countersign.Gateway.Html.Texts;
using Countersign.SignIn;

namespace Countersign.Gateway.Tests.Passwords;

/// <summary>Password and recovery codes at My Security Info, as people see them (ADM-1, T29, WAY-6).</summary>
public sealed partial class MySecretsTests
{
    private const string Mona = PasswordScene.Mona, Password = PasswordScene.Password;
    private const string AtPassword = "/my/password", AtCodes = "/my/recovery-codes";
    private static readonly PageTexts English = PageTexts.All.Single(texts => texts.Language == "en");

    public static TheoryData<string> Languages => [.. PageTexts.All.Select(texts => texts.Language)];

    private static async Task<PasswordScene> Open(string? passwords = null, bool recoveryCodes = true)
    {
        var scene = await PasswordScene.Open(passwords ?? """{"place":"here"}""");
        await scene.Gateway.Operator.Configure("contoso", settings => settings with { RecoveryCodes = recoveryCodes });
        await scene.Gateway.Operator.CreateUser("contoso", Mona);
        return scene;
    }

    /// <summary>A browser that came in with a pass.</summary>
    private static async Task<Visitor> WithPass(PasswordScene scene, string? language = null)
    {
        var visitor = new Visitor(scene.Gateway) { Languages = language };
        var pass = await scene.Gateway.Operator.Pass("contoso", Mona);
        (await visitor.Submit("/pass", ("user_name", Mona), ("pass", pass))).MustBe(303);
        return visitor;
    }

    private static async Task<string[]> NewCodes(Visitor visitor) =>
        [.. Codes().Matches((await visitor.Submit(AtCodes)).MustBe(200).Text).Select(match => match.Groups["code"].Value)];

    private static Task<Reply> Choose(Visitor visitor, string password) => visitor.Submit(AtPassword, ("new_password", password));

    private static async Task<string> My(Visitor visitor) => WebUtility.HtmlDecode((await visitor.Open("/my")).MustBe(200).Text);

    private static string Left(PageTexts texts, int left) =>
        texts.MyCodesLeft.Replace("{0}", left.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);

    [Theory, MemberData(nameof(Languages))]
    public async Task A_password_is_set_and_changed_at_the_page_and_signs_in(string language)
    {
        var texts = PageTexts.All.Single(one => one.Language == language);
        await using var scene = await Open();
        var visitor = await WithPass(scene, language);
        Assert.Contains(texts.MyPasswordNone, await My(visitor), StringComparison.Ordinal);
        var page = (await visitor.Open(AtPassword)).MustBe(200);
        Assert.Equal(texts.MyPasswordSet, Visitor.Heading(page));
        foreach (var (typed, wrong) in new[]
        {
            ("short", texts.NewPasswordLength), ("contoso2026", texts.NewPasswordCommon), ("", texts.NewPasswordLength),
        })
        {
            var again = await Choose(visitor, typed);
            again.MustBe(400);
            Assert.Contains(wrong, WebUtility.HtmlDecode(again.Text), StringComparison.Ordinal);
            Assert.Contains("aria-invalid=\"true\"", again.Text, StringComparison.Ordinal);
            if (typed.Length > 0) Assert.DoesNotContain($"value=\"{typed}\"", again.Text, StringComparison.Ordinal);
        }

        Assert.Contains(texts.MyPasswordNone, await My(visitor), StringComparison.Ordinal);
        Assert.Equal(texts.MyPasswordDoneTitle, Visitor.Heading((await Choose(visitor, Password)).MustBe(200)));
        Assert.DoesNotContain(texts.MyPasswordNone, await My(visitor), StringComparison.Ordinal);
        Assert.Equal(texts.MyPasswordChange, Visitor.Heading((await visitor.Open(AtPassword)).MustBe(200)));
        scene.Portal.Answer(await scene.SignIn(scene.Visitor()));
    }

    [Theory, MemberData(nameof(Languages))]
    public async Task Ten_codes_are_shown_once_counted_and_replaced(string language)
    {
        var texts = PageTexts.All.Single(one => one.Language == language);
        await using var scene = await Open();
        var visitor = await WithPass(scene, language);
        Assert.Contains(texts.MyCodesAbout, await My(visitor), StringComparison.Ordinal);
        Assert.Equal(texts.MyCodesGet, Visitor.Heading((await visitor.Open(AtCodes)).MustBe(200)));
        var first = await NewCodes(visitor);
        Assert.Equal(10, first.Distinct().Count());
        var my = await My(visitor);
        Assert.Contains(Left(texts, 10), my, StringComparison.Ordinal);
        Assert.All(first, code => Assert.DoesNotContain(code, my, StringComparison.Ordinal));

        var other = scene.Visitor();
        (await PasswordScene.Type(other, await ToRecovery(scene, other), first[3], "code", "/recovery")).MustBe(303);
        Assert.Contains(Left(texts, 9), await My(visitor), StringComparison.Ordinal);
        var asked = WebUtility.HtmlDecode((await visitor.Open(AtCodes)).MustBe(200).Text);
        Assert.Contains(texts.MyCodesReplace, asked, StringComparison.Ordinal);
        var second = await NewCodes(visitor);
        Assert.Empty(first.Intersect(second));
        var late = scene.Visitor();
        Assert.Equal("CS2041", (await PasswordScene.Type(late, await ToRecovery(scene, late), first[5], "code", "/recovery")).Code);
    }

    private static async Task<Reply> ToRecovery(PasswordScene scene, Visitor visitor) =>
        (await visitor.Open(Visitor.LinkOn(await scene.Begin(visitor), English.RecoveryLink))).MustBe(200);

    /// <param name="passwords">Where they are checked.</param>
    [Theory]
    [InlineData("""{"place":"here"}""", false, false, true, false)]
    [InlineData("""{"place":"verifier","verifier":{"url":"https://verify.contoso.example/","secret":"a secret of two"}}""", true, false,
        false, true)]
    [InlineData("""{"place":"here"}""", true, true, false, false)]
    public async Task What_the_tenant_does_not_have_is_not_shown_and_refused(
        string passwords, bool codes, bool phoneOnly, bool showsPassword, bool showsCodes)
    {
        await using var scene = await Open(passwords, codes);
        await scene.Gateway.Operator.Configure("contoso", settings => settings with { RecoveryCodes = codes, PhoneOnly = phoneOnly });
        var visitor = await WithPass(scene);
        var (my, before) = (await My(visitor), await Rows.Of(scene.Gateway.Store));
        Assert.Equal(showsPassword, my.Contains(English.MyPasswordSet, StringComparison.Ordinal));
        Assert.Equal(showsCodes, my.Contains(English.MyCodesGet, StringComparison.Ordinal));
        if (!showsPassword)
        {
            (await visitor.Open(AtPassword)).MustBe(409, "CS6041");
            (await Choose(visitor, Password)).MustBe(409, "CS6041");
        }

        if (!showsCodes)
        {
            (await visitor.Open(AtCodes)).MustBe(403, "CS4034");
            (await visitor.Submit(AtCodes)).MustBe(403, "CS4034");
        }

        Assert.Equal(before, await Rows.Of(scene.Gateway.Store));
    }

    [Fact]
    public async Task T_29_Either_takes_a_sign_in_of_the_last_minutes_and_the_phones_hear_of_it()
    {
        await using var scene = await Open();
        var phone = await scene.Gateway.EnrolByHand(Mona);
        var visitor = new Visitor(scene.Gateway);
        await SignIn(scene, visitor, phone, (await visitor.Open("/my")).MustBe(303).Header("Location")!);
        scene.Gateway.Clock.Advance(Limits.FreshSignIn + TimeSpan.FromSeconds(1));
        var before = await Rows.Of(scene.Gateway.Store);
        foreach (var place in new[] { AtPassword, AtCodes })
        {
            Assert.Equal(English.MyAgainTitle, Visitor.Heading((await visitor.Open(place)).MustBe(200)));
            (await visitor.Submit(place, ("new_password", Password))).MustBe(403, "CS2009");
        }

        Assert.Equal(before, await Rows.Of(scene.Gateway.Store));
        var form = Visitor.LinkOn(await visitor.Open(AtCodes), English.MyAgainLink);
        Assert.Equal("/contoso" + AtCodes, await SignIn(scene, visitor, phone, form));
        (await Choose(visitor, Password)).MustBe(200);
        Assert.Equal(10, (await NewCodes(visitor)).Length);
        var told = (await phone.Waiting()).MustBe(200).Json.GetProperty("notices").EnumerateArray()
            .Select(notice => notice.GetProperty("kind").GetString());
        Assert.Equal(["password_set", "recovery_codes_issued"], told.Order(StringComparer.Ordinal));
    }

    private static async Task<string> SignIn(PasswordScene scene, Visitor visitor, Handset phone, string form)
    {
        _ = scene;
        var number = await visitor.SignIn(Mona, form);
        (await phone.Approve(Visitor.NumberOn(number))).MustBe(200);
        var request = "?request=" + Uri.EscapeDataString(visitor.LastRequest!);
        return (await visitor.Open("/sign-in/number" + request)).MustBe(303).Header("Location")!;
    }

    [Fact]
    public async Task N_17_A_password_changes_itself_and_gives_out_no_codes()
    {
        await using var scene = await Open();
        await scene.Give(Mona, Password);
        var visitor = scene.Visitor();
        (await PasswordScene.Type(visitor, await scene.ToPassword(visitor, fromPortal: false), Password)).MustBe(303);
        var other = scene.Visitor();
        (await PasswordScene.Type(other, await scene.ToPassword(other, fromPortal: false), Password)).MustBe(303);

        var asked = (await visitor.Open(AtCodes)).MustBe(200);
        Assert.Equal(English.MyAgainTitle, Visitor.Heading(asked));
        Assert.Contains(English.MyCodesStronger, asked.Text, StringComparison.Ordinal);
        (await visitor.Submit(AtCodes)).MustBe(403, "CS2009");
        (await Choose(visitor, "another set of words")).MustBe(200);
        (await visitor.Open("/my")).MustBe(200);
        (await other.Open("/my")).MustBe(303);
    }

    [Fact]
    public async Task T_18_Forms_of_other_sites_and_who_is_not_signed_in_change_nothing()
    {
        await using var scene = await Open();
        var visitor = await WithPass(scene);
        var before = await Rows.Of(scene.Gateway.Store);
        var forged = new Visitor(scene.Gateway) { From = ("Sec-Fetch-Site", "cross-site") };
        foreach (var (name, value) in visitor.Cookies) forged.Cookies[name] = value;
        foreach (var place in new[] { AtPassword, AtCodes })
        {
            (await forged.Submit(place, ("new_password", Password))).MustBe(403, "CS1007");
            var away = (await scene.Visitor().Submit(place, ("new_password", Password))).MustBe(303);
            Assert.StartsWith("/contoso/sign-in?request=", away.Header("Location"), StringComparison.Ordinal);
            Assert.Equal("no-store", (await visitor.Open(place)).MustBe(200).Header("Cache-Control"));
        }

        Assert.Equal(before, await Rows.Of(scene.Gateway.Store));
    }

    [GeneratedRegex("<li><code>(?<code>[^<]*)</code></li>")]
    private static partial Regex Codes();
}
