using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Countersign.SignIn;
using Countersign.SignIn.Jose;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Countersign.Authenticator.Tests;

/// <summary>
/// A server that knows the device protocol and docs/api.md and nothing else: one user, whose phone it believes only when every proof
/// verifies. What it does beyond that, a test scripts.
/// </summary>
internal sealed partial class FakeGateway : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HashSet<string> _jtis = [];
    private readonly ConcurrentQueue<Func<HttpContext, Task>> _script = [];
    private VerificationKey? _requestKey, _decisionKey;

    private FakeGateway(WebApplication app) => _app = app;

    /// <summary>As the public address and the issuer name it.</summary>
    public string Origin { get; private set; } = "";

    public string Issuer => Origin + "/contoso";

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The user a code is out for.</summary>
    public string User { get; set; } = "alice@contoso.example";

    public string Secret { get; } = Account.Handle();

    public string Code => new ActivationCode(
        Authenticator.Issuer.TryParse(Issuer, out var issuer) ? issuer : throw new InvalidOperationException("Not an issuer."),
        new(User), Secret).Write();

    /// <summary>The waiting sign-in; JSON of <c>{"waiting":…}</c>.</summary>
    public string Waiting { get; set; } = "{\"waiting\":null}";

    /// <summary>The right number for what waits.</summary>
    public string Number { get; set; } = "42";

    /// <summary>Whether there is an event stream.</summary>
    public bool HasEvents { get; set; } = true;

    /// <summary>The next events of the open stream; completing it ends the stream.</summary>
    public Channel<string> Events { get; set; } = Channel.CreateUnbounded<string>();

    /// <summary>Method and path of every request, in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Every statement, in order, whatever became of it.</summary>
    public ConcurrentQueue<string> Statements { get; } = [];

    /// <summary>Up to which notices the person has seen them, each time it was said.</summary>
    public ConcurrentQueue<long> Seen { get; } = [];

    /// <summary>The reasons why proofs were not believed.</summary>
    public ConcurrentQueue<string> Disbelieved { get; } = [];

    public bool PhoneSignIn { get; private set; }

    /// <summary>What the phone has called itself since; null for what it was activated with.</summary>
    public string? Name { get; private set; }

    public static async Task<FakeGateway> Start(TimeProvider? clock = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var gateway = new FakeGateway(app) { Clock = clock ?? TimeProvider.System };
        app.Run(gateway.Serve);
        await app.StartAsync(Given.Cancel);
        gateway.Origin = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return gateway;
    }

    /// <summary>Answers to the next requests, instead of the usual; once each, in order.</summary>
    public void Next(params Func<HttpContext, Task>[] answers)
    {
        foreach (var answer in answers) _script.Enqueue(answer);
    }

    /// <summary>The connection breaks without an answer.</summary>
    public static Task Break(HttpContext http)
    {
        http.Abort();
        return Task.CompletedTask;
    }

    /// <summary>The connection breaks after the request has been carried out.</summary>
    public async Task CarryOutThenBreak(HttpContext http)
    {
        http.Response.Body = new MemoryStream();
        await Answer(http);
        http.Abort();
    }

    public static Func<HttpContext, Task> Problem(
        int status, string code, string name, params (string Name, string Value)[] headers) => async http =>
    {
        foreach (var (header, value) in headers) http.Response.Headers[header] = value;
        await Refuse(http, status, code, name);
    };

    public static string WaitingJson(
        string mode = "select", string choices = "\"07\",\"42\",\"93\"", string browser = "Firefox on Linux") => $$"""
        {"waiting":{"challenge":"{{Account.Handle()}}","nonce":"{{Account.Handle()}}","mode":"{{mode}}","choices":[{{choices}}],
        "client":"web","application":"Contoso Portal","place":"Taipei","address":"192.0.2.0/24","browser":"{{browser}}",
        "started_at":"2026-11-22T10:00:00Z","expires_at":"2026-11-22T10:02:00Z","expires_in":97 } }
        """.ReplaceLineEndings("");

    public async ValueTask DisposeAsync()
    {
        Events.Writer.TryComplete();
        _tests.Cancel();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _requestKey?.Dispose();
        _decisionKey?.Dispose();
        _tests.Dispose();
    }

    private readonly CancellationTokenSource _tests = new();

    private async Task Serve(HttpContext http)
    {
        Requests.Enqueue($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}");
        var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        http.Items["body"] = body.ToArray();
        if (http.Request.Path == "/contoso/v1/device/answer") Statements.Enqueue(BodyOf(http).GetProperty("statement").GetString()!);
        await (_script.TryDequeue(out var scripted) ? scripted(http) : Answer(http));
    }

    private Task Answer(HttpContext http) => (http.Request.Method, http.Request.Path.Value) switch
    {
        ("POST", "/contoso/v1/device/activate") => Activate(http),
        ("POST", "/contoso/v1/device/answer") => Decide(http),
        ("POST", "/contoso/v1/device/register") => Proved(http, () => BodyOf(http).GetProperty("ownership").GetString() == "individual"
            ? Empty(http)
            : Refuse(http, 403, "CS3001", "device_registration_not_individual")),
        ("PUT", "/contoso/v1/device/phone-sign-in") => Proved(http, () => Empty(http, () => PhoneSignIn = true)),
        ("DELETE", "/contoso/v1/device/phone-sign-in") => Proved(http, () => Empty(http, () => PhoneSignIn = false)),
        ("PUT", "/contoso/v1/device/name") => Proved(http, () => Empty(http, () => Name = BodyOf(http).GetProperty("name").GetString())),
        ("POST", "/contoso/v1/device/notices/seen") => Proved(
            http, () => Empty(http, () => Seen.Enqueue(BodyOf(http).GetProperty("through").GetInt64()))),
        ("GET", "/contoso/v1/device/waiting") => Proved(http, () => Json(http, Waiting)),
        ("GET", "/contoso/v1/device/events") => Proved(http, () => HasEvents ? Stream(http) : Refuse(http, 404, "", "")),
        _ => AnswerWeb(http),
    };

    private async Task Activate(HttpContext http)
    {
        var body = BodyOf(http);
        if (body.GetProperty("code").GetString() != Secret)
        {
            await Refuse(http, 403, "CS2006", "code_refused");
            return;
        }
        _requestKey = KeyOf(body.GetProperty("request_key"));
        _decisionKey = KeyOf(body.GetProperty("decision_key"));
        foreach (var (proof, key) in new[] { ("request_proof", _requestKey), ("decision_proof", _decisionKey) })
        {
            var said = ActivationProof.Parse(body.GetProperty(proof).GetString(), out var token, out _);
            if (said is null || !key.Verify(token!) || said.Audience != Issuer || said.User.Value != User || !IsNow(said.IssuedAt))
            {
                await RefuseProof(http);
                return;
            }
        }
        await Json(http, $$"""{"user_name":"{{User}}","phone_sign_in":false}""");
    }

    private async Task Proved(HttpContext http, Func<Task> then)
    {
        if (Disbelief(http) is not { } why)
        {
            await then();
            return;
        }
        Disbelieved.Enqueue(why);
        await RefuseProof(http);
    }

    // Every server sends the Date; this one goes by a clock of its own.
    private Task RefuseProof(HttpContext http)
    {
        http.Response.Headers.Date = Clock.GetUtcNow().ToString("r", null);
        return Refuse(http, 401, "CS2001", "device_proof_refused");
    }

    private string? Disbelief(HttpContext http)
    {
        var proof = RequestProof.Parse(http.Request.Headers["Countersign-Proof"], out var token, out var fault);
        if (proof is null) return fault.ToString();
        if (_requestKey?.Verify(token!) != true) return "signature";
        if (proof.Audience != Issuer || proof.Tenant.Value != "contoso" || proof.User.Value != User) return "subject";
        if (proof.Method != http.Request.Method || proof.Path != http.Request.Path.Value) return "request";
        if (proof.BodyHash != Base64Url.EncodeToString(SHA256.HashData((byte[])http.Items["body"]!))) return "body";
        if (!IsNow(proof.IssuedAt)) return "time";
        lock (_jtis) return _jtis.Add(proof.Jti) ? null : "replay";
    }

    private async Task Decide(HttpContext http)
    {
        var statement = DecisionStatement.Parse(BodyOf(http).GetProperty("statement").GetString(), out var token, out _);
        var key = statement?.Decision == Decision.Approve ? _decisionKey : _requestKey;
        if (statement is null || key?.Verify(token!) != true || statement.Audience != Issuer) await RefuseProof(http);
        else if (statement.Decision == Decision.Deny) await Settle(http, "denied");
        else if (statement.Number != Number) await Refuse(http, 403, "CS4008", "number_mismatch");
        else await Settle(http, "approved");
    }

    private async Task Settle(HttpContext http, string outcome)
    {
        Waiting = "{\"waiting\":null}";
        State = outcome;
        await Json(http, $$"""{"outcome":"{{outcome}}"}""");
    }

    private async Task Stream(HttpContext http)
    {
        http.Response.ContentType = "text/event-stream";
        await http.Response.Body.FlushAsync();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _tests.Token);
        try
        {
            await foreach (var text in Events.Reader.ReadAllAsync(end.Token))
            {
                await http.Response.WriteAsync(text, end.Token);
                await http.Response.Body.FlushAsync(end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody listens any more.
        }
    }

    private bool IsNow(DateTimeOffset at) => (at - Clock.GetUtcNow()).Duration() <= Limits.ClockSkew;

    private static VerificationKey KeyOf(JsonElement jwk) =>
        PublicKey.TryParse(jwk.GetProperty("x").GetString(), jwk.GetProperty("y").GetString(), out var key)
            ? VerificationKey.Import(key)
            : throw new InvalidOperationException("Not a key.");

    private static JsonElement BodyOf(HttpContext http) => JsonSerializer.Deserialize<JsonElement>((byte[])http.Items["body"]!);

    private static Task Empty(HttpContext http, Action? then = null)
    {
        then?.Invoke();
        http.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    private static async Task Json(HttpContext http, string json, int status = 200, string type = "application/json")
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(json));
    }

    private static Task Refuse(HttpContext http, int status, string code, string name) => code.Length == 0
        ? Json(http, "<html>no</html>", status, "text/html")
        : Json(
            http,
            $$"""{"status":{{status}},"code":"{{code}}","name":"{{name}}","title":"Title of {{name}}","detail":"Detail of {{name}}."}""",
            status, "application/problem+json");
}
