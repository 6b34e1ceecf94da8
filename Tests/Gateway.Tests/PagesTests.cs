using Countersign.Gateway.Html.Texts;
using Countersign.SignIn.Prompts;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Tests;

/// <summary>The pages as a browser without script gets them: what is shown, what comes of it, what to do next.</summary>
public sealed class PagesTests
{
    private const string Ada = "ada@contoso.example";
    private static readonly PageTexts English = PageTexts.All.Single(texts => texts.Language == "en");

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("ada")]
    public async Task S_01_The_form_asks_for_a_user_name_until_it_is_one(string typed)
    {
        await using var gateway = await RunningGateway.Furnished();
        var visitor = new Visitor(gateway);
        var form = (await visitor.Open()).MustBe(200);
        Assert.Equal("Sign in", Visitor.Heading(form));

        var again = (await visitor.Submit("/sign-in", ("user_name", typed))).MustBe(400, "CS1003");
        Assert.Contains("aria-describedby=\"user_name_error user_name_hint\" aria-invalid=\"true\"", again.Text, StringComparison.Ordinal);
        Assert.Contains($"value=\"{typed}\"", again.Text, StringComparison.Ordinal);
        Assert.Empty(again.SetCookies);
    }

    [Fact]
    public async Task S_02_S_14_A_number_is_shown_and_once_the_phone_approves_the_browser_is_signed_in()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        var visitor = new Visitor(gateway);
        var page = await visitor.SignIn(" Ada@Contoso.example");
        var number = Visitor.NumberOn(page);
        Assert.Matches("^[0-9]{2}$", number);
        Assert.DoesNotContain("type=\"password\"", page.Text, StringComparison.Ordinal);

        (await ada.Approve(number)).MustBe(200);
        var finished = (await visitor.Open("/sign-in/number")).MustBe(303);
        Assert.Equal("/contoso/sign-in/done", finished.Header("Location"));
        var done = (await visitor.Follow(finished)).MustBe(200);
        Assert.Equal(English.DoneTitle, Visitor.Heading(done));
        Assert.Contains($"<strong>{Ada}</strong>", done.Text, StringComparison.Ordinal);
        Assert.Equal([Browser.KnownCookie, Browser.SessionCookie], visitor.Cookies.Keys.Order(StringComparer.Ordinal));
        Assert.True(await gateway.Operator.IsOpen("contoso", visitor.Cookies[Browser.SessionCookie]));
    }

    [Theory]
    [InlineData(NumberMode.Select, 2)]
    [InlineData(NumberMode.Enter2, 2)]
    [InlineData(NumberMode.Enter6, 6)]
    public async Task The_page_says_what_to_do_with_the_number(NumberMode mode, int digits)
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.Configure("contoso", settings => settings with { NumberMode = mode });
        await gateway.Enrol(Ada);
        var page = await new Visitor(gateway).SignIn(Ada);
        Assert.Equal(digits, Visitor.NumberOn(page).Length);
        Assert.Contains(mode == NumberMode.Select ? English.TapNumber : English.TypeNumber, page.Text, StringComparison.Ordinal);
        Assert.Contains("<span id=\"left\">2:00</span>", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task S_12_A_reload_shows_the_same_number_and_the_time_that_is_left()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Enrol(Ada);
        var visitor = new Visitor(gateway);
        var number = Visitor.NumberOn(await visitor.SignIn(Ada));
        gateway.Clock.Advance(TimeSpan.FromSeconds(55));

        var again = await visitor.Open("/sign-in/number");
        Assert.Equal(number, Visitor.NumberOn(again));
        Assert.Contains("<span id=\"left\">1:05</span>", again.Text, StringComparison.Ordinal);
        Assert.Equal(number, Visitor.NumberOn(await visitor.SignIn(Ada)));   // and so does the form, filled in once more
    }

    [Theory]
    [InlineData("\u00A0")]
    [InlineData("\u200B")]
    [InlineData("\t")]
    [InlineData("\uFEFF \u3000")]
    public async Task What_clings_unseen_to_the_ends_of_a_pasted_name_says_nothing(string unseen)
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Enrol(Ada);
        Assert.Matches("^[0-9]{2}$", Visitor.NumberOn(await new Visitor(gateway).SignIn(unseen + Ada + unseen)));
        (await gateway.Browser().Start(unseen + "bob@contoso.example" + unseen)).MustBe(200);
    }

    [Theory]
    [InlineData("ada\u200B@contoso.example", "U+200B")]
    [InlineData("ada@contoso\t.example", "U+0009")]
    [InlineData("adı@contoso.example", "ı (U+0131)")]
    public async Task A_character_inside_a_name_that_cannot_stand_there_is_named(string typed, string named)
    {
        await using var gateway = await RunningGateway.Furnished();
        var page = await new Visitor(gateway).Submit("/sign-in", ("user_name", typed));
        page.MustBe(400, "CS1003");
        Assert.Contains($"<bdi>{named}</bdi>", System.Net.WebUtility.HtmlDecode(page.Text), StringComparison.Ordinal);
        Assert.Contains(named, (await gateway.Browser().Start(typed)).MustBe(400, "CS1003")["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_19_Next_pressed_twice_is_one_attempt()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Enrol(Ada);
        var visitor = new Visitor(gateway);
        (string, string)[] fields = [("user_name", Ada), ("attempt", Visitor.Hidden(await visitor.Open(), "attempt")!)];
        var second = visitor.Copy();
        (await visitor.Submit("/sign-in", fields)).MustBe(303);
        (await second.Submit("/sign-in", fields)).MustBe(303);
        Assert.Matches("^[0-9]{2}$", Visitor.NumberOn(await second.Open("/sign-in/number")));
        // the later answer is the one the browser kept
        Assert.Equal(English.ExpiredTitle, Visitor.Heading(await visitor.Open("/sign-in/number")));
    }

    [Fact]
    public async Task An_old_form_sent_once_more_begins_anew()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        var visitor = new Visitor(gateway);
        (string, string)[] fields = [("user_name", Ada), ("attempt", Visitor.Hidden(await visitor.Open(), "attempt")!)];
        (await visitor.Submit("/sign-in", fields)).MustBe(303);
        (await ada.Deny()).MustBe(200);
        Assert.Matches("^[0-9]{2}$", Visitor.NumberOn(await visitor.Follow(await visitor.Submit("/sign-in", fields))));
    }

    [Fact]
    public async Task S_06_S_07_I_9_Every_end_has_its_page_and_the_way_to_begin_again()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        await Ends(gateway, English.DeniedTitle, async _ => (await ada.Deny()).MustBe(200));
        await Ends(gateway, English.WrongNumberTitle, async number =>
            (await ada.Approve((await ada.See()).GetProperty("choices").EnumerateArray().Select(c => c.GetString()!)
                .First(c => c != number))).MustBe(403));
        await Ends(gateway, English.ExpiredTitle, _ =>
        {
            gateway.Clock.Advance(TimeSpan.FromSeconds(120));
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task S_35_S_36_Who_is_not_targeted_is_told_after_completing_and_gets_no_session()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        await gateway.Operator.AllowOnly("contoso", "bob@contoso.example");
        var visitor = new Visitor(gateway);
        (await ada.Approve(Visitor.NumberOn(await visitor.SignIn(Ada)))).MustBe(403, "CS4008");
        var page = (await visitor.Open("/sign-in/number")).MustBe(403, "CS4008");
        Assert.Equal(English.NotAllowedTitle, Visitor.Heading(page));
        Assert.Contains("My Security Info", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Browser.SessionCookie, visitor.Cookies.Keys);
    }

    [Fact]
    public async Task I_7_An_approval_whose_phone_was_switched_off_signs_nobody_in()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        var visitor = new Visitor(gateway);
        (await ada.Approve(Visitor.NumberOn(await visitor.SignIn(Ada)))).MustBe(200);
        (await ada.Disable()).MustBe(204);
        Assert.Equal(English.SwitchedOffTitle, Visitor.Heading((await visitor.Open("/sign-in/number")).MustBe(403, "CS3014")));
        Assert.DoesNotContain(Browser.SessionCookie, visitor.Cookies.Keys);
    }

    [Fact]
    public async Task S_44_S_45_S_46_A_second_attempt_is_told_so_in_the_same_answer_and_the_first_still_counts()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.Federate("contoso", "fabrikam.example", "https://adfs.fabrikam.example/adfs/ls?x=1&y=2");
        var bob = await gateway.Enrol("bob@fabrikam.example");
        var (first, second) = (new Visitor(gateway), new Visitor(gateway));
        var number = Visitor.NumberOn(await first.SignIn(bob.User));

        var fallBack = (await second.SignIn(bob.User)).MustBe(200);
        Assert.Equal(English.PendingTitle, Visitor.Heading(fallBack));
        Assert.Contains("You can try your phone again in <span class=\"again\">2 min</span>.", fallBack.Text, StringComparison.Ordinal);
        Assert.Equal("https://adfs.fabrikam.example/adfs/ls?x=1&y=2", Visitor.LinkOn(fallBack, English.ToOrganisation));
        Assert.Empty(second.Cookies);

        (await bob.Approve(number)).MustBe(200);
        (await first.Open("/sign-in/number")).MustBe(303);
        Assert.Contains(Browser.SessionCookie, first.Cookies.Keys);
        Assert.Equal("/contoso/sign-in", (await second.Open("/sign-in/number")).MustBe(303).Header("Location"));
        Assert.Empty(second.Cookies);
    }

    [Fact]
    public async Task A_tenant_that_refuses_second_attempts_says_when_to_come_back()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.Configure("contoso", settings => settings with { SecondAttempt = SecondAttempt.Refuse });
        await gateway.Enrol(Ada);
        await new Visitor(gateway).SignIn(Ada);
        var refused = (await new Visitor(gateway).SignIn(Ada)).MustBe(429, "CS5003");
        Assert.Equal((English.PendingTitle, "120"), (Visitor.Heading(refused), refused.Header("Retry-After")));
    }

    [Fact]
    public async Task T_1_Over_the_budget_and_while_locked_the_page_says_why_there_is_no_number()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        for (var prompt = 0; prompt < 3; prompt++)
        {
            var visitor = new Visitor(gateway);
            Visitor.NumberOn(await visitor.SignIn(Ada));
            (await visitor.Submit("/sign-in/leave", ("how", "cancel"))).MustBe(200);
        }

        Assert.Equal(English.TooManyTitle, Visitor.Heading((await new Visitor(gateway).SignIn(Ada)).MustBe(200)));
        await gateway.Operator.Configure("contoso", settings => settings with { WrongNumbersToLock = 1 });
        gateway.Clock.Advance(TimeSpan.FromMinutes(6));
        var number = Visitor.NumberOn(await new Visitor(gateway).SignIn(Ada));
        (await ada.Approve((await ada.See()).GetProperty("choices").EnumerateArray().Select(c => c.GetString()!).First(c => c != number)))
            .MustBe(403);
        var locked = (await new Visitor(gateway).SignIn(Ada)).MustBe(200);
        Assert.Equal(English.LockedTitle, Visitor.Heading(locked));
        Assert.Contains("You can try your phone again in <span class=\"again\">24 h</span>.", locked.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("password")]
    [InlineData("without_app")]
    public async Task S_26_S_42_The_password_is_one_click_away_and_ends_what_waited(string how)
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.Federate("contoso", "fabrikam.example", "https://adfs.fabrikam.example/adfs/ls");
        foreach (var user in new[] { "bob@fabrikam.example", Ada })
        {
            var handset = await gateway.Enrol(user);
            var visitor = new Visitor(gateway);
            Visitor.NumberOn(await visitor.SignIn(user));
            var page = (await visitor.Submit("/sign-in/leave", ("how", how))).MustBe(200);
            Assert.Equal(how == "password" && user != Ada ? English.PasswordTitle : English.OtherWayTitle, Visitor.Heading(page));
            if (user == Ada) Assert.Contains(English.NoPasswords, page.Text, StringComparison.Ordinal);
            else Assert.Equal("https://adfs.fabrikam.example/adfs/ls", Visitor.LinkOn(page, English.ToOrganisation));
            Assert.Equal("/contoso/my", Visitor.LinkOn(page, English.EarlierPhone));   // S-60
            Assert.Equal("""{"waiting":null}""", (await handset.Waiting()).Text);
            Assert.Empty(visitor.Cookies);
        }
    }

    [Fact]
    public async Task Who_cancels_is_not_signed_in_even_when_the_phone_was_quicker()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        var visitor = new Visitor(gateway);
        (await ada.Approve(Visitor.NumberOn(await visitor.SignIn(Ada)))).MustBe(200);
        var page = (await visitor.Submit("/sign-in/leave", ("how", "cancel"))).MustBe(200);
        Assert.Equal(English.CancelledTitle, Visitor.Heading(page));
        Assert.Empty(visitor.Cookies);
        Assert.Equal("/contoso/sign-in", (await visitor.Open("/sign-in/number")).MustBe(303).Header("Location"));
    }

    [Fact]
    public async Task I_16_Names_that_no_phone_can_be_asked_for_get_one_and_the_same_page()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.Configure("contoso", settings => settings with { Decoys = false });
        await gateway.Operator.CreateUser("contoso", "plain@contoso.example");
        await gateway.Activate("stage@contoso.example");
        await gateway.Enrol("asleep@contoso.example");
        await gateway.Operator.Disable("contoso", "asleep@contoso.example");
        var looks = new HashSet<string>();
        foreach (var user in new[] { "nobody@contoso.example", "plain@contoso.example", "stage@contoso.example", "asleep@contoso.example" })
            looks.Add((await new Visitor(gateway).SignIn(user)).MustBe(200).Look);
        Assert.Contains(English.NotAvailableTitle, Assert.Single(looks), StringComparison.Ordinal);
    }

    [Fact]
    public async Task S_33_The_tenants_help_is_on_every_page()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.Configure("contoso", settings => settings with { HelpUrl = "https://help.contoso.example/?a=1&b=\"2\"" });
        await gateway.Enrol(Ada);
        var visitor = new Visitor(gateway);
        var pages = new[]
        {
            await visitor.Open(), await visitor.SignIn(Ada),
            await visitor.Submit("/sign-in", ("user_name", "x")), await visitor.Submit("/sign-in/leave", "how=x"),
            await visitor.Submit("/sign-in/leave", ("how", "cancel")), await new Visitor(gateway).SignIn("nobody@contoso.example"),
        };
        Assert.All(pages, page => Assert.Equal("https://help.contoso.example/?a=1&b=\"2\"", Visitor.LinkOn(page, English.Help)));
    }

    [Fact]
    public async Task N_20_Signing_out_ends_the_session()
    {
        await using var gateway = await RunningGateway.Furnished();
        var visitor = await SignedIn(gateway);
        var session = visitor.Cookies[Browser.SessionCookie];
        var page = (await visitor.Submit("/sign-in/sign-out")).MustBe(200);
        Assert.Equal(English.SignedOutTitle, Visitor.Heading(page));
        Assert.Equal([Browser.KnownCookie], visitor.Cookies.Keys);   // that the browser is known signs nobody in
        Assert.False(await gateway.Operator.IsOpen("contoso", session));
        Assert.Equal("/contoso/sign-in", (await visitor.Open("/sign-in/done")).MustBe(303).Header("Location"));
    }

    [Fact]
    public async Task I_5_The_same_browser_asking_again_is_harmless_and_has_one_session()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        var visitor = new Visitor(gateway);
        (await ada.Approve(Visitor.NumberOn(await visitor.SignIn(Ada)))).MustBe(200);
        var unheard = visitor.Copy();   // the first answer is lost on the way
        (await unheard.Open("/sign-in/number")).MustBe(303);

        (await visitor.Open("/sign-in/number")).MustBe(303);
        Assert.True(await gateway.Operator.IsOpen("contoso", visitor.Cookies[Browser.SessionCookie]));
        Assert.Equal(visitor.Cookies[Browser.SessionCookie], unheard.Cookies[Browser.SessionCookie]);
        Assert.Single(await gateway.Operator.Audit("sign_in.redeemed"));
        Assert.Equal("/contoso/sign-in/done", (await visitor.Open("/sign-in/number")).MustBe(303).Header("Location"));
        Assert.True(await gateway.Operator.IsOpen("contoso", visitor.Cookies[Browser.SessionCookie]));
    }

    [Fact]
    public async Task I_5_Who_collects_by_another_door_too_closes_what_the_page_opened()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        var visitor = new Visitor(gateway);
        var page = await visitor.SignIn(Ada);
        (await ada.Approve(Visitor.NumberOn(page))).MustBe(200);
        var thief = gateway.Browser();
        foreach (var (name, value) in visitor.Cookies) thief.Cookies[name] = value;
        var late = visitor.Copy();
        (await visitor.Open("/sign-in/number")).MustBe(303);
        (await thief.Send(HttpMethod.Post, "/sign-in/redeem?t=" + Visitor.Hidden(page, "t"))).MustBe(409, "CS4010");
        Assert.False(await gateway.Operator.IsOpen("contoso", visitor.Cookies[Browser.SessionCookie]));
        Assert.Equal(English.UsedTitle, Visitor.Heading((await late.Open("/sign-in/number")).MustBe(409, "CS4010")));
    }

    [Fact]
    public async Task I_6_Another_browser_sees_no_number_and_gets_no_session()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        var visitor = new Visitor(gateway);
        var number = Visitor.NumberOn(await visitor.SignIn(Ada));
        var stranger = new Visitor(gateway);
        Assert.Equal("/contoso/sign-in", (await stranger.Open("/sign-in/number")).MustBe(303).Header("Location"));
        TakeWithoutItsSecret(visitor, stranger);   // the right sign-in, the wrong secret
        Assert.DoesNotContain($">{number}<", (await stranger.Open("/sign-in/number")).MustBe(200).Text, StringComparison.Ordinal);
        (await stranger.Submit("/sign-in/leave", ("how", "cancel"))).MustBe(200);

        (await ada.Approve(number)).MustBe(200);
        TakeWithoutItsSecret(visitor, stranger);
        (await stranger.Open("/sign-in/number")).MustBe(200);
        Assert.DoesNotContain(Browser.SessionCookie, stranger.Cookies.Keys);
        (await visitor.Open("/sign-in/number")).MustBe(303);
    }

    private static void TakeWithoutItsSecret(Visitor visitor, Visitor stranger)
    {
        var (name, value) = visitor.Cookies.Single(
            cookie => cookie.Key.StartsWith(Browser.SignInCookie + "-", StringComparison.Ordinal));
        var parts = value.Split('.');
        parts[1] = Engine.RandomValues.Handle();
        stranger.Cookies[name] = string.Join('.', parts);
    }

    private static async Task<Visitor> SignedIn(RunningGateway gateway)
    {
        var ada = await gateway.Enrol(Ada);
        var visitor = new Visitor(gateway);
        (await ada.Approve(Visitor.NumberOn(await visitor.SignIn(Ada)))).MustBe(200);
        (await visitor.Open("/sign-in/number")).MustBe(303);
        return visitor;
    }

    private static async Task Ends(RunningGateway gateway, string title, Func<string, Task> end)
    {
        var visitor = new Visitor(gateway);
        await end(Visitor.NumberOn(await visitor.SignIn(Ada)));
        var page = (await visitor.Open("/sign-in/number")).MustBe(200);
        Assert.Equal(title, Visitor.Heading(page));
        Assert.StartsWith("/contoso/sign-in?who=", Visitor.LinkOn(page, English.StartAgain));
        Assert.DoesNotContain("<script", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("http-equiv", page.Text, StringComparison.Ordinal);
    }
}
