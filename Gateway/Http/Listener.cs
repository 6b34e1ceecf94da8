using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;
using IPNetwork = System.Net.IPNetwork;

namespace Countersign.Gateway.Http;

/// <summary>Builds a listener: a web server with the limits of T27, and the edge that every request passes.</summary>
internal static class Listener
{
    /// <summary>Requests under way when the process is told to stop have this long; streams never end by themselves.</summary>
    private static readonly TimeSpan LastCall = TimeSpan.FromSeconds(3);

    /// <param name="services">Adds what this listener alone needs.</param>
    /// <param name="connections">How many there may be, and of one source.</param>
    public static WebApplication Build(string urls, Origins origins, ConnectionLimits connections, Action<IServiceCollection> services)
    {
        // Settings are read once at the start: nothing watches files for changes (the data folder may well lie beside them).
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = ["--hostBuilder:reloadConfigOnChange=false"] });
        builder.WebHost.UseUrls(urls.Split(';')).UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Limit(kestrel, connections))
            // one hop between threads less a request; requests still run in the pool
            .UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.Logging.ClearProviders().AddJsonConsole(Stamp).AddFilter("Microsoft", LogLevel.Warning)
            // says what the edge says; off, no activity is made for each request
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)
            // a start that fails is said on standard error, in one line
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Services.Configure<ConsoleLoggerOptions>(DropRatherThanWait)
            .Configure<HostOptions>(host => host.ShutdownTimeout = LastCall);
        if (origins.Allowed.Count > 0) builder.Services.AddCors();
        services(builder.Services);
        return builder.Build();
    }

    /// <summary>Puts the edge before every endpoint.</summary>
    /// <param name="proxies">Those whose X-Forwarded-For is believed (T34).</param>
    /// <param name="refused">Hears of every refusal.</param>
    public static void Guard(
        WebApplication app, Origins origins, IReadOnlyList<IPNetwork> proxies, TimeProvider clock, Action<HttpContext, Problem> refused)
    {
        app.Use(HeadRequests.Take);
        app.UseRouting();
        if (proxies.Count > 0) app.UseForwardedHeaders(Forwarded(proxies));
        app.UseMiddleware<Edge>(origins, clock, refused);
        if (origins.Allowed.Count == 0) return;
        app.UseCors(cors => cors
            .WithOrigins([.. origins.Allowed]).AllowCredentials().AllowAnyMethod().WithHeaders("Content-Type", "Idempotency-Key"));
    }

    private static void Stamp(JsonConsoleFormatterOptions console)
    {
        console.UseUtcTimestamp = true;
        console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
    }

    /// <summary>
    /// A log read too slowly keeps no request waiting; how many lines were lost is said in it. The audit is elsewhere and complete.
    /// </summary>
    private static void DropRatherThanWait(ConsoleLoggerOptions console)
    {
        console.MaxQueueLength = 10_000;
        console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
    }

    /// <summary>T27: slow, large and deep requests end early.</summary>
    private static void Limit(KestrelServerOptions kestrel, ConnectionLimits connections)
    {
        kestrel.AddServerHeader = false;
        kestrel.RequestHeaderEncodingSelector = WholeLengths.Of!;
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = RequestBody.MaximumBytes + 1;   // one more, so that our own answer says what is too large
        limits.MaxRequestHeadersTotalSize = 16 * 1024;
        limits.MaxRequestHeaderCount = 64;
        limits.MaxRequestLineSize = 8 * 1024;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.MinRequestBodyDataRate = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        limits.MaxConcurrentConnections = connections.Most;
        var guard = new ConnectionGuard(connections);
        kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(next => connection => guard.Serve(connection, next)));
    }

    /// <summary>T34: believed only from the listed proxies.</summary>
    private static ForwardedHeadersOptions Forwarded(IReadOnlyList<IPNetwork> proxies)
    {
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = 1,
        };
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (var proxy in proxies) options.KnownIPNetworks.Add(proxy);
        return options;
    }
}
