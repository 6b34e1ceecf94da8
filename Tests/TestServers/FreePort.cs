using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Countersign.TestServers;

/// <summary>
/// Free loopback ports, below those that the system hands out to others. Test programs that run beside each other have no port in common:
/// each claims ranges of its own, by files that it holds as long as it runs, and goes round in them. So between the look that finds a port
/// free and the server that binds it no other test takes it.
/// </summary>
public static class FreePort
{
    private const int Lowest = 20_000, InRange = 100, Ranges = 127;

    /// <summary>A program goes round in so many: a port rests before it comes again, and six programs find theirs.</summary>
    private const int MostRanges = 20;

    private static readonly Lock Turn = new();
    private static readonly List<(int First, FileStream Claim)> Claimed = [];
    private static int _next;

    public static int Find()
    {
        lock (Turn)
        {
            for (var tries = 0; tries < MostRanges * InRange; tries++)
            {
                var (range, within) = (_next / InRange, _next % InRange);
                if (range == Claimed.Count) Claim();
                var port = Claimed[range].First + within;
                _next = (_next + 1) % (MostRanges * InRange);
                if (IsFree(port)) return port;
            }
        }

        throw new InvalidOperationException("No loopback port of this program's own ranges is free.");
    }

    /// <summary>Has a server listen on a free port; on another one, when something else was quicker.</summary>
    public static async Task Bind(Func<int, Task> listen)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await listen(Find());
                return;
            }
            catch (IOException) when (attempt < 10)
            {
                // A program that is no test took the port between our look and our bind.
            }
        }
    }

    private static void Claim()
    {
        // A user's own: into another's nothing can be written.
        var folder = Directory.CreateDirectory(
            Path.Combine(Path.GetTempPath(), "countersign-test-ports-" + Environment.UserName)).FullName;
        var start = RandomNumberGenerator.GetInt32(Ranges);
        for (var tries = 0; tries < Ranges; tries++)
        {
            var first = Lowest + (start + tries) % Ranges * InRange;
            if (Claimed.Exists(claimed => claimed.First == first)) continue;
            try
            {
                var name = Path.Combine(folder, first.ToString(CultureInfo.InvariantCulture));
                Claimed.Add((first, new FileStream(name, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)));
                return;
            }
            catch (IOException)
            {
                // Another program's.
            }
        }

        throw new InvalidOperationException($"Other programs have all ports from {Lowest} to {Lowest + Ranges * InRange - 1}.");
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;   // somebody has it
        }
    }
}
