using System.Net;
using System.Text;
using System.Text.Json;
using Countersign.SignIn.EventFeeds;

namespace Countersign.Gateway.Outbound;

/// <summary>What became of one security event token.</summary>
/// <param name="Trouble">Null: the receiver took it, or never will.</param>
/// <param name="IsRefused">It never will: this very token is nothing to it.</param>
/// <param name="Wait">How long it wants to be left alone; null: it did not say.</param>
public readonly record struct Pushed(FeedTrouble? Trouble, bool IsRefused = false, TimeSpan? Wait = null)
{
    public static readonly Pushed Taken = new(null);
}

/// <summary>
/// Takes one security event token to a tenant's receiver (RFC 8935 2): one try, in its own time. Who asks tries again; a redirect is not
/// followed, and of an answer little is read.
/// </summary>
public sealed class EventTokenSender(HttpMessageHandler handler, TimeProvider clock) : IDisposable
{
    public const string Type = "application/secevent+jwt";
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(9);
    private const int ReadAtMost = 4 * 1024;

    private readonly HttpClient _http = new(handler) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };

    public void Dispose() => _http.Dispose();

    /// <exception cref="OperationCanceledException">Whoever asked does not wait any more.</exception>
    public async ValueTask<Pushed> Push(Uri receiver, string token, CancellationToken cancel)
    {
        using var time = new CancellationTokenSource(Timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancel);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, receiver)
            {
                Content = new ByteArrayContent(Encoding.ASCII.GetBytes(token)),
            };
            request.Content.Headers.ContentType = new(Type);
            request.Headers.Accept.ParseAdd("application/json");
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            return await Understand(response, both.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new(FeedTrouble.Unreachable);
        }
        catch (HttpRequestException failed)
        {
            return new(failed.InnerException is EgressRefusedException ? FeedTrouble.AddressRefused : FeedTrouble.Unreachable);
        }
        catch (IOException)
        {
            return new(FeedTrouble.Unreachable);
        }
    }

    private async ValueTask<Pushed> Understand(HttpResponseMessage response, CancellationToken cancel) => (int)response.StatusCode switch
    {
        >= 200 and < 300 => Pushed.Taken,
        >= 300 and < 400 => new(FeedTrouble.Redirected),
        400 when await ErrorOf(response, cancel) == "invalid_request" => new(null, IsRefused: true),
        429 or 503 => new(FeedTrouble.Busy, Wait: WaitOf(response)),
        >= 500 => new(FeedTrouble.Failed, Wait: WaitOf(response)),
        _ => new(FeedTrouble.NotTaken),
    };

    private TimeSpan? WaitOf(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - clock.GetUtcNow(),
        _ => null,
    };

    /// <summary>The <c>err</c> of RFC 8935 2.3; null: the answer has none that can be read.</summary>
    private static async ValueTask<string?> ErrorOf(HttpResponseMessage response, CancellationToken cancel)
    {
        var buffer = new byte[ReadAtMost];
        await using var body = await response.Content.ReadAsStreamAsync(cancel);
        var read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel);
        try
        {
            using var json = JsonDocument.Parse(buffer.AsMemory(0, read), new() { MaxDepth = 8 });
            return json.RootElement is { ValueKind: JsonValueKind.Object } answer && answer.TryGetProperty("err", out var error)
                && error.ValueKind == JsonValueKind.String
                ? error.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
