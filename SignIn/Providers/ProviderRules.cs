using System.Collections.Immutable;

namespace Countersign.SignIn.Providers;

/// <summary>Rules for registering a provider: whatever is contradictory or unsafe is refused whole.</summary>
public static class ProviderRules
{
    private const string OpenId = "openid";

    /// <summary>Contexts and methods of this service's own; no provider speaks in its name (I14).</summary>
    public const string OwnContexts = "urn:countersign:";

    /// <summary>The rule it breaks; null when it may be registered.</summary>
    public static Refusal? Objection(Provider provider) =>
        HasForm(provider) && HasMeans(provider) && AsksWell(provider) ? null : Refusal.ProviderRefused;

    private static bool HasForm(Provider provider) =>
        Provider.IsId(provider.Id)
        && provider.Name.Length > 0 && DisplayText.IsFit(provider.Name)
        && IsIssuer(provider.Issuer)
        && provider.ClientId.Length is >= 1 and <= Limits.ProviderTextLength && IsPrintable(provider.ClientId)
        && provider.Linking is >= LinkRule.None and <= LinkRule.Create
        && IsClaim(provider.NameClaim);

    /// <summary>A secret exactly where one is used.</summary>
    private static bool HasMeans(Provider provider) =>
        provider.Authentication is >= ProviderAuthentication.SecretInHeader and <= ProviderAuthentication.PrivateKeyJwt
        && provider.HasSecret == (provider.SealedSecret is { Length: >= 1 and <= Limits.SealedSecretLength });

    private static bool AsksWell(Provider provider) =>
        provider.Scopes.Contains(OpenId, StringComparer.Ordinal) && AreWords(provider.Scopes) && AreWords(provider.Contexts)
        && !provider.Contexts.Any(context => context.StartsWith(OwnContexts, StringComparison.OrdinalIgnoreCase));

    /// <summary>Discovery 1.0 3: no query and no fragment.</summary>
    private static bool IsIssuer(string text) =>
        (WebAddress.IsHttps(text) || WebAddress.IsOnThisMachine(text)) && !text.AsSpan().ContainsAny('?', '#');

    private static bool AreWords(ImmutableArray<string> words) =>
        words.Length <= Limits.ProviderWords
        && words.All(word => word.Length is >= 1 and <= Limits.ProviderTextLength && IsPrintable(word) && !word.Contains(' '))
        && words.Distinct(StringComparer.Ordinal).Count() == words.Length;

    private static bool IsClaim(string text) =>
        text.Length is >= 1 and <= Limits.ProviderTextLength && IsPrintable(text) && !text.AsSpan().ContainsAny(' ', '"', '\\');

    private static bool IsPrintable(string text) => text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0;
}
