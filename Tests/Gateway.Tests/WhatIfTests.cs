using System.Text.Json;

namespace Countersign.Gateway.Tests;

/// <summary>ADM-4, S-54: the log of the last days run against another policy, over the wire.</summary>
public sealed class WhatIfTests
{
    private const string Ada = "ada@contoso.example", Bob = "bob@contoso.example", Path = "contoso/policy/what-if";
    private const string All = """{"enabled":true,"target":{"type":"all"}}""", Off = """{"enabled":false,"target":{"type":"all"}}""";
    private const string OnlyAda = """{"enabled":true,"target":{"type":"select","users":["ada@contoso.example"]}}""";

    private static Task<RunningGateway> Open() => RunningGateway.Furnished(settings => settings with { LogsSignIns = true });

    private static async Task<JsonElement> Try(RunningGateway gateway, string policy, string query = "")
    {
        await gateway.WriteLog();
        return (await gateway.Admin(HttpMethod.Post, Path + query, policy)).MustBe(200).Json;
    }

    /// <summary>Each kind that is not empty, with its sign-ins and its people.</summary>
    private static string[] Kinds(JsonElement answer) =>
    [
        .. answer.EnumerateObject().Where(one => one.Value.ValueKind == JsonValueKind.Object)
            .Where(one => one.Value.GetProperty("sign_ins").GetInt64() > 0)
            .Select(one => $"{one.Name} {one.Value.GetProperty("sign_ins")} "
                + string.Join(' ', one.Value.GetProperty("names").EnumerateArray())),
    ];

    private static async Task SignsIn(RunningGateway gateway, Handset phone)
    {
        (await phone.Approve(await gateway.Browser().Prompt(phone.User))).MustBe(200);
        await gateway.WriteLog();   // what waits for longer than a minute is lost
        gateway.Clock.Advance(TimeSpan.FromMinutes(11));
    }

    [Fact]
    public async Task Who_would_have_been_refused_asked_and_sent_elsewhere_is_said_and_nothing_is_saved()
    {
        await using var gateway = await Open();
        await gateway.Operator.Configure("contoso", settings => settings with { Decoys = false });
        var (ada, bob) = (await gateway.Enrol(Ada), await gateway.Enrol(Bob));
        await SignsIn(gateway, ada);
        await SignsIn(gateway, ada);
        await SignsIn(gateway, bob);
        await gateway.Operator.AllowNobody("contoso");
        (await gateway.Browser().Start(Bob)).MustBe(200);   // no phone is asked
        var before = (await gateway.Admin(HttpMethod.Get, "contoso/policy")).MustBe(200).Text;

        Assert.Equal([$"asked 1 {Bob}"], Kinds(await Try(gateway, All)));
        Assert.Equal([$"refused 2 {Bob}"], Kinds(await Try(gateway, OnlyAda)));
        var off = await Try(gateway, Off);
        Assert.Equal([$"sent_elsewhere 3 {Ada} {Bob}"], Kinds(off));
        Assert.Equal((4, false), (off.GetProperty("sign_ins").GetInt32(), off.GetProperty("is_part").GetBoolean()));
        Assert.Equal(before, (await gateway.Admin(HttpMethod.Get, "contoso/policy")).MustBe(200).Text);
    }

    [Fact]
    public async Task The_last_day_counts_or_as_many_as_are_asked_for()
    {
        await using var gateway = await Open();
        await SignsIn(gateway, await gateway.Enrol(Ada));
        gateway.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Empty(Kinds(await Try(gateway, Off)));
        Assert.Equal([$"sent_elsewhere 1 {Ada}"], Kinds(await Try(gateway, Off, "?days=2")));
        foreach (var days in new[] { "0", "31", "-1", "one", "1&days=2", "" })
            (await gateway.Admin(HttpMethod.Post, $"{Path}?days={days}", Off)).MustBe(400, "CS1000");
    }

    [Fact]
    public async Task Somebody_who_was_removed_is_not_in_it()
    {
        await using var gateway = await Open();
        await SignsIn(gateway, await gateway.Enrol(Ada));
        await SignsIn(gateway, await gateway.Enrol(Bob));
        (await gateway.Admin(HttpMethod.Delete, $"contoso/users/{Ada}")).MustBe(204);
        Assert.Equal([$"sent_elsewhere 1 {Bob}"], Kinds(await Try(gateway, Off)));
    }
}
