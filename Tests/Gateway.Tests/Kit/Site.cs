using System.Text;

namespace Countersign.Gateway.Tests.Kit;

/// <summary>A gateway as the network shows it, in whatever process it runs.</summary>
internal class Site(string url, string adminUrl, TimeProvider time)
{
    public const string Token = "an-operators-token-of-43-characters-or-more";

    public string Url => url;
    public string AdminUrl => adminUrl;
    public TimeProvider Time => time;
    public HttpClient Client { get; } = new(Certificates.Handler());

    public Browser Browser(string tenant = "contoso") => new(this, tenant);

    public Handset Handset(string user, string tenant = "contoso") => new(this, tenant, user);

    /// <summary>A call of administration; the path is what follows <c>/admin/v1/tenants/</c>.</summary>
    public Task<Reply> Admin(HttpMethod method, string path, string? json = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, adminUrl + "/admin/v1/tenants/" + path);
        request.Headers.Add("Authorization", "Bearer " + Token);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        return Kit.Browser.Read(Client, request);
    }

    public Task<Reply> Get(string address) => Kit.Browser.Read(Client, new(HttpMethod.Get, address));

    /// <summary>S-29 from the first word to the last, as the people do it: a pass, a session, a code, the app's two stages.</summary>
    public async Task<Handset> EnrolByHand(string user, string tenant = "contoso")
    {
        (await Admin(HttpMethod.Put, $"{tenant}/users/{user}")).MustBe(200);
        return await EnrolWithPass(user, (await Admin(HttpMethod.Post, $"{tenant}/users/{user}/pass")).MustBe(201)["pass"], tenant);
    }

    /// <summary>With the pass that somebody was given: a session, a code, the app's two stages.</summary>
    public async Task<Handset> EnrolWithPass(string user, string pass, string tenant = "contoso")
    {
        var browser = Browser(tenant);
        (await browser.Send(HttpMethod.Post, "/session", $$"""{"user_name":"{{user}}","pass":"{{pass}}"}""")).MustBe(200);
        var code = (await browser.Send(HttpMethod.Post, "/security-info/methods")).MustBe(201)["activation_code"];
        var handset = Handset(user, tenant);
        (await handset.Activate(code)).MustBe(200);
        (await handset.Register()).MustBe(204);
        (await handset.Enable()).MustBe(204);
        return handset;
    }

    /// <summary>A whole sign-in; answers the browser with its session.</summary>
    public async Task<Browser> SignIn(Handset handset)
    {
        var browser = Browser(handset.Tenant);
        (await handset.Approve(await browser.Prompt(handset.User))).MustBe(200);
        (await browser.Redeem()).MustBe(200);
        return browser;
    }
}
