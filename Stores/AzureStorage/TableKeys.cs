using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Countersign.Engine.Ports;
using Countersign.SignIn;

namespace Countersign.Stores.AzureStorage;

/// <summary>
/// Keys of the tables. The service forbids <c>/ \ # ?</c> in a key and compares keys by ordinal; a partition is what one transaction can
/// reach.
/// </summary>
internal static class TableKeys
{
    /// <summary>The service's limit of a key, in characters.</summary>
    public const int Longest = 512;

    /// <summary>As many partitions for each kind of due row: each takes some 2,000 writes a second.</summary>
    public const int DueShards = 2;

    /// <summary>As many partitions for the marks of unsealed facts.</summary>
    public const int OutboxShards = 4;

    /// <summary>The partitions of the index begin with so many characters of the id: spread by handles, together by tenants.</summary>
    private const int Head = 4;

    public const string ChainHead = "head", Tenants = "tenants", Leases = "lease", Probes = "probe", Schema = "schema", Seen = "seen",
        Counts = "counts";

    public static string PartitionOf(RowOwner owner) => Hash(owner.Text);

    /// <summary>A row within its owner's partition.</summary>
    public static string RowOf(RowKey key) => string.Create(CultureInfo.InvariantCulture, $"r{(int)key.Kind:D2}.{Hash(key.Id)}");

    /// <summary>The facts of a commit for one tenant, within the partition of the commit.</summary>
    public static string OutboxRow(string commit, int tenant) => string.Create(CultureInfo.InvariantCulture, $"f.{commit}.{tenant}");

    public static string IndexPartition(RowKind kind, string idOrPrefix) =>
        Kind(kind) + Ordered(idOrPrefix.Length > Head ? idOrPrefix[..Head] : idOrPrefix);

    /// <summary>Whether all ids that begin with the prefix are in one partition of the index.</summary>
    public static bool IsOnePartition(string prefix) => prefix.Length >= Head;

    public static string Kind(RowKind kind) => string.Create(CultureInfo.InvariantCulture, $"{(int)kind:D2}.");

    public static string DuePartition(RowKind kind, int shard) => string.Create(CultureInfo.InvariantCulture, $"d{(int)kind:D2}.{shard}");

    public static int DueShard(string id) => Spread(id, DueShards);

    /// <summary>In the order of time.</summary>
    public static string DueRow(DateTimeOffset due, string commit, int place) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, due.ToUnixTimeMilliseconds()):D15}.{commit}.{place}");

    /// <summary>Greater than each row of a due time up to <paramref name="now"/>, and less than all others.</summary>
    public static string DueEnd(DateTimeOffset now) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, now.ToUnixTimeMilliseconds()):D15}/");   // '/' is the one after '.'

    public static string OutboxPartition(int shard) => string.Create(CultureInfo.InvariantCulture, $"o.{shard}");

    public static int OutboxShard(string commit) => Spread(commit, OutboxShards);

    public static string ChainPartition(TenantId tenant) => "a." + Ordered(tenant.Value);

    public static string Sequence(long sequence) => Math.Max(0, sequence).ToString("D19", CultureInfo.InvariantCulture);

    /// <summary>Greater than each sequence, and less than <see cref="ChainHead"/>.</summary>
    public const string AfterSequences = ":";

    /// <summary>A new commit's name.</summary>
    public static string NewCommit()
    {
        Span<byte> bits = stackalloc byte[16];
        RandomNumberGenerator.Fill(bits);
        return Base64Url.EncodeToString(bits);
    }

    public static string Hash(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return Base64Url.EncodeToString(hash);
    }

    /// <summary>
    /// The text without the characters that no key may have, in the same order: what is in the way becomes the sign before it and a digit.
    /// A text that begins another still does.
    /// </summary>
    /// <exception cref="ArgumentException">It is longer than a key can be.</exception>
    public static string Ordered(string text)
    {
        if (text.AsSpan().IndexOfAny(InTheWay) < 0) return text;
        var ordered = new StringBuilder(text.Length + 16);
        foreach (var sign in text)
        {
            _ = sign switch
            {
                ' ' => ordered.Append("!1"),
                '!' => ordered.Append("!2"),
                '#' => ordered.Append("$1"),
                '$' => ordered.Append("$2"),
                '%' => ordered.Append("&1"),
                '&' => ordered.Append("&2"),
                '\'' => ordered.Append("&3"),
                '+' => ordered.Append(",1"),
                ',' => ordered.Append(",2"),
                '.' => ordered.Append(".1"),
                '/' => ordered.Append(".2"),
                '>' => ordered.Append(">1"),
                '?' => ordered.Append(">2"),
                '[' => ordered.Append("[1"),
                '\\' => ordered.Append("[2"),
                '\u007F' => ordered.Append("~2"),
                '~' => ordered.Append("~1"),
                _ => ordered.Append(sign),
            };
        }

        return ordered.Length <= Longest ? ordered.ToString() : throw new ArgumentException("Too long for a key of Azure Tables.");
    }

    /// <summary>As a value in a filter.</summary>
    public static string Quoted(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";

    private const string InTheWay = " !#$%&'+,./>?[\\~\u007F";

    private static int Spread(string text, int shards)
    {
        var sum = 17u;
        foreach (var sign in text) sum = (sum * 31) + sign;
        return (int)(sum % (uint)shards);
    }
}
