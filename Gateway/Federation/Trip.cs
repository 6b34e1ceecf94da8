using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Countersign.Engine;
using Countersign.Gateway.Browsers;
using Countersign.Gateway.Sealing;
using Countersign.SignIn;
using Countersign.SignIn.Jose;

namespace Countersign.Gateway.Federation;

/// <summary>One browser's way to a provider and back.</summary>
/// <param name="Name">Of the attempt that fell back: 32 hexadecimal digits; the <c>state</c> begins with it.</param>
/// <param name="Handle">Only this browser has it; what is bound to the trip follows from its secret.</param>
/// <param name="Provider">By id.</param>
/// <param name="Since">The tenant's change since which provider and domain are as they were when it began.</param>
/// <param name="Client">Who asked for the sign-in, by id.</param>
/// <param name="Purpose">Of the request that it was begun for.</param>
/// <param name="BeganAt">Milliseconds since 1970.</param>
/// <param name="IsAnew">The person was to sign in there again.</param>
/// <param name="MaxAge">Seconds since the person was there, at most; null: any.</param>
internal sealed record Trip(
    string Name, BrowserTransaction Handle, string Provider, long Since, UserName User, FallbackReason Reason, string Client,
    long Generation, string Purpose, long BeganAt, bool IsAnew, long? MaxAge)
{
    /// <summary>What the ID token must repeat (OpenID Connect Core 3.1.2.1): 256 bits, as the next.</summary>
    public string Nonce => Bound("nonce");

    /// <summary>RFC 7636.</summary>
    public string Verifier => Bound("verifier");

    public string Challenge => CanonicalBase64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    public DateTimeOffset Began => DateTimeOffset.FromUnixTimeMilliseconds(BeganAt);

    /// <summary>What comes of it, in the browser: a sign-in of its own, by the attempt's name.</summary>
    public Transaction ToTransaction(TenantId tenant) =>
        new(Handle with { Carried = new(User, null) }, Name, tenant, Purpose, BeganAt);

    private string Bound(string what)
    {
        var about = Encoding.ASCII.GetBytes($"federation:{what}:{Handle.Challenge.Value}");
        return CanonicalBase64Url.Encode(HMACSHA256.HashData(Encoding.ASCII.GetBytes(Handle.Secret), about));
    }
}

/// <summary>
/// The trips of one browser, each in a sealed cookie of its own (T18): a provider's answer is looked at only in the browser, the tenant and
/// for the request that the trip was begun in and for, once, and for a quarter of an hour.
/// </summary>
internal sealed class Trips(Sealer sealer, TimeProvider clock)
{
    /// <summary>At once in one browser: a trip that is not finished is mostly one that was given up.</summary>
    private const int Most = 3;
    private const int NameLength = 32, Shown = 16, Fields = 12;
    private const string Prefix = "__Host-countersign-federation-", Purpose = "federation";

    /// <summary>What goes to the provider and comes back: the name, and what leads back to whoever sent the person.</summary>
    public static string StateOf(Trip trip, string? request) => request is null ? trip.Name : trip.Name + "." + request;

    /// <summary>Null when it is no state of ours.</summary>
    public static (string Name, string? Request)? ReadState(string? state)
    {
        if (state is null) return null;
        var end = state.IndexOf('.');
        var name = end < 0 ? state : state[..end];
        return Transaction.IsName(name) ? (name, end < 0 ? null : state[(end + 1)..]) : null;
    }

    public void Begin(HttpContext http, TenantId tenant, Trip trip)
    {
        var others = Cookies.All(http).Select(cookie => cookie.Name).Distinct(StringComparer.Ordinal)
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name != CookieOf(trip.Name)).ToArray();
        foreach (var gone in others.Take(others.Length - Most + 1)) Cookies.End(http, gone);
        Cookies.Set(http, CookieOf(trip.Name), Seal(tenant, trip), Limits.FederationLife);
    }

    /// <summary>The trip of this name that this browser is on; null: none, or one that is over.</summary>
    public Trip? Find(HttpContext http, TenantId tenant, string name) =>
        Open(tenant, Cookies.Find(http, CookieOf(name))) is { } trip && trip.Name == name ? trip : null;

    public static void Forget(HttpContext http, Trip trip) => Cookies.End(http, CookieOf(trip.Name));

    private static string CookieOf(string name) => Prefix + name[..Shown];

    private string Seal(TenantId tenant, Trip trip)
    {
        var text = string.Join('\n', new[]
        {
            trip.Name, trip.Handle.ToText(), trip.Provider, Text(trip.Since), trip.User.Value, Text((byte)trip.Reason), trip.Client,
            Text(trip.Generation), trip.Purpose, Text(trip.BeganAt), trip.IsAnew ? "anew" : "", trip.MaxAge is { } age ? Text(age) : "",
        });
        return sealer.Seal(Purpose, tenant, Encoding.UTF8.GetBytes(text), clock.GetUtcNow() + Limits.FederationLife);
    }

    private Trip? Open(TenantId tenant, string? text)
    {
        if (sealer.Open(Purpose, tenant, text, clock.GetUtcNow()) is not { } content) return null;
        var parts = Encoding.UTF8.GetString(content).Split('\n');
        if (parts.Length != Fields || parts[0].Length != NameLength || BrowserTransaction.Parse(parts[1]) is not { } handle) return null;
        return new(
            parts[0], handle, parts[2], Number(parts[3]), new(parts[4]), (FallbackReason)Number(parts[5]), parts[6], Number(parts[7]),
            parts[8], Number(parts[9]), parts[10].Length > 0, parts[11].Length > 0 ? Number(parts[11]) : null);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Sealed here, so it is one.</summary>
    private static long Number(string text) => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
