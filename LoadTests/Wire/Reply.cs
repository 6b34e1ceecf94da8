using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Countersign.LoadTests.Wire;

/// <summary>The server's answer.</summary>
/// <param name="Code">The number of a refusal, such as <c>CS4007</c>; null for anything else.</param>
/// <param name="Value">The body of a success that has one.</param>
internal readonly record struct Reply<T>(int Status, string? Code, T? Value) where T : class
{
    public static Reply<T> Of(HttpConnection connection, JsonTypeInfo<T> type) => connection.Status == 200
        ? new(200, null, JsonSerializer.Deserialize(connection.Body, type))
        : new(connection.Status, CodeOf(connection), null);

    /// <exception cref="UnexpectedReplyException">It is a refusal.</exception>
    public T OrThrow(string step) => Value ?? throw new UnexpectedReplyException($"{step}: {Status} {Code}");

    private static string? CodeOf(HttpConnection connection)
    {
        if (connection.Status is >= 200 and < 300) return null;
        try
        {
            return JsonSerializer.Deserialize(connection.Body, WireJson.Default.ProblemReply)?.Code;
        }
        catch (JsonException)
        {
            return Encoding.UTF8.GetString(connection.Body);
        }
    }
}

/// <summary>The server answered what it should not have.</summary>
internal sealed class UnexpectedReplyException(string message) : Exception(message);

internal sealed record ProblemReply(string Code);

internal sealed record StartReply(string Result, string? Number, string? Reason);

internal sealed record StateReply(string State, string? Number, bool? Redeemed);

internal sealed record OutcomeReply(string Outcome);

internal sealed record RedeemReply(string UserName, long AuthTime);

internal sealed record SessionReply(string UserName);

/// <param name="Number">What the client shows; ours alone, for the phone of another server is shown the client's own.</param>
internal sealed record BackchannelReply(string AuthReqId, string Number);

internal sealed record AuthReqIdReply(string AuthReqId);

internal sealed record TokenReply(string? IdToken, string? AccessToken);

internal sealed record PeerWaitingReply(string? Request);

internal sealed record WaitingReply(WaitingChallenge? Waiting);

internal sealed record WaitingChallenge(
    string Challenge, string Nonce, string[] Choices, string Client, string Application, string Place, string Address, string Browser,
    string Message);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ProblemReply))]
[JsonSerializable(typeof(StartReply))]
[JsonSerializable(typeof(StateReply))]
[JsonSerializable(typeof(OutcomeReply))]
[JsonSerializable(typeof(RedeemReply))]
[JsonSerializable(typeof(SessionReply))]
[JsonSerializable(typeof(BackchannelReply))]
[JsonSerializable(typeof(AuthReqIdReply))]
[JsonSerializable(typeof(TokenReply))]
[JsonSerializable(typeof(PeerWaitingReply))]
[JsonSerializable(typeof(WaitingReply))]
internal sealed partial class WireJson : JsonSerializerContext;
