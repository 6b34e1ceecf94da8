using Countersign.Engine;
using Countersign.SignIn;

namespace Countersign.Gateway.Browsers;

/// <summary>
/// The cookies, all opaque, all for this host alone (I6, N21): one for the session, one for the sign-in of a front end that gives it no
/// name, and one for each sign-in that has one (<see cref="Transactions"/>).
/// </summary>
public static class Cookies
{
    public const string SignIn = "__Host-countersign-sign-in";
    public const string Session = "__Host-countersign-session";
    private const string Passkey = "__Host-countersign-passkey";

    public static string? SessionSecret(HttpContext http) => Find(http, Session);

    public static void SetSession(HttpContext http, string secret, TimeSpan life) => Set(http, Session, secret, life);

    /// <summary>The secret of a browser that asks for passkeys; null when it holds none.</summary>
    public static string? PasskeySecret(HttpContext http) =>
        Find(http, Passkey) is { } secret && Alphabets.IsHandle(secret) ? secret : null;

    public static void SetPasskeySecret(HttpContext http, string secret, TimeSpan life) => Set(http, Passkey, secret, life);

    public static void EndSession(HttpContext http) => End(http, Session);

    /// <summary>That people have signed in with this browser; no more than that (<see cref="KnownBrowsers"/>).</summary>
    public static string? Known(HttpContext http, TenantId tenant) => Find(http, KnownName(tenant));

    public static void SetKnown(HttpContext http, TenantId tenant, string text, TimeSpan life) => Set(http, KnownName(tenant), text, life);

    private static string KnownName(TenantId tenant) => "__Host-countersign-known-" + tenant.Value;

    /// <summary>
    /// The cookie of exactly this name. Two of them, or another in other capitals, and none counts: a browser sends no such pair unless
    /// somebody else has put one there.
    /// </summary>
    public static string? Find(HttpContext http, string name)
    {
        string? found = null;
        var count = 0;
        foreach (var header in http.Request.Headers.Cookie)
        {
            foreach (var range in header.AsSpan().Split(';'))
            {
                var pair = header.AsSpan()[range];
                if (pair.IndexOf('=') is not (var end and > 0)) continue;
                var called = pair[..end].Trim();
                if (!called.Equals(name, StringComparison.OrdinalIgnoreCase)) continue;
                count++;
                if (called.SequenceEqual(name)) found = pair[(end + 1)..].Trim().ToString();
            }
        }

        return count == 1 ? found : null;
    }

    /// <summary>All whose names begin so, by the rule of <see cref="Find"/>; in one pass, however many a browser sends (T27).</summary>
    public static IEnumerable<(string Name, string Value)> Beginning(HttpContext http, string prefix) =>
        All(http).Where(cookie => cookie.Name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            .GroupBy(cookie => cookie.Name, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() == 1)
            .Select(same => same.Single());

    /// <summary>As they came (RFC 6265 4.2.1), in the order in which they came.</summary>
    public static List<(string Name, string Value)> All(HttpContext http)
    {
        List<(string, string)> all = [];
        foreach (var header in http.Request.Headers.Cookie)
        {
            foreach (var pair in header?.Split(';') ?? [])
            {
                if (pair.IndexOf('=') is var end and > 0) all.Add((pair[..end].Trim(), pair[(end + 1)..].Trim()));
            }
        }

        return all;
    }

    public static void End(HttpContext http, string name) => Set(http, name, "", TimeSpan.Zero);

    /// <summary>The same for this site's own pages alone: it does not come along when another site leads here.</summary>
    public static void SetStrict(HttpContext http, string name, string value, TimeSpan life) => Set(http, name, value, life, "Strict");

    /// <summary>Values are base64url, dots and host names, so nothing needs escaping.</summary>
    public static void Set(HttpContext http, string name, string value, TimeSpan life, string site = "Lax") =>
        http.Response.Headers.Append(
            "Set-Cookie", $"{name}={value}; Path=/; Max-Age={(int)life.TotalSeconds}; Secure; HttpOnly; SameSite={site}");
}
