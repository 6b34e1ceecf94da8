using System.Text;
using System.Text.RegularExpressions;
using Countersign.Gateway.Html.Texts;
using Countersign.SignIn.AdminTokens;

namespace Countersign.Gateway.Tests;

/// <summary>ADM-5: a table of people at the console; first what would change, then the change.</summary>
public sealed partial class ConsoleImportTests
{
    private const string Ada = "ada@contoso.example", Kim = "kim@contoso.example", Page = "/console/tenants/contoso/import-people";
    private static readonly ImportTexts English = PageTexts.All.Single(texts => texts.Language == "en").Console.Import;

    private static async Task<(RunningGateway Gateway, ConsoleVisitor Visitor, Reply Form)> Begin(params string[] tenants)
    {
        var gateway = await ConsoleVisitor.Gateway();
        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, Ada, AdminRole.Owner, null, tenants);
        return (gateway, visitor, (await visitor.Open(Page)).MustBe(200));
    }

    private static Task<Reply> Look(ConsoleVisitor visitor, Reply form, string table) =>
        visitor.Send(Page, form, ("file", "people.csv", Encoding.UTF8.GetBytes(table)));

    private static Task<Reply> Bring(ConsoleVisitor visitor, Reply preview, string reason = "") => visitor.Press(
        Page, preview, ("table", Visitor.Hidden(preview, "table")!), ("reason", reason), ("do", "bring"));

    private static async Task<string[]> People(RunningGateway gateway) =>
    [
        .. (await gateway.Admin(HttpMethod.Get, "contoso/users")).MustBe(200).Json.GetProperty("users").EnumerateArray()
            .Select(user => $"{user.GetProperty("user_name").GetString()!.Split('@')[0]} {user.GetProperty("enabled").GetBoolean()} "
                + string.Join(' ', user.GetProperty("groups").EnumerateArray().Select(group => group.GetString()))),
    ];

    [Fact]
    public async Task What_would_change_is_shown_and_then_done_once_with_reason_and_actor()
    {
        var (gateway, visitor, form) = await Begin();
        await using var running = gateway;
        await gateway.Operator.CreateUser("contoso", "lee@contoso.example");
        const string Table = "\uFEFFUser_Name;Enabled;Groups\r\nKim@contoso.example;;staff pilots\r\nlee@contoso.example;false;\r\n"
            + "ada@contoso.example;true;\r\nmin@contoso.example;false;\r\n";
        var before = await Rows.Of(gateway.Store);
        var preview = (await Look(visitor, form, Table)).MustBe(200);
        Assert.Equal(before, await Rows.Of(gateway.Store));
        Assert.Equal(
            ["kim@contoso.example new", "kim@contoso.example joins staff", "kim@contoso.example joins pilots",
                "lee@contoso.example may no longer sign in", "min@contoso.example new, may not sign in"],
            Lines().Matches(preview.Text).Select(line => line.Groups[1].Value + " " + Tags().Replace(line.Groups[2].Value, "")));

        var done = (await Bring(visitor, preview, "the first of them")).MustBe(303).Header("Location")!;
        Assert.Contains("5 changes are made.", (await visitor.Open(done)).MustBe(200).Text, StringComparison.Ordinal);
        Assert.Equal(["ada True ", "kim True pilots staff", "lee False ", "min False "], await People(gateway));
        var made = (await gateway.Operator.Audit("user.created"))[^1];
        Assert.Equal(Ada, made.GetProperty("actor").GetString());
        Assert.Equal("the first of them", made.GetProperty("actorReason").GetString());

        var again = (await Look(visitor, form, Table)).MustBe(200);
        Assert.Contains(English.Nothing, again.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"do\"", again.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "NoFile")]
    [InlineData("\uFEFF", "Empty")]
    [InlineData("name\nkim@contoso.example\n", "“<bdi>name</bdi>”")]
    [InlineData("groups\nstaff\n", "NoNames")]
    [InlineData("user_name,user_name\n", "ColumnTwice")]
    [InlineData("user_name\nki\"m@contoso.example\n", "StrayQuote")]
    [InlineData("user_name\n\"kim@contoso.example\n", "OpenQuote")]
    [InlineData("user_name\nkim@contoso.example,true\n", "<bdi>2</bdi> cells")]
    [InlineData("user_name\n<b>kim</b>\n", "“<bdi>&lt;b&gt;kim&lt;/b&gt;</bdi>” is not a user name")]
    [InlineData("user_name\n\u001b[2Jkim\n", "“<bdi>·[2Jkim</bdi>”")]
    [InlineData("user_name,enabled\nkim@contoso.example,yes\n", "EnabledFault")]
    [InlineData("user_name,groups\nkim@contoso.example,st/aff\n", "“<bdi>st/aff</bdi>” is not a group name")]
    [InlineData("user_name\nkim@contoso.example\nKIM@contoso.example\n", "<bdi>kim@contoso.example</bdi> is on an earlier line")]
    public async Task A_table_that_cannot_be_is_refused_by_line_and_changes_nothing(string table, string said)
    {
        var (gateway, visitor, form) = await Begin();
        await using var running = gateway;
        var before = await Rows.Of(gateway.Store);
        var refused = (await Look(visitor, form, table)).MustBe(400, "CS1069");
        var sentence = typeof(ImportTexts).GetProperty(said)?.GetValue(English) as string ?? said;
        Assert.Contains(sentence, refused.Text, StringComparison.Ordinal);
        Assert.Equal(before, await Rows.Of(gateway.Store));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_and_more_people_than_a_page_takes_are_refused()
    {
        var (gateway, visitor, form) = await Begin();
        await using var running = gateway;
        var latin = await visitor.Send(Page, form, ("file", "people.csv", [0x75, 0xE4, 0x0A]));
        Assert.Contains(English.NotUtf8, latin.MustBe(400, "CS1069").Text, StringComparison.Ordinal);
        var many = "user_name\n" + string.Concat(Enumerable.Range(0, 501).Select(number => $"user{number}@contoso.example\n"));
        (await Look(visitor, form, many)).MustBe(400, "CS1069");
        (await Look(visitor, form, many[..many.LastIndexOf("user500", StringComparison.Ordinal)])).MustBe(200);
        Assert.Equal(["ada True "], await People(gateway));
    }

    [Fact]
    public async Task Who_may_do_more_is_passed_over_and_said_also_when_the_table_is_made_by_hand()
    {
        var (gateway, visitor, form) = await Begin("contoso");
        await using var running = gateway;
        await ConsoleVisitor.Make(gateway, Kim, AdminRole.Owner);
        const string Table = "user_name\nkim@contoso.example\nlee@contoso.example\n";
        var preview = (await Look(visitor, form, Table)).MustBe(200);
        Assert.Contains(English.Beyond, preview.Text, StringComparison.Ordinal);
        (await visitor.Press(Page, form, ("table", Table), ("do", "bring"))).MustBe(303);
        Assert.Equal(["ada True ", "lee True "], await People(gateway));
    }

    [Theory]
    [InlineData(AdminRole.Policy)]
    [InlineData(AdminRole.HelpDesk)]
    [InlineData(AdminRole.Reader)]
    public async Task A_role_that_may_not_is_neither_shown_the_way_nor_let_in(AdminRole role)
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, Ada, role);
        var people = (await visitor.Open("/console/tenants/contoso/people")).MustBe(200);
        Assert.DoesNotContain(Page, people.Text, StringComparison.Ordinal);
        (await visitor.Open(Page)).MustBe(403, "CS2021");
        (await visitor.Press(Page, (await visitor.Open("/")).MustBe(200), ("table", "user_name\nkim@contoso.example\n"), ("do", "bring")))
            .MustBe(403, "CS2021");
        Assert.Equal(["ada True "], await People(gateway));
    }

    [GeneratedRegex("<li><bdi>(.*?)</bdi>: (.*?)</li>")]
    private static partial Regex Lines();

    [GeneratedRegex("<.*?>")]
    private static partial Regex Tags();
}
