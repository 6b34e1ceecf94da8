using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;
using Countersign.LoadTests.Wire;

namespace Countersign.LoadTests.Servers;

/// <summary>The memory a server takes: in RAM always, and on its managed heap where its metrics say so.</summary>
/// <param name="HeapBytes">Null: the metrics do not name it.</param>
internal sealed record Memory(long ResidentBytes, long? HeapBytes)
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);
    private static readonly byte[] MetricsRequest = "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"u8.ToArray();

    /// <summary>After a moment of quiet, in which caches and buffers in flight go.</summary>
    public static async Task<Memory> Of(GatewayProcess server, ServerChoice choice, CancellationToken cancel)
    {
        await Task.Delay(Settling, cancel);
        var heap = Heap(await Metrics(Target.OnPort(choice.Port + 1), cancel));
        return new(ProcessUsage.ResidentBytes(server.Id), heap);
    }

    public double ResidentSince(Memory before) => ResidentBytes - before.ResidentBytes;

    /// <summary>Read to the end of the connection, so that any framing will do.</summary>
    private static async Task<string> Metrics(Target admin, CancellationToken cancel)
    {
        using var socket = new Socket(admin.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(admin.Address, cancel);
        await socket.SendAsync(MetricsRequest, cancel);
        var text = new StringBuilder();
        var buffer = new byte[16384];
        while (await socket.ReceiveAsync(buffer, cancel) is > 0 and var read) text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        return text.ToString();
    }

    private static long? Heap(string metrics)
    {
        long? sum = null;
        foreach (var line in metrics.Split('\n'))
        {
            if (!line.StartsWith("dotnet_gc_last_collection_heap_size", StringComparison.Ordinal)) continue;
            var value = Encoding.ASCII.GetBytes(line.TrimEnd().Split(' ')[^1]);
            if (Utf8Parser.TryParse(value, out double bytes, out _)) sum = (sum ?? 0) + (long)bytes;
        }

        return sum;
    }
}
