namespace Countersign.SignIn;

/// <summary>Web addresses that a person's browser may be sent to.</summary>
public static class WebAddress
{
    /// <summary>An absolute https address of bounded length, without user information and without control characters (T16, T17).</summary>
    public static bool IsHttps(string text) =>
        text.Length <= Limits.UrlLength
        && !text.AsSpan().ContainsAnyInRange('\0', ' ')
        && Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address.Scheme == Uri.UriSchemeHttps && address.UserInfo.Length == 0 && address.Host.Length > 0;
}
