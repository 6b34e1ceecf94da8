using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using Countersign.Gateway.Tests.Ciba;
using Countersign.Gateway.Tests.Waking;
using Countersign.SignIn.Clients;
using Countersign.Stores.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Countersign.Gateway.Tests;

/// <summary>The metrics that dashboards are built on, and what leaves for an operator's collector.</summary>
public sealed class TelemetryTests
{
    private const string Ada = "ada@contoso.example";

    // Dashboards and alerts know these; a change of name, type or unit is a change for operators and stands in the CHANGELOG.
    private static readonly string[] Ours =
    [
        "countersign_answers_total counter",
        "countersign_clock_skew_seconds gauge",
        "countersign_housekeeping_rounds_total counter",
        "countersign_machines gauge",
        "countersign_notices_total counter",
        "countersign_redemptions_total counter",
        "countersign_refusals_total counter",
        "countersign_sign_in_log_lost_total counter",
        "countersign_sign_in_log_written_total counter",
        "countersign_starts_total counter",
        "countersign_store_checkpoints_total counter",
        "countersign_store_commit_wait_seconds_total counter",
        "countersign_store_commits_total counter",
        "countersign_store_conflicts_total counter",
        "countersign_store_failures_total counter",
        "countersign_store_last_commit_wait_seconds gauge",
        "countersign_store_log_pages gauge",
        "countersign_store_longest_checkpoint_seconds gauge",
        "countersign_store_queue gauge",
        "countersign_store_refused_total counter",
        "countersign_store_transactions_total counter",
        "countersign_streams_browsers gauge",
        "countersign_streams_devices gauge",
        "countersign_tokens_total counter",
        "countersign_wakeups_looked_seconds histogram",
        "countersign_wakeups_total counter",
    ];

    private static readonly string[] Server =
    [
        "http_server_active_requests gauge",
        "http_server_request_duration_seconds histogram",
        "kestrel_active_connections gauge",
        "kestrel_queued_connections gauge",
    ];

    private static readonly string[] Runtime =
    [
        "dotnet_assembly_count gauge",
        "dotnet_gc_collections_total counter",
        "dotnet_gc_heap_total_allocated_bytes_total counter",
        "dotnet_gc_last_collection_heap_fragmentation_size_bytes gauge",
        "dotnet_gc_last_collection_heap_size_bytes gauge",
        "dotnet_gc_last_collection_memory_committed_size_bytes gauge",
        "dotnet_gc_pause_time_seconds_total counter",
        "dotnet_jit_compilation_time_seconds_total counter",
        "dotnet_jit_compiled_il_size_bytes_total counter",
        "dotnet_jit_compiled_methods_total counter",
        "dotnet_monitor_lock_contentions_total counter",
        "dotnet_process_cpu_count gauge",
        "dotnet_process_cpu_time_seconds_total counter",
        "dotnet_process_memory_working_set_bytes gauge",
        "dotnet_thread_pool_queue_length_total counter",
        "dotnet_thread_pool_thread_count_total counter",
        "dotnet_thread_pool_work_item_count_total counter",
        "dotnet_timer_count gauge",
    ];

    // These come with the first of their kind.
    private static readonly string[] Later =
    [
        "dotnet_exceptions_total counter",
        "http_client_active_requests gauge",
        "http_client_connection_duration_seconds histogram",
        "http_client_open_connections gauge",
        "http_client_request_duration_seconds histogram",
        "http_client_request_time_in_queue_seconds histogram",
        "kestrel_connection_duration_seconds histogram",
    ];

