using Countersign.Engine;
using Countersign.SignIn;

namespace Countersign.Gateway.Browsers;

/// <summary>The cookies, all opaque, all for this host alone (I6, N21).</summary>
public static class Cookies
{
    public const string SignIn = "__Host-countersign-sign-in";
    public const string Session = "__Host-countersign-session";

    public static BrowserTransaction? Transaction(HttpContext http) => BrowserTransaction.Parse(http.Request.Cookies[SignIn]);

    public static string? SessionSecret(HttpContext http) => http.Request.Cookies[Session];

    public static void Set(HttpContext http, BrowserTransaction transaction, TimeSpan life) =>
        Set(http, SignIn, transaction.ToText(), life + Limits.ResultLife);

    public static void EndTransaction(HttpContext http) => Set(http, SignIn, "", TimeSpan.Zero);

    public static void SetSession(HttpContext http, string secret, TimeSpan life) => Set(http, Session, secret, life);

    public static void EndSession(HttpContext http) => Set(http, Session, "", TimeSpan.Zero);

    /// <summary>That people have signed in with this browser; no more than that (<see cref="KnownBrowsers"/>).</summary>
    public static string? Known(HttpContext http, TenantId tenant) => http.Request.Cookies[KnownName(tenant)];

    public static void SetKnown(HttpContext http, TenantId tenant, string text, TimeSpan life) => Set(http, KnownName(tenant), text, life);

    private static string KnownName(TenantId tenant) => "__Host-countersign-known-" + tenant.Value;

    /// <summary>Values are base64url and a dot, so nothing needs escaping.</summary>
    private static void Set(HttpContext http, string name, string value, TimeSpan life) =>
        http.Response.Headers.Append(
            "Set-Cookie", $"{name}={value}; Path=/; Max-Age={(int)life.TotalSeconds}; Secure; HttpOnly; SameSite=Lax");
}
