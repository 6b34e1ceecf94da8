using System.Text.Json;
using System.Text.Json.Nodes;
using Countersign.Engine.Ports;
using Countersign.Gateway.Tests.Ciba;
using Countersign.SignIn.Clients;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Countersign.Gateway.Tests.Conformance;

/// <summary>
/// The scene of the FAPI-CIBA plan: two clients with keys whose requests must be signed, one person with a phone, and an endpoint that is
/// pinged.
/// </summary>
internal sealed class BankPlan : IAsyncDisposable
{
    private readonly Delivery _delivery;

    private BankPlan(RunningGateway gateway, Callback callback, Delivery delivery) =>
        (Gateway, Callback, _delivery) = (gateway, callback, delivery);

    public RunningGateway Gateway { get; }
    public Callback Callback { get; }
    public required SignerKey Key { get; init; }
    public required RelyingParty Bank { get; init; }
    public required SignerKey OtherKey { get; init; }
    public required RelyingParty Other { get; init; }
    public required Handset Phone { get; init; }
    public bool IsPinged => _delivery == Delivery.Ping;
    public long Now => Gateway.Clock.GetUtcNow().ToUnixTimeSeconds();

    public static async Task<BankPlan> Open(Delivery delivery = Delivery.Poll, string algorithm = "ES256", bool isBound = false)
    {
        var callback = await Callback.Start();
        var gateway = await RunningGateway.Furnished(Callback.Trusted);
        var (key, other) = (Draw(algorithm), Draw(algorithm));
        return new(gateway, callback, delivery)
        {
            Key = key, OtherKey = other, Bank = await Register("bank", key), Other = await Register("other", other),
            Phone = await gateway.Enrol(Till.Ada),
        };

        static SignerKey Draw(string algorithm) => algorithm == "ES256" ? SignerKey.Es256() : SignerKey.Rsa();

        async Task<RelyingParty> Register(string id, SignerKey key)
        {
            var signed = key.Algorithm == "ES256" ? SigningAlgorithm.ES256 : SigningAlgorithm.PS256;
            await gateway.Operator.Register("contoso", RelyingParty.Registration(id, ClientAuthenticationMethod.PrivateKeyJwt) with
            {
                Grants = ClientGrants.Ciba | ClientGrants.Refresh, RedirectUris = [], PostLogoutRedirectUris = [],
                IdTokenAlgorithm = signed,
                DpopBound = isBound, Keys = [new("k1", signed, key.PublicJwk.ToJsonString())],
                Backchannel = new(delivery, delivery == Delivery.Ping ? callback.Url : null, true, false),
            });
            return new(gateway, id) { AssertionKey = key };
        }
    }

    /// <summary>A request as it should be, but for what a module changes.</summary>
    public string Signed(
        Action<JsonObject>? claims = null, Action<JsonObject>? header = null, SignerKey? key = null, RelyingParty? client = null) =>
        (client ?? Bank).Signed(
            Gateway, key ?? ((client ?? Bank) == Bank ? Key : OtherKey),
            said =>
            {
                if (IsPinged) said["client_notification_token"] = Till.Token;
                claims?.Invoke(said);
            },
            header);

    public Task<Reply> Send(string request, params (string Name, string? Value)[] beside) =>
        Bank.Ask("/bc-authorize", [("request", request), .. beside]);

    /// <summary>A request that must become a prompt, with the answer checked (CIBA 7.3).</summary>
    public async Task<Reply> Asked(Action<JsonObject>? claims = null, RelyingParty? client = null)
    {
        var asked = (await (client ?? Bank).Ask("/bc-authorize", ("request", Signed(claims, client: client)))).MustBe(200);
        Assert.Equal(("application/json", "no-store"), (asked.Header("Content-Type"), asked.Header("Cache-Control")));
        Assert.Matches("^[A-Za-z0-9._-]{22,}$", asked["auth_req_id"]);
        Assert.All(["expires_in", "interval"], name => Assert.Equal(JsonValueKind.Number, asked.Json.GetProperty(name).ValueKind));
        return asked;
    }

    public async Task<Reply> Approved(Action<JsonObject>? claims = null, RelyingParty? client = null)
    {
        var asked = await Asked(claims, client);
        (await Phone.Approve(asked["number"])).MustBe(200);
        return asked;
    }

    /// <summary>A whole flow; who is pinged is told first (CIBA 10.2).</summary>
    public async Task<Reply> Complete(Reply asked, RelyingParty? client = null)
    {
        if (IsPinged) await Pinged(asked);
        var tokens = (await (client ?? Bank).Collect(asked["auth_req_id"])).MustBe(200);
        await Check(client ?? Bank, tokens);
        return tokens;
    }

    public async Task Pinged(Reply asked)
    {
        var heard = await Callback.Next();
        Assert.Equal(
            ("Bearer " + Till.Token, "application/json", $$"""{"auth_req_id":"{{asked["auth_req_id"]}}"}"""),
            (heard.Authorization, heard.Type, heard.Body));
        await Settled();   // told and known to be told, before time passes: else it is told again
    }

    /// <summary>Nothing is owed to anybody any more.</summary>
    public Task Settled() => Till.Until(async () => (await Gateway.Store.List(RowKind.Notice, "", "", 1, Browser.Cancel)).Count == 0);

    /// <summary>Time passes, and whatever tells clients has looked since.</summary>
    public async Task TimePasses(TimeSpan time)
    {
        var looked = Gateway.Clock.NextWaitOf(TimeSpan.FromSeconds(1));
        Gateway.Clock.Advance(time);
        await looked;
    }

    /// <summary>CIBA 10.1.1, Core 3.1.3.7, and 128 bits that cannot be guessed.</summary>
    public async Task Check(RelyingParty client, Reply tokens, string type = "Bearer")
    {
        Assert.Equal(("no-store", type), (tokens.Header("Cache-Control"), tokens["token_type"]));
        Assert.Equal(JsonValueKind.Number, tokens.Json.GetProperty("expires_in").ValueKind);
        Assert.True(tokens["access_token"].Length >= 22);
        var keys = new JsonWebKeySet((await Gateway.Get(client.Issuer + "/jwks")).MustBe(200).Text);
        var valid = await new JsonWebTokenHandler().ValidateTokenAsync(tokens["id_token"], new()
        {
            IssuerSigningKeys = keys.GetSigningKeys(), ValidAlgorithms = [client.AssertionKey!.Algorithm], ValidIssuer = client.Issuer,
            ValidAudience = client.Id, LifetimeValidator = (_, expires, _, _) => expires > Gateway.Clock.GetUtcNow().UtcDateTime,
        });
        Assert.True(valid.IsValid, valid.Exception?.Message);
        var claims = Jwt.Claims(tokens["id_token"]);
        Assert.Equal((Now, client.Id), (claims.GetProperty("iat").GetInt64(), claims.GetProperty("aud").GetString()));
        Assert.Equal("urn:countersign:number:select", claims.GetProperty("acr").GetString());
        if (type != "Bearer") return;
        Assert.Equal(claims.GetProperty("sub").GetString(), (await client.UserInfo(tokens["access_token"])).MustBe(200)["sub"]);
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Callback.DisposeAsync();
    }
}
