using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Countersign.SignIn.Jose;

/// <summary>One hash over several texts, none of which can move into the next unnoticed.</summary>
public static class TextHash
{
    private const int OnStack = 1024;

    /// <summary>
    /// SHA-256 over <paramref name="label"/> and the texts, each behind its length (4 bytes, big-endian) in UTF-8. Half a surrogate pair,
    /// should text have been cut there, becomes U+FFFD here just as it does on its way to the phone in JSON.
    /// </summary>
    /// <param name="label">Says what the hash is for, and in which version.</param>
    public static byte[] Compute(ReadOnlySpan<byte> label, params ReadOnlySpan<string> texts)
    {
        var size = label.Length;
        foreach (var text in texts) size += sizeof(uint) + Encoding.UTF8.GetByteCount(text);
        // In one piece: a hash that is fed by and by costs more than the hashing itself.
        var input = size <= OnStack ? stackalloc byte[OnStack] : new byte[size];
        label.CopyTo(input);
        var at = label.Length;
        foreach (var text in texts)
        {
            var length = Encoding.UTF8.GetBytes(text, input[(at + sizeof(uint))..]);
            BinaryPrimitives.WriteUInt32BigEndian(input[at..], (uint)length);
            at += sizeof(uint) + length;
        }

        return SHA256.HashData(input[..at]);
    }
}
