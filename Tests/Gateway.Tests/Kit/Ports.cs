using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Countersign.Gateway.Tests.Kit;

/// <summary>Ports below the range from which the system takes its own, each handed out once in this process.</summary>
internal static class Ports
{
    private const int Lowest = 20_000, Highest = 32_700;
    private static int _next = RandomNumberGenerator.GetInt32(Lowest, Highest);

    public static int Free()
    {
        for (var tries = 0; tries < Highest - Lowest; tries++)
        {
            var port = Lowest + Interlocked.Increment(ref _next) % (Highest - Lowest);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it; the next one.
            }
        }

        throw new InvalidOperationException("No port is free.");
    }

    /// <summary>Has a server listen on a free port; on another one, when somebody else was quicker.</summary>
    public static async Task Bind(Func<int, Task> listen)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await listen(Free());
                return;
            }
            catch (IOException) when (attempt < 10)
            {
                // Another process took the port between our look and our bind.
            }
        }
    }
}
