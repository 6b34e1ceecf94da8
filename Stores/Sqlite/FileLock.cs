using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Countersign.Stores.Sqlite;

/// <summary>
/// A lock on the database's own file, so that it holds when the lock file beside it is removed: on one byte that SQLite never locks, of the
/// open file and not of the process, so that no other handle's closing drops it. Linux alone.
/// </summary>
internal static class FileLock
{
    private const int SetOpenFileLock = 37;   // F_OFD_SETLK
    private const short Write = 1;            // F_WRLCK
    private const long Byte = 0x7000_0000_0000;   // SQLite's own lie at 1 GiB

    /// <summary>False when another process, or another store of this one, holds it. Where it cannot be had at all, true.</summary>
    public static bool TryTake(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess) return true;
        var range = new Range { Type = Write, Start = Byte, Length = 1 };
        if (fcntl((int)file.DangerousGetHandle(), SetOpenFileLock, ref range) == 0) return true;
        return Marshal.GetLastPInvokeError() is not (11 or 13);   // EAGAIN, EACCES: held; anything else: this file system has none
    }

    /// <summary><c>struct flock</c> of 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Range
    {
        public short Type;
        public short Whence;
        public long Start;
        public long Length;
        public int Process;
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int fcntl(int file, int command, ref Range range);
}
