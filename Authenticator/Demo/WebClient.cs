using System.Net.Http.Headers;
using System.Text.Json;
using Countersign.Authenticator.Cli;

namespace Countersign.Authenticator.Demo;

/// <summary>Sends and reads JSON, for the demonstration's browsers and its operator. A refusal or a loss ends the demonstration.</summary>
/// <param name="origin">Scheme, host and port.</param>
internal abstract class WebClient(HttpClient http, Uri origin)
{
    private const int Tries = 10;
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);

    /// <summary>The body, or an undefined element when there is none. "Not now" is asked again as it was, for some seconds.</summary>
    public async Task<JsonElement> Send(HttpMethod method, string path, object? body, CancellationToken cancel)
    {
        var name = Account.Handle();
        for (var tries = 1; ; tries++)
        {
            if (await Try(method, path, body, name, isLast: tries == Tries, cancel) is { } answered) return answered;
            await Task.Delay(BetweenTries, cancel);
        }
    }

    /// <returns>Null: not now.</returns>
    private async Task<JsonElement?> Try(
        HttpMethod method, string path, object? body, string name, bool isLast, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, new Uri(origin, path));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body)) { Headers = { ContentType = Json } };
        }
        Prepare(request.Headers, name);
        try
        {
            using var answer = await http.SendAsync(request, cancel);
            Learn(answer.Headers);
            var bytes = await answer.Content.ReadAsByteArrayAsync(cancel);
            if (answer.StatusCode == System.Net.HttpStatusCode.ServiceUnavailable && !isLast) return null;
            if (!answer.IsSuccessStatusCode) throw Refusal(method, path, (int)answer.StatusCode, bytes);
            return bytes.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(bytes);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException && !cancel.IsCancellationRequested)
        {
            throw new DemoFailure($"No answer from {origin}: {e.Message} Is the gateway running?", ExitCode.Unreachable);
        }
        catch (JsonException)
        {
            throw new DemoFailure($"What answers at {origin}{path.TrimStart('/')} is not Countersign.", ExitCode.Unreachable);
        }
    }

    /// <param name="name">Of the request, the same for each time that it is sent.</param>
    protected abstract void Prepare(HttpRequestHeaders headers, string name);

    protected virtual void Learn(HttpResponseHeaders headers) { }

    private static DemoFailure Refusal(HttpMethod method, string path, int status, byte[] body)
    {
        var problem = TryRead(body);
        var said = problem is null ? $"HTTP {status}" : $"HTTP {status} {problem.Title} ({problem.Code} {problem.Name}) {problem.Detail}";
        return new(Terminal.Plain($"{method} {path} was refused: {said}"), status == 503 ? ExitCode.Unreachable : ExitCode.Refused);
    }

    private static ProblemBody? TryRead(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, Wire.Default.ProblemBody);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>The operator: everything on the administration listener.</summary>
internal sealed class Operator(HttpClient http, Uri origin, string token) : WebClient(http, origin)
{
    protected override void Prepare(HttpRequestHeaders headers, string name) => headers.Authorization = new("Bearer", token);
}

/// <summary>
/// A browser with cookies of its own. They are kept by hand: <c>__Host-</c> cookies are <c>Secure</c>, which browsers do send to a loopback
/// address over plain http, but the framework's container does not.
/// </summary>
internal sealed class Browser(HttpClient http, Uri origin, string userAgent) : WebClient(http, origin)
{
    private readonly Uri _origin = origin;
    private readonly Dictionary<string, string> _cookies = new(StringComparer.Ordinal);

    protected override void Prepare(HttpRequestHeaders headers, string name)
    {
        headers.TryAddWithoutValidation("User-Agent", userAgent);
        headers.TryAddWithoutValidation("Origin", _origin.GetLeftPart(UriPartial.Authority));
        headers.TryAddWithoutValidation("Sec-Fetch-Site", "same-origin");
        headers.TryAddWithoutValidation("Idempotency-Key", name);
        lock (_cookies)
        {
            var cookies = string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"));
            if (cookies.Length > 0) headers.TryAddWithoutValidation("Cookie", cookies);
        }
    }

    protected override void Learn(HttpResponseHeaders headers)
    {
        if (!headers.TryGetValues("Set-Cookie", out var cookies)) return;
        foreach (var text in cookies)
        {
            var pair = text.Split(';')[0];
            var (name, value) = (pair[..Math.Max(pair.IndexOf('='), 0)], pair[(pair.IndexOf('=') + 1)..]);
            lock (_cookies)
            {
                if (value.Length == 0) _cookies.Remove(name);
                else _cookies[name] = value;
            }
        }
    }
}
