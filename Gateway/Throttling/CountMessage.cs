using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Countersign.Gateway.Throttling;

/// <summary>
/// What one gateway tells the others: its last rounds, sealed (AES-256-GCM) with a key that all gateways of a service have. Whoever holds
/// the store learns no address and no name from it, and can make nobody wait.
/// </summary>
/// <param name="Sender">The process, by a number that it drew.</param>
/// <param name="Now">Milliseconds, by a clock of the sender's own.</param>
internal sealed record CountMessage(ulong Sender, long Now, IReadOnlyList<CountRound> Rounds)
{
    private const byte Version = 1;
    private const int HeaderSize = 1 + 8 + 8 + 1, RoundSize = 4 + 2, EntrySize = 1 + 1 + 8 + 16 + 16 + 2;
    private const int NonceSize = 12, TagSize = 16;

    /// <summary>The most entries of one round: what is left over in a round is what counts least.</summary>
    public const int MostEntries = 2500;

    private static readonly byte[] About = "countersign-counts-1"u8.ToArray();

    /// <param name="longest">Bytes; rounds that are too many are left out, the oldest first.</param>
    public byte[] Seal(AesGcm key, int longest)
    {
        var size = NonceSize + TagSize + HeaderSize;
        var first = Rounds.Count;
        while (first > 0 && size + SizeOf(Rounds[first - 1]) <= longest) size += SizeOf(Rounds[--first]);
        var text = new byte[size];
        var plain = new byte[size - NonceSize - TagSize];
        Write(plain, Rounds.Skip(first));
        RandomNumberGenerator.Fill(text.AsSpan(0, NonceSize));
        key.Encrypt(text.AsSpan(0, NonceSize), plain, text.AsSpan(NonceSize, plain.Length), text.AsSpan(^TagSize..), About);
        return text;
    }

    /// <summary>Null: not sealed with this key, altered, or of a later version's.</summary>
    public static CountMessage? Open(AesGcm key, ReadOnlySpan<byte> text)
    {
        if (text.Length < NonceSize + TagSize + HeaderSize) return null;
        var plain = new byte[text.Length - NonceSize - TagSize];
        try
        {
            key.Decrypt(text[..NonceSize], text[NonceSize..^TagSize], text[^TagSize..], plain, About);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        return Read(plain);
    }

    private static int SizeOf(CountRound round) => RoundSize + EntrySize * round.Entries.Count;

    private void Write(Span<byte> at, IEnumerable<CountRound> rounds)
    {
        at[0] = Version;
        BinaryPrimitives.WriteUInt64BigEndian(at[1..], Sender);
        BinaryPrimitives.WriteInt64BigEndian(at[9..], Now);
        CountRound[] written = [.. rounds];
        at[17] = (byte)written.Length;
        at = at[HeaderSize..];
        foreach (var round in written)
        {
            BinaryPrimitives.WriteUInt32BigEndian(at, round.Number);
            BinaryPrimitives.WriteUInt16BigEndian(at[4..], (ushort)round.Entries.Count);
            at = at[RoundSize..];
            foreach (var (count, times) in round.Entries)
            {
                (at[0], at[1]) = ((byte)count.What, (byte)count.Kind);
                BinaryPrimitives.WriteInt64BigEndian(at[2..], count.Window);
                BinaryPrimitives.WriteUInt128BigEndian(at[10..], count.Key);
                BinaryPrimitives.WriteUInt128BigEndian(at[26..], count.Other);
                BinaryPrimitives.WriteUInt16BigEndian(at[42..], times);
                at = at[EntrySize..];
            }
        }
    }

    private static CountMessage? Read(ReadOnlySpan<byte> at)
    {
        if (at[0] != Version) return null;
        var (sender, now, left) = (BinaryPrimitives.ReadUInt64BigEndian(at[1..]), BinaryPrimitives.ReadInt64BigEndian(at[9..]), at[17]);
        at = at[HeaderSize..];
        List<CountRound> rounds = [];
        for (; left > 0; left--)
        {
            if (at.Length < RoundSize) return null;
            var (number, entries) = (BinaryPrimitives.ReadUInt32BigEndian(at), BinaryPrimitives.ReadUInt16BigEndian(at[4..]));
            at = at[RoundSize..];
            if (at.Length < entries * EntrySize) return null;
            rounds.Add(new(number, ReadEntries(at, entries)));
            at = at[(entries * EntrySize)..];
        }

        return new(sender, now, rounds);
    }

    private static List<(Count, ushort)> ReadEntries(ReadOnlySpan<byte> at, int entries)
    {
        List<(Count, ushort)> read = new(entries);
        for (; entries > 0; entries--, at = at[EntrySize..])
        {
            var count = new Count(
                (SharedLimit)at[0], BinaryPrimitives.ReadInt64BigEndian(at[2..]), BinaryPrimitives.ReadUInt128BigEndian(at[10..]),
                BinaryPrimitives.ReadUInt128BigEndian(at[26..]), (CountKind)at[1]);
            read.Add((count, BinaryPrimitives.ReadUInt16BigEndian(at[42..])));
        }

        return read;
    }
}

/// <summary>What a gateway counted between two exchanges.</summary>
/// <param name="Number">One more with each; the first of a process is 1.</param>
/// <param name="Entries">What was forgotten comes first.</param>
internal sealed record CountRound(uint Number, IReadOnlyList<(Count Count, ushort Times)> Entries);
