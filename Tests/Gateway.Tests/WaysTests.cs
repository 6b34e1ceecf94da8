using Countersign.Gateway.Html.Texts;

namespace Countersign.Gateway.Tests;

/// <summary>A page offers the ways that lead somewhere, and where one has to wait, it says how long and until when.</summary>
public sealed class WaysTests
{
    private const string Ada = "ada@contoso.example", Bob = "bob@fabrikam.example";
    private static readonly PageTexts English = PageTexts.All.Single(texts => texts.Language == "en");

    [Theory]
    [InlineData(Ada, false)]
    [InlineData(Bob, true)]
    public async Task S_42_A_password_is_offered_where_one_is_taken(string user, bool isOffered)
    {
        await using var gateway = await Furnished();
        await gateway.Enrol(user);
        var visitor = new Visitor(gateway);
        var number = await visitor.SignIn(user);
        Visitor.NumberOn(number);
        Assert.Equal(isOffered, Offers(number, English.UsePassword));
        Assert.True(Offers(number, English.CannotUseApp));
        var left = (await visitor.Submit("/sign-in/leave", ("how", "password"))).MustBe(200);
        Assert.Equal(isOffered ? English.PasswordTitle : English.OtherWayTitle, Visitor.Heading(left));
        Assert.Equal(isOffered, Offers(left, English.ToOrganisation));
    }

    [Fact]
    public async Task Whoever_is_to_ask_for_a_pass_finds_the_place_to_enter_it()
    {
        await using var gateway = await Furnished();
        await gateway.Enrol(Ada);
        var visitor = new Visitor(gateway);
        Visitor.NumberOn(await visitor.SignIn(Ada));
        var left = (await visitor.Submit("/sign-in/leave", ("how", "without_app"))).MustBe(200);
        Assert.Contains(English.AskAdministrator, left.Text, StringComparison.Ordinal);
        var form = (await visitor.Open(Visitor.LinkOn(left, English.PassLink))).MustBe(200);
        Assert.Equal(English.PassTitle, Visitor.Heading(form));
        Assert.Contains($"value=\"{Ada}\"", form.Text, StringComparison.Ordinal);
        var stranger = new Visitor(gateway);
        Visitor.NumberOn(await stranger.SignIn("nobody@contoso.example"));   // a decoy's
        Assert.True(Offers((await stranger.Submit("/sign-in/leave", ("how", "without_app"))).MustBe(200), English.PassLink));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task While_locked_nobody_is_told_to_start_again_but_when_and_how_else(bool isPhoneOnly)
    {
        await using var gateway = await Furnished();
        await gateway.Operator.Configure("contoso", settings => settings with { WrongNumbersToLock = 1, PhoneOnly = isPhoneOnly });
        var ada = await gateway.Enrol(Ada);
        var number = Visitor.NumberOn(await new Visitor(gateway).SignIn(Ada));
        (await ada.Approve((await ada.See()).GetProperty("choices").EnumerateArray().Select(c => c.GetString()!).First(c => c != number)))
            .MustBe(403);
        var locked = (await new Visitor(gateway).SignIn(Ada)).MustBe(200);
        Assert.Equal(English.LockedTitle, Visitor.Heading(locked));
        Assert.False(Offers(locked, English.StartAgain));
        Assert.True(Offers(locked, English.PassLink));
        Assert.Contains("data-seconds=\"86400\"", locked.Text, StringComparison.Ordinal);
        Assert.Contains("<script src=\"/assets/sign-in.", locked.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_phone_is_asked_at_all_neither_another_try_nor_a_pass_is_offered()
    {
        await using var gateway = await Furnished();
        await gateway.Operator.AllowNobody("contoso");
        var page = (await new Visitor(gateway).SignIn(Ada)).MustBe(200);
        Assert.Equal(English.OffTitle, Visitor.Heading(page));
        Assert.False(Offers(page, English.StartAgain));
        Assert.False(Offers(page, English.PassLink));
    }

    [Theory]
    [InlineData("en", "You can try your phone again in", "2 min", "The time then:", " UTC<")]
    [InlineData("zh-TW", "您可以在", "2 分鐘", "可再試的時間", "（UTC）")]
    [InlineData("ko", "휴대폰", "2분", "부터 가능합니다", "(UTC)")]
    public async Task Where_one_has_to_wait_the_page_says_how_long_and_until_when(string language, params string[] said)
    {
        await using var gateway = await Furnished();
        await gateway.Enrol(Ada);
        Visitor.NumberOn(await new Visitor(gateway).SignIn(Ada));
        var second = (await new Visitor(gateway) { Languages = language }.SignIn(Ada)).MustBe(200);
        Assert.All(said, text => Assert.Contains(text, second.Text, StringComparison.Ordinal));
        var until = gateway.Clock.GetUtcNow() + TimeSpan.FromSeconds(120);
        Assert.Contains($"""<time datetime="{until:yyyy-MM-dd'T'HH:}""", second.Text, StringComparison.Ordinal);
        Assert.Contains("data-seconds=\"120\"", second.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wait_beyond_midnight_names_the_day()
    {
        await using var gateway = await Furnished();
        await gateway.Operator.Configure("contoso", settings => settings with { WrongNumbersToLock = 1 });
        var ada = await gateway.Enrol(Ada);
        var number = Visitor.NumberOn(await new Visitor(gateway).SignIn(Ada));
        (await ada.Approve((await ada.See()).GetProperty("choices").EnumerateArray().Select(c => c.GetString()!).First(c => c != number)))
            .MustBe(403);
        var until = gateway.Clock.GetUtcNow() + TimeSpan.FromDays(1);
        var day = until.ToString("d MMMM, ", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Contains($"\">{day}", (await new Visitor(gateway).SignIn(Ada)).MustBe(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_16_What_is_offered_follows_from_the_domain_and_not_from_the_person()
    {
        await using var gateway = await Furnished();
        await gateway.Operator.CreateUser("contoso", Bob);
        await gateway.Operator.CreateUser("contoso", Ada);
        await gateway.Operator.Configure("contoso", settings => settings with { Decoys = false });   // with them: EnumerationTests
        foreach (var (known, unknown) in new[] { (Ada, "nob@contoso.example"), (Bob, "nob@fabrikam.example") })
            Assert.Equal(
                (await new Visitor(gateway).SignIn(known)).MustBe(200).Look, (await new Visitor(gateway).SignIn(unknown)).MustBe(200).Look);
    }

    private static async Task<RunningGateway> Furnished()
    {
        var gateway = await RunningGateway.Furnished();
        await gateway.Operator.Federate("contoso", "fabrikam.example", "https://adfs.fabrikam.example/adfs/ls");
        return gateway;
    }

    private static bool Offers(Reply page, string label) => page.Text.Contains($">{label}<", StringComparison.Ordinal);
}
