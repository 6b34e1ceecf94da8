using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Countersign.SignIn;
using Countersign.SignIn.Grants;

namespace Countersign.Engine.Storage;

/// <summary>
/// Reads and writes by hand a record that a user's state holds several times, byte for byte as the serializer does, which takes six times
/// as long to read it and three times as long to write it (docs/performance.md): a state is read once and written three times in a sign-in.
/// </summary>
/// <param name="described">The serializer's own way, for what is not as it would be written now.</param>
internal abstract class OftenWritten<T>(JsonTypeInfo<T> described) : JsonConverter<T>
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

    public sealed override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        WriteMembers(writer, value);
        writer.WriteEndObject();
    }

    protected abstract T ReadMembers(ref InOrder json);

    protected abstract void WriteMembers(Utf8JsonWriter json, T value);

    protected static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, DateTimeOffset at) =>
        json.WriteNumber(name, at.ToUnixTimeMilliseconds());

    protected static void Write(Utf8JsonWriter json, StandsOn? on)
    {
        if (on is null) return;
        json.WriteStartObject("standsOn"u8);
        json.WriteNumber("epoch"u8, on.Epoch);
        if (on.Device is { } device) json.WriteString("device"u8, device.Value);
        json.WriteNumber("enabling"u8, on.Enabling);
        json.WriteEndObject();
    }
}

/// <summary>A session of a user's state.</summary>
internal sealed class SessionJson(JsonTypeInfo<Session> described) : OftenWritten<Session>(described)
{
    protected override Session ReadMembers(ref InOrder json) => new(
        new(json.Text("hash"u8)), (SessionMethod)json.Small("method"u8), json.Time("openedAt"u8), json.Time("expiresAt"u8),
        json.Has("mode"u8) ? (NumberMode)json.Small() : null, json.Has("authenticatedAt"u8) ? json.Time() : null, json.StandsOn());

    protected override void WriteMembers(Utf8JsonWriter json, Session session)
    {
        json.WriteString("hash"u8, session.Hash.Value);
        json.WriteNumber("method"u8, (int)session.Method);
        Write(json, "openedAt"u8, session.OpenedAt);
        Write(json, "expiresAt"u8, session.ExpiresAt);
        if (session.Mode is { } mode) json.WriteNumber("mode"u8, (int)mode);
        if (session.AuthenticatedAt is { } authenticated) Write(json, "authenticatedAt"u8, authenticated);
        Write(json, session.StandsOn);
    }
}

/// <summary>A settled challenge of a user's state. An ending that is no approval is seldom: the serializer has it.</summary>
internal sealed class SettledJson(JsonTypeInfo<Settled> described, JsonTypeInfo<Ending> ending) : OftenWritten<Settled>(described)
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

    protected override void WriteMembers(Utf8JsonWriter json, Settled settled)
    {
        json.WriteString("id"u8, settled.Id.Value);
        json.WriteString("request"u8, settled.Request.Value);
        json.WriteString("browser"u8, settled.Browser.Value);
        json.WriteNumber("mode"u8, (int)settled.Mode);
        json.WriteString("client"u8, settled.Client);
        Write(json, "at"u8, settled.At);
        json.WritePropertyName("ending"u8);
        if (settled.Ending is Ending.Approved approved) Write(json, approved);
        else JsonSerializer.Serialize(json, settled.Ending, ending);
        Write(json, settled.StandsOn);
    }

    private static void Write(Utf8JsonWriter json, Ending.Approved approved)
    {
        json.WriteStartObject();
        json.WriteString("is"u8, "approved"u8);
        json.WriteStartObject("answered"u8);
        json.WriteString("device"u8, approved.Answered.Device.Value);
        json.WriteString("key"u8, approved.Answered.Key.Value);
        json.WriteString("statement"u8, approved.Answered.Statement.Value);
        json.WriteEndObject();
        if (approved.Redemption is { } redemption)
        {
            json.WriteStartObject("redemption"u8);
            json.WriteString("request"u8, redemption.Request.Value);
            if (redemption.Session is { } session) json.WriteString("session"u8, session.Value);
            Write(json, "at"u8, redemption.At);
            json.WriteBoolean("revoked"u8, redemption.Revoked);
            json.WriteEndObject();
        }

        json.WriteBoolean("withdrawn"u8, approved.Withdrawn);
        json.WriteEndObject();
    }
}
