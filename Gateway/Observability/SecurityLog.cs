using System.Net;
using System.Net.Sockets;
using Countersign.Gateway.Http;
using Countersign.SignIn;

namespace Countersign.Gateway.Observability;

/// <summary>
/// One line of JSON for each event (A18, T21): never a number, a code, a token, a cookie, a signature or a whole handle. A user stands in
/// it as a pseudonym, a network address as the network it is in.
/// </summary>
public sealed partial class SecurityLog(ILoggerFactory loggers, Pseudonyms pseudonyms)
{
    public const string Category = "Countersign.Security";
    private readonly ILogger _logger = loggers.CreateLogger(Category);

    public bool IsOn(LogLevel level) => _logger.IsEnabled(level);

    /// <param name="user">Null when the event is about nobody, or nobody knows about whom.</param>
    public void Write(LogLevel level, string name, HttpContext http, UserName? user, string outcome)
    {
        if (!_logger.IsEnabled(level)) return;
        var tenant = Tenants.FromPath(http);
        var pseudonym = user is { } known && tenant is { } within ? pseudonyms.Of(new UserKey(within, known)) : "";
        Log.Happened(_logger, level, name, tenant?.Value ?? "", pseudonym, Network(http.Connection.RemoteIpAddress), outcome,
            http.TraceIdentifier);
    }

    /// <summary>IPv4 by /24, IPv6 by /48: the network around a home or an office, not the home.</summary>
    internal static string Network(IPAddress? address)
    {
        if (address is null) return "";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        var prefix = address.AddressFamily == AddressFamily.InterNetwork ? 24 : 48;
        bytes.AsSpan(prefix / 8).Clear();
        return new IPAddress(bytes) + "/" + prefix;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 100, Message = "{Kind} tenant {Tenant} user {User} source {Source} outcome {Outcome} trace {Trace}")]
        public static partial void Happened(
            ILogger logger, LogLevel level, string kind, string tenant, string user, string source, string outcome, string trace);
    }
}
