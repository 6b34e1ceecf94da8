using Countersign.SignIn.Clients;

namespace Countersign.Gateway.Tests.Oidc;

/// <summary>
/// F20: the keys that sign: kept sealed, published ahead, replaced without anybody noticing; without one nothing is signed.
/// </summary>
public sealed class SigningKeyTests
{
    private const string Ada = "ada@contoso.example";

    [Fact]
    public async Task A_key_outlives_the_process()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var browser = await gateway.SignIn(await gateway.Enrol(Ada));
        var before = await portal.Tokens(browser);
        await gateway.Restart();
        (await portal.UserInfo(before["access_token"])).MustBe(200);
        Assert.Equal(KeyOf(before), KeyOf(await portal.Tokens(browser)));
    }

    [Fact]
    public async Task Two_gateways_with_one_secret_sign_with_one_key()
    {
        var store = InMemory.Store(isExclusive: false);
        await using var gateway = await RunningGateway.Furnished(store: store);
        await using var second = await RunningGateway.Start(settings => settings with { Origin = gateway.Url }, store, gateway.Clock);
        var portal = await RelyingParty.WithSecret(gateway);
        var browser = await gateway.SignIn(await gateway.Enrol(Ada));
        var there = new RelyingParty(second, "portal") { Secret = portal.Secret };
        var code = await portal.Code(browser);
        var tokens = (await there.Redeem(code, ("code_verifier", portal.Verifier))).MustBe(200);
        Assert.Equal(KeyOf(tokens), KeyOf(await portal.Tokens(browser)));
        Assert.Equal([KeyOf(tokens)], await Published(gateway));
        Assert.Equal([KeyOf(tokens)], await Published(second));
    }

    [Fact]
    public async Task F_20_With_another_secret_nothing_is_signed()
    {
        var store = InMemory.Store(isExclusive: false);
        await using var gateway = await RunningGateway.Furnished(store: store);
        var portal = await RelyingParty.WithSecret(gateway);
        var ada = await gateway.Enrol(Ada);
        var known = await portal.Tokens(await gateway.SignIn(ada));

        await using var stranger = await RunningGateway.Start(
            settings => settings with { KeysSecret = Convert.ToBase64String(new byte[32]), Origin = gateway.Url }, store, gateway.Clock);
        var there = new RelyingParty(stranger, "portal") { Secret = portal.Secret };
        var code = await portal.Code(await gateway.SignIn(ada));
        var refused = await there.Redeem(code, ("code_verifier", portal.Verifier));
        Assert.Equal(("temporarily_unavailable", "1"), (refused.MustBe(503)["error"], refused.Header("Retry-After")));
        (await there.UserInfo(known["access_token"])).MustBe(200);   // to verify, the public part is enough
        (await portal.Redeem(code)).MustBe(200);                     // and the code was not used up for nothing
    }

    [Fact]
    public async Task A_new_key_is_published_a_day_before_it_signs_and_the_old_one_a_day_after()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var ada = await gateway.Enrol(Ada);
        async Task<Reply> SignIn() => await portal.Tokens(await gateway.SignIn(ada));
        var first = KeyOf(await SignIn());
        gateway.Clock.Advance(TimeSpan.FromDays(90));
        Assert.Equal(first, KeyOf(await SignIn()));
        var both = await Published(gateway);
        Assert.Equal(2, both.Length);
        gateway.Clock.Advance(TimeSpan.FromHours(23));
        Assert.Equal(first, KeyOf(await SignIn()));
        gateway.Clock.Advance(TimeSpan.FromHours(1));
        var late = await SignIn();
        Assert.Equal(both.Single(key => key != first), KeyOf(late));
        Assert.Equal(both, await Published(gateway));
        gateway.Clock.Advance(TimeSpan.FromHours(25));
        Assert.Equal([KeyOf(late)], await Published(gateway));
    }

    /// <summary>Core 3.1.2.1: whoever kept an ID token still says with it who somebody was; as a token it is worth nothing.</summary>
    [Fact]
    public async Task An_id_token_is_a_hint_after_its_key_has_left()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var ada = await gateway.Enrol(Ada);
        var old = await portal.Tokens(await gateway.SignIn(ada));
        foreach (var _ in Enumerable.Range(0, 3))
        {
            gateway.Clock.Advance(TimeSpan.FromDays(91));
            await portal.Tokens(await gateway.SignIn(ada));
        }

        Assert.DoesNotContain(KeyOf(old), await Published(gateway));
        var browser = await gateway.SignIn(ada);
        Assert.NotEmpty(await portal.Code(browser, ("id_token_hint", old["id_token"])));
        var forged = Jwt.With(old["id_token"], "sub", "x");
        Assert.Equal("invalid_request", portal.Refusal(await portal.Authorize(browser, ("id_token_hint", forged))));
        (await portal.UserInfo(old["access_token"])).MustBe(401);
    }

    [Fact]
    public async Task Each_algorithm_has_a_key_of_its_own()
    {
        await using var gateway = await RunningGateway.Furnished();
        var browser = await gateway.SignIn(await gateway.Enrol(Ada));
        var keys = new HashSet<string>();
        foreach (var algorithm in new[] { SigningAlgorithm.RS256, SigningAlgorithm.ES256, SigningAlgorithm.PS256 })
        {
            var client =
                await RelyingParty.WithSecret(gateway, "c" + algorithm, registered => registered with { IdTokenAlgorithm = algorithm });
            keys.Add(KeyOf(await client.Tokens(browser)));
        }

        Assert.Equal(3, keys.Count);
    }

    private static async Task<string[]> Published(RunningGateway gateway) =>
        [.. from key in (await gateway.Get(gateway.Url + "/contoso/jwks")).MustBe(200).Json.GetProperty("keys").EnumerateArray()
            select key.GetProperty("kid").GetString()!];

    private static string KeyOf(Reply tokens) => Jwt.Header(tokens["id_token"]).GetProperty("kid").GetString()!;
}
