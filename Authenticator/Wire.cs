using System.Text.Json;
using System.Text.Json.Serialization;
using Countersign.SignIn.Jose;
using Countersign.SignIn.Prompts;

namespace Countersign.Authenticator;

/// <summary>
/// The bodies of requests and answers, besides signed tokens (docs/api.md). The server may add members; unknown ones are passed over.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, AllowDuplicateProperties = false,
    Converters = [typeof(NumberModeWord)])]
[JsonSerializable(typeof(ActivationRequest))]
[JsonSerializable(typeof(Activated))]
[JsonSerializable(typeof(Registration))]
[JsonSerializable(typeof(DeviceName))]
[JsonSerializable(typeof(WaitingAnswer))]
[JsonSerializable(typeof(Answered))]
[JsonSerializable(typeof(NoticesSeen))]
[JsonSerializable(typeof(ProblemBody))]
internal sealed partial class Wire : JsonSerializerContext;

internal sealed record ActivationRequest(
    string UserName, string Code, string Device, string Name, string Platform, string Os, string App,
    Jwk RequestKey, Jwk DecisionKey, string RequestProof, string DecisionProof);

internal sealed record Jwk(string Kty, string Crv, string X, string Y)
{
    public Jwk(PublicKey key) : this("EC", "P-256", key.X, key.Y) { }
}

/// <summary>The answer of <em>activate</em>: stage 1 is done (S-31).</summary>
/// <param name="PhoneSignIn">False: stage 2 is <see cref="Phone.Enable"/>.</param>
public sealed record Activated([property: JsonRequired] string UserName, bool PhoneSignIn);

internal sealed record Registration(string Ownership);

internal sealed record DeviceName(string Name);

internal sealed record WaitingAnswer(
    [property: JsonRequired] WaitingSignIn? Waiting, bool SwitchedOff = false, IReadOnlyList<AccountNotice>? Notices = null);

/// <summary>A change of the account that somebody else may have made.</summary>
/// <param name="Number">Rises with each; what <see cref="Phone.SeeNotices"/> takes.</param>
/// <param name="Kind">Such as <c>phone_added</c>; others may come.</param>
/// <param name="Phone">The name of the phone it is about, as its owner typed it; empty for none.</param>
public sealed record AccountNotice(
    [property: JsonRequired] long Number, [property: JsonRequired] string Kind, string? Phone, [property: JsonRequired] DateTimeOffset At);

internal sealed record NoticesSeen(long Through);

internal sealed record Answered([property: JsonRequired] string Outcome);

internal sealed record ProblemBody(string? Code, string? Name, string? Title, string? Detail);

/// <summary>A number mode as its word; any other text is no answer of this protocol.</summary>
internal sealed class NumberModeWord : JsonConverter<NumberMode>
{
    public override NumberMode Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && NumberModes.Parse(reader.GetString()) is { } mode ? mode : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, NumberMode value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Meaning().Word);
}
