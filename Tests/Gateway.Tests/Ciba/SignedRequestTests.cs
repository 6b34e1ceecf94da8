using System.Text.Json.Nodes;

namespace Countersign.Gateway.Tests.Ciba;

/// <summary>C4, CIBA 7.1.1: a signed request has everything in it, is the client's own, for this issuer, fresh, and good once.</summary>
public sealed class SignedRequestTests
{
    [Theory]
    [InlineData("ES256"), InlineData("PS256")]
    public async Task A_signed_request_is_asked_and_collected(string algorithm)
    {
        await using var gateway = await RunningGateway.Furnished();
        var key = algorithm == "ES256" ? SignerKey.Es256() : SignerKey.Rsa();
        var (phone, bank) = (await gateway.Enrol(Till.Ada), await Till.Bank(gateway, key));
        var asked = await Send(bank, bank.Signed(gateway, key, claims => claims["requested_expiry"] = 60));
        Assert.Equal(60, asked.MustBe(200).Json.GetProperty("expires_in").GetInt32());
        Assert.Equal("1234", (await phone.See()).GetProperty("message").GetString());
        await phone.Approve(asked["number"]);
        (await bank.Collect(asked["auth_req_id"])).MustBe(200);
    }

    [Theory]
    [InlineData("10"), InlineData("\"10\"")]
    public async Task The_expiry_may_be_a_number_or_a_text(string expiry)
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Enrol(Till.Ada);
        var key = SignerKey.Es256();
        var bank = await Till.Bank(gateway, key);
        var asked = (await Send(bank, bank.Signed(gateway, key, claims => claims["requested_expiry"] = JsonNode.Parse(expiry))))
            .MustBe(200);
        Assert.Equal(10, asked.Json.GetProperty("expires_in").GetInt32());
    }

    public static TheoryData<string> Flaws =>
    [
        "no aud", "other aud", "two auds", "no iss", "other iss", "no exp", "exp past", "exp 70 minutes on", "no iat", "no nbf", "no jti",
        "long jti",
        "nbf 10 minutes on", "nbf 70 minutes ago", "alg none", "alg RS256", "other key", "embedded jwk", "crit", "with sub", "exp as text",
    ];

    [Theory, MemberData(nameof(Flaws))]
    public async Task A_flawed_request_is_refused(string flaw)
    {
        await using var gateway = await RunningGateway.Furnished();
        var (phone, key) = (await gateway.Enrol(Till.Ada), SignerKey.Rsa());
        var bank = await Till.Bank(gateway, key);
        (await Send(bank, Flawed(gateway, bank, key, flaw))).Refused(400, "invalid_request");
        Assert.Equal("null", (await phone.Waiting()).Json.GetProperty("waiting").GetRawText());
    }

    [Fact]
    public async Task A_request_is_good_once()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (phone, key) = (await gateway.Enrol(Till.Ada), SignerKey.Es256());
        var bank = await Till.Bank(gateway, key);
        var request = bank.Signed(gateway, key);
        (await Send(bank, request)).MustBe(200);
        await phone.Deny();
        Assert.StartsWith("CS7309", (await Send(bank, request)).Refused(400, "invalid_request")["error_description"]);
    }

    [Fact]
    public async Task Who_must_sign_and_does_not_and_who_puts_parameters_beside_it_is_refused()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Enrol(Till.Ada);
        var key = SignerKey.Es256();
        var bank = await Till.Bank(gateway, key);
        Assert.StartsWith("CS7307", (await bank.Ask()).Refused(400, "invalid_request")["error_description"]);
        foreach (var (name, value) in new[] { ("scope", "openid"), ("login_hint", Till.Ada), ("binding_message", "other") })
            (await bank.Ask("/bc-authorize", ("request", bank.Signed(gateway, key)), (name, value))).Refused(400, "invalid_request");
    }

    [Fact]
    public async Task Several_hints_in_it_are_refused_and_the_order_of_scopes_is_nothing()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Enrol(Till.Ada);
        var key = SignerKey.Es256();
        var bank = await Till.Bank(gateway, key);
        (await Send(bank, bank.Signed(gateway, key, claims => claims["id_token_hint"] = "x"))).Refused(400, "invalid_request");
        (await Send(bank, bank.Signed(gateway, key, claims => claims["scope"] = "email openid"))).MustBe(200);
    }

    private static Task<Reply> Send(RelyingParty bank, string request) => bank.Ask("/bc-authorize", ("request", request));

    private static string Flawed(RunningGateway gateway, RelyingParty bank, SignerKey key, string flaw)
    {
        var now = gateway.Clock.GetUtcNow().ToUnixTimeSeconds();
        return flaw switch
        {
            "alg none" => Unsigned(bank.Signed(gateway, key, null, header => header["alg"] = "none")),
            "alg RS256" => bank.Signed(gateway, key, null, header => header["alg"] = "RS256"),
            "other key" => bank.Signed(gateway, SignerKey.Rsa()),
            "embedded jwk" => bank.Signed(gateway, SignerKey.Rsa(), null, header => header["jwk"] = key.PublicJwk.DeepClone()),
            "crit" => bank.Signed(gateway, key, null, header => header["crit"] = new JsonArray("exp")),
            _ => bank.Signed(gateway, key, claims => Change(claims, flaw, now)),
        };
    }

    private static string Unsigned(string request) => request[..(request.LastIndexOf('.') + 1)];

    private static void Change(JsonObject claims, string flaw, long now)
    {
        if (flaw.StartsWith("no ", StringComparison.Ordinal))
        {
            Assert.True(claims.Remove(flaw[3..]));
            return;
        }

        var (name, value) = flaw switch
        {
            "other aud" => ("aud", JsonValue.Create("https://elsewhere.example")),
            "two auds" => ("aud", (JsonNode)new JsonArray(claims["aud"]!.DeepClone(), "https://elsewhere.example")),
            "other iss" => ("iss", JsonValue.Create("till")),
            "exp past" => ("exp", JsonValue.Create(now - 120)),
            "exp 70 minutes on" => ("exp", JsonValue.Create(now + 4200)),
            "exp as text" => ("exp", JsonValue.Create((now + 300).ToString(System.Globalization.CultureInfo.InvariantCulture))),
            "nbf 10 minutes on" => ("nbf", JsonValue.Create(now + 600)),
            "nbf 70 minutes ago" => ("nbf", JsonValue.Create(now - 4200)),
            "long jti" => ("jti", JsonValue.Create(new string('j', 129))),
            "with sub" => ("sub", JsonValue.Create("bank")),
            _ => throw new ArgumentOutOfRangeException(nameof(flaw), flaw),
        };
        claims[name] = value;
    }
}
