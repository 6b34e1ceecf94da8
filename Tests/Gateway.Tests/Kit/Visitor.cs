using System.Net;
using System.Text.RegularExpressions;
using Countersign.Gateway.Html;
using Countersign.SignIn;

namespace Countersign.Gateway.Tests.Kit;

/// <summary>A person's browser at the pages, without script: opens, fills in, presses, follows.</summary>
internal sealed partial class Visitor(Site gateway, string tenant = "contoso")
{
    public Dictionary<string, string> Cookies { get; private init; } = [];

    /// <summary>The browser's Accept-Language.</summary>
    public string? Languages { get; init; }

    /// <summary>The header that says where the browser's forms come from; null for a browser that says nothing.</summary>
    public (string Name, string Value)? From { get; init; } = ("Sec-Fetch-Site", "same-origin");

    public static string NumberOn(Reply page) =>
        string.Concat(Digits().Match(page.MustBe(200).Text).Groups["digits"].Captures.Select(capture => capture.Value));

    public static string? Heading(Reply page) => WebUtility.HtmlDecode(TopHeading().Match(page.Text).Groups["text"].Value);

    public static string? Hidden(Reply page, string name) =>
        Regex.Match(page.Text, $"<input type=\"hidden\" name=\"{name}\" value=\"(?<value>[^\"]*)\">") is { Success: true } match
            ? WebUtility.HtmlDecode(match.Groups["value"].Value) : null;

    /// <summary>The address of the link that says so.</summary>
    public static string LinkOn(Reply page, string label) =>
        WebUtility.HtmlDecode(
            Links().Matches(page.Text).Single(link => Plain(link.Groups["label"].Value) == label).Groups["address"].Value);

    /// <summary>The address of the tenant's own style sheet or logo.</summary>
    public static string BrandOn(Reply page, string type) => Brands().Matches(page.Text)
        .Select(match => match.Groups["file"].Value).Single(file => file.EndsWith("." + type, StringComparison.Ordinal));

    /// <summary>What its only sign-in's cookie holds: what a front end's has, without what the pages remember besides.</summary>
    public string Transaction =>
        Cookies.Single(cookie => cookie.Key.StartsWith(Browser.SignInCookie + "-", StringComparison.Ordinal)).Value.Split('.') is
            [var challenge, var secret, .., var carried] ? $"{challenge}.{secret}.{carried}" : "";

    /// <summary>The same browser, cookies and all, at another tenant's pages.</summary>
    public Visitor At(string other) => new(gateway, other) { Languages = Languages, From = From, Cookies = Cookies };

    public Visitor Copy()
    {
        var copy = new Visitor(gateway, tenant) { Languages = Languages, From = From };
        foreach (var (name, value) in Cookies) copy.Cookies[name] = value;
        return copy;
    }

    public Task<Reply> Open(string page = "/sign-in") => Send(new(HttpMethod.Get, AddressOf(page)));

    public Task<Reply> Submit(string page, params (string Name, string Value)[] fields) =>
        Submit(page, string.Join('&', fields.Select(Encode)));

    public Task<Reply> Submit(string page, string body, string? type = "application/x-www-form-urlencoded")
    {
        var request = new HttpRequestMessage(
            HttpMethod.Post, AddressOf(page)) { Content = new ByteArrayContent(System.Text.Encoding.Latin1.GetBytes(body)) };
        if (type is not null) request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        if (From is var (name, value)) request.Headers.TryAddWithoutValidation(name, value);
        return Send(request);
    }

    /// <summary>The request that its last form passed on.</summary>
    public string? LastRequest { get; private set; }

    /// <summary>From the form to where it leads: the number, or a page that says why not.</summary>
    public async Task<Reply> SignIn(string user, string page = "/sign-in")
    {
        var form = (await Open(page)).MustBe(200);
        List<(string, string)> fields = [("user_name", user), ("attempt", Hidden(form, "attempt")!)];
        if ((LastRequest = Hidden(form, "request")) is { } request) fields.Add(("request", request));
        return await Follow(await Submit("/sign-in", [.. fields]));
    }

    /// <summary>The same answer, or where it sends the browser, as long as that is a page of ours.</summary>
    public async Task<Reply> Follow(Reply reply)
    {
        while (reply.Status == 303 && reply.Header("Location")!.StartsWith($"/{tenant}/sign-in", StringComparison.Ordinal))
            reply = await Open(reply.Header("Location")!);
        return reply;
    }

    public async Task<Reply> Send(HttpRequestMessage request)
    {
        if (Cookies.Count > 0) request.Headers.Add("Cookie", string.Join("; ", Cookies.Select(cookie => cookie.Key + "=" + cookie.Value)));
        if (Languages is not null) request.Headers.TryAddWithoutValidation("Accept-Language", Languages);
        var reply = await Browser.Read(gateway.Client, request);
        foreach (var cookie in reply.SetCookies)
        {
            var pair = cookie.Split(';')[0].Split('=', 2);
            if (cookie.Contains("Max-Age=0;", StringComparison.Ordinal)) Cookies.Remove(pair[0]);
            else Cookies[pair[0]] = pair[1];
        }

        return reply;
    }

    private string AddressOf(string page) =>
        gateway.Url + (page.StartsWith($"/{tenant}/", StringComparison.Ordinal) ? page : $"/{tenant}{page}");

    private static string Encode((string Name, string Value) field) =>
        Uri.EscapeDataString(field.Name) + "=" + Uri.EscapeDataString(field.Value);

    private static string Plain(string markup) => WebUtility.HtmlDecode(Tags().Replace(markup, ""));

    [GeneratedRegex("""<p class="number[^"]*">(<span>(?<digits>\d+)</span>)+</p>""")]
    private static partial Regex Digits();

    [GeneratedRegex("<h1>(?<text>[^<]*)</h1>")]
    private static partial Regex TopHeading();

    [GeneratedRegex("""<a [^>]*href="(?<address>[^"]*)"[^>]*>(?<label>.*?)</a>""")]
    private static partial Regex Links();

    [GeneratedRegex("(href|src)=\"(?<file>/[a-z]+/brand/[^\"]*)\"")]
    private static partial Regex Brands();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();
}

/// <summary>Knows one request by its text.</summary>
internal sealed class OneVisit(string request, Visit visit) : IVisits
{
    public ValueTask<Visit?> Find(TenantId tenant, string? asked, CancellationToken cancel) => new(asked == request ? visit : null);
}
