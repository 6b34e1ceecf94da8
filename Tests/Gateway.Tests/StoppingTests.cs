using System.Globalization;
using System.Text.RegularExpressions;
using Countersign.Gateway.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Countersign.Gateway.Tests;

/// <summary>The end of a process: told to stop, lost its secret, without room.</summary>
public sealed class StoppingTests : IDisposable
{
    private const string Client =
        """
        {"client_name":"Portal","token_endpoint_auth_method":"none","grant_types":["authorization_code"],
        "redirect_uris":["https://portal.example/callback"]}
        """;

    private readonly string _home = Directory.CreateTempSubdirectory("countersign-").FullName;
    private readonly (string Public, string Admin) _urls = ("http://127.0.0.1:" + FreePort.Find(), "http://127.0.0.1:" + FreePort.Find());

    private string Data => Path.Combine(_home, "data");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    /// <summary>F10: whoever is answered later than a listener may wait is told to come back; while it serves, the same is a bug.</summary>
    [Theory]
    [InlineData(true, 503), InlineData(false, 500)]
    public async Task What_is_gone_under_a_request_is_no_bug_when_the_process_stops(bool stops, int status)
    {
        using var lifetime = new Lifetime();
        if (stops) lifetime.StopApplication();
        var edge = new Edge(
            _ => throw new ObjectDisposedException("IServiceProvider"), new(null, []), TimeProvider.System, (_, _) => { }, lifetime,
            NullLogger<Edge>.Instance);
        var http = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
        http.Request.Method = "POST";
        await edge.InvokeAsync(http);
        Assert.Equal(status, http.Response.StatusCode);
    }

    private sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => _stopping.Cancel();

        public void Dispose() => _stopping.Dispose();
    }

    [Fact]
    public async Task Told_to_stop_it_answers_everyone_who_waits_and_ends_streams_whole()
    {
        var site = new Site(_urls.Public, _urls.Admin, TimeProvider.System);
        using var server = await Running.Serve(Data, _urls.Public, _urls.Admin);
        (await site.Admin(HttpMethod.Put, "contoso")).MustBe(200);
        (await site.Admin(HttpMethod.Put, "contoso/policy", """{"enabled":true,"target":{"type":"all"}}""")).MustBe(200);
        List<Task<Reply>> held = [];
        List<Task<string>> streams = [];
        for (var person = 0; person < 6; person++)
        {
            var phone = await site.EnrolByHand($"p{person}@contoso.example");
            var browser = site.Browser();
            await browser.Prompt(phone.User);
            for (var poll = 0; poll < 7; poll++) held.Add(browser.Observe(30));
            streams.Add(Whole(site, browser));
        }

        while (await Active(site) < held.Count + streams.Count) Cancel.ThrowIfCancellationRequested();
        var ended = await server.Terminate();
        Assert.Equal(0, ended.ExitCode);
        foreach (var reply in await Task.WhenAll(held)) Assert.Equal("pending", reply.MustBe(200)["state"]);
        foreach (var stream in await Task.WhenAll(streams)) Assert.Contains("\"pending\"", stream, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_secret_of_its_keys_it_does_not_start_until_they_are_replaced()
    {
        var site = new Site(_urls.Public, _urls.Admin, TimeProvider.System);
        using (var first = await Running.Serve(Data, _urls.Public, _urls.Admin))
        {
            (await site.Admin(HttpMethod.Put, "contoso")).MustBe(200);
            (await site.Admin(HttpMethod.Put, "contoso/clients/portal", Client)).MustBe(200);
            Assert.Contains("\"kid\"", (await site.Get(site.Url + "/contoso/jwks")).MustBe(200).Text, StringComparison.Ordinal);
            await first.Terminate();
        }

        var secret = Path.Combine(Data, "keys.secret");
        File.Move(secret, secret + ".kept");
        await RefusesToStart("keys replace");
        Assert.False(File.Exists(secret));
        await File.WriteAllBytesAsync(secret, new byte[32], Cancel);
        await RefusesToStart("keys replace");

        var replaced = await Running.Once("keys", "replace", "--data", Data);
        Assert.True(replaced.ExitCode == 0 && replaced.Output.StartsWith("contoso: ", StringComparison.Ordinal), replaced.Errors);
        using var second = await Running.Serve(Data, _urls.Public, _urls.Admin);
        Assert.Contains("\"kid\"", (await site.Get(site.Url + "/contoso/jwks")).MustBe(200).Text, StringComparison.Ordinal);
        Assert.Contains("keys.abandoned", (await site.Admin(HttpMethod.Get, "contoso/audit")).Text, StringComparison.Ordinal);
        await second.Terminate();
    }

    [Theory]
    [InlineData(3, "keys", "replace", "--data", "/nowhere/at/all")]
    [InlineData(2, "keys", "replace")]
    public async Task Keys_replace_says_why_it_cannot(int exitCode, params string[] arguments) =>
        Assert.Equal(exitCode, (await Running.Once(arguments)).ExitCode);

    [Fact]
    public async Task With_too_few_descriptors_it_does_not_start_and_says_it_in_one_line()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The limit is set by a shell.");
        var refused = await Running.Once("ulimit -n 512; countersign serve --data \"$DATA\"", [("DATA", Data)]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("512", Assert.Single(refused.Errors.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Idle_connections_beyond_the_limit_end_and_the_process_goes_on()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The limit is set by a shell.");
        (string, string)[] variables =
        [
            ("DATA", Data), ("Countersign__Urls", _urls.Public), ("Countersign__AdminUrls", _urls.Admin), ("Countersign__Unthrottled", ""),
        ];
        using var server = await Running.Serve("ulimit -n 1100; countersign serve --data \"$DATA\"", variables);
        var port = new Uri(_urls.Public).Port;
        List<System.Net.Sockets.Socket> idle = [];
        for (var i = 0; i < 1500; i++)
        {
            var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
            await socket.ConnectAsync("127.0.0.1", port, Cancel);
            idle.Add(socket);
        }

        var site = new Site(_urls.Public, _urls.Admin, TimeProvider.System);
        (await site.Get(_urls.Admin + "/health/ready")).MustBe(200);
        foreach (var socket in idle) socket.Dispose();
        (await site.Get(_urls.Admin + "/health/live")).MustBe(200);
    }

    private async Task RefusesToStart(string advice)
    {
        var refused = await Running.Once("serve", "--data", Data, "--urls", _urls.Public, "--admin-urls", _urls.Admin);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(advice, Assert.Single(refused.Errors.Trim().Split('\n')), StringComparison.Ordinal);
    }

    private static async Task<string> Whole(Site site, Browser browser)
    {
        using var reply = await site.Client.SendAsync(
            browser.Request(HttpMethod.Get, "/sign-in/events"), HttpCompletionOption.ResponseHeadersRead, Cancel);
        return await reply.Content.ReadAsStringAsync(Cancel);   // throws when it is reset
    }

    private static async Task<double> Active(Site site)
    {
        var metrics = (await site.Get(site.AdminUrl + "/metrics")).Text;
        return Regex.Matches(metrics, @"^http_server_active_requests\{.*\} (\d+)", RegexOptions.Multiline)
            .Sum(line => double.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture));
    }
}
