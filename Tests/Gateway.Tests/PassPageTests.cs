using System.Text.RegularExpressions;
using Countersign.Gateway.Html.Texts;
using Countersign.SignIn;

namespace Countersign.Gateway.Tests;

/// <summary>The page that takes a Temporary Access Pass, and the one that it leads to.</summary>
public sealed partial class PassPageTests
{
    private const string Ada = "ada@contoso.example";
    private static readonly PageTexts English = PageTexts.All.Single(texts => texts.Language == "en");

    public static TheoryData<string> Languages => [.. PageTexts.All.Select(texts => texts.Language)];

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task A_pass_leads_to_a_phone_that_signs_in(string language)
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.CreateUser("contoso", Ada);
        var texts = PageTexts.All.Single(one => one.Language == language);
        var visitor = new Visitor(gateway) { Languages = language };
        var form = (await visitor.Open("/pass")).MustBe(200);
        Assert.Equal(texts.PassTitle, Visitor.Heading(form));

        var taken = (await visitor.Submit("/pass", ("user_name", Ada), ("pass", await gateway.Operator.Pass("contoso", Ada)))).MustBe(303);
        Assert.Equal("/contoso/my", taken.Header("Location"));
        var my = (await visitor.Open("/my")).MustBe(200);
        Assert.Equal(texts.MyTitle, Visitor.Heading(my));
        Assert.Contains(texts.PhoneShowCode, my.Text, StringComparison.Ordinal);
        var shown = (await visitor.Submit("/my/phones")).MustBe(200);
        Assert.Equal(texts.PhoneCodeTitle, Visitor.Heading(shown));
        Assert.Equal("no-store", shown.Header("Cache-Control"));
        Assert.Contains("<svg viewBox=\"0 0 ", shown.Text, StringComparison.Ordinal);

