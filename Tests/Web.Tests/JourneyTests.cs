using Countersign.Gateway.Html.Texts;

namespace Countersign.Web.Tests;

/// <summary>
/// A person with a computer and a phone, both of them browsers, and an application: from a pass to being signed in, and every other way
/// that it can end.
/// </summary>
public sealed class JourneyTests(Chromium chromium)
{
    private const string Ada = "ada@contoso.example", SignedIn = "You are signed in", NotSignedIn = "You are not signed in";

    /// <summary>
    /// A press, a link, a field filled in, a code scanned. What the device itself asks is not counted: the finger on the sensor, twice on
    /// the way, and once whether the page may notify.
    /// </summary>
    private const int MostActions = 12;

    [Theory, Trait("Rule", "PHO-1")]
    [InlineData("en-US", "en")]
    [InlineData("zh-TW", "zh-Hant")]
    [InlineData("ko-KR", "ko")]
    public async Task From_a_pass_to_the_first_sign_in_of_an_application_it_takes_twelve_actions(string locale, string language)
    {
        await using var scene = await Scene.Open(chromium, locale, language, isWoken: true);
        var (computer, phone, texts, person) = (scene.Computer, scene.Phone, scene.Texts, new Person());
        await scene.Gateway.Operator.CreateUser("contoso", Ada);
        var pass = await scene.Gateway.Operator.Pass("contoso", Ada);

        await computer.Go("/my");
        await computer.Says(texts.SignIn);
        await computer.Go("/pass");
        await person.Fills(computer, "#user_name", Ada);
        await person.Fills(computer, "#pass", pass);
        await person.Submits(computer);
        await computer.Says(texts.MyTitle);
        await person.Presses(computer, texts.PhoneShowCode);
        await computer.Says(texts.PhoneCodeTitle);
        var code = await computer.Page.Locator("#code").InnerTextAsync();

        await person.Does(phone.Follow(code));
        Assert.DoesNotContain("#", phone.Page.Url, StringComparison.Ordinal);
        await Look("name");
        await person.Fills(phone.Window, "#name", "Ada’s phone");
        await person.Does(phone.Tap("verify"));
        await phone.Says("enableTitle");
        await Look("enable");
        var connected = texts.MyConnected.Replace("{0}", "Ada’s phone", StringComparison.Ordinal);
        await Assertions.Expect(computer.Page.Locator("#came")).ToHaveTextAsync(connected, new() { Timeout = 20_000 });
        await person.Does(phone.Tap("enable"));
        await phone.Says("readyTitle");
        await phone.Shows("readyWoken");
        await Look("ready");
        await computer.Says(texts.MyTitle);   // the page has seen it, and gone on by itself

        await computer.Page.GotoAsync(scene.Application.Url);
        await person.Does(computer.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with Countersign" }).ClickAsync());
        await computer.Says(texts.SignIn);
        await Assertions.Expect(computer.Page.Locator("#user_name")).ToHaveValueAsync(Ada);   // typed once before
        await person.Submits(computer);
        var number = await computer.Number();
        await scene.Waker!.Deliver(await scene.Waker.Hear());
        await person.Does(phone.Choose(number));   // the phone shows it without being asked
        await phone.Shows("application");
        await Look("request");
        await person.Does(phone.Answer("approve", "approved"));
        await Look("approved");
        await computer.Says(SignedIn);
        await Assertions.Expect(computer.Page.Locator("td", new() { HasText = Ada })).ToBeVisibleAsync();
        Assert.InRange(person.Actions, 1, MostActions);
        Assert.True((await scene.Gateway.Operator.Audit("challenge.approved")).Single().TryGetProperty("assertion", out _));

        await phone.Tap("done");
        await phone.Says("home");
        await Look("home");
        await phone.Approve(await computer.Prompt(Ada));   // and once more
        await computer.Says(texts.DoneTitle);

        async Task Look(string picture)
        {
            await phone.Window.Look($"journey-{picture}-{language}");
            await phone.FitsWidth();
        }
    }

    public static TheoryData<string> OtherEnds => ["deny", "notMe", "wrong number", "too late"];

    [Theory, Trait("Rule", "S-07")]
    [MemberData(nameof(OtherEnds))]
    public async Task Every_other_end_is_told_on_both_sides_and_leads_back_to_the_application(string end)
    {
        await using var scene = await Scene.Open(chromium);
        var (computer, phone, texts) = (scene.Computer, scene.Phone, scene.Texts);
        await phone.Enrol(Ada);
        var number = await scene.Begin(computer);
        switch (end)
        {
            case "deny":
                await phone.Answer("deny", "denied");
                await phone.Shows("deniedHow");
                await computer.Says(texts.DeniedTitle);
                break;
            case "notMe":
                await phone.Answer("notMe", "denied");
                await phone.Shows("notMeHow");
                await computer.Says(texts.DeniedTitle);
                Assert.NotEmpty(await scene.Gateway.Operator.Audit("initiator.barred"));
                break;
            case "wrong number":
                await phone.Mistake(number);
                await phone.Answer("approve", "over");
                await phone.Shows("wrongNumber");
                await computer.Says(texts.WrongNumberTitle);
                break;
            default:
                await phone.Says("asking");
                scene.Gateway.Clock.Advance(TimeSpan.FromSeconds(121));
                await phone.KeepTime();
                await phone.Says("over");
                await phone.Shows("overHow");
                await computer.Page.ReloadAsync();
                await computer.Says(texts.ExpiredTitle);
                break;
        }

        await computer.Page.GetByRole(AriaRole.Link, new() { Name = "Back to Sample application" }).ClickAsync();
        await computer.Says(NotSignedIn);
        await phone.Tap("done");
        await phone.Says("home");
    }

    [Fact, Trait("Rule", "S-12")]
    public async Task On_one_device_the_person_sees_the_number_again_and_is_back_in_the_application_with_one_tap()
    {
        await using var scene = await Scene.Open(chromium);
        var (phone, texts) = (scene.Phone, scene.Texts);
        await phone.Enrol(Ada);
        var number = await scene.Begin(phone.Window);
        await phone.Page.GetByRole(AriaRole.Link, new() { Name = texts.WebPhoneHere }).ClickAsync();
        await phone.Says("asking");
        await phone.Window.Look("journey-same-phone");
        await phone.Link("seeAgain").ClickAsync();
        Assert.Equal(number, await phone.Window.Number());
        await phone.Page.GetByRole(AriaRole.Link, new() { Name = texts.WebPhoneHere }).ClickAsync();
        await phone.Approve(number);
        await phone.Window.Look("journey-same-phone-approved");
        await phone.Link("backToBrowser").ClickAsync();
        await phone.Window.Says(SignedIn);
    }

    /// <summary>Counts what a person does.</summary>
    private sealed class Person
    {
        public int Actions { get; private set; }

        public Task Does(Task action)
        {
            Actions++;
            return action;
        }

        public Task Fills(Window window, string field, string text) => Does(window.Page.Locator(field).FillAsync(text));

        public Task Submits(Window window) => Does(window.Page.Locator("button[type=submit]").ClickAsync());

        public Task Presses(Window window, string button) =>
            Does(window.Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync());
    }

    private sealed class Scene : IAsyncDisposable
    {
        public required RunningGateway Gateway { get; init; }
        public required SampleApplication Application { get; init; }
        public required Window Computer { get; init; }
        public required WebPhone Phone { get; init; }
        public required PageTexts Texts { get; init; }

        /// <summary>Null: the phone's browser is woken by nobody.</summary>
        public required Waker? Waker { get; init; }

        /// <summary>The clock begins where the machine's stands: the application looks at a clock of its own.</summary>
        public static async Task<Scene> Open(Chromium chromium, string locale = "en-US", string language = "en", bool isWoken = false)
        {
            var waker = isWoken ? await Waker.Start() : null;
            var clock = new TestClock(TimeProvider.System.GetUtcNow());
            var gateway = await WebPhone.Gateway(clock, waker is null ? null : waker.Services.Known);
            var scene = new Scene
            {
                Gateway = gateway, Waker = waker, Application = await SampleApplication.Start(gateway),
                Texts = PageTexts.All.Single(texts => texts.Language == language),
                Computer = await Window.Open(chromium, gateway, options => options.Locale = locale),
                Phone = await WebPhone.Open(
                    chromium, gateway, change: options => options.Locale = locale, words: new PhoneWords(language)),
            };
            if (waker is not null) await waker.Serve(scene.Phone, gateway);
            return scene;
        }

        /// <summary>From the application's own page to the number.</summary>
        public async Task<string> Begin(Window window)
        {
            await window.Page.GotoAsync(Application.Url);
            await window.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with Countersign" }).ClickAsync();
            await window.Says(Texts.SignIn);
            await window.Page.Locator("#user_name").FillAsync(Ada);
            await window.Page.Locator("button[type=submit]").ClickAsync();
            return await window.Number();
        }

        public async ValueTask DisposeAsync()
        {
            try
            {
                await Phone.DisposeAsync();
                await Computer.DisposeAsync();   // which fail when a page complained of something
            }
            finally
            {
                await Application.DisposeAsync();
                await Gateway.DisposeAsync();
                if (Waker is not null) await Waker.DisposeAsync();
            }
        }
    }
}
