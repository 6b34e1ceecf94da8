using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Countersign.Engine.Storage;

/// <summary>
/// Writes JSON byte for byte as the serializer does, three times as fast as its writer (docs/performance.md): what stands in rows is nearly
/// all names and numbers that need no escaping, and nothing here checks what was written before. One for each thread, used again and again:
/// made anew for each state, it was a sixth of all the memory of a sign-in.
/// </summary>
internal sealed class JsonSheet
{
    private const int UsualSize = 8 * 1024, MostKept = 64 * 1024, LongestNumber = 20;

    /// <summary>What is written as it is.</summary>
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_.:/@ ,;=()[]{}!?#$%*~^|");

    [ThreadStatic]
    private static JsonSheet? _kept;

    private byte[] _bytes = new byte[UsualSize];
    private int _end;

    /// <summary>An empty one. What a write that failed has left is gone.</summary>
    public static JsonSheet Begin()
    {
        var sheet = _kept ??= new();
        sheet._end = 0;
        return sheet;
    }

    /// <summary>What was written.</summary>
    public byte[] End()
    {
        if (_bytes.Length > MostKept) _kept = null;
        return _bytes.AsSpan(0, _end).ToArray();
    }

    public void BeginObject() => Open((byte)'{');

    public void BeginObject(ReadOnlySpan<byte> name)
    {
        Name(name);
        Put((byte)'{');
    }

    public void EndObject() => Put((byte)'}');

    public void BeginArray(ReadOnlySpan<byte> name)
    {
        Name(name);
        Put((byte)'[');
    }

    public void EndArray() => Put((byte)']');

    public void Text(ReadOnlySpan<byte> name, string value)
    {
        Name(name);
        Quote(value);
    }

    /// <summary>Of an array.</summary>
    public void Text(string value)
    {
        Separate();
        Quote(value);
    }

    public void Number(ReadOnlySpan<byte> name, long value)
    {
        Name(name);
        Digits(value);
    }

    /// <summary>Of an array.</summary>
    public void Number(long value)
    {
        Separate();
        Digits(value);
    }

    public void Flag(ReadOnlySpan<byte> name, bool value)
    {
        Name(name);
        Put(value ? "true"u8 : "false"u8);
    }

    /// <summary>As the serializer writes it.</summary>
    public void Described<T>(ReadOnlySpan<byte> name, T value, JsonTypeInfo<T> described)
    {
        Name(name);
        Put(JsonSerializer.SerializeToUtf8Bytes(value, described));
    }

    /// <summary>Of an array, as the serializer writes it.</summary>
    public void Described<T>(T value, JsonTypeInfo<T> described)
    {
        Separate();
        Put(JsonSerializer.SerializeToUtf8Bytes(value, described));
    }

    private void Name(ReadOnlySpan<byte> name)
    {
        Separate();
        Put((byte)'"');
        Put(name);
        Put("\":"u8);
    }

    private void Open(byte bracket)
    {
        Separate();
        Put(bracket);
    }

    /// <summary>A comma, unless this is the first of all or the first within its brackets.</summary>
    private void Separate()
    {
        if (_end > 0 && _bytes[_end - 1] is not ((byte)'{' or (byte)'[')) Put((byte)',');
    }

    private void Quote(string value)
    {
        if (value.AsSpan().IndexOfAnyExcept(Plain) >= 0)
        {
            Put(JsonSerializer.SerializeToUtf8Bytes(value, StateJsonContext.Default.String));
            return;
        }

        Put((byte)'"');
        Ascii.FromUtf16(value, Room(value.Length), out _);
        _end += value.Length;
        Put((byte)'"');
    }

    private void Digits(long value)
    {
        Utf8Formatter.TryFormat(value, Room(LongestNumber), out var length);
        _end += length;
    }

    private void Put(byte one)
    {
        Room(1)[0] = one;
        _end++;
    }

    private void Put(ReadOnlySpan<byte> many)
    {
        many.CopyTo(Room(many.Length));
        _end += many.Length;
    }

    /// <summary>As many bytes after what is written; they count once <see cref="_end"/> is behind them.</summary>
    private Span<byte> Room(int size)
    {
        if (_bytes.Length - _end < size) Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _end + size));
        return _bytes.AsSpan(_end, size);
    }
}
