using System.Net;
using Countersign.Gateway.Admin.Console;
using Countersign.Gateway.Html.Texts;
using Countersign.SignIn;
using Countersign.SignIn.AdminTokens;
using Countersign.SignIn.Users.SignInLog;

namespace Countersign.Gateway.Tests;

/// <summary>ADM-4: the sign-in log at the console, and why Kim could not sign in.</summary>
public sealed class ConsoleSignInLogTests
{
    private const string Ada = "ada@contoso.example", Kim = "kim@contoso.example", Path = "/console/tenants/contoso/sign-ins";
    private const string PathOfKim = "/console/tenants/contoso/people/kim%40contoso.example";

    public static TheoryData<string> Languages => [.. PageTexts.All.Select(texts => texts.Language)];

    /// <summary>Without what is a whole tenant's: nobody is signed in at the console then.</summary>
    public static TheoryData<string, string, string> OfOnePerson =>
        [.. WhyTests.Causes.Where(row => row.Data.Item1 is not ("switched off" or "not targeted" or "push not allowed" or "too old"))];

    private static Task<RunningGateway> Open() => ConsoleVisitor.Gateway(settings => settings with { LogsSignIns = true });

    private static ConsoleTexts In(string language) => PageTexts.All.Single(texts => texts.Language == language).Console;

    private static string Text(Reply page) => WebUtility.HtmlDecode(page.Text);

    /// <summary>An entry of every outcome, way, reason, refusal and rule.</summary>
    private static SignInEntry[] Every(DateTimeOffset now)
    {
        var blank = new SignInEntry(now, new(Kim), SignInWay.Phone, SignInOutcome.FellBack, "portal", "The Portal", "192.0.2.0/24");
        SignInEntry[] all =
        [
            .. Enum.GetValues<SignInOutcome>().Skip(1).Select(outcome => blank with { Outcome = outcome }),
            .. Enum.GetValues<SignInWay>().Skip(1).Select(way => blank with { Way = way }),
            .. Enum.GetValues<FallbackReason>().Skip(1).Select(reason => blank with { Reason = reason }),
            .. Enum.GetValues<SignInRefusal>().Skip(1)
                .Select(refused => blank with { Outcome = SignInOutcome.Refused, Way = SignInWay.Password, Refused = refused }),
            .. Enum.GetValues<StartRule>().Skip(1).Select(rule => blank with { Rule = rule }),
        ];
        return [.. all.Select((entry, number) => entry with { At = now.AddSeconds(-number), Browser = $"Browser {number}" })];
    }

    /// <summary>Every fallback reason, refusal and end, in every language: in the log, on the person's page, and opened.</summary>
    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Every_reason_refusal_and_end_is_on_the_persons_screen_and_in_the_log(string language)
    {
        await using var gateway = await Open();
        await gateway.Enrol(Kim);
        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, Ada, AdminRole.Reader, language);
        var entries = Every(gateway.Clock.GetUtcNow());
        gateway.Log(new("contoso"), entries);
        await gateway.WriteLog();
        var texts = In(language);
        var log = texts.SignIns;
        List<string> said =
        [
            .. Enum.GetValues<SignInOutcome>().Skip(1).Select(outcome => SignInPhrases.Of(log, outcome)),
            .. Enum.GetValues<SignInWay>().Skip(1).Select(way => SignInPhrases.Of(log, way)),
            .. Enum.GetValues<FallbackReason>().Skip(1).Select(reason => SignInPhrases.Of(log, reason)),
            .. Enum.GetValues<SignInRefusal>().Skip(1).Select(refused => SignInPhrases.Of(log, refused)),
        ];
        Assert.Equal(said.Count, said.Distinct().Count());
        var person = Text((await visitor.Open(PathOfKim)).MustBe(200));
        Assert.All(said, text => Assert.Contains(text, person, StringComparison.Ordinal));
        Assert.All(
            Enum.GetValues<StartRule>().Skip(1),
            rule => Assert.Contains($"{texts.FoundFallsBack}: {SignInPhrases.Of(texts, rule)}", person, StringComparison.Ordinal));

