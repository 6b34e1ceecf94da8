using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Countersign.Gateway.Http;

/// <summary><c>application/x-www-form-urlencoded</c>, strictly: a value that cannot be given back as it came is none.</summary>
internal static class FormEncoding
{
    /// <summary>Null where an escape is broken, or what comes out is not UTF-8.</summary>
    public static string? Decode(ReadOnlySpan<char> text)
    {
        if (text.IndexOfAny('%', '+') < 0 && Ascii.IsValid(text)) return text.ToString();
        var bytes = new ArrayBufferWriter<byte>(text.Length + 1);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '%')
            {
                if (at + 2 >= text.Length || !char.IsAsciiHexDigit(text[at + 1]) || !char.IsAsciiHexDigit(text[at + 2])) return null;
                bytes.Write([Convert.FromHexString(text.Slice(at + 1, 2))[0]]);
                at += 2;
            }
            else if (!Write(bytes, text[at..], ref at))
            {
                return null;
            }
        }

        return Utf8.IsValid(bytes.WrittenSpan) ? Encoding.UTF8.GetString(bytes.WrittenSpan) : null;
    }

    private static bool Write(ArrayBufferWriter<byte> bytes, ReadOnlySpan<char> rest, ref int at)
    {
        if (Rune.DecodeFromUtf16(rest, out var rune, out var length) != OperationStatus.Done) return false;
        bytes.Advance((rune.Value == '+' ? new Rune(' ') : rune).EncodeToUtf8(bytes.GetSpan(4)));
        at += length - 1;
        return true;
    }
}
