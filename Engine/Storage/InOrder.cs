using System.Text.Json;
using Countersign.SignIn;
using Countersign.SignIn.Grants;

namespace Countersign.Engine.Storage;

/// <summary>
/// Reads one JSON object whose members come in the order in which they are written, and nothing else. Anything else is a misfit: it is then
/// read again by the serializer, which says what becomes of it.
/// </summary>
internal ref struct InOrder
{
    private Utf8JsonReader _json;
    private bool _isAhead;   // the token that was read last is still to be taken
    private bool _fits = true;

    public InOrder(ReadOnlySpan<byte> body) => _json = new(body);

    /// <summary>
    /// Whether all was as it would be written now, and nothing comes after it. After a misfit it does not matter what the others answer.
    /// </summary>
    /// <exception cref="JsonException">What comes is no JSON.</exception>
    public bool IsOver => _fits && !_json.Read();

    public void Begin() => Take(JsonTokenType.StartObject);

    public void End() => Take(JsonTokenType.EndObject);

    public void Begin(ReadOnlySpan<byte> name)
    {
        _fits &= Has(name);
        Begin();
    }

    /// <summary>Whether an object of this name comes; it has begun then.</summary>
    public bool HasObject(ReadOnlySpan<byte> name)
    {
        if (!Has(name)) return false;
        Begin();
        return true;
    }

    public bool Has(ReadOnlySpan<byte> name)
    {
        if (Peek() != JsonTokenType.PropertyName || !_json.ValueTextEquals(name)) return false;
        _isAhead = false;
        return true;
    }

    /// <summary>Whether it is this one of the derived records; a misfit when not.</summary>
    public bool Is(ReadOnlySpan<byte> kind)
    {
        _fits &= Has("is"u8);
        if (Take(JsonTokenType.String)) _fits = _json.ValueTextEquals(kind);
        return _fits;
    }

    /// <summary>Whether an object of this name begins and is this one of the derived records; if not, it is still to be taken.</summary>
    public bool Begins(ReadOnlySpan<byte> name, ReadOnlySpan<byte> kind)
    {
        var before = this;
        Begin(name);
        if (Is(kind)) return true;
        this = before;
        return false;
    }

    public void BeginAll(ReadOnlySpan<byte> name)
    {
        _fits &= Has(name);
        Take(JsonTokenType.StartArray);
    }

    /// <summary>Whether the list ends here; a misfit ends it too.</summary>
    public bool EndsAll()
    {
        if (!_fits) return true;
        if (Peek() != JsonTokenType.EndArray) return !_fits;
        _isAhead = false;
        return true;
    }

    /// <summary>A member as the serializer reads it; null when it does not come.</summary>
    /// <exception cref="JsonException">It is not such a thing.</exception>
    /// <exception cref="NotSupportedException">It does not say which of the derived records it is.</exception>
    public T? Described<T>(ReadOnlySpan<byte> name) =>
        _fits && Has(name) ? JsonSerializer.Deserialize(ref _json, StateJson.Described<T>()) : default;

    public string Text(ReadOnlySpan<byte> name)
    {
        _fits &= Has(name);
        return Text();
    }

    public string Text() => Take(JsonTokenType.String) ? _json.GetString()! : "";

    public bool Flag(ReadOnlySpan<byte> name)
    {
        _fits &= Has(name);
        var flag = Peek() == JsonTokenType.True;
        Take(flag ? JsonTokenType.True : JsonTokenType.False);
        return flag;
    }

    public long Number(ReadOnlySpan<byte> name)
    {
        _fits &= Has(name);
        return Number();
    }

    public long Number()
    {
        long number = 0;
        if (Take(JsonTokenType.Number)) _fits = _json.TryGetInt64(out number);
        return number;
    }

    /// <summary>The number of an enumeration's value.</summary>
    public byte Small()
    {
        byte number = 0;
        if (Take(JsonTokenType.Number)) _fits = _json.TryGetByte(out number);
        return number;
    }

    public byte Small(ReadOnlySpan<byte> name)
    {
        _fits &= Has(name);
        return Small();
    }

    public DateTimeOffset Time(ReadOnlySpan<byte> name)
    {
        _fits &= Has(name);
        return Time();
    }

    public DateTimeOffset Time()
    {
        var milliseconds = Number();
        if (UnixMilliseconds.IsTime(milliseconds)) return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        _fits = false;
        return default;
    }

    /// <summary>What a sign-in stands on; null where that is not written.</summary>
    public StandsOn? StandsOn()
    {
        if (!HasObject("standsOn"u8)) return null;
        var on = new StandsOn(
            Number("epoch"u8), Has("device"u8) ? new DeviceId(Text()) : null, Number("enabling"u8), Described<LinkedTo>("link"u8),
            Described<SecretOn>("secret"u8), Has("challenge"u8) ? new ChallengeId(Text()) : null,
            Described<PhoneOn>("phone"u8), Has("passkey"u8) ? Number() : null);
        End();
        return on;
    }

    private JsonTokenType Peek()
    {
        if (!_isAhead) _fits &= _json.Read();
        _isAhead = true;
        return _json.TokenType;
    }

    private bool Take(JsonTokenType token)
    {
        _fits &= Peek() == token;
        _isAhead = false;
        return _fits;
    }
}
