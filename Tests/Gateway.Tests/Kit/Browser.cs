using System.Text;
using System.Text.Json;

namespace Countersign.Gateway.Tests.Kit;

/// <summary>A browser: sends what it was given back, and nothing it was not given.</summary>
internal sealed class Browser(Site gateway, string tenant)
{
    public const string SignInCookie = "__Host-countersign-sign-in", SessionCookie = "__Host-countersign-session",
        KnownCookie = "__Host-countersign-known-contoso";

    /// <summary>By hand: the cookies are for https alone, and what a test holds it must be able to swap.</summary>
    public Dictionary<string, string> Cookies { get; } = [];

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The same cookies in another window, or at another tenant's address.</summary>
    public Browser Copy(string? at = null)
    {
        var copy = new Browser(gateway, at ?? tenant);
        foreach (var (name, value) in Cookies) copy.Cookies[name] = value;
        return copy;
    }

    /// <summary>The same browser, by way of another gateway of the same service.</summary>
    public Browser By(Site other)
    {
        var browser = new Browser(other, tenant);
        foreach (var (name, value) in Cookies) browser.Cookies[name] = value;
        return browser;
    }

    public Task<Reply> Start(string user, string? key = null, string more = "") =>
        Send(HttpMethod.Post, "/sign-in", $$"""{"user_name":{{JsonSerializer.Serialize(user)}}{{more}}}""", key);

    /// <summary>A start that must be a prompt; answers the number.</summary>
    public async Task<string> Prompt(string user)
    {
        var started = (await Start(user)).MustBe(200);
        Assert.Equal("number", started["result"]);
        return started["number"];
    }

    public Task<Reply> Observe(int? wait = null) => Send(HttpMethod.Get, "/sign-in" + (wait is null ? "" : "?wait=" + wait));

    public Task<Reply> Redeem(string? key = null) => Send(HttpMethod.Post, "/sign-in/redeem", null, key);

    public Task<Reply> CancelSignIn() => Send(HttpMethod.Post, "/sign-in/cancel");

    public Task<Reply> UsePassword() => Send(HttpMethod.Post, "/sign-in/use-password");

    public async Task<Reply> Send(HttpMethod method, string path, string? json = null, string? key = null)
    {
        var reply = await Send(Request(method, path, json, key));
        Take(reply);
        return reply;
    }

    public static async Task<Reply> Read(HttpClient client, HttpRequestMessage request)
    {
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        return await Reply.Read(response, Cancel);
    }

    public Task<Reply> Send(HttpRequestMessage request) => Read(gateway.Client, request);

    public HttpRequestMessage Request(HttpMethod method, string path, string? json = null, string? key = null)
    {
        var request = new HttpRequestMessage(method, gateway.Url + "/" + tenant + "/v1" + path);
        if (Cookies.Count > 0) request.Headers.Add("Cookie", string.Join("; ", Cookies.Select(c => c.Key + "=" + c.Value)));
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        return request;
    }

    public Task<EventStream> Events(string path = "/sign-in/events") => EventStream.Open(gateway.Client, Request(HttpMethod.Get, path));

    private void Take(Reply reply)
    {
        foreach (var cookie in reply.SetCookies)
        {
            var pair = cookie.Split(';')[0].Split('=', 2);
            if (cookie.Contains("Max-Age=0;", StringComparison.Ordinal)) Cookies.Remove(pair[0]);
            else Cookies[pair[0]] = pair[1];
        }
    }
}
