namespace Countersign.SignIn.Providers;

/// <summary>A person at a provider, by the <c>sub</c> it gives them: kept as a hash, for it is compared and never read.</summary>
public static class ProviderSubject
{
    private const int Longest = 255;

    /// <summary>Null for what is no subject (OpenID Connect Core 2): 1 to 255 printable characters of ASCII.</summary>
    /// <param name="provider">By id: the same subject at another is somebody else (A6).</param>
    public static SecretHash? HashOf(string provider, string? subject) =>
        subject is { Length: >= 1 and <= Longest } && subject.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0
            ? SecretHash.OfSecret($"{provider}:{subject}")
            : null;
}
