using System.Globalization;

namespace Countersign.SignIn.Clients;

/// <summary>Addresses that may be registered to send a person's browser back to (T17, RFC 8252).</summary>
public static class RedirectAddress
{
    private static readonly string[] ThisMachine = ["http://127.0.0.1", "http://[::1]", "http://localhost"];

    /// <summary>
    /// An absolute address of bounded length in printable ASCII, without fragment or user information: https; http on this very machine;
    /// or, of an app that keeps no secret, a scheme of its own with a dot in it (RFC 8252 7.1). No <c>*</c>: addresses are compared as they
    /// are, and whoever writes one means a pattern.
    /// </summary>
    public static bool IsAcceptable(string text, bool mayHaveOwnScheme)
    {
        if (text.Length is 0 or > Limits.UrlLength || text.AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0) return false;
        if (text.AsSpan().ContainsAny('#', '*')) return false;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.UserInfo.Length > 0) return false;
        return address.Scheme switch
        {
            "https" => address.Host.Length > 0,
            "http" => address.IsLoopback,
            _ => mayHaveOwnScheme && address.Scheme.Contains('.'),
        };
    }

    /// <summary>
    /// Whether <paramref name="uri"/> is <paramref name="registered"/>, which is on this very machine, with a port put in.
    /// </summary>
    public static bool IsWithPort(string registered, string uri)
    {
        foreach (var host in ThisMachine)
        {
            if (!registered.StartsWith(host, StringComparison.Ordinal) || !uri.StartsWith(host + ":", StringComparison.Ordinal)) continue;
            var rest = registered.AsSpan(host.Length);
            if (rest.Length > 0 && rest[0] is not ('/' or '?')) continue;
            var port = uri.AsSpan(host.Length + 1);
            var digits = port.IndexOfAnyExceptInRange('0', '9');
            if (digits < 0) digits = port.Length;
            if (IsPort(port[..digits]) && port[digits..].SequenceEqual(rest)) return true;
        }

        return false;
    }

    private static bool IsPort(ReadOnlySpan<char> digits) =>
        digits.Length is >= 1 and <= 5 && digits[0] != '0' && int.Parse(digits, CultureInfo.InvariantCulture) <= ushort.MaxValue;
}
