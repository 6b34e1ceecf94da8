using System.Text.Json;
using Countersign.Gateway.Admin;
using Countersign.Gateway.Throttling;
using Countersign.SignIn;
using Countersign.SignIn.Users.SignInLog;

namespace Countersign.Gateway.Tests;

/// <summary>ADM-4: the sign-in log as it is written.</summary>
public sealed class SignInStreamTests
{
    private static readonly TenantId Contoso = new("contoso");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Task<RunningGateway> Open() => RunningGateway.Furnished(settings => settings with { LogsSignIns = true });

    private static SignInEntry Denied(RunningGateway gateway, string user) => new(
        gateway.Clock.GetUtcNow(), new(user), SignInWay.Phone, SignInOutcome.Denied, "portal", "The Portal", "192.0.2.0/24");

    private static HttpRequestMessage Request(RunningGateway gateway, string query = "", string? last = null, string? token = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"{gateway.AdminUrl}/admin/v1/tenants/contoso/sign-ins{query}");
        request.Headers.Authorization = new("Bearer", token ?? gateway.Settings.AdminToken);
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (last is not null) request.Headers.Add("Last-Event-ID", last);
        return request;
    }

    private static Task<EventStream> Listen(RunningGateway gateway, string query = "", string? last = null, string? token = null) =>
        EventStream.Open(gateway.Client, Request(gateway, query, last, token));

    /// <summary>What is told next; time passes until it is.</summary>
    private static async Task<JsonElement?> Next(RunningGateway gateway, EventStream stream, string name = "sign_in")
    {
        var next = stream.Next(name);
        while (!next.IsCompleted)
        {
            if (gateway.Clock.Waits(SignInsStream.ShortestPause) > 0) gateway.Clock.Advance(SignInsStream.ShortestPause);
            else await Task.WhenAny(next, Task.Delay(1, Cancel));   // it looks
        }

        return await next;
    }

    private static async Task Write(RunningGateway gateway, params SignInEntry[] entries)
    {
        gateway.Log(Contoso, entries);
        await gateway.WriteLog();
    }

    [Fact]
    public async Task Whoever_listens_hears_of_what_is_written_then_and_of_nothing_twice()
    {
        await using var gateway = await Open();
        await Write(gateway, Denied(gateway, "before@x"));
        gateway.Clock.Advance(TimeSpan.FromMinutes(1));
        using var stream = await Listen(gateway);
        await Write(gateway, Denied(gateway, "a@x"));
        Assert.Equal("a@x", (await Next(gateway, stream))!.Value.GetProperty("user_name").GetString());
        await Write(gateway, Denied(gateway, "b@x"));
        await Write(gateway, Denied(gateway, "c@x"));
        Assert.Equal("b@x", (await Next(gateway, stream))!.Value.GetProperty("user_name").GetString());
        var told = (await Next(gateway, stream))!.Value;
        Assert.Equal("c@x", told.GetProperty("user_name").GetString());
        var listed = (await gateway.Admin(HttpMethod.Get, "contoso/sign-ins?user=c@x")).MustBe(200);
        Assert.Equal(listed.Json.GetProperty("sign_ins")[0].GetRawText(), told.GetRawText());   // as the log has it
    }

    [Fact]
    public async Task Whoever_comes_back_with_the_last_id_misses_nothing()
    {
        await using var gateway = await Open();
        string last;
        using (var stream = await Listen(gateway))
        {
            await Write(gateway, Denied(gateway, "a@x"));
            await Next(gateway, stream);
            last = stream.LastId!;
        }

        await Write(gateway, Denied(gateway, "b@x"));
        gateway.Clock.Advance(TimeSpan.FromMinutes(25));   // other leaves of the log
        await Write(gateway, Denied(gateway, "c@x"));
        using var again = await Listen(gateway, last: last);
        HashSet<string> heard = [];
        while (heard.Count < 3) heard.Add((await Next(gateway, again))!.Value.GetProperty("user_name").GetString()!);
        Assert.Equal(["a@x", "b@x", "c@x"], heard.Order(StringComparer.Ordinal));   // a once more, by the same id
    }

    [Fact]
    public async Task A_stream_is_filtered_and_begins_where_it_is_told()
    {
        await using var gateway = await Open();
        foreach (var user in new[] { "a@x", "b@x" }) await Write(gateway, Denied(gateway, user));
        gateway.Clock.Advance(TimeSpan.FromMinutes(3));
        using var stream = await Listen(gateway, $"?from=2026-05-04T09:55:00Z&user=b@x&outcome=denied");
        Assert.Equal("b@x", (await Next(gateway, stream))!.Value.GetProperty("user_name").GetString());
    }

    [Fact]
    public async Task It_ends_by_itself_and_says_from_where_to_go_on()
    {
        await using var gateway = await Open();
        using var stream = await Listen(gateway);
        Assert.Null(await Next(gateway, stream));
        Assert.NotNull(stream.LastId);
        using var again = await Listen(gateway, last: stream.LastId);
        await Write(gateway, Denied(gateway, "a@x"));
        Assert.NotNull(await Next(gateway, again));
    }

    [Fact, Trait("Rule", "T31")]
    public async Task It_ends_when_the_token_is_revoked()
    {
        await using var gateway = await Open();
        var made = (await Tokens(gateway, HttpMethod.Post, "", """{"name":"siem","role":"reader","days":1}""")).MustBe(201);
        using var stream = await Listen(gateway, token: made["token"]);
        await Write(gateway, Denied(gateway, "a@x"));
        Assert.NotNull(await Next(gateway, stream));
        (await Tokens(gateway, HttpMethod.Delete, "/siem")).MustBe(204);
        var began = gateway.Clock.GetUtcNow();
        Assert.Null(await Next(gateway, stream));
        Assert.InRange(gateway.Clock.GetUtcNow() - began, TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    private static Task<Reply> Tokens(RunningGateway gateway, HttpMethod method, string path, string? json = null)
    {
        var request = new HttpRequestMessage(method, $"{gateway.AdminUrl}/admin/v1/tokens{path}");
        request.Headers.Authorization = new("Bearer", gateway.Settings.AdminToken);
        if (json is not null) request.Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        return Browser.Read(gateway.Client, request);
    }

    [Fact, Trait("Rule", "T36")]
    public async Task One_reader_has_so_many_streams_at_once()
    {
        await using var gateway = await Open();
        List<EventStream> open = [];
        for (var n = 0; n < LogStreams.OfOne; n++) open.Add(await Listen(gateway));
        var refused = (await Browser.Read(gateway.Client, Request(gateway))).MustBe(429);
        Assert.Equal("30", refused.Header("Retry-After"));
        foreach (var stream in open) stream.Dispose();
        for (var tries = 0; tries < 10_000; tries++)
        {
            using var response = await gateway.Client.SendAsync(Request(gateway), HttpCompletionOption.ResponseHeadersRead, Cancel);
            if ((int)response.StatusCode == 200) return;
            gateway.Clock.Advance(SignInsStream.ShortestPause);
        }

        Assert.Fail("No place was given back.");
    }

    [Theory]
    [InlineData("?after=1~0~d", null), InlineData("?to=2026-03-02T00:00:00Z", null), InlineData("", "x"), InlineData("", "-1")]
    [InlineData("", "99999999999999999999"), InlineData("?outcome=gone", null)]
    public async Task What_is_no_stream_is_refused(string query, string? last)
    {
        await using var gateway = await Open();
        (await Browser.Read(gateway.Client, Request(gateway, query, last))).MustBe(400, "CS1000");
    }
}
