using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Countersign.SignIn;

namespace Countersign.Engine.Storage;

/// <summary>
/// Reads by hand a record that a user's state holds several times, as it is written now (<see cref="UserStateWriter"/>); the serializer
/// takes six times as long (docs/performance.md).
/// </summary>
/// <param name="described">The serializer's own way, for what is not as it would be written now.</param>
internal abstract class OftenRead<T>(JsonTypeInfo<T> described) : JsonConverter<T>
{
    public sealed override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var inOrder = new InOrder(reader);
        inOrder.Begin();
        var read = ReadMembers(ref inOrder);
        inOrder.End();
        if (!inOrder.Fits) return JsonSerializer.Deserialize(ref reader, described);
        reader = inOrder.Reader;
        return read;
    }

    public sealed override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, described);

    protected abstract T ReadMembers(ref InOrder json);
}

/// <summary>A session of a user's state.</summary>
internal sealed class SessionReader(JsonTypeInfo<Session> described) : OftenRead<Session>(described)
{
    protected override Session ReadMembers(ref InOrder json) => new(
        new(json.Text("hash"u8)), (SessionMethod)json.Small("method"u8), json.Time("openedAt"u8), json.Time("expiresAt"u8),
        json.Has("mode"u8) ? (NumberMode)json.Small() : null, json.Has("authenticatedAt"u8) ? json.Time() : null, json.StandsOn());
}

/// <summary>A settled challenge of a user's state. An ending that is no approval is seldom: the serializer has it.</summary>
internal sealed class SettledReader(JsonTypeInfo<Settled> described) : OftenRead<Settled>(described)
{
    protected override Settled ReadMembers(ref InOrder json) => new(
        new(json.Text("id"u8)), new(json.Text("request"u8)), new(json.Text("browser"u8)), (NumberMode)json.Small("mode"u8),
        json.Text("client"u8), json.Time("at"u8), Approved(ref json), json.StandsOn());

    private static Ending Approved(ref InOrder json)
    {
        json.Begin("ending"u8);
        json.Is("approved"u8);
        json.Begin("answered"u8);
        var answered = new Answered(new(json.Text("device"u8)), new(json.Text("key"u8)), new(json.Text("statement"u8)));
        json.End();
        Redemption? redemption = null;
        if (json.HasObject("redemption"u8))
        {
            redemption = new(
                new(json.Text("request"u8)), json.Has("session"u8) ? new SecretHash(json.Text()) : null, json.Time("at"u8),
                json.Flag("revoked"u8));
            json.End();
        }

        var withdrawn = json.Flag("withdrawn"u8);
        json.End();
        return new Ending.Approved(answered, redemption, withdrawn);
    }
}