    [Fact]
    public async Task The_metrics_are_these_of_these_types()
    {
        var folder = Directory.CreateTempSubdirectory("countersign-");
        await using var callback = await Callback.Start();
        await using (var gateway = await RunningGateway.Furnished(
            Callback.Trusted, StoreRegistry.Find("sqlite").Open(new(folder.FullName), TimeProvider.System)))
        {
            await LetEverythingHappen(gateway, callback);
            var metrics = (await gateway.Get(gateway.AdminUrl + "/metrics")).MustBe(200).Text;
            var families = Regex.Matches(metrics, "^# TYPE (.*)$", RegexOptions.Multiline).Select(type => type.Groups[1].Value).ToArray();
            Assert.Equal(
                [.. ((string[])[.. Ours, .. Server, .. Runtime]).Order(StringComparer.Ordinal)],
                families.Except(Later).Order(StringComparer.Ordinal));
            Assert.DoesNotContain("otel_scope", metrics, StringComparison.Ordinal);
            Assert.DoesNotContain("target_info", metrics, StringComparison.Ordinal);
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Traces_and_metrics_reach_the_collector_and_name_nobody_and_nothing_secret()
    {
        await using var collector = await CollectorStub.Start();
        await using var callback = await Callback.Start();
        Reply asked;
        await using (var gateway =
            await RunningGateway.Furnished(settings => Callback.Trusted(settings) with { OtlpEndpoint = new(collector.Url) }))
        {
            asked = await LetEverythingHappen(gateway, callback);
            await gateway.Get(gateway.Url + "/contoso/authorize?code=a-code-that-is-secret&login_hint=" + Ada);
        }

        var (traces, metrics) = (collector.Received("/v1/traces"), collector.Received("/v1/metrics"));
        Assert.Contains("countersign-gateway", traces, StringComparison.Ordinal);
        Assert.Contains("http.route", traces, StringComparison.Ordinal);
        Assert.Contains("/{tenant}/v1/sign-in", traces, StringComparison.Ordinal);
        Assert.Contains("countersign.starts", metrics, StringComparison.Ordinal);
        string[] secrets = [Ada, "ada%40", "a-code-that-is-secret", asked["auth_req_id"], Till.Token];
        foreach (var secret in (string[])[.. secrets, "url.query", "url.path", "url.full", "user_agent"])
            Assert.DoesNotContain(secret, traces + metrics, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_notification_hands_on_no_trace_of_ours()
    {
        await using var collector = await CollectorStub.Start();
        await using var callback = await Callback.Start();
        var headers = Channel.CreateUnbounded<string[]>();
        callback.Answer = http =>
        {
            headers.Writer.TryWrite([.. http.Request.Headers.Keys]);
            return Task.CompletedTask;
        };
        await using var gateway =
            await RunningGateway.Furnished(settings => Callback.Trusted(settings) with { OtlpEndpoint = new(collector.Url) });
        await LetEverythingHappen(gateway, callback);
        Assert.Empty(new[] { "traceparent", "tracestate", "baggage", "Request-Id" }.Intersect(
            await headers.Reader.ReadAsync(Browser.Cancel), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>A sign-in, a refusal, tokens, and a client that is told.</summary>
    private static async Task<Reply> LetEverythingHappen(RunningGateway gateway, Callback callback)
    {
        var phone = await gateway.Enrol(Ada);
        using (var counts = new WakeCounts(gateway))
        {
            (await phone.SetPush(new PushReceiver().Subscription(callback.Url))).MustBe(204);
            var browser = gateway.Browser();
            var number = await browser.Prompt(Ada);
            await counts.Next();   // before it is over, and nobody is woken for it
            (await phone.Approve(number)).MustBe(200);
            (await browser.Redeem()).MustBe(200);
            (await phone.SetPush(null)).MustBe(204);
            await callback.Next();
        }

        await gateway.Browser().Observe();
        var till = await Till.Open(gateway, new(Delivery.Ping, callback.Url, false, false));
        var asked = await till.Prompt(("client_notification_token", Till.Token));
        (await phone.Approve(asked["number"])).MustBe(200);
        await callback.Next();
        (await till.Collect(asked["auth_req_id"])).MustBe(200);
        await Till.Until(async () => (await gateway.Operator.Audit("client.notified")).Any());
        return asked;
    }

    /// <summary>The export to an operator's OpenTelemetry collector, as text: names and values stand in it as they are.</summary>
    private sealed class CollectorStub : IAsyncDisposable
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<string, string> _received = [];
        private WebApplication? _app;

        public string Url { get; private set; } = "";

        public static async Task<CollectorStub> Start()
        {
            var stub = new CollectorStub();
            await FreePort.Bind(port => stub.Listen("http://127.0.0.1:" + port));
            return stub;
        }

        public string Received(string path)
        {
            lock (_lock) return _received.GetValueOrDefault(path, "");
        }

        public async ValueTask DisposeAsync()
        {
            if (_app is not null) await _app.DisposeAsync();
        }

        private async Task Listen(string url)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls(url);
            var app = builder.Build();
            app.Run(Take);
            try
            {
                await app.StartAsync();
            }
            catch
            {
                await app.DisposeAsync();
                throw;
            }

            (_app, Url) = (app, url);
        }

        private async Task Take(HttpContext http)
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            var text = Encoding.Latin1.GetString(body.ToArray());
            lock (_lock) _received[http.Request.Path] = _received.GetValueOrDefault(http.Request.Path, "") + text;
        }
    }
}
