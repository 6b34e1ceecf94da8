using System.Buffers;
using System.Text.Json;

namespace Countersign.SignIn.Jose;

/// <summary>The common part of the three kinds of signed statement: reading, the forms of their members, writing.</summary>
internal static class Statement
{
    public const long Version = 1;

    private const long LatestInstant = 253_402_300_799;   // 9999-12-31T23:59:59Z, the last second a DateTimeOffset holds

    /// <summary>From the members' values to the statement; null when a value is not of its form.</summary>
    public delegate T? Reading<out T>(ref readonly MemberValues values) where T : class;

    /// <summary>The statement and its token, or neither and the first broken rule.</summary>
    public static T? Parse<T>(string? jws, string typ, StrictObject shape, Reading<T> read, out CompactJws? token, out TokenFault fault)
        where T : class
    {
        token = CompactJws.Parse(jws, typ, out fault);
        var statement = token is null ? null : ReadPayload(token.Payload.Span, shape, read, out fault);
        if (statement is null) token = null;
        return statement;
    }

    private static T? ReadPayload<T>(ReadOnlySpan<byte> payload, StrictObject shape, Reading<T> read, out TokenFault fault)
        where T : class
    {
        var values = new MemberValues();
        fault = (CanonicalJson.IsSpelled(payload) ? shape.Read(payload, ref values) : StrictJsonFault.NotStrict) switch
        {
            StrictJsonFault.NotStrict => TokenFault.PayloadNotStrictJson,
            StrictJsonFault.Member => TokenFault.PayloadMember,
            _ => default,
        };
        if (fault != default) return null;
        var statement = read(in values);
        if (statement is null) fault = TokenFault.PayloadValue;
        return statement;
    }

    public static bool IsText(string? text, int longest) => text is { Length: > 0 } && text.Length <= longest;

    /// <summary>Canonical already: a name that would have to be folded first is refused, so one user has one spelling (I24).</summary>
    public static bool TryUser(string? text, out UserName user) => UserName.TryParse(text, out user) && user.Value == text;

    public static bool TryInstant(long seconds, out DateTimeOffset instant)
    {
        instant = seconds is >= 0 and <= LatestInstant ? DateTimeOffset.FromUnixTimeSeconds(seconds) : default;
        return seconds is >= 0 and <= LatestInstant;
    }

    /// <summary>The payload's bytes: <c>ver</c> first, then what <paramref name="members"/> writes.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer, CompactJws.WriterOptions);
        json.WriteStartObject();
        json.WriteNumber("ver", Version);
        members(json);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
