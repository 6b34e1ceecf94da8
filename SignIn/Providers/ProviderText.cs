namespace Countersign.SignIn.Providers;

/// <summary>A provider as an auditor reads it (T31): everything that decides whom it vouches for, and never its secret.</summary>
internal static class ProviderText
{
    public static string Of(Provider? provider) => provider is null
        ? "none"
        : $"'{provider.Name}' {provider.Issuer} as {provider.ClientId}, {provider.Authentication}, links {provider.Linking} by "
          + $"{provider.NameClaim}, scopes: {string.Join(' ', provider.Scopes)}"
          + (provider.Contexts.IsEmpty ? "" : ", contexts: " + string.Join(' ', provider.Contexts))
          + (provider.IsTrusted ? ", trusted" : "") + (provider.SignsOut ? ", signs out" : "");
}
