using System.Buffers.Binary;
using System.IO.Compression;

namespace Countersign.Gateway.Tests.Kit;

/// <summary>A tenant's logo: a PNG, drawn here.</summary>
internal static class Logo
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>A ring on a transparent ground.</summary>
    public static byte[] Png(int size = 64, params (string Type, byte[] Content)[] between)
    {
        var pixels = new MemoryStream();
        using (var packed = new ZLibStream(pixels, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (var y = 0; y < size; y++)
            {
                packed.WriteByte(0);
                for (var x = 0; x < size; x++)
                {
                    var away = Math.Sqrt(Math.Pow(x - (size / 2.0), 2) + Math.Pow(y - (size / 2.0), 2)) / size;
                    packed.Write([0x00, 0x6B, 0x5B, away is > 0.25 and < 0.48 ? (byte)255 : (byte)0]);
                }
            }
        }

        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, size);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), size);
        (header[8], header[9]) = (8, 6);
        (string, byte[])[] chunks = [("IHDR", header), .. between, ("IDAT", pixels.ToArray()), ("IEND", [])];
        return [.. Signature, .. chunks.SelectMany(chunk => Chunk(chunk.Item1, chunk.Item2))];
    }

    private static byte[] Chunk(string type, byte[] content)
    {
        var chunk = new byte[content.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        System.Text.Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        content.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(content.Length + 8), Checksum(chunk.AsSpan(4, content.Length + 4)));
        return chunk;
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var one in bytes)
        {
            sum ^= one;
            for (var bit = 0; bit < 8; bit++) sum = (sum >> 1) ^ (0xEDB88320 & (0 - (sum & 1)));
        }

        return ~sum;
    }
}
