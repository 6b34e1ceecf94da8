using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Countersign.Authenticator;
using Countersign.Engine;
using Countersign.Gateway;
using Countersign.SignIn;
using Countersign.SignIn.Devices;

namespace Countersign.Silo.Tests.Kit;

/// <summary>
/// Somebody with a browser and a phone in front of a gateway. Whatever is answered with 503 is asked again, as it was; anything else but
/// success is a failure.
/// </summary>
internal sealed class Person
{
    private const string Tenant = "contoso";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);   // generous: a busy machine is slow

    private readonly HttpClient _http;
    private readonly GatewayHost _gateway;
    private readonly string _name;
    private readonly Dictionary<string, string> _cookies = [];
    private readonly DeviceKeys _keys = DeviceKeys.Create();
    private Phone _phone = null!;

    private Person(HttpClient http, GatewayHost gateway, string name) => (_http, _gateway, _name) = (http, gateway, name);

    /// <summary>Requests that were answered with 503.</summary>
    public int Refused { get; private set; }

    public static async Task MakeTenant(HttpClient http, GatewayHost gateway, string token, CancellationToken cancel)
    {
        var operates = new Person(http, gateway, "");
        await operates.Administer(token, HttpMethod.Put, "", null, cancel);
        await operates.Administer(token, HttpMethod.Put, "/policy", new { enabled = true, target = new { type = "all" } }, cancel);
    }

    public static async Task<Person> Enrol(HttpClient http, GatewayHost gateway, string token, string name, CancellationToken cancel)
    {
        var person = new Person(http, gateway, name);
        await person.Administer(token, HttpMethod.Put, $"/users/{name}", null, cancel);
        var pass = Text(await person.Administer(token, HttpMethod.Post, $"/users/{name}/pass", null, cancel), "pass");
        await person.Browse(HttpMethod.Post, "/session", new { user_name = name, pass }, cancel);
        var added = await person.Browse(HttpMethod.Post, "/security-info/methods", null, cancel);
        var code = ActivationCode.Parse(Text(added, "activation_code"));
        var account = new Account(
            code.Issuer, code.User, new(RandomValues.Handle()), person._keys.Request, new(Platform.Android, "14.0", "1.0"));
        var phone = person._phone = new(account, http, TimeProvider.System);
        await person.Until(() => phone.Activate(code, "Phone", person._keys.Decision, cancel), cancel);
        await person.Until(() => phone.Register(shared: false, cancel), cancel);
        await person.Until(() => phone.Enable(cancel), cancel);
        return person;
    }

    /// <summary>A whole sign-in: start, look at the phone, approve, collect.</summary>
    public async Task SignIn(CancellationToken cancel)
    {
        var started = await Browse(HttpMethod.Post, "/sign-in", new { user_name = _name }, cancel);
        Assert.True(Text(started, "result") == "number", started.ToString());
        WaitingSignIn? waiting;
        do waiting = await Until(() => _phone.Fetch(TimeSpan.FromSeconds(5), cancel), cancel);
        while (waiting is null);
        var statement = _phone.Account.Approve(waiting, Text(started, "number"), _keys.Decision, DateTimeOffset.UtcNow);
        Assert.Equal(Countersign.SignIn.Jose.Decision.Approve, await Until(() => _phone.Answer(statement, cancel), cancel));
        await Browse(HttpMethod.Post, "/sign-in/redeem", null, cancel);
    }

    private Task<JsonElement> Browse(HttpMethod method, string path, object? body, CancellationToken cancel)
    {
        var key = RandomValues.Handle();
        return Ask(() =>
        {
            var request = new HttpRequestMessage(method, $"{_gateway.PublicUrl}/{Tenant}/v1{path}");
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
            if (_cookies.Count > 0) request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(one => $"{one.Key}={one.Value}")));
            if (body is not null) request.Content = JsonContent.Create(body);
            return request;
        }, cancel);
    }

    private Task<JsonElement> Administer(string token, HttpMethod method, string path, object? body, CancellationToken cancel) => Ask(() =>
    {
        var request = new HttpRequestMessage(method, $"{_gateway.AdminUrl}/admin/v1/tenants/{Tenant}{path}");
        request.Headers.Authorization = new("Bearer", token);
        if (body is not null) request.Content = JsonContent.Create(body);
        return request;
    }, cancel);

    private async Task<JsonElement> Ask(Func<HttpRequestMessage> make, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Limit);
        while (true)
        {
            using var request = make();
            using var answer = await _http.SendAsync(request, limit.Token);
            var said = await answer.Content.ReadAsStringAsync(limit.Token);
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                Refused++;
                await Task.Delay(100, limit.Token);
                continue;
            }

            Assert.True(answer.IsSuccessStatusCode, $"{request.Method} {request.RequestUri}: {(int)answer.StatusCode} {said}");
            Keep(answer);
            return said.Length == 0 ? default : JsonElement.Parse(said);
        }
    }

    private async Task<T> Until<T>(Func<Task<Reply<T>>> ask, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Limit);
        while (true)
        {
            switch (await ask())
            {
                case Reply<T>.Done done: return done.Value;
                case Reply<T>.Refused refused: throw new InvalidOperationException(refused.ToString());
                default:
                    Refused++;
                    await Task.Delay(100, limit.Token);
                    break;
            }
        }
    }

    /// <summary>By hand: they are <c>Secure</c>, and the framework's container does not send those to a loopback address.</summary>
    private void Keep(HttpResponseMessage answer)
    {
        if (!answer.Headers.TryGetValues("Set-Cookie", out var cookies)) return;
        foreach (var pair in cookies.Select(text => text.Split(';')[0].Split('=', 2)))
        {
            if (pair[1].Length == 0) _cookies.Remove(pair[0]);
            else _cookies[pair[0]] = pair[1];
        }
    }

    private static string Text(JsonElement body, string name) => body.GetProperty(name).GetString()!;
}
