using System.Text.Json.Nodes;
using Countersign.Gateway.Tests.Ciba;
using Countersign.SignIn.Clients;

namespace Countersign.Gateway.Tests.Federation;

/// <summary>A gateway whose domain fabrikam.example signs in with a provider of its own, and an application.</summary>
internal sealed class FederationScene : IAsyncDisposable
{
    public const string Fran = "fran@fabrikam.example";

    private FederationScene(RunningGateway gateway, HomeProvider provider) => (Gateway, Provider) = (gateway, provider);

    public RunningGateway Gateway { get; }

    public HomeProvider Provider { get; }

    public RelyingParty Portal { get; private set; } = null!;

    public static async Task<FederationScene> Open(
        Func<JsonObject, JsonObject>? provider = null, string domain = """{"type":"federated","provider":"fabrikam"}""",
        Func<Client, Client>? client = null)
    {
        var gateway = await RunningGateway.Furnished(Callback.Trusted);
        var scene = new FederationScene(gateway, await HomeProvider.Start(gateway.Clock));
        await scene.Register("fabrikam", provider);
        (await gateway.Admin(HttpMethod.Put, "contoso/domains/fabrikam.example", domain)).MustBe(200);
        scene.Portal = await RelyingParty.WithSecret(gateway, change: client);
        return scene;
    }

    public async Task<Reply> Register(string id, Func<JsonObject, JsonObject>? change = null, HomeProvider? provider = null)
    {
        var body = new JsonObject
        {
            ["name"] = "Fabrikam", ["issuer"] = (provider ?? Provider).Issuer, ["client_id"] = HomeProvider.ClientId,
            ["client_secret"] = HomeProvider.Secret, ["user_name_claim"] = "upn",
        };
        body = change?.Invoke(body) ?? body;
        return (await Gateway.Admin(HttpMethod.Put, "contoso/providers/" + id, body.ToJsonString())).MustBe(200);
    }

    public Task Create(string user = Fran) => Gateway.Operator.CreateUser("contoso", user);

    public Visitor Visitor() => new(Gateway);

    /// <summary>From the application to where the form leads.</summary>
    public async Task<Reply> Begin(Visitor visitor, string user = Fran, params (string Name, string? Value)[] changes)
    {
        var onward = (await visitor.Open("/authorize?" + RelyingParty.Encode(Portal.Request(changes)))).MustBe(303).Header("Location")!;
        return await visitor.SignIn(user, onward);
    }

    /// <summary>Where the page's link to the organisation leads, at the provider.</summary>
    public static async Task<string> Leave(Visitor visitor, Reply page)
    {
        var link = Kit.Visitor.LinkOn(page, "Continue to your organisation");
        return (await visitor.Open(link)).MustBe(303).Header("Location")!;
    }

    /// <summary>All the way: from the application by the provider and back; the last answer.</summary>
    public async Task<Reply> SignIn(
        Visitor visitor, string subject = "S-1-5-21", string? name = Fran, Action<JsonObject>? claims = null,
        params (string Name, string? Value)[] changes)
    {
        var sentTo = await Leave(visitor, await Begin(visitor, Fran, changes));
        return await Back(visitor, Provider.SignIn(sentTo, subject, name, claims));
    }

    /// <summary>The way back, as far as it leads within this service.</summary>
    public static async Task<Reply> Back(Visitor visitor, string path)
    {
        var reply = await visitor.Open(path);
        while (reply.Status == 303 && reply.Header("Location") is ['/', ..] next) reply = await visitor.Open(next);
        return reply;
    }

    /// <summary>The tokens that the application is given at the end of the way.</summary>
    public async Task<Reply> Tokens(Reply end) => (await Portal.Redeem(Portal.Answer(end)["code"])).MustBe(200);

    public bool IsSignedIn(Visitor visitor) => visitor.Cookies.ContainsKey(Browser.SessionCookie);

    /// <summary>No session was opened, for anybody, and no code given.</summary>
    public async Task NobodyIsSignedIn(Visitor visitor)
    {
        Assert.False(IsSignedIn(visitor));
        Assert.Empty(await Gateway.Operator.Audit("sign_in.federated"));
        Assert.Empty(await Gateway.Operator.Audit("grant.issued"));
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Provider.DisposeAsync();
    }
}
