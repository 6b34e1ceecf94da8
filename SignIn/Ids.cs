using System.Buffers.Text;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Countersign.SignIn;

/// <summary>
/// A tenant's name as it stands in every path and key: 1 to 63 of <c>a-z 0-9 -</c>, starting and ending with a letter or digit.
/// </summary>
[JsonConverter(typeof(TextConverter<TenantId>))]
public readonly record struct TenantId(string Value) : IText<TenantId>
{
    public static TenantId Of(string text) => new(text);

    public static bool TryParse([NotNullWhen(true)] string? text, out TenantId id)
    {
        id = new(text ?? "");
        return text is { Length: >= 1 and <= Limits.TenantNameLength } && text[0] != '-' && text[^1] != '-'
            && text.AsSpan().IndexOfAnyExcept(Alphabets.LowerAsciiDigitsHyphen) < 0;
    }

    /// <summary>
    /// Names that addresses of the service's own begin with, or may one day: a tenant of that name would share its paths with them (T30).
    /// </summary>
    public bool IsReserved => Reserved.Contains(Value) || (Value is ['v', _, ..] && Value.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0);

    private static readonly FrozenSet<string> Reserved = FrozenSet.Create(
        StringComparer.Ordinal, "admin", "api", "assets", "docs", "errors", "health", "metrics", "oidc", "openapi", "scim", "security-info",
        "sign-in", "static", "well-known");

    public override string ToString() => Value;
}

/// <summary>
/// A user name in canonical form (I24): the local part, <c>@</c>, the domain, lower-case ASCII.
/// Only ASCII is accepted, so the form depends on no Unicode version and no two look-alike names share a key by accident.
/// </summary>
[JsonConverter(typeof(TextConverter<UserName>))]
public readonly record struct UserName(string Value) : IText<UserName>
{
    public static UserName Of(string text) => new(text);

    /// <summary>
    /// The only way from what somebody typed to a key. Idempotent; letter case and what clings to the ends unseen are folded away.
    /// </summary>
    public static bool TryParse([NotNullWhen(true)] string? typed, out UserName name)
    {
        name = new("");
        if (typed is null || typed.Length > Limits.TypedUserNameLength) return false;
        var trimmed = TypedText.TrimEnds(typed);
        if (!Ascii.IsValid(trimmed)) return false;   // before folding: the Kelvin sign's lower case is a plain k
        var text = trimmed.ToLowerInvariant();
        var at = text.IndexOf('@');
        if (text.Length > Limits.UserNameLength || at < 1 || at == text.Length - 1) return false;
        if (text.AsSpan(0, at).IndexOfAnyExcept(Alphabets.UserNameLocalPart) >= 0) return false;
        if (!IsDomain(text.AsSpan(at + 1))) return false;
        name = new(text);
        return true;
    }

    /// <summary>
    /// The first character of what somebody typed that no user name may hold, and its place from 1; null when there is none.
    /// </summary>
    public static (Rune Character, int Place)? FirstForeign(string? typed)
    {
        var (place, isDomain) = (0, false);
        foreach (var rune in TypedText.TrimEnds(typed ?? "").EnumerateRunes())
        {
            place++;
            var isAt = rune.Value == '@' && !isDomain;
            isDomain |= isAt;
            if (isAt) continue;
            var letters = isDomain ? Alphabets.Domain : Alphabets.UserNameLocalPart;
            if (!rune.IsAscii || !letters.Contains(char.ToLowerInvariant((char)rune.Value))) return (rune, place);
        }

        return null;
    }

    /// <summary>The part after the <c>@</c>; it decides whether the user is managed or federated.</summary>
    [JsonIgnore]
    public string Domain => Value[(Value.IndexOf('@') + 1)..];

    public static bool IsDomain(ReadOnlySpan<char> text) =>
        text.Length is >= 1 and <= Limits.DomainLength && text[0] is not ('.' or '-') && text[^1] is not ('.' or '-')
        && text.IndexOf("..") < 0 && text.IndexOfAnyExcept(Alphabets.Domain) < 0;

    public override string ToString() => Value;
}

/// <summary>
/// A user within a tenant. <see cref="ToKey"/> is the only key function: length-prefixed, so ("ab","c") and ("a","bc") differ (I24).
/// </summary>
public readonly record struct UserKey(TenantId Tenant, UserName Name)
{
    public string ToKey() => TenantPrefix(Tenant) + Name.Value;

    /// <summary>The beginning of every key of the tenant's users, and of no other tenant's.</summary>
    public static string TenantPrefix(TenantId tenant) => tenant.Value.Length + ":" + tenant.Value + ":";

    public static UserKey FromKey(string key)
    {
        var first = key.IndexOf(':');
        var tenantLength = int.Parse(key.AsSpan(0, first), System.Globalization.CultureInfo.InvariantCulture);
        return new(new(key.Substring(first + 1, tenantLength)), new(key[(first + 1 + tenantLength + 1)..]));
    }

    public override string ToString() => Tenant.Value + "/" + Name.Value;
}

