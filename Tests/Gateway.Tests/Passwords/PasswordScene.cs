using System.Text.Json;
using System.Text.RegularExpressions;
using Countersign.SignIn.Clients;

namespace Countersign.Gateway.Tests.Passwords;

/// <summary>A gateway whose tenant takes passwords, an application, and people.</summary>
internal sealed partial class PasswordScene : IAsyncDisposable
{
    public const string Mona = "mona@contoso.example", Password = "four plain words here";

    private PasswordScene(RunningGateway gateway) => Gateway = gateway;

    public RunningGateway Gateway { get; }

    public RelyingParty Portal { get; private set; } = null!;

    /// <param name="passwords">The setting's body.</param>
    public static async Task<PasswordScene> Open(
        string passwords = """{"place":"here"}""", Func<Client, Client>? client = null,
        Func<GatewaySettings, GatewaySettings>? change = null)
    {
        var gateway = await RunningGateway.Furnished(change ?? Callback.Trusted);
        await gateway.Operator.Configure("contoso", settings => settings with { Decoys = false });
        (await gateway.Admin(HttpMethod.Put, "contoso/passwords", passwords)).MustBe(200);
        return new(gateway) { Portal = await RelyingParty.WithSecret(gateway, change: client) };
    }

    /// <summary>Somebody who has chosen this password, kept here.</summary>
    public async Task Create(string user = Mona, string password = Password, bool mustChange = false)
    {
        await Gateway.Operator.CreateUser("contoso", user);
        await Give(user, password, mustChange);
    }

    /// <summary>At once: what a browser and an administrator do takes a hash each, too.</summary>
    public async Task Give(string user, string password, bool mustChange = false, string? hash = null)
    {
        hash ??= Hash(password);
        await Gateway.Operator.SetPassword("contoso", user, hash, mustChange ? null : await Gateway.Operator.Session("contoso", user));
    }

    public static string Hash(string password, int iterations = 210_000) => new Microsoft.AspNetCore.Identity.PasswordHasher<object>(
        Microsoft.Extensions.Options.Options.Create(
            new Microsoft.AspNetCore.Identity.PasswordHasherOptions { IterationCount = iterations }))
        .HashPassword(new(), password);

    public Visitor Visitor() => new(Gateway);

    /// <summary>From the application, or from nowhere, to where the form leads.</summary>
    public async Task<Reply> Begin(
        Visitor visitor, string user = Mona, bool fromPortal = true, params (string Name, string? Value)[] changes)
    {
        var page = fromPortal
            ? (await visitor.Open("/authorize?" + RelyingParty.Encode(Portal.Request(changes)))).MustBe(303).Header("Location")!
            : "/sign-in";
        return await visitor.SignIn(user, page);
    }

    /// <summary>To the password page, by the link or without a click.</summary>
    public async Task<Reply> ToPassword(
        Visitor visitor, string user = Mona, bool fromPortal = true, params (string Name, string? Value)[] changes)
    {
        var reply = await Begin(visitor, user, fromPortal, changes);
        var address = reply.Status == 303 ? reply.Header("Location")! : Kit.Visitor.LinkOn(reply, "Continue with your password");
        return (await visitor.Open(address)).MustBe(200);
    }

    public static async Task<Reply> Type(Visitor visitor, Reply page, string password, string field = "password", string at = "/password")
    {
        List<(string, string)> fields = [("ticket", Kit.Visitor.Hidden(page, "ticket")!), (field, password)];
        foreach (var name in new[] { "request", "change" })
            if (Kit.Visitor.Hidden(page, name) is { } value) fields.Add((name, value));
        return await visitor.Submit(at, [.. fields]);
    }

    /// <summary>All the way back to the application; the last answer.</summary>
    public async Task<Reply> SignIn(
        Visitor visitor, string user = Mona, string password = Password, params (string Name, string? Value)[] changes) =>
        await Back(visitor, await Type(visitor, await ToPassword(visitor, user, changes: changes), password));

    public static async Task<Reply> Back(Visitor visitor, Reply reply)
    {
        while (NextOf(reply) is ['/', ..] next) reply = await visitor.Open(next);
        return reply;
    }

    /// <summary>Where it sends the browser by itself; null: nowhere.</summary>
    private static string? NextOf(Reply reply) => reply.Status == 303
        ? reply.Header("Location")
        : Refresh().Match(reply.Text) is { Success: true } match ? System.Net.WebUtility.HtmlDecode(match.Groups["next"].Value) : null;

    [GeneratedRegex("<meta http-equiv=\"refresh\" content=\"0;url=(?<next>[^\"]*)\">")]
    private static partial Regex Refresh();

    public async Task<JsonElement> Claims(Reply end) =>
        Jwt.Claims((await Portal.Redeem(Portal.Answer(end)["code"])).MustBe(200)["id_token"]);

    public static bool IsSignedIn(Visitor visitor) => visitor.Cookies.ContainsKey(Browser.SessionCookie);

    /// <summary>No session was opened, for anybody, and no code given.</summary>
    public async Task NobodyIsSignedIn(Visitor visitor)
    {
        Assert.False(IsSignedIn(visitor));
        Assert.Empty(await Gateway.Operator.Audit("sign_in.password"));
        Assert.Empty(await Gateway.Operator.Audit("grant.issued"));
    }

    public ValueTask DisposeAsync() => Gateway.DisposeAsync();
}
