using System.Globalization;
using System.Net;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Audit;

namespace Countersign.Gateway.Admin;

/// <summary>
/// Who administers in this request: the gate says it once, and every question that the endpoint asks carries it. So no endpoint can forget
/// to name the actor of a change.
/// </summary>
internal static class Acting
{
    public const string ReasonHeader = "Countersign-Reason";

    private static readonly AsyncLocal<Turn?> Current = new();

    /// <summary>Null outside of a request that the gate let in.</summary>
    public static Actor? Now => Current.Value?.Actor;

    /// <summary>The tenant of which a change in this request has to wait for a second person (T31); null: nothing has to.</summary>
    public static TenantId? Waiting => Current.Value?.Waiting;

    /// <summary>For the rest of the caller's turn.</summary>
    public static void Begin(Actor actor) => Current.Value = new(actor);

    public static void Wait(TenantId tenant)
    {
        if (Current.Value is { } turn) turn.Waiting = tenant;
    }

    private sealed class Turn(Actor actor)
    {
        public Actor Actor => actor;

        public TenantId? Waiting { get; set; }
    }

    /// <summary>The holder of the token, with source and reason; or why the reason cannot be taken.</summary>
    public static (Actor? Actor, Problem? Refused) Of(HttpContext http, string name)
    {
        var values = http.Request.Headers[ReasonHeader];
        return values.Count > 1 ? (null, new(HttpErrors.InvalidRequest)) : Of(http, name, values.Count == 0 ? "" : values[0]);
    }

    /// <summary>The same with the reason that a form has.</summary>
    /// <param name="typed">Empty: none was given.</param>
    public static (Actor? Actor, Problem? Refused) Of(HttpContext http, string name, string? typed)
    {
        if (!DisplayText.TryRead(typed, out var reason, Limits.AdminReasonLength))
            return (null, new(HttpErrors.InvalidDisplayText));
        return (new(name, SourceOf(http.Connection.RemoteIpAddress), reason.Length == 0 ? null : reason), null);
    }

    /// <summary>An address of IPv4, the /64 of IPv6: as far as limits tell hosts apart.</summary>
    private static string? SourceOf(IPAddress? address)
    {
        if (address is null) return null;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork) return address + "/32";
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return string.Create(CultureInfo.InvariantCulture, $"{new IPAddress(bytes)}/64");
    }
}
