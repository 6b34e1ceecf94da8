using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Countersign.Gateway.Admin;

namespace Countersign.Gateway.Remote;

/// <summary>
/// The way to a running service's administration, for a program elsewhere. It waits when it is told to, and gives up in the end.
/// </summary>
/// <param name="progress">Hears of waiting.</param>
internal sealed class AdminConnection(HttpClient http, TimeProvider clock, TextWriter progress) : IDisposable
{
    private const int MostTries = 6;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);
    private static readonly MediaTypeHeaderValue JsonType = new("application/json");

    /// <param name="url">The administration listener's address.</param>
    /// <param name="reason">Stands in the audit records of the changes; null: none.</param>
    /// <exception cref="FormatException">The address cannot be used.</exception>
    public static AdminConnection At(string url, string token, string? reason, TimeProvider clock, TextWriter progress)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")
            || address.AbsolutePath != "/" || address.Query.Length + address.Fragment.Length + address.UserInfo.Length > 0)
            throw new FormatException("--url is not the address of an administration listener, such as https://admin.example.com.");
        if (address.Scheme == "http" && !address.IsLoopback)
            throw new FormatException("--url must be https, except on this machine: the token would be read on its way.");
        var http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,   // a token goes nowhere else
            RequestHeaderEncodingSelector = (name, _) => name == Acting.ReasonHeader ? Encoding.UTF8 : null,
        })
        {
            BaseAddress = new(address, AdminDoors.Prefix + "/"),
            Timeout = TimeSpan.FromMinutes(1),
        };
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer " + token);
        if (reason is not null) http.DefaultRequestHeaders.TryAddWithoutValidation(Acting.ReasonHeader, reason);
        return new(http, clock, progress);
    }

    public void Dispose() => http.Dispose();

    /// <summary>Null for what is not there.</summary>
    public async Task<T?> Find<T>(string path, JsonTypeInfo<T> type, CancellationToken cancel) where T : class
    {
        using var answer = await Send(HttpMethod.Get, path, null, [], isMissingFine: true, cancel);
        return answer.StatusCode == HttpStatusCode.NotFound ? null : await Read(answer, path, type, cancel);
    }

    /// <exception cref="RemoteException">The service said no, or cannot be asked; so all below.</exception>
    public async Task<T> Get<T>(string path, JsonTypeInfo<T> type, CancellationToken cancel)
    {
        using var answer = await Send(HttpMethod.Get, path, null, [], isMissingFine: false, cancel);
        return await Read(answer, path, type, cancel);
    }

    /// <summary>Answers what the service says then; undefined where it says nothing.</summary>
    public async Task<JsonElement> Change(
        HttpMethod method, string path, JsonNode? body, CancellationToken cancel, params (string Name, string Value)[] headers)
    {
        using var answer = await Send(method, path, body, headers, isMissingFine: false, cancel);
        var text = await answer.Content.ReadAsStringAsync(cancel);
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }

    private async Task<HttpResponseMessage> Send(
        HttpMethod method, string path, JsonNode? body, (string Name, string Value)[] headers, bool isMissingFine, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            var answer = await Try(method, path, body, headers, cancel);
            if (answer.IsSuccessStatusCode || (isMissingFine && answer.StatusCode == HttpStatusCode.NotFound)) return answer;
            using (answer)
            {
                var isLater = answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable;
                if (!isLater || attempt == MostTries) throw await Refused(answer, method, path, isLater, cancel);
                await Wait(answer, cancel);
            }
        }
    }

    private async Task<HttpResponseMessage> Try(
        HttpMethod method, string path, JsonNode? body, (string Name, string Value)[] headers, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, JsonType);
        try
        {
            return await http.SendAsync(request, cancel);
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException
            || (failed is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            throw RemoteException.Unreachable($"Nobody answers at {http.BaseAddress!.GetLeftPart(UriPartial.Authority)}: {failed.Message}");
        }
    }

    private async Task Wait(HttpResponseMessage answer, CancellationToken cancel)
    {
        var asked = answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1);
        var wait = asked < LongestWait ? asked : LongestWait;
        await progress.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"The service asks to wait ({(int)answer.StatusCode}): going on in {wait.TotalSeconds:0} s."));
        await Task.Delay(wait, clock, cancel);
    }

    private static async Task<RemoteException> Refused(
        HttpResponseMessage answer, HttpMethod method, string path, bool isLater, CancellationToken cancel)
    {
        var said = string.Create(CultureInfo.InvariantCulture, $"{method} {path}: {(int)answer.StatusCode}");
        try
        {
            var problem = JsonElement.Parse(await answer.Content.ReadAsStringAsync(cancel));
            said += $" {Text("code")}. {Text("title")} {Text("detail")}";

            string Text(string name) => problem.TryGetProperty(name, out var value) ? value.ToString() : "";
        }
        catch (JsonException)
        {
            said += ". That is no answer of administration: is it the right address?";
        }

        said = Shown.Plain(said);   // who answers may be nobody's service
        return isLater ? RemoteException.Unreachable(said) : RemoteException.Refused(said);
    }

    private static async Task<T> Read<T>(HttpResponseMessage answer, string path, JsonTypeInfo<T> type, CancellationToken cancel)
    {
        try
        {
            return JsonSerializer.Deserialize(await answer.Content.ReadAsByteArrayAsync(cancel), type)
                ?? throw new JsonException("null");
        }
        catch (JsonException unknown)
        {
            throw RemoteException.Refused(
                $"GET {path}: the answer has what this release does not know ({unknown.Path}). Take the program of the service's release.");
        }
    }
}
