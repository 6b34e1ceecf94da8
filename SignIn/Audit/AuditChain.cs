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

    private const int OnStack = 1024;

    /// <summary>The hash that the first record names as the one before it.</summary>
    public static ReadOnlyMemory<byte> Genesis { get; } = new byte[SHA256.HashSizeInBytes];

    /// <summary>
    /// SHA-256 over the label, the sequence (8 bytes, big-endian), the previous hash (32 bytes), the body's length (4 bytes,
    /// big-endian) and the body.
    /// </summary>
    public static byte[] Hash(long sequence, ReadOnlySpan<byte> previousHash, ReadOnlySpan<byte> body)
    {
        var size = Label.Length + sizeof(long) + previousHash.Length + sizeof(int) + body.Length;
        // In one piece: a hash that is fed by and by costs more than the hashing itself.
        var input = size <= OnStack ? stackalloc byte[OnStack] : new byte[size];
        Label.CopyTo(input);
        var rest = input[Label.Length..];
        BinaryPrimitives.WriteInt64BigEndian(rest, sequence);
        previousHash.CopyTo(rest[sizeof(long)..]);
        rest = rest[(sizeof(long) + previousHash.Length)..];
        BinaryPrimitives.WriteInt32BigEndian(rest, body.Length);
        body.CopyTo(rest[sizeof(int)..]);
        return SHA256.HashData(input[..size]);
    }

    /// <summary>Whether <paramref name="record"/> rightly follows the record with this sequence and hash.</summary>
    public static bool Follows(AuditRecord record, long previousSequence, ReadOnlySpan<byte> previousHash) =>
        record.Sequence == previousSequence + 1
        && record.PreviousHash.Span.SequenceEqual(previousHash)
        && record.Hash.Span.SequenceEqual(Hash(record.Sequence, previousHash, record.Body.Span));
}
