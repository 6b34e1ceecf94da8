using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Countersign.Gateway.Http;

/// <param name="Most">Connections of a listener.</param>
/// <param name="OfOneSource">Of them from one IPv4 address, or one IPv6 network of 64 bits.</param>
/// <param name="Exempt">Networks that may have all of them: proxies, and those that are not throttled.</param>
public sealed record ConnectionLimits(int Most, int OfOneSource, IReadOnlyList<IPNetwork> Exempt);

/// <summary>
/// Keeps one source from holding all connections (T27), and ends those that say nothing: what comes before the first request is not
/// bounded by the server, whose clock for headers begins with their first byte.
/// </summary>
internal sealed class ConnectionGuard(ConnectionLimits limits)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, int> _open = [];   // bounded by the connections there can be

    public async Task Serve(ConnectionContext connection, ConnectionDelegate next)
    {
        var source = SourceOf(connection.RemoteEndPoint);
        if (source is { } counted && !Enter(counted)) return;   // returning closes it
        try
        {
            if (await Speaks(connection)) await next(connection);
        }
        finally
        {
            if (source is { } left) Leave(left);
        }
    }

    private static async ValueTask<bool> Speaks(ConnectionContext connection)
    {
        using var patience = new CancellationTokenSource(Silence);
        try
        {
            var first = await connection.Transport.Input.ReadAsync(patience.Token);
            connection.Transport.Input.AdvanceTo(first.Buffer.Start);   // nothing is taken, so the next read has it at once
            return !first.Buffer.IsEmpty;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (Exception gone) when (gone is IOException or ConnectionAbortedException or ConnectionResetException)
        {
            return false;
        }
    }

    private bool Enter(UInt128 source)
    {
        lock (_lock)
        {
            var open = _open.GetValueOrDefault(source);
            if (open >= limits.OfOneSource) return false;
            _open[source] = open + 1;
            return true;
        }
    }

    private void Leave(UInt128 source)
    {
        lock (_lock)
        {
            if (_open[source] == 1) _open.Remove(source);
            else _open[source]--;
        }
    }

    /// <summary>Null: not counted.</summary>
    private UInt128? SourceOf(EndPoint? from)
    {
        if (from is not IPEndPoint { Address: var address }) return null;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (limits.Exempt.Any(network => network.Contains(address))) return null;
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        if (length == 4) return BinaryPrimitives.ReadUInt32BigEndian(bytes);
        return (UInt128.One << 127) | BinaryPrimitives.ReadUInt64BigEndian(bytes);   // no IPv4 address reads like a network
    }
}
