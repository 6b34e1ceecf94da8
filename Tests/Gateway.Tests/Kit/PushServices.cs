using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Countersign.Gateway.Tests.Kit;

/// <summary>
/// Three push services on https of this machine, with the throw-away certificate: one of browsers (RFC 8030), FCM with its token endpoint,
/// and APNs. Take what they hear, unless a test tells them otherwise.
/// </summary>
internal sealed class PushServices : IAsyncDisposable
{
    public const string AppleTopic = "com.example.countersign", AppleKeyId = "ABC123DEFG", AppleTeam = "DEF123GHIJ";
    public static readonly ECDsa AppleKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly RSA GoogleKey = RSA.Create(2048);

    private readonly Channel<Pushed> _heard = Channel.CreateUnbounded<Pushed>();
    private readonly TaskCompletionSource _letGo = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication? _app;
    private int _tokens;

    public string Url { get; private set; } = "";

    /// <summary>The answer to a message; by default it is taken.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = http =>
    {
        http.Response.StatusCode = http.Request.Path.StartsWithSegments("/send") ? 201 : 200;
        return Task.CompletedTask;
    };

    /// <summary>The answer of FCM's token endpoint; null: it does what it should.</summary>
    public Func<HttpContext, Task>? TokenTrouble { get; set; }

    /// <summary>How often FCM's access token was asked for.</summary>
    public int Tokens => _tokens;

    /// <summary>Answers nobody until the test is over.</summary>
    public Task Hold(HttpContext http) => _letGo.Task.WaitAsync(http.RequestAborted);

    public static async Task<PushServices> Start()
    {
        var services = new PushServices();
        await FreePort.Bind(services.Listen);
        return services;
    }

    /// <summary>A gateway that sends here.</summary>
    public GatewaySettings Known(GatewaySettings settings) => Callback.Trusted(settings) with
    {
        Waking = new(
            true, "mailto:operator@contoso.example",
            new("a-project", "sender@a-project.example", GoogleKey.ExportPkcs8PrivateKeyPem(), new(Url + "/token"), new(Url)),
            new(AppleKey.ExportPkcs8PrivateKeyPem(), AppleKeyId, AppleTeam, AppleTopic, new(Url))),
    };

    /// <summary>The next message.</summary>
    public async Task<Pushed> Next() =>
        await _heard.Reader.ReadAsync(Browser.Cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Browser.Cancel);

    public bool HasMore => _heard.Reader.Count > 0;

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
            if (http.Request.Path == "/token")
            {
                await GiveToken(http);
                return;
            }

            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
            var headers = http.Request.Headers.ToDictionary(
                one => one.Key, one => one.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            await _heard.Writer.WriteAsync(new(http.Request.Path, http.Request.Protocol, headers, body.ToArray()));
            await Answer(http);
        });
        await app.StartAsync();
        (_app, Url) = (app, $"https://127.0.0.1:{port}");
    }

    private async Task GiveToken(HttpContext http)
    {
        if (TokenTrouble is { } trouble)
        {
            await trouble(http);
            return;
        }

        var form = await http.Request.ReadFormAsync();
        Assert.Equal("urn:ietf:params:oauth:grant-type:jwt-bearer", form["grant_type"].ToString());
        var parts = form["assertion"].ToString().Split('.');
        Assert.True(GoogleKey.VerifyData(
            System.Text.Encoding.ASCII.GetBytes(parts[0] + "." + parts[1]), System.Buffers.Text.Base64Url.DecodeFromChars(parts[2]),
            HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        var number = Interlocked.Increment(ref _tokens);
        await http.Response.WriteAsJsonAsync(new { access_token = $"token-{number}", expires_in = 3599, token_type = "Bearer" });
    }
}

/// <summary>One message that a push service heard.</summary>
internal sealed record Pushed(string Path, string Protocol, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string this[string header] => Headers.GetValueOrDefault(header, "");

    public JsonElement Json => JsonElement.Parse(Body);

    /// <summary>All of it that whoever carries it can see.</summary>
    public string Whole =>
        Path + "\n" + string.Join('\n', Headers.Select(one => one.Key + ": " + one.Value)) + "\n"
        + System.Text.Encoding.UTF8.GetString(Body);
}
