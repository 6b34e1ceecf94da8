using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Countersign.Engine;
using Countersign.Engine.Ports;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Outbound;
using Countersign.SignIn;

namespace Countersign.Gateway.Passwords;

/// <summary>
/// Passwords that a service of the tenant's checks, over https (WAY-4, N23): question and answer are signed with a secret that only the
/// two share, and the answer is to this very question. Anything else is no answer.
/// </summary>
internal sealed class VerifierPasswords : IDisposable
{
    public const string Signature = "Countersign-Signature";
    private const int ReadAtMost = 4096;
    private readonly HttpClient _http;
    private readonly ProviderSecrets _secrets;
    private readonly PlaceGuard _guard;
    private readonly OutboundSettings _outbound;
    private readonly TimeProvider _clock;

    public VerifierPasswords(
        HttpMessageHandler handler, ProviderSecrets secrets, OutboundSettings outbound, PlaceGuard guard, TimeProvider clock)
    {
        _http = new(handler) { Timeout = Timeout.InfiniteTimeSpan };
        (_secrets, _outbound, _guard, _clock) = (secrets, outbound, guard, clock);
    }

    /// <param name="isKnown">From a browser that the person has signed in with.</param>
    public ValueTask<PasswordVerdict> Check(
        PasswordPlace.Verifier place, UserKey user, string password, bool isKnown, CancellationToken cancel) =>
        _guard.Ask(user.Tenant, place, isKnown, stop => Ask(place, user, password, stop), cancel);

    public void Dispose() => _http.Dispose();

    private async ValueTask<PasswordVerdict> Ask(PasswordPlace.Verifier place, UserKey user, string password, CancellationToken stop)
    {
        if (!OutboundHttp.IsCallable(place.Url, _outbound)) throw new PlaceUnavailableException("its address may not be called");
        if (_secrets.OpenPlace(user.Tenant, place.SealedSecret) is not { } secret)
            throw new PlaceUnavailableException("its secret was sealed with another secret");
        var question = RandomValues.Handle();
        var body = Encoding.UTF8.GetBytes(new JsonObject
        {
            ["question"] = question, ["tenant"] = user.Tenant.Value, ["user_name"] = user.Name.Value, ["password"] = password,
        }.ToJsonString());
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, place.Url) { Content = new ReadOnlyMemoryContent(body) };
            request.Content.Headers.ContentType = new("application/json");
            request.Headers.Add(Signature, SharedSecret.Sign(secret, _clock.GetUtcNow(), body));
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
            if ((int)response.StatusCode != 200) throw new PlaceUnavailableException($"it answered with {(int)response.StatusCode}");
            var answer = await Read(response, stop);
            var signature = response.Headers.TryGetValues(Signature, out var values) && values.ToArray() is [var only] ? only : null;
            if (!SharedSecret.IsSigned(secret, signature, answer)) throw new PlaceUnavailableException("its answer is not signed by it");
            return VerdictOf(answer, question) ?? throw new PlaceUnavailableException("its answer is none to this question");
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException)
        {
            var why = failed.InnerException is EgressRefusedException refused ? refused.Message : "it cannot be reached";
            throw new PlaceUnavailableException(why, failed);
        }
    }

    private static PasswordVerdict? VerdictOf(byte[] answer, string question) =>
        StrictJwt.Object(answer) is { } json && json.EnumerateObject().Count() == 2 && StrictJwt.TextOf(json, "question") == question
            ? StrictJwt.TextOf(json, "result") switch
            {
                "right" => PasswordVerdict.Right,
                "wrong" => PasswordVerdict.Wrong,
                _ => null,
            }
            : null;

    private static async ValueTask<byte[]> Read(HttpResponseMessage response, CancellationToken stop)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(stop);
        var buffer = new byte[ReadAtMost + 1];
        var length = 0;
        for (int more; length < buffer.Length && (more = await stream.ReadAsync(buffer.AsMemory(length), stop)) > 0;) length += more;
        return length <= ReadAtMost ? buffer[..length] : throw new PlaceUnavailableException("it answered without end");
    }
}
