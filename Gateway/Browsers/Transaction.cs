using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Countersign.Engine;
using Countersign.SignIn;

namespace Countersign.Gateway.Browsers;

/// <summary>One sign-in of a browser: the handle that only this browser holds, and what it was begun for.</summary>
/// <param name="Name">128 bits, 32 hexadecimal digits; null for that of a front end that gives none.</param>
/// <param name="Tenant">Null when it has no name.</param>
/// <param name="Purpose">Of the request that it was begun for (<see cref="PurposeOf"/>); null when it has no name.</param>
/// <param name="BeganAt">Milliseconds since 1970.</param>
public sealed record Transaction(
    BrowserTransaction Handle, string? Name = null, TenantId? Tenant = null, string? Purpose = null, long BeganAt = 0)
{
    private const int NameLength = 32, Shown = 16, PurposeLength = 22;
    internal const string Prefix = Cookies.SignIn + "-";

    /// <summary>The name of the redemption that the pages ask for: from whoever holds the transaction, always the same.</summary>
    public RequestId PageRedemption => new(SecretHash.OfSecret("page:" + Handle.ToText()).Value);

    /// <summary>No two of one browser's differ in capitals alone, since names have none.</summary>
    public string CookieName => Name is { } name ? CookieOf(name) : Cookies.SignIn;

    /// <summary>The part of the name that the cookie's name lacks is in its value.</summary>
    /// <param name="carried">Whose it is, sealed.</param>
    public string CookieValue(string carried) => Name is null
        ? $"{Handle.ToText()}.{carried}"
        : string.Create(CultureInfo.InvariantCulture, $"{Handle.ToText()}.{Name[Shown..]}.{Purpose}.{BeganAt}.{Tenant}.{carried}");

    public static bool IsName(string? text) => text is { Length: NameLength } && text.All(char.IsAsciiHexDigitLower);

    /// <summary>A name that follows from a form's own unguessable one, so that a form sent twice is one sign-in.</summary>
    public static string NameOf(RequestId attempt) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("transaction:" + attempt.Value)))[..NameLength];

    /// <summary>A request, as a transaction remembers it.</summary>
    /// <param name="request">As it stands in addresses; null for none.</param>
    public static string PurposeOf(TenantId tenant, string? request) =>
        SecretHash.OfSecret($"purpose:{tenant}:{request}").Value[..PurposeLength];

    public static string CookieOf(string name) => Prefix + name[..Shown];

    /// <summary>Of the cookie of a sign-in without a name; null for any other text.</summary>
    public static (Transaction Transaction, string Carried)? ParseUnnamed(string? value) =>
        value?.Split('.') is [var challenge, var secret, var carried] && BrowserTransaction.Parse(challenge + "." + secret) is { } handle
            ? (new(handle), carried)
            : null;

    /// <summary>Null for a cookie that is not a transaction's.</summary>
    public static (Transaction Transaction, string Carried)? Parse(string cookie, string value)
    {
        if (!cookie.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        if (value.Split('.') is not [var challenge, var secret, var rest, var purpose, var time, var tenant, var carried]) return null;
        var name = cookie[Prefix.Length..] + rest;
        return BrowserTransaction.Parse(challenge + "." + secret) is { } handle && IsName(name)
            && purpose.Length == PurposeLength && TenantId.TryParse(tenant, out var at)
            && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var began)
            ? (new(handle, name, at, purpose, began), carried)
            : null;
    }
}
