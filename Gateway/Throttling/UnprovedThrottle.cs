using System.Net;
using Countersign.SignIn;

namespace Countersign.Gateway.Throttling;

/// <summary>
/// Limits what claims to be signed by a device and is not, by where it comes from (T36): each takes a look at somebody's row and a
/// signature check, and nobody is known to be behind it. A device that has proved itself from there lately goes on, whatever else comes
/// from its network. In memory of fixed size.
/// </summary>
/// <param name="unthrottled">Networks that are not limited.</param>
/// <param name="shared">Null: nobody else counts.</param>
public sealed class UnprovedThrottle(IReadOnlyList<IPNetwork> unthrottled, TimeProvider clock, SharedCounts? shared = null)
{
    /// <summary>An office full of phones that were removed, or whose clocks are wrong, and ask once in a second or two.</summary>
    public const int PerHost = 300;

    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    private readonly PrefixLimiter _failures = new(PerHost, TimeSpan.FromMinutes(1), clock, shared, SharedLimit.Unproved);
    private readonly Windows _windows = new(Remembered, clock);
    private readonly Lock _lock = new();
    private NameFilter _proved = new(), _before = new();
    private long _window;

    /// <summary>Null when the request may be looked at; otherwise how long to wait.</summary>
    /// <param name="claimed">The device that it says to be from; null: none.</param>
    public TimeSpan? Wait(HttpContext http, Func<DeviceId?> claimed)
    {
        if (Source.Of(http, unthrottled) is not { } source || _failures.Left(source) is not { } left) return null;
        return claimed() is { } device && HasProved(KeyOf(source, device)) ? null : left;
    }

    /// <summary>It was signed by nobody.</summary>
    public void Failed(HttpContext http)
    {
        if (Source.Of(http, unthrottled) is { } source) _failures.Add(source);
    }

    /// <summary>The device proved itself, from there.</summary>
    public void Proved(HttpContext http, DeviceId device)
    {
        if (Source.Of(http, unthrottled) is not { } source) return;
        var key = KeyOf(source, device);
        lock (_lock)
        {
            Turn();
            _proved.Add(key);
        }
    }

    private bool HasProved(UInt128 key)
    {
        lock (_lock)
        {
            Turn();
            return _proved.Has(key) || _before.Has(key);
        }
    }

    private void Turn()
    {
        var (number, _) = _windows.Now;
        if (number == _window) return;
        (_proved, _before) = (_before, _proved);
        if (number != _window + 1) _before.Clear();
        _proved.Clear();
        _window = number;
    }

    private static UInt128 KeyOf(Source source, DeviceId device) => Sketch.KeyOf(source.Host.ToString("x"), device.Value);
}
