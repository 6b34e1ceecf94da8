using System.Text.Json.Nodes;
using Countersign.Gateway.Tests.Ciba;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Jose;

namespace Countersign.Gateway.Tests.Conformance;

/// <summary>One of everything that is signed, sealed or secret here, each fresh and good where it belongs.</summary>
internal sealed class Belongings : IAsyncDisposable
{
    private const string Pushed = "urn:ietf:params:oauth:request_uri:";

    public required RunningGateway Gateway { get; init; }

    /// <summary>A client that may use every grant, with a secret.</summary>
    public required RelyingParty Portal { get; init; }

    /// <summary>A client with a key, for assertions and signed requests.</summary>
    public required RelyingParty Vault { get; init; }

    /// <summary>The browser in which Ada is signed in.</summary>
    public required Browser Hers { get; init; }

    /// <summary>The browser in which Carol waits for her phone; the number is <see cref="Number"/>.</summary>
    public required Browser Waiting { get; init; }

    public string Number { get; private set; } = "";
    public string BackchannelNumber { get; private set; } = "";
    public Dictionary<string, Handset> Phones { get; } = [];
    public JsonObject Activation { get; private set; } = [];

    /// <summary>By name, what it is worth.</summary>
    public Dictionary<string, string> Each { get; } = [];

    public static async Task<Belongings> Collect()
    {
        var gateway = await RunningGateway.Furnished();
        var key = SignerKey.Es256();
        var portal = await RelyingParty.WithSecret(gateway, change: client => client with
        {
            IdTokenAlgorithm = SigningAlgorithm.RS256,
            Grants = ClientGrants.Code | ClientGrants.Refresh | ClientGrants.Ciba | ClientGrants.Device,
        });
        await gateway.Operator.Register("contoso", RelyingParty.Registration("vault", ClientAuthenticationMethod.PrivateKeyJwt) with
        {
            Grants = ClientGrants.Code | ClientGrants.Refresh | ClientGrants.Ciba,
            Keys = [new("k1", SigningAlgorithm.ES256, key.PublicJwk.ToJsonString())],
        });
        var ada = await gateway.Enrol(Till.Ada);
        var all = new Belongings
        {
            Gateway = gateway, Portal = portal, Vault = new(gateway, "vault") { AssertionKey = key }, Hers = await gateway.SignIn(ada),
                Waiting = gateway.Browser(),
        };
        all.Phones["ada"] = ada;
        foreach (var name in new[] { "bob", "carol", "dave" }) all.Phones[name] = await gateway.Enrol(name + "@contoso.example");
        await all.Tokens();
        await all.Requests(key);
        await all.Devices();
        return all;
    }

    /// <summary>Everything that the token endpoint gives and takes.</summary>
    private async Task Tokens()
    {
        var curve = await RelyingParty.WithSecret(Gateway, "curve");
        var tokens = await Portal.Tokens(Hers);
        Each["ID token, RS256"] = tokens["id_token"];
        Each["ID token, ES256"] = (await curve.Tokens(Hers))["id_token"];
        Each["access token"] = tokens["access_token"];
        Each["refresh token"] = tokens["refresh_token"];
        Each["code"] = await Portal.Code(Hers);
        var device = (await Portal.Ask("/device_authorization", ("scope", "openid"))).MustBe(200);
        Each["device_code"] = device["device_code"];
        Each["user_code"] = device["user_code"];
        var asked = await Portal.Prompt(("login_hint", "bob@contoso.example"));
        BackchannelNumber = asked["number"];
        Each["auth_req_id"] = asked["auth_req_id"];
        Each["session"] = Hers.Cookies[Browser.SessionCookie];
        Number = await Waiting.Prompt("carol@contoso.example");
        Each["transaction"] = Waiting.Cookies[Browser.SignInCookie];
        Each["client secret"] = Portal.Secret!;
        Each["administrator's token"] = Site.Token;
    }

    /// <summary>Everything that clients sign, and that is sealed for the way through a browser.</summary>
    private async Task Requests(SignerKey key)
    {
        Each["sealed request"] = await Portal.Begin(null);
        var form = Portal.Request().Select(parameter => (parameter.Name, (string?)parameter.Value));
        Each["pushed request"] = (await Portal.Ask("/par", form)).MustBe(201)["request_uri"][Pushed.Length..];
        Each["client assertion"] = Vault.Assertion();
        Each["DPoP proof"] = Portal.Proof("POST", Portal.Issuer + "/token", key: SignerKey.Es256());
        Each["request object"] = Vault.Signed(Gateway, key);
    }

    /// <summary>Everything that phones sign, and that sets one up.</summary>
    private async Task Devices()
    {
        var (ada, dave) = (Phones["ada"], Phones["dave"]);
        Each["device's request proof"] = ada.Sign(ada.Proof(HttpMethod.Get, "/device/waiting"));
        var number = await Gateway.Browser().Prompt("dave@contoso.example");
        Each["device's decision"] = dave.Sign(dave.Statement(await dave.See(), Decision.Approve, number));
        await Gateway.Operator.CreateUser("contoso", "erin@contoso.example");
        Each["pass"] = await Gateway.Operator.Pass("contoso", "erin@contoso.example");
        await Gateway.Operator.CreateUser("contoso", "frank@contoso.example");
        var code = await Gateway.Operator.ActivationCode("contoso", "frank@contoso.example");
        Activation = JsonNode.Parse(Gateway.Handset("frank@contoso.example").ActivationBody(code))!.AsObject();
        Each["activation code"] = code;
        Each["activation secret"] = Activation["code"]!.GetValue<string>();
        Each["activation proof"] = Activation["request_proof"]!.GetValue<string>();
    }

    public ValueTask DisposeAsync() => Gateway.DisposeAsync();
}
