using System.Text.Json;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Tests;

/// <summary>ADM-2: how many sign-ins came to what, over the wire.</summary>
public sealed class SignInCountsTests
{
    private const string Ada = "ada@contoso.example", Path = "contoso/sign-ins/counts";

    private static Task<RunningGateway> Open() => RunningGateway.Furnished(settings => settings with { LogsSignIns = true });

    private static async Task<JsonElement> Read(RunningGateway gateway, string query = "")
    {
        await gateway.WriteLog();
        return (await gateway.Admin(HttpMethod.Get, Path + query)).MustBe(200).Json;
    }

    [Fact]
    public async Task Ends_fallbacks_and_unknown_names_are_counted_by_the_hour_and_nobody_is_named()
    {
        await using var gateway = await Open();
        await gateway.Operator.Configure("contoso", settings => settings with { Decoys = false });
        var ada = await gateway.Enrol(Ada);   // who signs in at My Security Info with a pass
        gateway.Clock.Advance(TimeSpan.FromDays(2));
        (await ada.Approve(await gateway.Browser().Prompt(Ada))).MustBe(200);
        await gateway.WriteLog();
        gateway.Clock.Advance(TimeSpan.FromHours(1));
        await gateway.Browser().Prompt(Ada);
        (await ada.Deny()).MustBe(200);
        await gateway.Operator.CreateUser("contoso", "plain@contoso.example");
        (await gateway.Browser().Start("plain@contoso.example")).MustBe(200);
        (await gateway.Browser().Start("nobody@contoso.example")).MustBe(200);

        var answer = await Read(gateway);
        Assert.Equal(
            """
            {"outcomes":{"approved":1,"denied":1,"fell_back":1},"fallback_reasons":{"not_available":1},"locks":0,"unknown_names":1,
            "asked":2,"wakeable":0,"wakeable_unanswered":0}
            """.ReplaceLineEndings(""),
            answer.GetProperty("total").GetRawText());
        Assert.Equal(
            ["2026-05-06T10:00:00+00:00 1", "2026-05-06T11:00:00+00:00 1"],
            answer.GetProperty("hours").EnumerateArray()
                .Select(hour => $"{hour.GetProperty("time").GetString()} {hour.GetProperty("counts").GetProperty("asked")}"));
        Assert.Equal(
            "2026-05-05T12:00:00+00:00 30 False",
            $"{answer.GetProperty("from").GetString()} {answer.GetProperty("kept_days")} {answer.GetProperty("is_part")}");
        Assert.DoesNotContain("@", answer.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_day_counts_or_as_many_as_are_asked_for_and_are_kept()
    {
        await using var gateway = await Open();
        var ada = await gateway.Enrol(Ada);
        (await ada.Approve(await gateway.Browser().Prompt(Ada))).MustBe(200);
        await gateway.WriteLog();
        gateway.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Empty((await Read(gateway)).GetProperty("hours").EnumerateArray());
        Assert.Single((await Read(gateway, "?days=2")).GetProperty("hours").EnumerateArray());
        foreach (var days in new[] { "0", "31", "-1", "one", "1&days=2", "" })
            (await gateway.Admin(HttpMethod.Get, $"{Path}?days={days}")).MustBe(400, "CS1000");
        (await gateway.Admin(HttpMethod.Get, "fabrikam/sign-ins/counts")).MustBe(404, "CS2001");
        await gateway.Operator.Configure("contoso", settings => settings with { SignInLogDays = 0 });
        var none = await Read(gateway, "?days=30");
        Assert.Equal((0, 0), (none.GetProperty("kept_days").GetInt32(), none.GetProperty("hours").GetArrayLength()));
    }

    /// <summary>A process that ends writes what it has counted; what another has written stays.</summary>
    [Fact]
    public async Task A_stop_takes_no_count_along()
    {
        await using var gateway = await Open();
        var ada = await gateway.Enrol(Ada);
        for (var round = 1; round <= 3; round++)
        {
            (await ada.Approve(await gateway.Browser().Prompt(Ada))).MustBe(200);
            await gateway.Restart();
            var total = (await Read(gateway)).GetProperty("total").GetProperty("outcomes");
            Assert.Equal(round, total.GetProperty("approved").GetInt32());
        }
    }
}
