using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Countersign.SignIn.Jose;

/// <summary>The kind of value that a listed member must hold.</summary>
internal enum MemberKind : byte
{
    Text = 1,

    /// <summary>Zero or more, in digits alone: no sign, fraction or exponent, so one number has one spelling.</summary>
    Integer = 2,

    Boolean = 3,
}

/// <summary>The reasons why a JSON object is not read, in order of precedence.</summary>
internal enum StrictJsonFault : byte
{
    None = 0,
    NotStrict = 1,
    Member = 2,
}

/// <summary>One member's value: <see cref="Text"/>, or <see cref="Number"/> (a boolean is 0 or 1).</summary>
internal readonly record struct MemberValue(string? Text, long Number)
{
    public bool IsTrue => Number != 0;
}

/// <summary>The values of an object's members, in the order its <see cref="StrictObject"/> lists them. Lives on the stack.</summary>
[InlineArray(StrictObject.MostMembers)]
internal struct MemberValues
{
    private MemberValue _first;
}

/// <summary>
/// A JSON object with exactly the listed members, each once (optional ones at most once), in any order, each of its listed kind:
/// everything else is refused. One walk over the bytes; nothing is allocated but the strings.
/// </summary>
internal sealed class StrictObject
{
    public const int MostMembers = 16;

    private const int Unknown = -1;
    private const int NotText = -2;

    private static readonly JsonReaderOptions Options = new()
    {
        MaxDepth = Limits.JsonDepth,
        CommentHandling = JsonCommentHandling.Disallow,
        AllowTrailingCommas = false,
    };

    private readonly byte[][] _names;
    private readonly MemberKind[] _kinds;
    private readonly uint _required;

    public StrictObject(params ReadOnlySpan<(string Name, MemberKind Kind)> members) : this(members, default) { }

    /// <param name="optional">Listed after the others.</param>
    public StrictObject(ReadOnlySpan<(string Name, MemberKind Kind)> members, ReadOnlySpan<(string Name, MemberKind Kind)> optional)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(members.Length + optional.Length, MostMembers);
        (string Name, MemberKind Kind)[] all = [.. members, .. optional];
        _names = [.. all.Select(member => Encoding.UTF8.GetBytes(member.Name))];
        _kinds = [.. all.Select(member => member.Kind)];
        _required = (1u << members.Length) - 1;
    }

    public StrictJsonFault Read(ReadOnlySpan<byte> json, ref MemberValues values)
    {
        if (!Utf8.IsValid(json)) return StrictJsonFault.NotStrict;   // the reader below does not look inside the strings it passes over
        try
        {
            return Walk(json, ref values);
        }
        catch (JsonException)
        {
            return StrictJsonFault.NotStrict;
        }
    }

    // A wrong member is only noted, so that malformed JSON further on still takes precedence.
    private StrictJsonFault Walk(ReadOnlySpan<byte> json, ref MemberValues values)
    {
        var reader = new Utf8JsonReader(json, Options);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return StrictJsonFault.NotStrict;
        var (fault, seen, next) = (StrictJsonFault.None, 0u, 0);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = IndexOfName(ref reader, next);
            if (member == NotText || (member >= 0 && (seen & 1u << member) != 0)) return StrictJsonFault.NotStrict;
            var one = reader.Read() ? Take(ref reader, member, ref values) : StrictJsonFault.NotStrict;
            if (one == StrictJsonFault.NotStrict) return one;
            if (one == StrictJsonFault.Member) fault = one;
            if (member >= 0) (seen, next) = (seen | 1u << member, member + 1);
        }
        reader.Read();   // throws at anything but white space after the object
        return (seen & _required) == _required ? fault : StrictJsonFault.Member;
    }

    // Writers keep to the listed order, so the member after the last one read is nearly always the first guess.
    private int IndexOfName(ref Utf8JsonReader reader, int guess)
    {
        if (reader.ValueIsEscaped) return TryText(ref reader, out var name) ? IndexOf(Encoding.UTF8.GetBytes(name)) : NotText;
        return guess < _names.Length && reader.ValueSpan.SequenceEqual(_names[guess]) ? guess : IndexOf(reader.ValueSpan);
    }

    private int IndexOf(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < _names.Length; i++)
        {
            if (name.SequenceEqual(_names[i])) return i;
        }
        return Unknown;
    }

    private StrictJsonFault Take(ref Utf8JsonReader reader, int member, ref MemberValues values)
    {
        var token = reader.TokenType;
        switch (member == Unknown ? default : _kinds[member])
        {
            case MemberKind.Text when token == JsonTokenType.String:
                if (!TryText(ref reader, out var text)) return StrictJsonFault.NotStrict;
                values[member] = new(text, 0);
                return StrictJsonFault.None;
            case MemberKind.Integer when token == JsonTokenType.Number && TryInteger(ref reader, out var number):
                values[member] = new(null, number);
                return StrictJsonFault.None;
            case MemberKind.Boolean when token is JsonTokenType.True or JsonTokenType.False:
                values[member] = new(null, token == JsonTokenType.True ? 1 : 0);
                return StrictJsonFault.None;
            default:
                reader.Skip();
                return StrictJsonFault.Member;
        }
    }

    private static bool TryInteger(ref Utf8JsonReader reader, out long number)
    {
        number = 0;
        return reader.ValueSpan.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0 && reader.TryGetInt64(out number);
    }

    // The bytes are valid UTF-8, so only an escape can spell half a surrogate pair; the reader has no call that says so without throwing.
    private static bool TryText(ref Utf8JsonReader reader, out string text)
    {
        try
        {
            text = reader.GetString() ?? "";
            return true;
        }
        catch (InvalidOperationException) when (reader.ValueIsEscaped)
        {
            text = "";
            return false;
        }
    }
}
