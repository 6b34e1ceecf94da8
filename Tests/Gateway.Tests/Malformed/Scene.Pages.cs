namespace Countersign.Gateway.Tests.Malformed;

/// <summary>Samples of the pages for people.</summary>
internal sealed partial class Scene
{
    /// <summary>The pages; a form is sent by a page of this service.</summary>
    private async Task AddPages()
    {
        var (pending, hal) = (Gateway.Browser(), await Gateway.Enrol("hal@contoso.example"));
        await pending.Prompt(hal.User);
        var signedIn = await Gateway.SignIn(await Gateway.Enrol("ida@contoso.example"));
        AddPage("GET", "", null, null);
        AddPage("POST", "", null, "user_name=ada%40contoso.example");
        AddPage("GET", "/number", pending, null);
        AddPage("POST", "/leave", pending, "how=cancel");
        AddPage("GET", "/done", signedIn, null);
        AddPage("GET", "/onward", null, null);
        AddPage("POST", "/sign-out", signedIn, "");
        var passed = Gateway.Browser();
        await Gateway.Operator.CreateUser("contoso", "jan@contoso.example");
        var pass = await Gateway.Operator.Pass("contoso", "jan@contoso.example");
        (await passed.Send(HttpMethod.Post, "/session", $$"""{"user_name":"jan@contoso.example","pass":"{{pass}}"}""")).MustBe(200);
        AddPage("GET", "", null, null, "/pass");
        var another = await Gateway.Operator.Pass("contoso", "jan@contoso.example");
        AddPage("POST", "", null, $"user_name=jan%40contoso.example&pass={another}", "/pass");
        AddPage("GET", "", null, null, "/phone");
        AddPage("GET", "/manifest.json", null, null, "/phone");
        AddPage("GET", "/worker.js", null, null, "/phone");
        await AddMyPages(passed);
        var style = Visitor.BrandOn(await new Visitor(Gateway, "hooked").Open(), "css");
        Add("GET /{tenant}/brand/{file}", new("GET", style) { IsPage = true });
        foreach (var asset in Endpoints(Gateway.Apps.Public).Where(name => name.StartsWith("GET /assets/", StringComparison.Ordinal)))
            Add(asset, new("GET", asset["GET ".Length..]) { IsPage = true });
    }

    /// <summary>Kay, who has a phone and a request on it, in a session that may change things.</summary>
    private async Task AddMyPages(Browser passed)
    {
        var kay = await Gateway.Enrol("kay@contoso.example");
        var mine = await Gateway.SignIn(kay);
        await Gateway.Browser().Prompt(kay.User);
        var challenge = (await kay.See()).GetProperty("challenge").GetString()!;
        AddPage("GET", "", mine, null, "/my");
        AddPage("POST", "/phones", passed, "", "/my");
        AddPage("GET", "/phones/{device}", mine, null, "/my", kay.Device);
        AddPage("POST", "/phones/{device}", mine, "what=rename&name=Another", "/my", kay.Device);
        AddPage("POST", "/not-me", mine, "challenge=" + challenge, "/my");
        AddPage("POST", "/recent", mine, "by=somebody", "/my");
        AddPage("GET", "/sign-out-everywhere", mine, null, "/my");
        AddPage("POST", "/sign-out-everywhere", await Gateway.SignIn(await Gateway.Enrol("lea@contoso.example")), "", "/my");
    }

    private void AddPage(string method, string page, Browser? browser, string? form, string below = "/sign-in", string device = "")
    {
        var cookies = string.Join("; ", (browser?.Cookies ?? []).Select(cookie => cookie.Key + "=" + cookie.Value));
        (string, string)[] headers =
            [.. cookies.Length > 0 ? [("Cookie", cookies)] : Array.Empty<(string, string)>(), ("Sec-Fetch-Site", "same-origin")];
        var path = "/contoso" + below + page.Replace("{device}", device, StringComparison.Ordinal);
        Add($"{method} /{{tenant}}{below}{page}", new(method, path, form) { IsPage = true, Headers = _ => headers });
    }
}
