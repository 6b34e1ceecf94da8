using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Countersign.Gateway.Admin.Console;
using Countersign.Gateway.Html.Texts;
using Countersign.SignIn;
using Countersign.SignIn.AdminTokens;
using Countersign.SignIn.Users.SignInLog;
using Countersign.SignIn.Ways;

namespace Countersign.Gateway.Tests;

/// <summary>ADM-2: the overview of a tenant's sign-ins, without script.</summary>
public sealed partial class OverviewPageTests
{
    private const string Ada = "ada@contoso.example", Bob = "bob@contoso.example", Path = "/console/tenants/contoso/overview";
    private static readonly TenantId Fabrikam = new("fabrikam");

    public static TheoryData<string> Languages => [.. PageTexts.All.Select(texts => texts.Language)];

    public static TheoryData<string> Roles => [.. AdminRoles.Rows.Select(row => row.Word)];

    private static Task<RunningGateway> Open() => ConsoleVisitor.Gateway(settings => settings with { LogsSignIns = true });

    private static ConsoleTexts In(string language) => PageTexts.All.Single(one => one.Language == language).Console;

    /// <summary>The rows of a section's table: what, and the figures behind it, with where they lead.</summary>
    private static List<(string What, string[] Figures, string?[] Links)> Rows(Reply page, string section)
    {
        var from = page.Text.IndexOf($"aria-labelledby=\"{section}\"", StringComparison.Ordinal);
        Assert.True(from >= 0, section);
        var text = page.Text[from..page.Text.IndexOf("</section>", from, StringComparison.Ordinal)];
        return
        [
            .. TableRows().Matches(text[text.IndexOf("<tbody>", StringComparison.Ordinal)..]).Select(row => (
                Plain(row.Groups["what"].Value),
                row.Groups["cell"].Captures.Select(cell => Plain(cell.Value)).ToArray(),
                row.Groups["cell"].Captures.Select(cell => Hrefs().Match(cell.Value) is { Success: true } href
                    ? WebUtility.HtmlDecode(href.Groups["href"].Value)
                    : null).ToArray())),
        ];
    }

    private static string Plain(string markup) => WebUtility.HtmlDecode(Tags().Replace(markup, "")).Trim();

    private static string Told(Reply page, string section) => string.Join(
        '\n', Rows(page, section).Select(row => $"{row.What}: {string.Join(' ', row.Figures)}"));

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task What_people_do_is_counted_in_every_language(string language)
    {
        await using var gateway = await Open();
        await gateway.Operator.Configure("contoso", settings => settings with { Decoys = false });
        var (all, texts) = (In(language), In(language).Overview);
        await ConsoleVisitor.SignedIn(gateway, Ada, AdminRole.Reader, language);
        var bob = await gateway.Enrol(Bob);
        (await bob.Approve(await gateway.Browser().Prompt(Bob))).MustBe(200);
        await gateway.WriteLog();
        gateway.Clock.Advance(TimeSpan.FromDays(3));

        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, "carol@contoso.example", AdminRole.Reader, language);
        await gateway.Browser().Prompt(Bob);
        (await bob.Deny()).MustBe(200);
        await gateway.Operator.CreateUser("contoso", "plain@contoso.example");
        (await gateway.Browser().Start("plain@contoso.example")).MustBe(200);
        (await gateway.Browser().Start("nobody@contoso.example")).MustBe(200);
        await gateway.WriteLog();

