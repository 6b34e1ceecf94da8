using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Countersign.LoadTests.Population;
using Countersign.LoadTests.Wire;

namespace Countersign.LoadTests.Chaos;

/// <summary>The service from outside: its gateways, and what its clients are.</summary>
/// <param name="Origin">Of all gateways alike, whichever is asked.</param>
/// <param name="Secret">Of the client on the backchannel.</param>
/// <param name="AdminToken">Of administration.</param>
internal sealed record ServiceAddress(IReadOnlyList<IPEndPoint> Gateways, string Origin, string Secret, string AdminToken)
{
    public const string ClientId = "chaos";
}

/// <summary>What a request came to.</summary>
/// <param name="Status">0: there was no answer.</param>
/// <param name="Word">The refusal's number, the OAuth error or the fallback's reason; null for a success.</param>
internal sealed record Heard(int Status, string? Word = null)
{
    public bool IsAnswer => Status != 0 && Status < 500;

    public bool IsSuccess => Status is >= 200 and < 300 && Word is null;

    public string? Challenge { get; init; }
    public string? Number { get; init; }
    public string? State { get; init; }
    public bool? Redeemed { get; init; }
    public WaitingChallenge? Waiting { get; init; }
    public string? RefreshToken { get; init; }
    public string? TokenId { get; init; }
    public string? AuthReqId { get; init; }
}

/// <summary>One gateway as one actor uses it: a connection for people and one for administration.</summary>
internal sealed class Door : IDisposable
{
    private readonly ServiceAddress _service;
    private readonly Target _target;
    private readonly HttpConnection _public, _admin;
    private readonly Browser _browser;
    private readonly Phone _phone;
    private readonly RequestText _text = new();
    private readonly string _basic;

    public Door(ServiceAddress service, IPEndPoint gateway)
    {
        _service = service;
        _target = new(gateway, service.Origin);
        (_public, _admin) = (new(gateway), new(new(gateway.Address, gateway.Port + 1)));
        (_browser, _phone) = (new(_public, _target), new(_public, _target));
        var credentials = Convert.ToBase64String(Encoding.ASCII.GetBytes(ServiceAddress.ClientId + ":" + service.Secret));
        _basic = $"Authorization: Basic {credentials}\r\n";
    }

    public async Task<Heard> Start(Person person, string key, CookieJar jar, CancellationToken cancel)
    {
        var started = await _browser.Start(person.Name.Value, key, jar, cancel);
        return started is { Status: 200, Value.Number: { } number }
            ? new(200) { Challenge = jar.Challenge, Number = number }
            : new(started.Status, started.Value?.Reason ?? started.Code);
    }

    public async Task<Heard> Observe(CookieJar jar, CancellationToken cancel)
    {
        var seen = await _browser.Observe(jar, cancel);
        return new(seen.Status, seen.Code) { State = seen.Value?.State, Number = seen.Value?.Number, Redeemed = seen.Value?.Redeemed };
    }

    public async Task<Heard> Fetch(Person person, CancellationToken cancel)
    {
        var fetched = await _phone.Fetch(person, cancel);
        return new(fetched.Status, fetched.Code) { Waiting = fetched.Value?.Waiting };
    }

    public async Task<Heard> Answer(string statement, CancellationToken cancel)
    {
        var answered = await _phone.Answer(statement, cancel);
        return answered is { Status: 403, Code: "CS4007" }
            ? new(200) { State = "wrong_number" }
            : new(answered.Status, answered.Code) { State = answered.Value?.Outcome };
    }

    public string Sign(Person person, WaitingChallenge waiting, string number) => _phone.Sign(person, waiting, number);

    public async Task<Heard> Redeem(CookieJar jar, string key, CancellationToken cancel)
    {
        var redeemed = await _browser.Redeem(jar, key, cancel);
        return new(redeemed.Status, redeemed.Code);
    }

    public async Task<Heard> Session(CookieJar jar, CancellationToken cancel)
    {
        var session = await _browser.Session(jar, cancel);
        return new(session.Status, session.Code);
    }

    public async Task<Heard> Cancel(CookieJar jar, CancellationToken cancel)
    {
        var status = await _browser.Cancel(jar, cancel);
        return new(status, status == 204 ? null : CodeIn(_public));
    }

    public async Task<Heard> Ask(Person person, CancellationToken cancel)
    {
        var form = "scope=openid%20offline_access&login_hint=" + Uri.EscapeDataString(person.Name.Value);
        if (await Post("/bc-authorize", form, cancel) is not { } answer) return new(_public.Status, ErrorIn(_public));
        var id = answer.GetProperty("auth_req_id").GetString()!;
        return new(200) { AuthReqId = id, Challenge = id[..22], Number = answer.GetProperty("number").GetString() };
    }

    public Task<Heard> Collect(string authReqId, CancellationToken cancel) =>
        Tokens("grant_type=urn%3Aopenid%3Aparams%3Agrant-type%3Aciba&auth_req_id=" + authReqId, cancel);

    public Task<Heard> Refresh(string token, CancellationToken cancel) => Tokens("grant_type=refresh_token&refresh_token=" + token, cancel);

    public async Task<Heard> Revoke(string token, CancellationToken cancel)
    {
        await _public.Send(_text.OfForm($"/{Target.Tenant}/revoke", _target, _basic, "token=" + token), cancel);
        return new(_public.Status, _public.Status == 200 ? null : ErrorIn(_public));
    }

    /// <param name="path">After the user's own.</param>
    public async Task<Heard> Administer(string method, Person person, string path, string? json, CancellationToken cancel)
    {
        var whole = $"/admin/v1/tenants/{Target.Tenant}/users/{person.Name.Value}{path}";
        await _admin.Send(_text.Of(method, whole, _target, $"Authorization: Bearer {_service.AdminToken}\r\n", json), cancel);
        return new(_admin.Status, _admin.Status is >= 200 and < 300 ? null : CodeIn(_admin));
    }

    /// <summary>After a request that was given up: its answer must not be taken for the next one's.</summary>
    public void Drop()
    {
        _public.Drop();
        _admin.Drop();
    }

    public void Dispose() => Drop();

    /// <summary>What of a secret may stand in a history.</summary>
    public static string Digest(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)))[..16];

    private async Task<Heard> Tokens(string form, CancellationToken cancel)
    {
        if (await Post("/token", form, cancel) is not { } answer) return new(_public.Status, ErrorIn(_public));
        var access = answer.GetProperty("access_token").GetString()!.Split('.')[1];
        using var claims = JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(access));
        return new(200)
        {
            RefreshToken = answer.TryGetProperty("refresh_token", out var next) ? next.GetString() : null,
            TokenId = claims.RootElement.TryGetProperty("jti", out var id) ? id.GetString() : null,
        };
    }

    private async Task<JsonElement?> Post(string path, string form, CancellationToken cancel)
    {
        await _public.Send(_text.OfForm("/" + Target.Tenant + path, _target, _basic, form), cancel);
        if (_public.Status != 200) return null;
        using var answer = JsonDocument.Parse(_public.Body.ToArray());
        return answer.RootElement.Clone();
    }

    private static string? CodeIn(HttpConnection line) => Member(line, "code");

    private static string? ErrorIn(HttpConnection line) => line.Status == 429 ? "throttled" : Member(line, "error") ?? Member(line, "code");

    private static string? Member(HttpConnection line, string name)
    {
        try
        {
            using var body = JsonDocument.Parse(line.Body.ToArray());
            return body.RootElement.TryGetProperty(name, out var text) ? text.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
