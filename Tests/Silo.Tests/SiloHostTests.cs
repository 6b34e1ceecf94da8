using System.Net;
using System.Text;
using Countersign.TestServers;
using Microsoft.Extensions.Configuration;

namespace Countersign.Silo.Tests;

/// <summary>The listener of a silo: health, metrics and the dashboard.</summary>
public sealed class SiloHostTests : IAsyncLifetime
{
    private const string Token = "a token of forty characters for the tests";
    private readonly HttpClient _client = new();
    private SiloHost _silo = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var settings = SiloSettings.From(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Countersign:Store"] = "memory",
            ["Countersign:Silo:Port"] = FreePort.Find().ToString(),
            ["Countersign:Silo:GatewayPort"] = FreePort.Find().ToString(),
            ["Countersign:Silo:HealthUrls"] = $"http://127.0.0.1:{FreePort.Find()}",
            ["Countersign:Silo:Dashboard"] = "on",
            ["Countersign:Silo:Rehearsal"] = "off",
            ["Countersign:Admin:Token"] = Token,
        }).Build());
        _silo = await SiloHost.Start(settings, TimeProvider.System, Cancel);
        _client.BaseAddress = new(_silo.HealthUrl);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _silo.DisposeAsync();
    }

    [Theory]
    [InlineData("/health/live", "live")]
    [InlineData("/health/ready", "ready")]
    public async Task A_silo_that_can_be_asked_says_so(string path, string word) =>
        Assert.Equal(word + "\n", await _client.GetStringAsync(path, Cancel));

    [Fact]
    public async Task Metrics_have_the_silos_own_and_the_runtimes()
    {
        var text = await _client.GetStringAsync("/metrics", Cancel);
        foreach (var name in new[]
                 {
                     "countersign_silo_under_way", "countersign_sign_in_log_written", "orleans_", "dotnet_process_cpu_time_seconds_total",
                 })
            Assert.Contains(name, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 401)]
    [InlineData("Bearer wrong", 401)]
    [InlineData("Bearer " + Token, 200)]
    [InlineData("basic", 401)]
    public async Task The_dashboard_is_behind_the_administration_token(string? shown, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/dashboard/");
        if (shown is not null) request.Headers.TryAddWithoutValidation("Authorization", shown);
        using var reply = await _client.SendAsync(request, Cancel);
        Assert.Equal(status, (int)reply.StatusCode);
    }

    [Theory]
    [InlineData("/dashboard/DashboardCounters", HttpStatusCode.OK)]
    [InlineData("/dashboard/GrainState?grainId=1&grainType=x", HttpStatusCode.NotFound)]
    [InlineData("/dashboard/grainstate", HttpStatusCode.NotFound)]
    [InlineData("/dashboard/Trace", HttpStatusCode.NotFound)]
    public async Task The_dashboard_takes_the_token_as_a_password_and_shows_neither_states_nor_the_log(string path, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("me:" + Token)));
        using var reply = await _client.SendAsync(request, Cancel);
        Assert.Equal(status, reply.StatusCode);
    }
}
