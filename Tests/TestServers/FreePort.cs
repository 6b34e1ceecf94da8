using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Countersign.TestServers;

/// <summary>Free loopback ports, below those that the system hands out to others; each once in this process.</summary>
public static class FreePort
{
    private const int Lowest = 20_000, Highest = 32_700;
    private static int _next = RandomNumberGenerator.GetInt32(Lowest, Highest);

    public static int Find()
    {
        for (var tries = 0; tries < Highest - Lowest; tries++)
        {
            var port = Lowest + (int)((uint)Interlocked.Increment(ref _next) % (Highest - Lowest));
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it; the next one.
            }
        }

        throw new InvalidOperationException($"No loopback port is free between {Lowest} and {Highest}.");
    }
}
