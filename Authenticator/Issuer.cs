using System.Diagnostics.CodeAnalysis;
using Countersign.SignIn;

namespace Countersign.Authenticator;

/// <summary>The server a phone belongs to: <c>https://host/{tenant}</c>, in the very spelling the server compares byte for byte.</summary>
public sealed record Issuer
{
    private readonly string _devicePath;

    private Issuer(string text, Uri address, TenantId tenant)
    {
        (Text, Tenant) = (text, tenant);
        Origin = new(address.GetLeftPart(UriPartial.Authority));
        _devicePath = "/" + tenant.Value + "/v1/device/";
        IsProtected = address.Scheme == Uri.UriSchemeHttps || address.IsLoopback;
    }

    public string Text { get; }

    /// <summary>Scheme, host and port.</summary>
    public Uri Origin { get; }

    public TenantId Tenant { get; }

    /// <summary>
    /// Whether nobody on the way can read or change what is sent: https, or plain http that never leaves this machine.
    /// Over anything else the choices and the answer of a sign-in lie open (N8).
    /// </summary>
    public bool IsProtected { get; }

    /// <summary>A device resource's path, as in <c>htu</c>: <c>waiting</c> gives <c>/contoso/v1/device/waiting</c>.</summary>
    public string DevicePath(string resource) => _devicePath + resource;

    /// <summary>
    /// http or https, a host in lower case, no default port, no user information, and one path segment that can be a tenant's name;
    /// nothing behind it. Any other spelling is refused rather than mended: it would not be the one the server knows.
    /// </summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Issuer? issuer)
    {
        issuer = null;
        if (text is null || text.Length > Limits.UrlLength || !Uri.TryCreate(text, UriKind.Absolute, out var address)) return false;
        if (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp) return false;
        if (!TenantId.TryParse(address.AbsolutePath.TrimStart('/'), out var tenant)) return false;
        if (address.GetLeftPart(UriPartial.Authority) + "/" + tenant.Value != text || address.UserInfo.Length > 0) return false;
        issuer = new(text, address, tenant);
        return true;
    }

    public override string ToString() => Text;
}