        var handset = gateway.Handset(Ada);
        (await handset.Activate(CodeText().Match(shown.Text).Groups["code"].Value)).MustBe(200);
        (await handset.Register()).MustBe(204);
        (await handset.Enable()).MustBe(204);
        var set = (await visitor.Open(Visitor.LinkOn(shown, texts.MyDone))).MustBe(200);
        Assert.Contains(texts.MyPhoneOn, set.Text, StringComparison.Ordinal);
        Visitor.NumberOn(await visitor.SignIn(Ada));
    }

    [Fact, Trait("Rule", "PHO-1")]
    public async Task Who_came_in_with_a_pass_finds_the_name_in_the_form_until_they_sign_out()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.CreateUser("contoso", Ada);
        const string Filled = $"name=\"user_name\" value=\"{Ada}\"";
        var visitor = new Visitor(gateway);
        Assert.DoesNotContain(Filled, (await visitor.Open("/sign-in")).Text, StringComparison.Ordinal);
        var pass = await gateway.Operator.Pass("contoso", Ada);
        (await visitor.Submit("/pass", ("user_name", Ada), ("pass", pass))).MustBe(303);
        Assert.Contains(Filled, (await visitor.Open("/sign-in")).Text, StringComparison.Ordinal);
        await gateway.Operator.CreateTenant("fabrikam");
        Assert.DoesNotContain(Ada, (await visitor.At("fabrikam").Open("/sign-in")).Text, StringComparison.Ordinal);
        (await visitor.Submit("/my/sign-out-everywhere")).MustBe(200);
        Assert.DoesNotContain(Ada, (await visitor.Open("/sign-in")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("as it is")]
    [InlineData("small letters")]
    [InlineData("spaces")]
    [InlineData("no groups")]
    [InlineData("pasted")]
    public async Task The_pass_is_taken_as_people_write_it(string way)
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.CreateUser("contoso", Ada);
        var pass = await gateway.Operator.Pass("contoso", Ada);
        var typed = way switch
        {
            "small letters" => pass.ToLowerInvariant(),
            "spaces" => pass.Replace('-', ' '),
            "no groups" => pass.Replace("-", "", StringComparison.Ordinal),
            "pasted" => "\t\u200b " + pass + "\u00a0",
            _ => pass,
        };
        (await new Visitor(gateway).Submit("/pass", ("user_name", Ada), ("pass", typed))).MustBe(303);
    }

    [Fact]
    public async Task T_5_A_wrong_pass_and_a_name_that_nobody_has_look_alike_and_change_nothing()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Enrol(Ada);
        await gateway.Operator.CreateUser("contoso", "bob@contoso.example");
        var pass = await gateway.Operator.Pass("contoso", "bob@contoso.example");
        var looks = new HashSet<string>();
        foreach (var user in new[] { "nob@contoso.example", "ada@contoso.example", "bob@contoso.example" })
        {
            var visitor = new Visitor(gateway);
            var page = (await visitor.Submit("/pass", ("user_name", user), ("pass", "34679-CDFG-HJKM-NPQR"))).MustBe(401, "CS2004");
            Assert.Equal(English.PassTitle, Visitor.Heading(page));
            Assert.Empty(visitor.Cookies);
            looks.Add(page.Look.Replace(user, "", StringComparison.Ordinal));
        }

        Assert.Single(looks);
        (await new Visitor(gateway).Submit("/pass", ("user_name", "bob@contoso.example"), ("pass", pass))).MustBe(303);
    }

    [Theory]
    [InlineData("", "CS1003", 400)]
    [InlineData("ada", "CS1003", 400)]
    [InlineData(Ada, "CS2004", 401)]
    public async Task What_cannot_be_a_name_or_a_pass_is_asked_for_again(string name, string code, int status)
    {
        await using var gateway = await RunningGateway.Furnished();
        var page = await new Visitor(gateway).Submit("/pass", ("user_name", name));
        page.MustBe(status);
        Assert.Contains($"data-code=\"{code}\"", page.Text, StringComparison.Ordinal);
        Assert.Equal(English.PassTitle, Visitor.Heading(page));
        Assert.Contains("aria-invalid", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task T_18_A_form_of_another_site_opens_nothing()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.CreateUser("contoso", Ada);
        var pass = await gateway.Operator.Pass("contoso", Ada);
        foreach (var from in new (string, string)?[] { null, ("Sec-Fetch-Site", "cross-site"), ("Origin", "https://evil.example") })
        {
            var visitor = new Visitor(gateway) { From = from };
            (await visitor.Submit("/pass", ("user_name", Ada), ("pass", pass))).MustBe(403);
            Assert.Empty(visitor.Cookies);
        }

        (await new Visitor(gateway).Submit("/pass", ("user_name", Ada), ("pass", pass))).MustBe(303);
    }

    [Fact]
    public async Task T_29_Guesses_are_counted_by_source()
    {
        await using var gateway = await RunningGateway.Furnished(settings => settings with { Unthrottled = [] });
        for (var guess = 0; guess < 30; guess++)
            (await new Visitor(gateway).Submit("/pass", ("user_name", $"u{guess}@contoso.example"), ("pass", "x"))).MustBe(401, "CS2004");
        var busy = (await new Visitor(gateway).Submit("/pass", ("user_name", Ada), ("pass", "x"))).MustBe(429, "CS5002");
        Assert.Equal(English.BusyTitle, Visitor.Heading(busy));
        Assert.NotNull(busy.Header("Retry-After"));
    }

    [Fact]
    public async Task S_15_S_18_Where_no_phone_may_be_set_up_the_page_says_so()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.CreateUser("contoso", Ada);
        var visitor = new Visitor(gateway);
        (await visitor.Submit("/pass", ("user_name", Ada), ("pass", await gateway.Operator.Pass("contoso", Ada)))).MustBe(303);
        for (var code = 0; code < Limits.ActivationCodesPerHour; code++) (await visitor.Submit("/my/phones")).MustBe(200);
        Assert.Contains(
            English.PhoneTooManyCodes, (await visitor.Submit("/my/phones")).MustBe(429, "CS3009").Text, StringComparison.Ordinal);
        (await gateway.Admin(
            HttpMethod.Put, "contoso/prerequisites",
            """{"push_allowed":false,"combined_registration":true,"minimum_ios":"8.0","minimum_android":"6.0","minimum_app":"1.0"}"""))
            .MustBe(200);
        Assert.Contains(English.PhoneNotNow, (await visitor.Submit("/my/phones")).MustBe(403, "CS3001").Text, StringComparison.Ordinal);
    }

    [GeneratedRegex("<code>(?<code>cs1-[^<]*)</code>")]
    private static partial Regex CodeText();
}
