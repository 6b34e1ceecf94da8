namespace Countersign.SignIn;

/// <summary>Web addresses that a person's browser may be sent to.</summary>
public static class WebAddress
{
    /// <summary>
    /// An absolute https address of bounded length in printable ASCII, without user information (T16, T17). Digits and letters of other
    /// scripts in a host are folded to ASCII by whoever resolves it, so that what is read is not what is called.
    /// </summary>
    public static bool IsHttps(string text) =>
        text.Length <= Limits.UrlLength
        && text.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0
        && Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address.Scheme == Uri.UriSchemeHttps && address.UserInfo.Length == 0 && address.Host.Length > 0;

    /// <summary>The same with plain http at an address of this very machine, by number: there is no network to listen on.</summary>
    public static bool IsOnThisMachine(string text) =>
        text.Length <= Limits.UrlLength
        && text.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0
        && (text.StartsWith("http://127.0.0.1:", StringComparison.Ordinal) || text.StartsWith("http://[::1]:", StringComparison.Ordinal))
        && Uri.TryCreate(text, UriKind.Absolute, out var address) && address.UserInfo.Length == 0 && address.IsLoopback;
}
