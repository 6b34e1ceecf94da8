namespace Countersign.Gateway.Tests.Kit;

/// <summary>One tab of a browser: where it stands is its own, the cookies are all tabs'.</summary>
internal sealed class Tab(Visitor browser, RelyingParty? application = null)
{
    private string _address = "/sign-in";

    /// <summary>Where it stands.</summary>
    public string Address => _address;

    /// <summary>What it shows; null before it was opened.</summary>
    public Reply? Page { get; private set; }

    /// <summary>Whom the person typed.</summary>
    public string Typed { get; private set; } = "";

    /// <summary>Whose sign-in the page says it is.</summary>
    public string? Account => Page!.Text.Split("<p class=\"account\">") is [_, var chip] ? chip.Split("<bdi>")[1].Split("</bdi>")[0] : null;

    /// <summary>To the form: the application's, with its parameters changed, or our own.</summary>
    public async Task<Tab> Open(params (string Name, string? Value)[] changes)
    {
        if (application is not null) await Go("/authorize?" + RelyingParty.Encode(application.Request(changes)));
        else await Go("/sign-in");
        return this;
    }

    /// <summary>A user name and <em>Next</em>.</summary>
    public async Task<Tab> Type(string user)
    {
        Typed = user;
        List<(string, string)> fields = [("user_name", user), ("attempt", Visitor.Hidden(Page!, "attempt")!)];
        if (Visitor.Hidden(Page!, "request") is { } request) fields.Add(("request", request));
        return await Follow(await browser.Submit("/sign-in", [.. fields]));
    }

    public bool HasNumber => Page!.Text.Contains("<p class=\"number", StringComparison.Ordinal);

    public string Number() => Visitor.NumberOn(Page!);

    public Task<Tab> Reload() => Go(_address);

    /// <summary>The code that the application is sent on with; null when it gets none.</summary>
    public string? Code()
    {
        var location = Page!.Status == 303 ? Page.Header("Location")! : "";
        if (application is null || !location.StartsWith(application.RedirectUri, StringComparison.Ordinal)) return null;
        return application.Answer(Page).GetValueOrDefault("code");
    }

    public async Task<Tab> Press(string way)
    {
        var passedOn = from name in (string[])["request", "t"]
                       let value = Visitor.Hidden(Page!, name)
                       where value is not null
                       select (name, value);
        return await Follow(await browser.Submit("/sign-in/leave", [("how", way), .. passedOn]));
    }

    public async Task<Tab> Go(string address)
    {
        _address = address;
        return await Follow(await browser.Open(address));
    }

    private async Task<Tab> Follow(Reply reply)
    {
        while (reply.Status == 303 && reply.Header("Location") is ['/', ..] next) reply = await browser.Open(_address = next);
        Page = reply;
        return this;
    }
}
