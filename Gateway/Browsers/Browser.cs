namespace Countersign.Gateway.Browsers;

/// <summary>
/// A browser's own description of itself in a few words that a person recognises. Only known names come out, so nothing strange can go in.
/// </summary>
internal static class Browser
{
    // The first that fits: every browser also claims to be the ones after it.
    private static readonly (string Token, string Name)[] Names =
        [("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"),
         ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];

    private static readonly (string Token, string Name)[] Systems =
        [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
         ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")];

    public static string Describe(string? userAgent)
    {
        if (string.IsNullOrEmpty(userAgent)) return "";
        var name = Find(Names, userAgent);
        var system = Find(Systems, userAgent);
        return name is null || system is null ? name ?? system ?? "" : $"{name} on {system}";
    }

    private static string? Find((string Token, string Name)[] known, string userAgent) =>
        known.FirstOrDefault(entry => userAgent.Contains(entry.Token, StringComparison.Ordinal)).Name;
}
