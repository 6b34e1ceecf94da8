using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Countersign.Stores.Sqlite;

/// <summary>Which file it is, how long, and when it was last written: one <c>statx</c>. Linux alone; elsewhere nothing is known.</summary>
internal readonly record struct FileStamp(ulong Device, ulong Number, long Size, long Seconds, uint Nanoseconds)
{
    private const int CurrentFolder = -100, NoPath = 0x1000, Size256 = 256;
    private const uint BasicStats = 0x7ff;

    /// <summary>Whether files can be told apart on this system.</summary>
    public static bool IsKnown { get; } = OperatingSystem.IsLinux();

    public bool IsSameFile(FileStamp other) => (Device, Number) == (other.Device, other.Number);

    /// <summary>The file of this path; null when there is none.</summary>
    /// <param name="path">UTF-8 with a zero at its end, see <see cref="PathOf"/>.</param>
    public static FileStamp? Of(byte[] path) => Read(CurrentFolder, path, 0);

    /// <summary>The file that is open, whatever became of its name.</summary>
    public static FileStamp? Of(SafeFileHandle file) => Read((int)file.DangerousGetHandle(), "\0"u8, NoPath);

    public static byte[] PathOf(string path) => Encoding.UTF8.GetBytes(path + "\0");

    /// <summary>The layout of <c>struct statx</c> is the same on every architecture.</summary>
    private static FileStamp? Read(int folder, ReadOnlySpan<byte> path, int flags)
    {
        Span<byte> found = stackalloc byte[Size256];
        if (statx(folder, in path[0], flags, BasicStats, ref found[0]) != 0) return null;
        var number = BinaryPrimitives.ReadUInt64LittleEndian(found[32..]);
        var device = BinaryPrimitives.ReadUInt64LittleEndian(found[136..]);
        return new(
            device, number, BinaryPrimitives.ReadInt64LittleEndian(found[40..]),
            BinaryPrimitives.ReadInt64LittleEndian(found[112..]), BinaryPrimitives.ReadUInt32LittleEndian(found[120..]));
    }

    [DllImport("libc")]
    private static extern int statx(int folder, in byte path, int flags, uint mask, ref byte found);
}