/// <summary>128 random bits, base64url (22 characters).</summary>
[JsonConverter(typeof(TextConverter<ChallengeId>))]
public readonly record struct ChallengeId(string Value) : IText<ChallengeId>
{
    public static ChallengeId Of(string text) => new(text);
    public static bool TryParse(
        [NotNullWhen(true)] string? text, out ChallengeId id) { id = new(text ?? ""); return Alphabets.IsHandle(text); }
    public override string ToString() => Value;
}

/// <summary>A grant that a person gave a client: 128 bits, base64url (22 characters).</summary>
[JsonConverter(typeof(TextConverter<GrantId>))]
public readonly record struct GrantId(string Value) : IText<GrantId>
{
    public static GrantId Of(string text) => new(text);

    /// <summary>An id that follows from a text: the first 128 bits of its SHA-256.</summary>
    public static GrantId From(string text) => new(Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16)));

    public static bool TryParse([NotNullWhen(true)] string? text, out GrantId id) { id = new(text ?? ""); return Alphabets.IsHandle(text); }
    public override string ToString() => Value;
}

/// <summary>A stored request, named by the hash of the handle that leads to it.</summary>
[JsonConverter(typeof(TextConverter<StoredRequestId>))]
public readonly record struct StoredRequestId(string Value) : IText<StoredRequestId>
{
    public static StoredRequestId Of(string text) => new(text);

    public static StoredRequestId FromHandle(string handle) => new(SecretHash.OfSecret("request:" + handle).Value);

    public override string ToString() => Value;
}

/// <summary>An app installation: 128 random bits that the installation drew for itself, base64url (22 characters).</summary>
[JsonConverter(typeof(TextConverter<DeviceId>))]
public readonly record struct DeviceId(string Value) : IText<DeviceId>
{
    public static DeviceId Of(string text) => new(text);
    public static bool TryParse(
        [NotNullWhen(true)] string? text, out DeviceId id) { id = new(text ?? ""); return Alphabets.IsHandle(text); }
    public override string ToString() => Value;
}

/// <summary>
/// The caller's name for one request (I19): the same id with the same body gives the same result and no second effect.
/// 1 to 64 of the base64url alphabet.
/// </summary>
[JsonConverter(typeof(TextConverter<RequestId>))]
public readonly record struct RequestId(string Value) : IText<RequestId>
{
    public static RequestId Of(string text) => new(text);
    public static bool TryParse([NotNullWhen(true)] string? text, out RequestId id)
    {
        id = new(text ?? "");
        return text is { Length: >= 1 and <= Limits.RequestIdLength } && text.AsSpan().IndexOfAnyExcept(Alphabets.Base64Url) < 0;
    }

    public override string ToString() => Value;
}

/// <summary>SHA-256 of a secret, base64url. All that is ever stored of a code, a pass, a cookie or a session.</summary>
[JsonConverter(typeof(TextConverter<SecretHash>))]
public readonly record struct SecretHash(string Value) : IText<SecretHash>
{
    public static SecretHash Of(string text) => new(text);

    public static SecretHash OfSecret(string secret)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(secret), hash);
        return new(Base64Url.EncodeToString(hash));
    }

    public override string ToString() => Value;
}

/// <summary>The JWK thumbprint (RFC 7638, SHA-256, base64url) of a device's public key. It names the key by its content.</summary>
[JsonConverter(typeof(TextConverter<KeyThumbprint>))]
public readonly record struct KeyThumbprint(string Value) : IText<KeyThumbprint>
{
    public static KeyThumbprint Of(string text) => new(text);
    public override string ToString() => Value;
}

/// <summary>A one-string value that stands as a plain string in JSON.</summary>
public interface IText<TSelf> where TSelf : struct, IText<TSelf>
{
    string Value { get; }
    static abstract TSelf Of(string text);
}

/// <summary>Writes an <see cref="IText{TSelf}"/> as its string. Stored and wire text was checked when it came in.</summary>
public sealed class TextConverter<T> : JsonConverter<T> where T : struct, IText<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        T.Of(reader.GetString() ?? throw new JsonException());

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);

    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        T.Of(reader.GetString() ?? throw new JsonException());

    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.Value);
}
