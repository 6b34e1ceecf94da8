using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Countersign.SignIn;
using Countersign.SignIn.Jose;

namespace Countersign.Authenticator;

/// <summary>
/// The text that <em>My Security Info</em> shows, also as QR code (docs/device-protocol.md, "The activation code"). Used once, within ten
/// minutes (N17).
/// </summary>
/// <param name="Secret">128 random bits, base64url. Sent in the body of <em>activate</em>, never in an address.</param>
public sealed record ActivationCode(Issuer Issuer, UserName User, string Secret)
{
    private const string Prefix = "cs1-";
    private const int LongestCode = 4096;   // the longest issuer and user name with their quotes, a third longer in base64url

    // Exactly the three members, each once, none null.
    private static readonly JsonSerializerOptions Strict =
        new(JsonSerializerOptions.Strict) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, MaxDepth = Limits.JsonDepth };

    /// <summary>The code, as the server would show it.</summary>
    public string Write() =>
        Prefix + CanonicalBase64Url.Encode(JsonSerializer.SerializeToUtf8Bytes(new Members(Issuer.Text, User.Value, Secret), Strict));

    /// <exception cref="FormatException">The text is not an activation code.</exception>
    public static ActivationCode Parse(string text) =>
        TryParse(text, out var code) ? code : throw new FormatException("Not an activation code: those begin with cs1-.");

    /// <summary>
    /// The same from what a QR code holds: an address with the code behind its <c>#</c>. The address itself is not looked at: the code says
    /// whose it is.
    /// </summary>
    public static string Within(string text) =>
        text.IndexOf('#') is var at and >= 0 && text.StartsWith("http", StringComparison.Ordinal) ? text[(at + 1)..] : text;

    /// <summary>Strict: whatever is not exactly such a code is refused; nothing is thrown.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ActivationCode? code)
    {
        code = null;
        if (text is null || text.Length > LongestCode || !text.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        if (!CanonicalBase64Url.TryDecode(text.AsSpan(Prefix.Length), out var json) || Read(json) is not { } members) return false;
        if (!Issuer.TryParse(members.Issuer, out var issuer) || !Alphabets.IsHandle(members.Secret)) return false;
        if (!UserName.TryParse(members.User, out var user) || user.Value != members.User) return false;
        code = new(issuer, user, members.Secret);
        return true;
    }

    private static Members? Read(byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize<Members>(json, Strict);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Members(string Issuer, string User, string Secret);
}
