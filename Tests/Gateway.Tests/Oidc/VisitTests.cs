namespace Countersign.Gateway.Tests.Oidc;

/// <summary>The whole way, as a person goes it: from the application by the page and the phone, back to the application.</summary>
public sealed class VisitTests
{
    private const string Ada = "ada@contoso.example";

    [Fact]
    public async Task From_the_application_by_the_page_and_back_with_a_code()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var (ada, visitor) = (await gateway.Enrol(Ada), new Visitor(gateway));
        var asked = RelyingParty.Encode(portal.Request(("login_hint", Ada), ("ui_locales", "en")));
        var onward = (await visitor.Open("/authorize?" + asked)).MustBe(303).Header("Location")!;
        var form = (await visitor.Open(onward)).MustBe(200);
        Assert.Contains("Contoso Portal", form.Text, StringComparison.Ordinal);
        Assert.Contains($"value=\"{Ada}\"", form.Text, StringComparison.Ordinal);

        var number = Visitor.NumberOn(await visitor.SignIn(Ada, onward));
        Assert.Equal("Contoso Portal", (await ada.See()).GetProperty("application").GetString());
        (await ada.Approve(number)).MustBe(200);
        var back = (await visitor.Open("/sign-in/number?request=" + onward[(onward.IndexOf('=') + 1)..])).MustBe(303).Header("Location")!;
        Assert.StartsWith("/contoso/authorize/continue?request=", back);
        var tokens = (await portal.Redeem(portal.Answer(await visitor.Open(back))["code"])).MustBe(200);
        Assert.Equal(Ada, Jwt.Claims(tokens["id_token"]).GetProperty("preferred_username").GetString());
    }

    /// <summary>A21: a popup that its application watches would otherwise seem closed to it.</summary>
    [Fact]
    public async Task The_window_that_opened_a_visit_keeps_it_all_the_way_and_no_other_page()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var (ada, visitor) = (await gateway.Enrol(Ada), new Visitor(gateway));
        static string? Policy(Reply reply) => reply.Header("Cross-Origin-Opener-Policy");
        var begun = await visitor.Open("/authorize?" + RelyingParty.Encode(portal.Request()));
        var onward = begun.MustBe(303).Header("Location")!;
        var form = await visitor.Open(onward);
        var request = Visitor.Hidden(form, "request")!;
        var sent = await visitor.Submit("/sign-in", ("user_name", Ada), ("request", request));
        var number = await visitor.Open(sent.MustBe(303).Header("Location")!);
        (await ada.Approve(Visitor.NumberOn(number))).MustBe(200);
        var done = await visitor.Open(sent.Header("Location")!);
        var back = await visitor.Open(done.MustBe(303).Header("Location")!);
        Assert.NotEmpty(portal.Answer(back)["code"]);
        Assert.All([begun, form, sent, number, done, back], reply => Assert.Equal("unsafe-none", Policy(reply)));
        foreach (var page in new[] { "/sign-in", "/sign-in/number", "/sign-in/done", "/device", "/logout" })
            Assert.Equal("same-origin", Policy(await visitor.Open(page)));
    }

    [Fact]
    public async Task Who_leaves_the_page_goes_back_without_a_code()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        await gateway.Enrol(Ada);
        var visitor = new Visitor(gateway);
        var onward = await portal.Begin(null);
        await visitor.SignIn(Ada, "/sign-in?request=" + onward);
        var left = await visitor.Follow(await visitor.Submit("/sign-in/leave", ("how", "cancel"), ("request", onward)));
        var link = left.Status == 303 ? left.Header("Location")! : Visitor.LinkOn(left, "Back to Contoso Portal");
        Assert.Equal("access_denied", portal.Refusal(await visitor.Open(link)));
    }

    [Theory]
    [InlineData("en", "The application that sent you here made a mistake")]
    [InlineData("zh-Hant", "應用程式發生錯誤")]
    [InlineData("ko", "오류 번호")]
    public async Task A_refusal_speaks_the_persons_language_and_names_the_number(string language, string words)
    {
        await using var gateway = await RunningGateway.Furnished();
        var page = await new Visitor(gateway) { Languages = language }.Open("/authorize?client_id=nobody");
        Assert.Contains(words, page.MustBe(400, "CS7101").Text, StringComparison.Ordinal);
    }
}
