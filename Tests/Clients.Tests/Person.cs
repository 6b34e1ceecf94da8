using System.Net;
using System.Text.RegularExpressions;

namespace Countersign.Clients.Tests;

/// <summary>
/// Somebody with a browser without JavaScript and a phone: goes where an application sends them, types their name, taps the number they
/// are shown, and is back at the application; or connects a device that shows a code. Keeps cookies as a browser does, so a second visit
/// needs no phone.
/// </summary>
/// <param name="provider">The organisation's own, where the person is signed in already; null for none.</param>
internal sealed partial class Person(Site site, Handset phone, HomeProvider? provider = null)
{
    private const int MostSteps = 12;
    private readonly Dictionary<string, string> _cookies = [];

    /// <summary>The number of times the phone was needed.</summary>
    public int Approvals { get; private set; }

    /// <summary>The number of times the provider vouched.</summary>
    public int Vouchings { get; private set; }

    /// <summary>The number of times a device's code had to be typed.</summary>
    public int CodesTyped { get; private set; }

    /// <summary>From an address to the first one that is not the gateway's own: the application's.</summary>
    public async Task<string> Browse(string address)
    {
        var reply = await Get(new(address));
        for (var step = 0; step < MostSteps; step++)
        {
            if (reply.Location is { } away && !IsOurs(away))
            {
                if (provider is null || !away.AbsoluteUri.StartsWith(provider.Issuer, StringComparison.Ordinal)) return away.AbsoluteUri;
                Vouchings++;
                reply = await Get(new(site.Url + provider.SignIn(away.AbsoluteUri, "subject of " + phone.User, phone.User)));
                continue;
            }

            reply = await GoOn(reply) ?? throw Lost(reply);
        }

        throw Lost(reply);
    }

    /// <summary>From a device's address to the page that says what came of it (RFC 8628 3.3).</summary>
    /// <param name="shows">The code that the person reads on the device, and compares.</param>
    /// <returns>The page's heading.</returns>
    public async Task<string> Connect(string address, string shows, bool isRefused)
    {
        var reply = await Get(new(address));
        for (var step = 0; step < MostSteps; step++)
        {
            if (Html(reply, "name=\"user_code\"")) reply = await EnterCode(reply, shows);
            else if (Html(reply, "name=\"answer\"")) return Heading(await Judge(reply, shows, isRefused));
            else reply = await GoOn(reply) ?? throw Lost(reply);
        }

        throw Lost(reply);
    }

    /// <summary>One step of signing in; null where that has no next one.</summary>
    private async Task<Seen?> GoOn(Seen reply)
    {
        if (reply.Location is { } next) return await Get(next);
        if (Html(reply, "name=\"user_name\"")) return await Post(reply, ("user_name", phone.User));
        if (WayToProvider().Match(reply.Html) is { Success: true } onward)
            return await Get(new(reply.At, WebUtility.HtmlDecode(onward.Groups[1].Value)));
        if (NumberShown().Match(reply.Html) is not { Success: true } number) return null;
        (await phone.Approve(number.Groups[1].Value + number.Groups[2].Value)).MustBe(200);
        Approvals++;
        return await Get(reply.At);
    }

    /// <summary>A code that the address brought is compared; another is typed the way people do.</summary>
    private Task<Seen> EnterCode(Seen page, string shows)
    {
        var brought = CodeField().Match(page.Html).Groups[1].Value;
        if (brought.Length > 0)
        {
            Assert.Equal(shows, brought);
            return Post(page, ("user_code", brought));
        }

        CodesTyped++;
        return Post(page, ("user_code", shows.ToLowerInvariant().Replace('-', ' ')));
    }

    private Task<Seen> Judge(Seen question, string shows, bool isRefused)
    {
        Assert.Contains($"<data value=\"{shows}\">", question.Html, StringComparison.Ordinal);
        Assert.Contains($"<strong>{phone.User}</strong>", question.Html, StringComparison.Ordinal);
        return Post(question, ("answer", isRefused ? "deny" : "approve"));
    }

    private static bool Html(Seen reply, string part) => reply.Html.Contains(part, StringComparison.Ordinal);

    private static string Heading(Seen page) => WebUtility.HtmlDecode(TopHeading().Match(page.Html).Groups[1].Value);

    private static Xunit.Sdk.XunitException Lost(Seen reply) =>
        new($"{(int)reply.Status} at {reply.At}: nothing here that a person would know how to go on with.\n{reply.Html}");

    private bool IsOurs(Uri address) => address.GetLeftPart(UriPartial.Authority) == site.Url;

    private Task<Seen> Get(Uri address) => Send(new(HttpMethod.Get, address));

    /// <summary>Sends the page's form: its hidden fields as they are, and what the person typed.</summary>
    private Task<Seen> Post(Seen page, params (string Name, string Value)[] typed)
    {
        var fields = Hidden().Matches(page.Html).Select(field => KeyValuePair.Create(
            WebUtility.HtmlDecode(field.Groups["name"].Value), WebUtility.HtmlDecode(field.Groups["value"].Value)));
        var action = Action().Match(page.Html).Groups[1].Value;
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(page.At, WebUtility.HtmlDecode(action)))
        {
            Content = new FormUrlEncodedContent([.. fields, .. typed.Select(field => KeyValuePair.Create(field.Name, field.Value))]),
        };
        request.Headers.Add("Origin", site.Url);
        return Send(request);
    }

    private async Task<Seen> Send(HttpRequestMessage request)
    {
        if (_cookies.Count > 0)
        {
            request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(cookie => cookie.Key + "=" + cookie.Value)));
        }

        request.Headers.Add("Accept", "text/html");
        using var response = await site.Client.SendAsync(request, TestContext.Current.CancellationToken);
        foreach (var set in response.Headers.TryGetValues("Set-Cookie", out var sets) ? sets : [])
        {
            var (name, value) = (set[..set.IndexOf('=')], set[(set.IndexOf('=') + 1)..set.IndexOf(';')]);
            if (value.Length == 0) _cookies.Remove(name);
            else _cookies[name] = value;
        }

        var location = response.Headers.Location is { } there ? new Uri(request.RequestUri!, there) : null;
        return new(request.RequestUri!, response.StatusCode, location,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private sealed record Seen(Uri At, HttpStatusCode Status, Uri? Location, string Html);

    [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]*)" value="(?<value>[^"]*)""")]
    private static partial Regex Hidden();

    [GeneratedRegex("""<input class="cells" type="text" id="user_code" name="user_code" value="([^"]*)""")]
    private static partial Regex CodeField();

    [GeneratedRegex("<h1>([^<]*)</h1>")]
    private static partial Regex TopHeading();

    [GeneratedRegex("""<form method="post" action="([^"]*)""")]
    private static partial Regex Action();

    [GeneratedRegex("""href="([^"]*/federation/[^"]*)""")]
    private static partial Regex WayToProvider();

    [GeneratedRegex("""<p class="number[^"]*"><span>([0-9]+)</span>(?:<span>([0-9]+)</span>)?""")]
    private static partial Regex NumberShown();
}
