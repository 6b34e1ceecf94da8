using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Countersign.Gateway.Tests.Kit;

/// <summary>A client's notification endpoint on https, with the throw-away certificate, which only the test's gateway trusts.</summary>
internal sealed class Callback : IAsyncDisposable
{
    private readonly Channel<Heard> _heard = Channel.CreateUnbounded<Heard>();
    private readonly TaskCompletionSource _letGo = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication? _app;
    private int _count;

    /// <summary>The endpoint's answer; by default it takes what it hears.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = http =>
    {
        http.Response.StatusCode = 204;
        return Task.CompletedTask;
    };

    public string Url { get; private set; } = "";

    public int Count => _count;

    /// <summary>Answers nobody until the test is over.</summary>
    public Task Hold(HttpContext http) => _letGo.Task.WaitAsync(http.RequestAborted);

    public static async Task<Callback> Start()
    {
        var callback = new Callback();
        await FreePort.Bind(callback.Listen);
        return callback;
    }

    /// <summary>A gateway that may call here.</summary>
    public static GatewaySettings Trusted(GatewaySettings settings) =>
        settings with { Outbound = new([IPNetwork.Parse("127.0.0.0/8")], Certificates.File) };

    /// <summary>The next notification.</summary>
    public async Task<Heard> Next() =>
        await _heard.Reader.ReadAsync(Browser.Cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Browser.Cancel);

    /// <summary>What was heard already, if anything.</summary>
    public bool TryNext([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Heard? heard) => _heard.Reader.TryRead(out heard);

    public async ValueTask DisposeAsync()
    {
        _letGo.TrySetResult();
        if (_app is not null) await _app.DisposeAsync();
    }

    private async Task Listen(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(
            kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.UseHttps(Certificates.Loopback)));
        var app = builder.Build();
        app.Run(async http =>
        {
            using var reader = new StreamReader(http.Request.Body);
            var body = await reader.ReadToEndAsync(http.RequestAborted);
            Interlocked.Increment(ref _count);
            await _heard.Writer.WriteAsync(
                new(http.Request.Path, http.Request.Headers.Authorization.ToString(), http.Request.ContentType ?? "", body,
                    http.Request.Headers["Countersign-Signature"].ToString()));
            await Answer(http);
        });
        await app.StartAsync();
        (_app, Url) = (app, $"https://127.0.0.1:{port}/told");
    }
}

/// <summary>One request that the notification endpoint heard.</summary>
internal sealed record Heard(string Path, string Authorization, string Type, string Body, string Signature = "")
{
    public JsonElement Json => JsonElement.Parse(Body);

    public string this[string member] => Json.GetProperty(member).ToString();
}
