using System.Buffers.Binary;
using System.Text;
using Countersign.Engine.Ports;
using Microsoft.Win32.SafeHandles;

namespace Countersign.Stores.Sqlite;

/// <summary>
/// Two small files a kind in the data folder, of 32 bytes an id. Written through to the system and not to the disk: that survives the
/// process, however it ends. After the machine itself went down it is whole only if it was closed in order (docs/decisions/0006).
/// </summary>
internal sealed class ReplayJournal : IReplayJournal
{
    private const int Length = 32;
    private const string Opened = "open ", Closed = "shut ";
    private static readonly ReplayKind[] Kinds = [.. Enum.GetValues<ReplayKind>().Where(kind => kind != ReplayKind.Malformed)];

    private readonly string _folder;
    private readonly Dictionary<ReplayKind, (SafeFileHandle File, long End)> _young = [];
    private readonly Lock _lock = new();
    private bool _isBroken;

    private ReplayJournal(string folder) => _folder = folder;

    public bool IsWhole { get; private init; }

    /// <summary>The journal of this folder; one that cannot be used is begun anew, and is not whole.</summary>
    /// <param name="isOld">The folder was put back from a backup: what is there says nothing of what was seen since.</param>
    /// <returns>Null when nothing can be kept there.</returns>
    public static ReplayJournal? Open(string folder, bool isOld)
    {
        try
        {
            var journal = new ReplayJournal(folder) { IsWhole = !isOld && IsOfThisTime(folder) };
            if (!journal.IsWhole) journal.Forget();
            journal.Say(Opened);
            foreach (var kind in Kinds) journal.OpenYoung(kind);
            return journal;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public IEnumerable<(ReplayKind Kind, UInt128 Id, DateTimeOffset Until)> Read(DateTimeOffset now)
    {
        foreach (var kind in Kinds)
        {
            foreach (var generation in (string[])["old", "young"])
            {
                var path = PathOf(kind, generation);
                if (!File.Exists(path)) continue;
                foreach (var (id, until) in Entries(path))
                {
                    if (until > now) yield return (kind, id, until);
                }
            }
        }
    }

    public void Note(ReplayKind kind, UInt128 id, DateTimeOffset until)
    {
        Span<byte> entry = stackalloc byte[Length];
        BinaryPrimitives.WriteUInt128BigEndian(entry, id);
        BinaryPrimitives.WriteInt64BigEndian(entry[16..], until.ToUnixTimeMilliseconds());
        lock (_lock)
        {
            if (_isBroken) return;
            var (file, end) = _young[kind];
            try
            {
                RandomAccess.Write(file, entry, end);
                _young[kind] = (file, end + Length);
            }
            catch (IOException)
            {
                Break();
            }
        }
    }

    public void Turn(ReplayKind kind)
    {
        lock (_lock)
        {
            if (_isBroken) return;
            try
            {
                _young[kind].File.Dispose();
                File.Move(PathOf(kind, "young"), PathOf(kind, "old"), overwrite: true);
                OpenYoung(kind);
            }
            catch (IOException)
            {
                Break();
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var (file, _) in _young.Values)
            {
                if (!_isBroken) RandomAccess.FlushToDisk(file);
                file.Dispose();
            }

            if (!_isBroken) Say(Closed);
            _isBroken = true;
        }
    }

    /// <summary>Rather no journal than one that has forgotten something.</summary>
    private void Break()
    {
        _isBroken = true;
        Forget();
    }

    private void Forget()
    {
        File.Delete(StatePath(_folder));
        foreach (var kind in Kinds)
        {
            File.Delete(PathOf(kind, "old"));
            File.Delete(PathOf(kind, "young"));
        }
    }

    private void OpenYoung(ReplayKind kind)
    {
        var file = File.OpenHandle(PathOf(kind, "young"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        _young[kind] = (file, RandomAccess.GetLength(file) / Length * Length);
    }

    private static IEnumerable<(UInt128 Id, DateTimeOffset Until)> Entries(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var entry = new byte[Length];
        while (file.ReadAtLeast(entry, Length, throwOnEndOfStream: false) == Length)
        {
            var until = BinaryPrimitives.ReadInt64BigEndian(entry.AsSpan(16));
            if (until is > 0 and < 253402300800000)   // the year 10000
                yield return (BinaryPrimitives.ReadUInt128BigEndian(entry), DateTimeOffset.FromUnixTimeMilliseconds(until));
        }
    }

    private static bool IsOfThisTime(string folder)
    {
        var path = StatePath(folder);
        if (!File.Exists(path)) return false;
        var said = File.ReadAllText(path);
        return said.StartsWith(Closed, StringComparison.Ordinal) || (Boot is { } boot && said == Opened + boot);
    }

    private void Say(string word)
    {
        using var file = new FileStream(StatePath(_folder), FileMode.Create, FileAccess.Write);
        file.Write(Encoding.ASCII.GetBytes(word + Boot));
        file.Flush(flushToDisk: true);
    }

    /// <summary>Another after each start of the machine; null where the system has none.</summary>
    private static string? Boot { get; } = ReadBoot();

    private static string? ReadBoot()
    {
        const string Path = "/proc/sys/kernel/random/boot_id";
        return File.Exists(Path) ? File.ReadAllText(Path).Trim() : null;
    }

    private static string StatePath(string folder) => Path.Combine(folder, "replays.state");

    private string PathOf(ReplayKind kind, string generation) => Path.Combine(_folder, $"replays.{(int)kind}.{generation}");
}
