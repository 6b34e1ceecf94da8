using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Countersign.Gateway.OAuth;

/// <summary>
/// The part of the <c>claims</c> parameter (OpenID Connect Core 5.5) that means something here: unknown members are ignored.
/// </summary>
/// <param name="IdToken">The claims known here that the ID token is to have.</param>
/// <param name="UserInfo">The same for the UserInfo endpoint.</param>
/// <param name="Contexts">Essential values of <c>acr</c>, of which one must be met; null when none is.</param>
/// <param name="Subject">The <c>sub</c> it must be.</param>
internal sealed record ClaimsRequest(
    IReadOnlyList<string> IdToken, IReadOnlyList<string> UserInfo, IReadOnlyList<string>? Contexts, string? Subject)
{
    public static readonly ClaimsRequest None = new([], [], null, null);
    private const string ForIdToken = "id_token", ForUserInfo = "userinfo";
    private static readonly string[] Known = ["preferred_username", "email", "email_verified"];

    /// <summary>Null when it is not what the parameter must be.</summary>
    public static ClaimsRequest? Parse(string? json)
    {
        if (json is null) return None;
        if (StrictJwt.Object(Encoding.UTF8.GetBytes(json)) is not { } all || !Is(all, ForIdToken) || !Is(all, ForUserInfo)) return null;
        return new(
            Wanted(all, ForIdToken), Wanted(all, ForUserInfo),
            Find(all, ForIdToken, "acr") is { } acr && IsEssential(acr) ? Values(acr) : null,
            Find(all, ForIdToken, "sub") is { } sub ? Values(sub)?.FirstOrDefault() : null);
    }

    /// <summary>The part that is still needed when tokens are issued, in the parameter's own form; null when there is none.</summary>
    public string? ToGrant()
    {
        if (IdToken.Count + UserInfo.Count == 0) return null;
        JsonNode Part(IReadOnlyList<string> claims) =>
            new JsonObject(claims.Select(claim => KeyValuePair.Create<string, JsonNode?>(claim, null)));
        return new JsonObject { [ForIdToken] = Part(IdToken), [ForUserInfo] = Part(UserInfo) }.ToJsonString();
    }

    private static bool Is(JsonElement all, string part) =>
        !all.TryGetProperty(part, out var claims) || claims.ValueKind is JsonValueKind.Object or JsonValueKind.Null;

    private static string[] Wanted(JsonElement all, string part) =>
        all.TryGetProperty(part, out var claims) && claims.ValueKind == JsonValueKind.Object
            ? [.. Known.Where(claim => claims.TryGetProperty(claim, out _))]
            : [];

    private static JsonElement? Find(JsonElement all, string part, string claim) =>
        all.TryGetProperty(part, out var claims) && claims.ValueKind == JsonValueKind.Object
        && claims.TryGetProperty(claim, out var found) && found.ValueKind == JsonValueKind.Object
            ? found
            : null;

    private static bool IsEssential(JsonElement claim) =>
        claim.TryGetProperty("essential", out var essential) && essential.ValueKind == JsonValueKind.True;

    /// <summary>5.5.1: <c>value</c>, or one of <c>values</c>; null when any will do.</summary>
    private static string[]? Values(JsonElement claim)
    {
        if (StrictJwt.TextOf(claim, "value") is { } one) return [one];
        if (!claim.TryGetProperty("values", out var many) || many.ValueKind != JsonValueKind.Array) return null;
        return [.. many.EnumerateArray().Where(value => value.ValueKind == JsonValueKind.String).Select(TextOf)];
    }

    private static string TextOf(JsonElement text)
    {
        try
        {
            return text.GetString() ?? "";
        }
        catch (InvalidOperationException)   // half a surrogate pair: no value of ours
        {
            return "";
        }
    }
}
