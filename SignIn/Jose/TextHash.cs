using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Countersign.SignIn.Jose;

/// <summary>One hash over several texts, none of which can move into the next unnoticed.</summary>
public static class TextHash
{
    /// <summary>
    /// SHA-256 over <paramref name="label"/> and the texts, each behind its length (4 bytes, big-endian) in UTF-8. Half a surrogate pair,
    /// should text have been cut there, becomes U+FFFD here just as it does on its way to the phone in JSON.
    /// </summary>
    /// <param name="label">Says what the hash is for, and in which version.</param>
    public static byte[] Compute(ReadOnlySpan<byte> label, params ReadOnlySpan<string> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(label);
        Span<byte> length = stackalloc byte[sizeof(uint)];
        foreach (var text in texts)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            BinaryPrimitives.WriteUInt32BigEndian(length, (uint)bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return hash.GetHashAndReset();
    }
}