        var page = (await visitor.Open(Path)).MustBe(200);
        Assert.Equal(texts.Title, Visitor.Heading(page));
        Assert.Equal($"{all.SignIns.NotAvailable}: 1 1\n{all.SignIns.ComesBack}: 0 0", Told(page, "why"));
        Assert.Contains($"{all.SignIns.Denied}: 1 1\n", Told(page, "ends"), StringComparison.Ordinal);
        Assert.Contains($"{texts.Locks}: 0 0", Told(page, "ends"), StringComparison.Ordinal);
        Assert.Equal(
            $"{texts.Wakeable}: 0 0\n{texts.OfTheseUnanswered}: 0 0\n"
                + $"{texts.NotWakeable}: 2 4\n{texts.OfTheseUnanswered}: 0 · 0 % 0 · 0 %",
            Told(page, "push"));
        Assert.EndsWith($"{texts.UnknownNames}: 1 1", Told(page, "others"), StringComparison.Ordinal);
        Assert.Contains($"<dt>{texts.ByPhone}</dt>", page.Text, StringComparison.Ordinal);
        Assert.Equal(2, page.Text.Split("<svg class=\"chart\"").Length - 1);
        Assert.DoesNotContain("style=", page.Text, StringComparison.Ordinal);   // the policy of the page takes none in line
        Assert.DoesNotContain(Bob, page.Text, StringComparison.Ordinal);
    }

    /// <summary>One entry of each kind two days ago and some today: each figure is theirs, and leads to as many in the log.</summary>
    [Fact]
    public async Task Every_figure_counts_the_entries_that_it_leads_to()
    {
        await using var gateway = await Open();
        await gateway.Operator.CreateTenant("fabrikam");
        var entries = new List<SignInEntry>();
        async Task Log(IEnumerable<SignInEntry> some)
        {
            SignInEntry[] written =
            [
                .. some.Select((entry, number) => entry with
                {
                    At = gateway.Clock.GetUtcNow(), User = new($"u{entries.Count + number}@x"), StartedAt = gateway.Clock.GetUtcNow(),
                }),
            ];
            entries.AddRange(written);
            gateway.Log(Fabrikam, written);
            await gateway.WriteLog();
        }

        var blank = new SignInEntry(default, new("u@x"), SignInWay.Phone, SignInOutcome.Approved, "portal");
        await Log(
        [
            .. Enum.GetValues<SignInOutcome>().Skip(1).Where(outcome => outcome != SignInOutcome.FellBack)
                .SelectMany((outcome, number) => Enumerable.Repeat(blank with { Outcome = outcome }, 1 + (number % 3))),
            .. Enum.GetValues<FallbackReason>().Skip(1).SelectMany((reason, number) => Enumerable.Repeat(
                blank with { Outcome = SignInOutcome.FellBack, Reason = reason }, 1 + (number % 4))),
        ]);
        gateway.Clock.Advance(TimeSpan.FromHours(26));
        var begun = gateway.Clock.GetUtcNow();
        await Log([blank, blank, blank with { Outcome = SignInOutcome.WrongNumber, Locks = true }]);
        gateway.Clock.Advance(TimeSpan.FromHours(1));
        await Log([blank with { Outcome = SignInOutcome.FellBack, Reason = FallbackReason.Locked }]);

        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, Ada, AdminRole.HelpDesk);
        var page = (await visitor.Open("/console/tenants/fabrikam/overview")).MustBe(200);
        var texts = In("en");
        var labels = Enum.GetValues<SignInOutcome>().Skip(1).ToDictionary(outcome => SignInPhrases.Of(texts.SignIns, outcome));
        var reasons = Enum.GetValues<FallbackReason>().Skip(1).ToDictionary(reason => SignInPhrases.Of(texts.SignIns, reason));
        var followed = 0;
        foreach (var row in Rows(page, "why").Concat(Rows(page, "ends")).Concat(Rows(page, "others")))
        {
            Func<SignInEntry, bool>? counts = labels.TryGetValue(row.What, out var outcome) ? entry => entry.Outcome == outcome
                : reasons.TryGetValue(row.What, out var reason) ? entry => entry.Outcome == SignInOutcome.FellBack && entry.Reason == reason
                : null;
            if (counts is null) continue;
            int[] expected = [entries.Count(entry => entry.At >= begun && counts(entry)), entries.Count(counts)];
            Assert.Equal((row.What, $"{expected[0]} {expected[1]}"), (row.What, string.Join(' ', row.Figures)));
            for (var column = 0; column < 2; column++)
            {
                Assert.Equal(expected[column] > 0, row.Links[column] is not null);
                if (row.Links[column] is not { } link) continue;
                followed++;
                var log = (await visitor.Open(link)).MustBe(200).Text;
                Assert.True(expected[column] == log.Split("@x</bdi>").Length - 1, $"{row.What}: {link}");
            }
        }

        Assert.InRange(followed, labels.Count + reasons.Count, 100);
        Assert.Equal(reasons.Count + 1, Rows(page, "why").Count);
        Assert.Contains($"{texts.Overview.Locks}: 1 1", Told(page, "ends"), StringComparison.Ordinal);
        Assert.Equal("05-05 12:00: 2 0 1\n05-05 13:00: 0 1 0", Told(page, "last_day"));
        Assert.Equal(2, Rows(page, "last_month").Count);
        var day = (await visitor.Open(Visitor.LinkOn(page, "05-05 12:00"))).MustBe(200).Text;
        Assert.Equal(3, day.Split("@x</bdi>").Length - 1);
    }

    /// <summary>Whoever may read the log comes here first; the others are neither led here nor let in.</summary>
    [Theory]
    [MemberData(nameof(Roles))]
    public async Task Whoever_may_read_the_log_is_led_here_first(string word)
    {
        await using var gateway = await Open();
        var role = AdminRoles.Of(word)!.Value;
        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, Ada, role, null, "contoso");
        var (home, page) = ((await visitor.Open("/")).MustBe(200), await visitor.Open(Path));
        var first = TenantPages().Match(home.Text).Groups["path"].Value;
        if (AdminRoles.Has(role, AdminRight.Read))
        {
            Assert.Equal(Path, first);
            Assert.Contains("aria-current=\"true\">" + In("en").Overview.Title, page.MustBe(200).Text, StringComparison.Ordinal);
            return;
        }

        Assert.DoesNotContain(Path, home.Text, StringComparison.Ordinal);
        page.MustBe(403, "CS2021");
    }

    [Fact]
    public async Task A_tenant_without_sign_ins_or_without_a_log_is_told_so()
    {
        await using var gateway = await Open();
        await gateway.Operator.CreateTenant("fabrikam");
        const string Empty = "/console/tenants/fabrikam/overview";
        var texts = In("en").Overview;
        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, Ada, AdminRole.Reader);
        var empty = (await visitor.Open(Empty)).MustBe(200);
        Assert.Contains(texts.Empty, empty.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"chart\"", empty.Text, StringComparison.Ordinal);
        Assert.Equal(2, empty.Text.Split("href=\"/console/tenants/fabrikam/checklist\"").Length - 1);   // among the rooms, and here

        gateway.Log(Fabrikam, new SignInEntry(gateway.Clock.GetUtcNow(), new("u@x"), SignInWay.Phone, SignInOutcome.Approved));
        await gateway.WriteLog();
        gateway.Clock.Advance(TimeSpan.FromDays(2));
        (visitor, _) = await ConsoleVisitor.SignedIn(gateway, Bob, AdminRole.Reader);
        var quiet = (await visitor.Open(Empty)).MustBe(200);
        Assert.Contains(texts.Quiet, quiet.Text, StringComparison.Ordinal);
        Assert.Equal(1, quiet.Text.Split("<svg class=\"chart\"").Length - 1);
        Assert.DoesNotContain("7 days", quiet.Text, StringComparison.Ordinal);
        await gateway.Operator.Configure("fabrikam", settings => settings with { SignInLogDays = 7 });
        Assert.Contains("7 days", (await visitor.Open(Empty)).MustBe(200).Text, StringComparison.Ordinal);
        await gateway.Operator.Configure("fabrikam", settings => settings with { SignInLogDays = 0 });
        Assert.Contains(texts.NoLog, (await visitor.Open(Empty)).MustBe(200).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 1), InlineData(3, 4), InlineData(5, 6), InlineData(8, 8), InlineData(9, 10), InlineData(11, 20), InlineData(81, 100)]
    [InlineData(5_000_000_000, 6_000_000_000)]
    public void A_chart_ends_at_a_number_that_people_count_in(long most, long top) => Assert.Equal(top, SignInChart.RoundUp(most));

    [Theory]
    [InlineData("50 25 0", "50 25 0")]
    [InlineData("0 0 0", "0 0 0")]
    [InlineData("100 0 0", "100 0 0")]
    [InlineData("99 1 0", "98.5 1.5 0")]       // seen, and the bar no higher for it
    [InlineData("1 1 0", "1.5 1.5 0")]
    [InlineData("1 0 99", "1.5 0 98.5")]
    public void A_part_that_is_there_is_seen_and_the_bar_does_not_outgrow_the_chart(string counts, string heights)
    {
        long[] parts = [.. counts.Split(' ').Select(count => long.Parse(count, CultureInfo.InvariantCulture))];
        var drawn = SignInChart.HeightsOf(parts, 100);
        Assert.Equal(heights, string.Join(' ', drawn.Select(SignInChart.Written)));
        Assert.True(drawn.Sum() <= 100);
    }

    [GeneratedRegex("<tr><th scope=\"row\"[^>]*>(?<what>.*?)</th>\\s*(<td>(?<cell>.*?)</td>\\s*)+</tr>", RegexOptions.Singleline)]
    private static partial Regex TableRows();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex("href=\"(?<href>[^\"]*)\"")]
    private static partial Regex Hrefs();

    [GeneratedRegex("href=\"(?<path>/console/tenants/contoso/[^\"]*)\"")]
    private static partial Regex TenantPages();
}
