using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Countersign.SignIn.Audit;

/// <summary>
/// The hash chain over audit records: each record's hash covers its place, the hash before it and its bytes, so an edit, a removal,
/// an insertion or a swap anywhere breaks every later link (I18, T21).
/// </summary>
public static class AuditChain
{
    /// <summary>Tells this hash's input from every other use of SHA-256 in the product.</summary>
    private static ReadOnlySpan<byte> Label => "countersign-audit-1"u8;

    /// <summary>The hash that the first record names as the one before it.</summary>
    public static ReadOnlyMemory<byte> Genesis { get; } = new byte[SHA256.HashSizeInBytes];

    /// <summary>
    /// SHA-256 over the label, the sequence (8 bytes, big-endian), the previous hash (32 bytes), the body's length (4 bytes,
    /// big-endian) and the body.
    /// </summary>
    public static byte[] Hash(long sequence, ReadOnlySpan<byte> previousHash, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[8];
        hash.AppendData(Label);
        BinaryPrimitives.WriteInt64BigEndian(number, sequence);
        hash.AppendData(number);
        hash.AppendData(previousHash);
        BinaryPrimitives.WriteInt32BigEndian(number, body.Length);
        hash.AppendData(number[..4]);
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }

    /// <summary>Whether <paramref name="record"/> rightly follows the record with this sequence and hash.</summary>
    public static bool Follows(AuditRecord record, long previousSequence, ReadOnlySpan<byte> previousHash) =>
        record.Sequence == previousSequence + 1
        && record.PreviousHash.Span.SequenceEqual(previousHash)
        && record.Hash.Span.SequenceEqual(Hash(record.Sequence, previousHash, record.Body.Span));
}
