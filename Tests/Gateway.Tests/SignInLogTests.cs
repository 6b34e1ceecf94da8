using System.Text.Json;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Tests;

/// <summary>ADM-4: what became of sign-ins, over the wire.</summary>
public sealed class SignInLogTests
{
    private const string Ada = "ada@contoso.example", Path = "contoso/sign-ins";

    private static Task<RunningGateway> Open() => RunningGateway.Furnished(settings => settings with { LogsSignIns = true });

    private static async Task<JsonElement[]> Read(RunningGateway gateway, string query = "")
    {
        await gateway.WriteLog();
        var page = (await gateway.Admin(HttpMethod.Get, Path + query)).MustBe(200);
        return [.. page.Json.GetProperty("sign_ins").EnumerateArray()];
    }

    private static string? Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) ? value.ToString() : null;

    [Theory]
    [MemberData(nameof(WhyTests.Causes), MemberType = typeof(WhyTests))]
    public async Task A_sign_in_that_was_not_prompted_has_the_reason_and_the_rule(string cause, string rule, string reason)
    {
        await using var gateway = await Open();
        await gateway.Operator.Configure("contoso", settings => settings with { Decoys = false });
        await WhyTests.Happen(gateway, cause);
        (await gateway.Browser().Start(Ada)).MustBe(200);
        var entry = (await Read(gateway))[0];
        Assert.Equal(
            (Ada, "phone", "fell_back", reason, rule, "web"),
            (Text(entry, "user_name"), Text(entry, "way"), Text(entry, "outcome"), Text(entry, "reason"), Text(entry, "rule"),
                Text(entry, "client")));
        Assert.Equal("127.0.0.0/24", Text(entry, "network"));

        var why = (await gateway.Admin(HttpMethod.Get, $"contoso/users/{Ada}/why")).MustBe(200);
        var lastDay = why.Json.GetProperty("last_day");
        Assert.Equal(entry.GetRawText(), lastDay[0].GetRawText());   // each start of the last day beside now
        gateway.Clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromSeconds(1));
        why = (await gateway.Admin(HttpMethod.Get, $"contoso/users/{Ada}/why")).MustBe(200);
        Assert.DoesNotContain(
            why.Json.GetProperty("last_day").EnumerateArray(), one => one.GetProperty("time").GetString() == Text(entry, "time"));
    }

    [Fact]
    public async Task A_sign_in_by_phone_is_one_entry_with_what_the_phone_showed()
    {
        await using var gateway = await Open();
        var ada = await gateway.Enrol(Ada);
        var number = await gateway.Browser().Prompt(Ada);
        gateway.Clock.Advance(TimeSpan.FromSeconds(7));
        (await ada.Approve(number)).MustBe(200);
        var entry = Assert.Single(await Read(gateway, "?outcome=approved"));
        Assert.Equal(("7", "1", "False"), (Text(entry, "seconds"), Text(entry, "numbers_tried"), Text(entry, "locked")));
        Assert.Matches("^[0-9]{13}-[A-Za-z0-9_-]{16}$", Text(entry, "id"));   // a time and what was drawn: digits of its own
        var rest = entry.EnumerateObject().Where(member => member.Name is not ("time" or "started_at" or "network" or "id"));
        Assert.DoesNotContain(rest, member => member.Value.ToString().Contains(number, StringComparison.Ordinal));
    }

    /// <summary>A person without a phone is what helpers are asked about most; a name that nobody has is noise.</summary>
    [Fact, Trait("Rule", "I17")]
    public async Task Behind_a_decoy_a_person_is_kept_and_a_name_that_nobody_has_is_counted()
    {
        await using var gateway = await Open();
        await gateway.Operator.Configure("contoso", settings => settings with { Decoys = true });
        await gateway.Operator.CreateUser("contoso", Ada);
        (await gateway.Browser().Start(Ada)).MustBe(200);
        (await gateway.Browser().Start("nobody@contoso.example")).MustBe(200);
        await gateway.WriteLog();
        var page = (await gateway.Admin(HttpMethod.Get, Path)).MustBe(200);
        var entry = Assert.Single(page.Json.GetProperty("sign_ins").EnumerateArray(), one => Text(one, "way") == "phone");
        Assert.Equal((Ada, "phone_enabled", "True"), (Text(entry, "user_name"), Text(entry, "rule"), Text(entry, "shown_decoy")));
        Assert.Equal(1, page.Json.GetProperty("not_kept").GetProperty("unknown_names").GetInt32());
        Assert.DoesNotContain("nobody", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_is_read_a_page_at_a_time_and_filtered()
    {
        await using var gateway = await Open();
        await gateway.Operator.Configure("contoso", settings => settings with { Decoys = false });
        foreach (var user in new[] { "a@x", "b@x", "c@x" })
        {
            await gateway.Operator.CreateUser("contoso", user);
            (await gateway.Browser().Start(user)).MustBe(200);
            await gateway.WriteLog();
            gateway.Clock.Advance(TimeSpan.FromMinutes(7));
        }

        var first = (await gateway.Admin(HttpMethod.Get, Path + "?limit=2&reason=not_available")).MustBe(200);
        Assert.Equal(["c@x", "b@x"], Names(first));
        var next = Uri.EscapeDataString(first["next"]);
        var rest = (await gateway.Admin(HttpMethod.Get, Path + $"?limit=2&reason=not_available&after={next}")).MustBe(200);
        Assert.Equal(["a@x"], Names(rest));
        Assert.Equal(["b@x"], (await Read(gateway, "?user=B@x&outcome=fell_back&client=web")).Select(one => Text(one, "user_name")));
        Assert.Empty(await Read(gateway, "?client=portal"));
        Assert.Equal(3, (await Read(gateway, "?application=web&address=127.0.0.9&reason=not_available")).Length);
        Assert.Equal(3, (await Read(gateway, "?address=127.0.0.0%2F24&reason=not_available")).Length);
        Assert.Empty(await Read(gateway, "?address=192.0.2.1"));
        Assert.Empty(await Read(gateway, "?application=mail"));
        Assert.Empty(await Read(gateway, "?from=2099-01-01T00:00:00Z"));
    }

    private static IEnumerable<string?> Names(Reply page) =>
        page.Json.GetProperty("sign_ins").EnumerateArray().Select(one => Text(one, "user_name"));

    [Theory]
    [InlineData("outcome=gone"), InlineData("reason=because"), InlineData("client=a%20b"), InlineData("from=yesterday")]
    [InlineData("from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z"), InlineData("limit=0"), InlineData("limit=1001")]
    [InlineData("address=here"), InlineData("address=127.0.0.1%2F16"), InlineData("address="), InlineData("application=")]
    [InlineData("after=x"), InlineData("outcome=denied&outcome=denied"), InlineData("outcome="), InlineData("after=9999999999999999~0~d")]
    public async Task A_filter_that_cannot_be_is_refused(string query)
    {
        await using var gateway = await Open();
        (await gateway.Admin(HttpMethod.Get, Path + "?" + query)).MustBe(400, "CS1000");
    }

    [Fact]
    public async Task A_tenant_that_is_not_there_has_no_log()
    {
        await using var gateway = await Open();
        (await gateway.Admin(HttpMethod.Get, "fabrikam/sign-ins")).MustBe(404);
        (await gateway.Admin(HttpMethod.Get, "contoso/sign-ins?user=%20")).MustBe(400);
    }

    [Fact]
    public async Task How_long_it_is_kept_is_a_setting_of_the_tenant()
    {
        await using var gateway = await Open();
        await gateway.Operator.CreateUser("contoso", Ada);
        (await gateway.Browser().Start(Ada)).MustBe(200);
        Assert.Equal("30", (await gateway.Admin(HttpMethod.Get, "contoso/settings")).MustBe(200)["sign_in_log_days"]);
        Assert.NotEmpty(await Read(gateway));
        await gateway.Operator.Configure("contoso", settings => settings with { SignInLogDays = 0 });
        Assert.Empty(await Read(gateway));
    }

    [Fact]
    public async Task Somebody_who_is_removed_is_not_shown_and_gone_minutes_later()
    {
        await using var gateway = await Open();
        await gateway.Operator.Configure("contoso", settings => settings with { Decoys = false });
        await gateway.Operator.CreateUser("contoso", Ada);
        (await gateway.Browser().Start(Ada)).MustBe(200);
        Assert.NotEmpty(await Read(gateway));
        (await gateway.Admin(HttpMethod.Delete, "contoso/users/" + Ada)).MustBe(204);
        Assert.Empty(await Read(gateway));
    }

    [Theory]
    [InlineData("text/csv"), InlineData("application/x-ndjson")]
    public async Task It_can_be_exported_and_no_cell_is_a_formula(string form)
    {
        await using var gateway = await Open();
        await gateway.Operator.Configure("contoso", settings => settings with { Decoys = false });
        foreach (var user in new[] { "+1+cmd@x", "b@x" })
        {
            await gateway.Operator.CreateUser("contoso", user);
            (await gateway.Browser().Start(user)).MustBe(200);
            await gateway.WriteLog();
            gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var (text, link) = await Export(gateway, form, "?outcome=fell_back&limit=1");
        Assert.Contains("b@x", text, StringComparison.Ordinal);
        Assert.DoesNotContain("cmd", text, StringComparison.Ordinal);
        Assert.Matches("^<\\?outcome=fell_back&limit=1&after=[^>]+>; rel=\"next\"$", link);
        (text, link) = await Export(gateway, form, link!.Split('>')[0][1..]);
        Assert.Null(link);
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (form == "text/csv")
        {
            Assert.Equal(2, lines.Length);
            Assert.StartsWith("time,user_name,way,outcome,reason,rule,", lines[0], StringComparison.Ordinal);
            Assert.Contains(",\"'+1+cmd@x\",phone,fell_back,not_available,phone_enabled,", lines[1], StringComparison.Ordinal);
        }
        else Assert.Equal("+1+cmd@x", JsonElement.Parse(Assert.Single(lines)).GetProperty("user_name").GetString());
    }

    private static async Task<(string Text, string? Link)> Export(RunningGateway gateway, string form, string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{gateway.Settings.AdminUrls}/admin/v1/tenants/{Path}{query}");
        request.Headers.Authorization = new("Bearer", gateway.Settings.AdminToken);
        request.Headers.Accept.ParseAdd(form);
        using var response = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        Assert.Equal(form, response.Content.Headers.ContentType!.MediaType);
        var link = response.Headers.TryGetValues("Link", out var links) ? links.Single() : null;
        return (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), link);
    }
}
