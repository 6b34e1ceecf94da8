using System.Net;
using System.Net.Sockets;
using Countersign.SignIn;

namespace Countersign.Gateway.Throttling;

/// <summary>
/// Limits requests by their source in the network (T2, T37): unproved ones count against the source, never against the user they name.
/// Counted per gateway.
/// </summary>
/// <param name="unthrottled">Networks that are not limited: load generators, health checks.</param>
public sealed class SourceThrottle(IReadOnlyList<IPNetwork> unthrottled, TimeProvider clock)
{
    // T2: a home or an office; the network around it.
    private readonly WindowCounter<UInt128> _hosts = new(30, TimeSpan.FromMinutes(1), clock);
    private readonly WindowCounter<UInt128> _networks = new(300, TimeSpan.FromMinutes(1), clock);

    // T29: guesses at passes and codes. 112 bits cannot be guessed; this keeps the noise down.
    private readonly WindowCounter<UInt128> _secrets = new(30, TimeSpan.FromMinutes(1), clock);

    // T2, I17: what anybody may ask of OpenID Connect: an office behind one address, and the network around it.
    private readonly WindowCounter<UInt128> _requests = new(300, TimeSpan.FromMinutes(1), clock);
    private readonly WindowCounter<UInt128> _networkRequests = new(3000, TimeSpan.FromMinutes(1), clock);

    // RFC 8628 5.1, I17: devices that ask, and people who type what a device shows.
    private readonly WindowCounter<UInt128> _devices = new(10, TimeSpan.FromMinutes(1), clock);
    private readonly WindowCounter<UInt128> _userCodes = new(10, TimeSpan.FromMinutes(1), clock);
    private readonly WindowCounter<UInt128> _networkUserCodes = new(100, TimeSpan.FromMinutes(1), clock);

    // I17: requests that are kept while a person signs in. Above it they travel sealed.
    private readonly WindowCounter<UInt128> _kept = new(60, TimeSpan.FromMinutes(1), clock);

    // T31: nobody administers by hand faster than this; what does is gone astray.
    private readonly WindowCounter<UInt128> _changes = new(60, TimeSpan.FromMinutes(1), clock);
    private readonly FanOut _fanOut = new(clock);

    /// <summary>A start. Null when it may go on, otherwise how long to wait.</summary>
    public TimeSpan? Start(HttpContext http, TenantId tenant, UserName user)
    {
        if (SourceOf(http) is not { } source) return null;
        return _hosts.Add(source.Host) ?? _networks.Add(source.Network) ?? _fanOut.Add(source.Host, new UserKey(tenant, user));
    }

    /// <summary>A pass or an activation code.</summary>
    public TimeSpan? Secret(HttpContext http) => SourceOf(http) is { } source ? _secrets.Add(source.Host) : null;

    /// <summary>A request of OpenID Connect by nobody in particular.</summary>
    public TimeSpan? Request(HttpContext http) =>
        SourceOf(http) is { } source ? _requests.Add(source.Host) ?? _networkRequests.Add(source.Network) : null;

    /// <summary>A device that asks for a code (RFC 8628 3.1): it takes a row, and nobody sets up more than a few at once.</summary>
    public TimeSpan? Device(HttpContext http) => SourceOf(http) is { } source ? _devices.Add(source.Host) : null;

    /// <summary>A request that would take a row while a person signs in.</summary>
    public TimeSpan? Kept(HttpContext http) => SourceOf(http) is { } source ? _kept.Add(source.Host) : null;

    /// <summary>A user code that was typed (RFC 8628 5.1): 34 bits, and ten minutes to guess them.</summary>
    public TimeSpan? UserCode(HttpContext http) =>
        SourceOf(http) is { } source ? _userCodes.Add(source.Host) ?? _networkUserCodes.Add(source.Network) : null;

    /// <summary>A change by an administrator.</summary>
    public TimeSpan? Change(HttpContext http) => SourceOf(http) is { } source ? _changes.Add(source.Host) : null;

    /// <summary>Somebody signed in from there: it is no longer a source without success.</summary>
    public void Succeeded(HttpContext http)
    {
        if (SourceOf(http) is { } source) _fanOut.Forget(source.Host);
    }

    /// <summary>Whether the request comes from a network that the operator does not want throttled.</summary>
    public bool IsExempt(HttpContext http) => SourceOf(http) is null;

    /// <summary>IPv4 by /32 and /24, IPv6 by /64 and /48; null for a network that is not throttled.</summary>
    private (UInt128 Host, UInt128 Network)? SourceOf(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress ?? IPAddress.None;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (unthrottled.Any(network => network.Contains(address))) return null;
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        address.TryWriteBytes(bytes, out _);
        var value = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return address.AddressFamily == AddressFamily.InterNetwork
            ? (value | 4, value >> 104 << 104 | 4)
            : (value >> 64 << 64 | 6, value >> 80 << 80 | 6);
    }

    /// <summary>CD8, T2: one source and many users. At most 20 different ones in 10 minutes without a success.</summary>
    private sealed class FanOut(TimeProvider clock)
    {
        private const int Users = 20;
        private const int MostSources = 50_000;
        private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
        private readonly Lock _lock = new();
        private readonly Dictionary<UInt128, HashSet<UserKey>> _users = [];
        private long _began = clock.GetTimestamp();

        public TimeSpan? Add(UInt128 source, UserKey user)
        {
            lock (_lock)
            {
                var age = clock.GetElapsedTime(_began);
                if (age >= Window)
                {
                    _users.Clear();
                    (_began, age) = (clock.GetTimestamp(), TimeSpan.Zero);
                }

                if (!_users.TryGetValue(source, out var users))
                {
                    if (_users.Count >= MostSources) return Window - age;
                    _users.Add(source, users = []);
                }

                if (users.Count >= Users && !users.Contains(user)) return Window - age;
                users.Add(user);
                return null;
            }
        }

        public void Forget(UInt128 source)
        {
            lock (_lock) _users.Remove(source);
        }
    }
}
