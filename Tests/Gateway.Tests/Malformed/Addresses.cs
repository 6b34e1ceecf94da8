namespace Countersign.Gateway.Tests.Malformed;

/// <summary>A sample's method, path and query made wrong.</summary>
internal static class Addresses
{
    /// <summary>Names that no tenant can have, and ways of writing one that must not be taken for it (T30).</summary>
    private static readonly string[] Tenants =
    [
        "CONTOSO", "Contoso", "-contoso", "contoso-", "con_toso", "contoso.", "contoso%20", "%20contoso", "cont%C3%B6so", "contoso%2F",
        "contoso%2F..",
        "contoso%5C", "contoso%00", "%00", "contoso%0d%0aSet-Cookie:x=y", "contoso;a=b", "contoso,fabrikam", "%E2%80%AEcontoso", "%FF",
        "%C0%AF", "%25",
        "%252e%252e", "%2563ontoso", "*", "~", "$", "'", "%27%20OR%201=1", "%3Cscript%3E", "{tenant}",
        new string('a', 64), new string('a', 4000), "contoso%F0%9F%98%80",
    ];

    private static readonly string[] Behind =
        [
        "/x", "//x", "%2F", "%2F..", "%00", "%", "%2", "%zz", "%20", "/../X!", "/%2e%2e/X!", "/./x", "%5C..%5C",
        ";x=y", ".", "~", "%0d%0a", "%C0%AE%C0%AE/", "*",
        "/" + new string('a', 4000),
    ];

    private static readonly string[] Waits =
        ["", "-1", "31", "1.5", "1e1", "%201", "1%20", "+1", "0x1", "%EF%BC%91", "%D9%A1", "true", "null", "99999999999999999999",
         "1&wait=2", "%00", "1%00", "1,2", "NaN", "-0", new string('1', 2000)];

    private static readonly string[] Methods =
        ["OPTIONS", "TRACE", "PATCH", "PROPFIND", "X", "GETX", "M-SEARCH", new string('A', 32)];

    private static readonly string[] Known = ["GET", "PUT", "POST", "DELETE"];

    public static IEnumerable<(string Case, byte[] Request)> Of(Sample sample, IReadOnlyCollection<string> methods)
    {
        var endsWithUser = sample.Path[sample.Path.LastIndexOf('/')..].Contains('@');
        var endsWithClient = sample.Path.Contains("/clients/", StringComparison.Ordinal)
            && !sample.Path.EndsWith("/secrets", StringComparison.Ordinal);
        foreach (var behind in Behind.Where(behind => !(endsWithUser && behind == "%20") && !(endsWithClient && behind is ("." or "~"))))
            yield return ("path with " + Short(behind), sample.Request(sample.Path + behind));
        if (sample.Path.StartsWith("/openapi", StringComparison.Ordinal))
        {
            yield return ("other document", sample.Request("/openapi/other.json"));
        }

        if (sample.Path.Contains("/contoso"))
        {
            foreach (var tenant in Tenants)
                yield return ("tenant " + Short(tenant),
                    sample.Request(sample.Path.Replace("/contoso", "/" + tenant, StringComparison.Ordinal)));
            var paths = new[] { sample.Path[1..], "/" + sample.Path, "/x" + sample.Path, "/contoso" + sample.Path,
                "/%2e%2e/x" + sample.Path,
                sample.Path.Replace("/v1", "/v2", StringComparison.Ordinal),
                sample.Path.Replace("/v1", "%2Fv1", StringComparison.Ordinal) };
            foreach (var path in paths.Where(path => path != sample.Path))   // pages have no version
                yield return ("path " + Short(path), sample.Request(path));
        }

        if (sample.Waits)
        {
            foreach (var wait in Waits) yield return ("wait " + Short(wait), sample.Request(sample.Path + "?wait=" + wait));
        }

        var others = Known.Except(methods);
        if (!methods.Contains("GET")) yield return ("method HEAD", sample.Request(method: "HEAD"));
        foreach (var method in Methods.Except(methods).Concat(others)) yield return ("method " + method, sample.Request(method: method));
        yield return ("long query", sample.Request(sample.Path + "?" + new string('x', 9000)));
        yield return ("tail after the query", sample.Request(sample.Path + "/x?wait=1#x"));
    }

    private static string Short(string text) => text.Length < 40 ? text : text[..40];
}