        var listed = Text((await visitor.Open(Path)).MustBe(200));
        var next = Text((await visitor.Open(Visitor.LinkOn((await visitor.Open(Path)).MustBe(200), texts.NextPage)))
            .MustBe(200));
        Assert.All(said, text => Assert.Contains(text, listed + next, StringComparison.Ordinal));
        foreach (var entry in entries)
        {
            var opened = Text((await visitor.Open($"{Path}/{SignInEntryId.Of(entry)}")).MustBe(200));
            Assert.Contains(SignInPhrases.Of(log, entry.Outcome), opened, StringComparison.Ordinal);
            Assert.Contains($"href=\"{PathOfKim}\"", opened, StringComparison.Ordinal);
            if (entry.Reason is { } reason) Assert.Contains(SignInPhrases.Of(log, reason), opened, StringComparison.Ordinal);
            if (entry.Refused is { } refused) Assert.Contains(SignInPhrases.Of(log, refused), opened, StringComparison.Ordinal);
            if (entry.Rule is { } rule)
                Assert.Matches($"<span class=\"broken\">{texts.FoundFallsBack}</span>\\s+{SignInPhrases.Of(texts, rule)}", opened);
        }
    }

    /// <summary>As it comes, from a start to the screen of whoever helps.</summary>
    [Theory]
    [MemberData(nameof(OfOnePerson))]
    public async Task Why_somebody_could_not_sign_in_is_one_screen(string cause, string rule, string reason)
    {
        await using var gateway = await Open();
        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, "helper@contoso.example", AdminRole.HelpDesk);
        await gateway.Operator.Configure("contoso", settings => settings with { Decoys = false });
        await WhyTests.Happen(gateway, cause);
        (await gateway.Browser().Start(Ada)).MustBe(200);
        await gateway.WriteLog();
        var texts = In("en");
        var broken = SignInPhrases.Of(texts, Enum.GetValues<StartRule>().Skip(1).Single(one => Admin.SignInWords.WordFor(one) == rule));
        var why = SignInPhrases.Of(
            texts.SignIns, Enum.GetValues<FallbackReason>().Skip(1).Single(one => Http.Words.WordFor(one) == reason));
        var person = (await visitor.Open("/console/tenants/contoso/people/ada%40contoso.example")).MustBe(200);
        Assert.Matches($"<span class=\"broken\">{texts.FoundFallsBack}</span>\\s+{broken}", Text(person));   // now
        Assert.Contains($"{texts.FoundFallsBack}: {broken}", Text(person), StringComparison.Ordinal);        // and then
        Assert.Contains(why, Text(person), StringComparison.Ordinal);
        var all = (await visitor.Open(Visitor.LinkOn(person, texts.SignIns.AllOfPerson))).MustBe(200);
        Assert.Contains($"{texts.FoundFallsBack}: {broken}", Text(all), StringComparison.Ordinal);
        Assert.DoesNotContain("· <bdi>helper@", all.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_is_filtered_paged_and_exported()
    {
        await using var gateway = await Open();
        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, Ada, AdminRole.Reader);
        var now = gateway.Clock.GetUtcNow();
        for (var number = 0; number < 60; number++)
        {
            gateway.Log(new("contoso"), new SignInEntry(
                gateway.Clock.GetUtcNow(), new($"u{number:D2}@x"), SignInWay.Phone, SignInOutcome.Denied, "portal", "The Portal",
                number % 2 == 0 ? "192.0.2.0/24" : "198.51.100.0/24"));
            await gateway.WriteLog();
            gateway.Clock.Advance(TimeSpan.FromSeconds(20));
        }

        var first = (await visitor.Open(Path + "?outcome=denied&reason=&user=&application=PORT&address=&from=&to=")).MustBe(200);
        Assert.Equal(50, first.Text.Split("@x</bdi>").Length - 1);
        var next = Visitor.LinkOn(first, In("en").NextPage);
        Assert.Contains("outcome=denied", next, StringComparison.Ordinal);
        Assert.Equal(10, (await visitor.Open(next)).MustBe(200).Text.Split("@x</bdi>").Length - 1);
        var near = (await visitor.Open(Path + "?address=192.0.2.7")).MustBe(200);
        Assert.Equal(30, near.Text.Split("@x</bdi>").Length - 1);
        var from = now.AddMinutes(18).ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
        var late = (await visitor.Open($"{Path}?outcome=denied&from={Uri.EscapeDataString(from)}")).MustBe(200);
        Assert.Equal(6, late.Text.Split("@x</bdi>").Length - 1);

        var csv = (await visitor.Open(Visitor.LinkOn(near, In("en").SignIns.Csv))).MustBe(200);
        Assert.Equal(31, csv.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal("attachment; filename=sign-ins-contoso.csv; filename*=UTF-8''sign-ins-contoso.csv", csv.Header("Content-Disposition"));
        var lines = (await visitor.Open(Visitor.LinkOn(near, In("en").SignIns.Lines))).MustBe(200);
        Assert.Equal(30, lines.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal("no-store", csv.Header("Cache-Control"));
    }

    [Theory]
    [InlineData("user=kim"), InlineData("address=here"), InlineData("from=yesterday"), InlineData("to=9"), InlineData("outcome=gone")]
    [InlineData("reason=because")]
    public async Task A_field_that_cannot_be_read_says_so_and_keeps_what_was_typed(string query)
    {
        await using var gateway = await Open();
        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, Ada, AdminRole.Reader);
        var page = await visitor.Open($"{Path}?{query}");
        Assert.Equal(400, page.Status);
        if (!query.StartsWith("outcome", StringComparison.Ordinal) && !query.StartsWith("reason", StringComparison.Ordinal))
        {
            Assert.Contains($"id=\"{query.Split('=')[0]}_error\"", page.Text, StringComparison.Ordinal);
            Assert.Contains($"value=\"{query.Split('=')[1]}\"", page.Text, StringComparison.Ordinal);
        }

        (await visitor.Open($"{Path}/export?{query}")).MustBe(400, "CS1000");
    }

    [Fact]
    public async Task What_is_not_in_the_log_cannot_be_opened()
    {
        await using var gateway = await Open();
        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, Ada, AdminRole.Reader);
        foreach (var id in new[] { "nothing", "1764358800123-AAAAAAAAAAAAAAAA" })
            (await visitor.Open($"{Path}/{id}")).MustBe(404, "CS6081");
        (await visitor.Open(Path + "?after=x")).MustBe(400, "CS1000");
        (await visitor.Open(Path + "?user=a&user=b")).MustBe(400, "CS1000");
        (await visitor.Open(Path + "/export?form=xml")).MustBe(400, "CS1000");
    }
}
