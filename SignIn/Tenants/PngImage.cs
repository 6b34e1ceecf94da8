using System.Buffers.Binary;

namespace Countersign.SignIn.Tenants;

/// <summary>
/// A small picture that an administrator chose and everybody's browser is shown: a PNG and nothing else, whole, of at most
/// <see cref="Limits.LogoBytes"/>, without text, profiles or movement. An SVG could hold a script.
/// </summary>
public static class PngImage
{
    public const int MostPixels = 512;   // each way
    private const int Frame = 12;        // a chunk's length, type and checksum

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <param name="text">base64, without spaces.</param>
    public static bool TryRead(string text, out byte[] image)
    {
        image = [];
        if (text.Length > ((Limits.LogoBytes + 2) / 3 * 4)) return false;
        var bytes = new byte[Limits.LogoBytes + 2];
        if (text.Any(char.IsWhiteSpace) || !Convert.TryFromBase64String(text, bytes, out var length) || length > Limits.LogoBytes)
            return false;
        image = bytes[..length];
        return IsWhole(image);
    }

    private static bool IsWhole(ReadOnlySpan<byte> image)
    {
        if (!image.StartsWith(Signature)) return false;
        var rest = image[Signature.Length..];
        for (var place = 0; rest.Length >= Frame; place++)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - Frame) return false;
            var type = rest[4..8];
            var content = rest.Slice(8, (int)length);
            if (place == 0 != type.SequenceEqual("IHDR"u8)) return false;
            if (place == 0 && !IsSmall(content)) return false;
            if (!IsPlain(type)) return false;
            rest = rest[(Frame + (int)length)..];
            if (type.SequenceEqual("IEND"u8)) return length == 0 && rest.IsEmpty;
        }

        return false;
    }

    private static bool IsSmall(ReadOnlySpan<byte> header) =>
        header.Length == 13
        && BinaryPrimitives.ReadUInt32BigEndian(header) is >= 1 and <= MostPixels
        && BinaryPrimitives.ReadUInt32BigEndian(header[4..]) is >= 1 and <= MostPixels;

    /// <summary>Chunks that hold the picture and its colours.</summary>
    private static bool IsPlain(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("IHDR"u8) || type.SequenceEqual("PLTE"u8) || type.SequenceEqual("IDAT"u8) || type.SequenceEqual("IEND"u8)
        || type.SequenceEqual("tRNS"u8) || type.SequenceEqual("gAMA"u8) || type.SequenceEqual("cHRM"u8) || type.SequenceEqual("sRGB"u8)
        || type.SequenceEqual("sBIT"u8) || type.SequenceEqual("bKGD"u8) || type.SequenceEqual("pHYs"u8);
}
