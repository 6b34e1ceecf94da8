using Countersign.Gateway.Http;
using Countersign.Gateway.Tests.Ciba;
using Microsoft.Extensions.Configuration;

namespace Countersign.Gateway.Tests;

/// <summary>T39: what a stranger may ask about a person is answered at a set time, however long it took.</summary>
public sealed class EvenAnswersTests
{
    private static readonly TimeSpan After = 3 * EvenAnswers.Beat;   // the clock begins on a beat

    [Theory]
    [InlineData("start"), InlineData("state"), InlineData("cancel"), InlineData("use the password"), InlineData("redeem")]
    [InlineData("form"), InlineData("start at the page"), InlineData("number"), InlineData("leave")]
    [InlineData("authorize"), InlineData("continue"), InlineData("ask on the backchannel"), InlineData("poll on the backchannel")]
    public async Task An_answer_about_a_person_waits_for_its_time(string asked)
    {
        await using var gateway = await RunningGateway.Furnished(settings => settings with { EvenAnswers = After });
        var (browser, visitor) = (gateway.Browser(), new Visitor(gateway));
        var application = await RelyingParty.WithSecret(gateway);
        var till = await Till.Open(gateway);
        await gateway.Enrol(Till.Ada);
        switch (asked)
        {
            case "start":
                (await Held(() => browser.Start(Till.Ada))).MustBe(200);
                break;
            case "state" or "cancel" or "use the password" or "redeem":
                (await Held(() => browser.Start(Till.Ada))).MustBe(200);
                await Held(() => asked switch
                {
                    "state" => browser.Observe(),
                    "cancel" => browser.CancelSignIn(),
                    "redeem" => browser.Redeem(),
                    _ => browser.UsePassword(),
                });
                break;
            case "form":
                (await Held(() => visitor.Open())).MustBe(200);
                break;
            case "start at the page" or "number" or "leave":
                var started = (await Held(() => visitor.Submit("/sign-in", ("user_name", Till.Ada)))).MustBe(303);
                if (asked == "number") (await Held(() => visitor.Open(started.Header("Location")!))).MustBe(200);
                if (asked == "leave") await Held(() => visitor.Submit("/sign-in/leave", ("how", "cancel")));
                break;
            case "authorize":
                await Held(() => application.Authorize(browser));
                break;
            case "continue":
                await Held(() => application.Continue(browser, "x"));
                break;
            default:
                var id = (await Held(() => till.Ask(("login_hint", Till.Ada)))).MustBe(200)["auth_req_id"];
                if (asked == "poll on the backchannel") await Held(() => till.CollectPending(gateway, id));
                break;
        }

        async Task<Reply> Held(Func<Task<Reply>> ask)
        {
            var waits = gateway.Clock.NextWaitOf(After);
            var answer = ask();
            await waits;
            Assert.False(answer.IsCompleted);
            gateway.Clock.Advance(After);
            return await answer;
        }
    }

    [Fact]
    public async Task The_time_is_counted_from_the_request()
    {
        var clock = new TestClock();
        var ready = new TaskCompletionSource<string>();
        var answer = new EvenAnswers(After, clock).Hold(() => new ValueTask<string>(ready.Task)).AsTask();
        clock.Advance(TimeSpan.FromMilliseconds(9));
        var waits = clock.NextWaitOf(TimeSpan.FromMilliseconds(3));
        ready.SetResult("answer");
        await waits;
        Assert.False(answer.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(3));
        Assert.Equal("answer", await answer);
    }

    /// <summary>So that a busy server wakes up once for many; and when the first of them was ready does not count.</summary>
    [Theory]
    [InlineData(1), InlineData(3)]
    public async Task Answers_leave_at_a_beat_of_the_clock(int beyond)
    {
        var clock = new TestClock();
        clock.Advance(TimeSpan.FromMilliseconds(beyond));
        var even = new EvenAnswers(After, clock);
        var waits = clock.NextWaitOf(After + EvenAnswers.Beat - TimeSpan.FromMilliseconds(beyond));
        var answers = Enumerable.Range(0, 9).Select(n => even.Hold(() => new ValueTask<int>(n)).AsTask()).ToArray();
        await waits;
        clock.Advance(After);
        Assert.DoesNotContain(answers, answer => answer.IsCompleted);
        clock.Advance(EvenAnswers.Beat - TimeSpan.FromMilliseconds(beyond));
        Assert.Equal(Enumerable.Range(0, 9), await Task.WhenAll(answers));
    }

    [Fact]
    public async Task What_is_late_waits_no_longer()
    {
        var clock = new TestClock();
        var ready = new TaskCompletionSource<string>();
        var answer = new EvenAnswers(After, clock).Hold(() => new ValueTask<string>(ready.Task)).AsTask();
        clock.Advance(TimeSpan.FromMilliseconds(13));
        ready.SetResult("answer");
        Assert.Equal("answer", await answer.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    /// <summary>Nobody waits in company; and what is cheaper than a prompt is none.</summary>
    [Theory]
    [InlineData(4, 0, true), InlineData(5, 0, false), InlineData(5, 11, false), InlineData(5, 12, true), InlineData(500, 0, false)]
    public async Task While_many_prompts_begin_nobody_waits(int prompts, int millisecondsAgo, bool waits)
    {
        var clock = new TestClock();
        var even = new EvenAnswers(After, clock);
        for (var n = 0; n < prompts; n++) even.Began();
        clock.Advance(TimeSpan.FromMilliseconds(millisecondsAgo));
        var answer = even.Hold(() => new ValueTask<int>(1)).AsTask();
        Assert.Equal(waits, !answer.IsCompleted);
        clock.Advance(After + EvenAnswers.Beat);
        Assert.Equal(1, await answer);
    }

    [Theory]
    [InlineData("0", 0), InlineData("10", 10), InlineData("1000", 1000), InlineData(null, 10)]
    public void The_time_is_a_setting(string? text, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), GatewaySettings.From(Configured(text)).EvenAnswers);

    [Theory]
    [InlineData("-1"), InlineData("1001"), InlineData("ten"), InlineData("1.5"), InlineData("")]
    public void A_time_that_is_none_is_refused(string text) =>
        Assert.Contains(
            "Countersign:EvenAnswers", Assert.Throws<FormatException>(() => GatewaySettings.From(Configured(text))).Message,
            StringComparison.Ordinal);

    private static IConfiguration Configured(string? text) => new ConfigurationBuilder()
        .AddInMemoryCollection([KeyValuePair.Create("Countersign:EvenAnswers", text)]).Build();
}
