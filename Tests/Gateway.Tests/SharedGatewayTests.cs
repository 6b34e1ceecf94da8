using System.Net;
using Countersign.Grains.Interfaces.Clustering;
using Countersign.SignIn;

namespace Countersign.Gateway.Tests;

/// <summary>Two gateways on one PostgreSQL database.</summary>
public sealed class DatabaseGatewayTests : SharedGatewayTests
{
    private TestSchema? _schema;

    private protected override async Task<Func<GatewaySettings, GatewaySettings>[]> Settings()
    {
        _schema = await TestSchema.Make();
        GatewaySettings OnDatabase(GatewaySettings settings) =>
            settings with { Store = "postgres", StoreConnection = _schema.Connection };
        return [OnDatabase, OnDatabase];
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_schema is not null) await _schema.DisposeAsync();
    }
}

/// <summary>Two gateways before one cluster, of which one has the silo in its own process.</summary>
public sealed class ClusterGatewayTests : SharedGatewayTests
{
    private protected override Task<Func<GatewaySettings, GatewaySettings>[]> Settings()
    {
        var silo = FreePort.Find();
        var cluster = new ClusterSettings(ClusterSettings.Localhost) { Silos = [new(IPAddress.Loopback, silo)] };
        return Task.FromResult<Func<GatewaySettings, GatewaySettings>[]>([
            settings => settings with
            {
                Engine = "cohosted", Store = "memory", Cluster = cluster, Place = new(IPAddress.Loopback, FreePort.Find(), silo),
            },
            settings => settings with { Engine = "cluster", Cluster = cluster },
        ]);
    }
}

/// <summary>
/// CLU-5: whatever is limited, remembered against replay or paced is so for all gateways together, and what is taken away at one is gone at
/// the other (I7, I8, T2, T22, T36).
/// </summary>
public abstract class SharedGatewayTests : IAsyncLifetime
{
    private const string Ada = "ada@contoso.example";

    /// <summary>A gateway and a silo each remember a tenant for a second; I8 would let it be five.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(2.5);

    private readonly string _home = Directory.CreateTempSubdirectory("countersign-").FullName;
    private readonly TestClock _clock = new();
    private readonly List<RunningGateway> _gateways = [];

    private RunningGateway Here => _gateways[0];

    private RunningGateway There => _gateways[1];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected abstract Task<Func<GatewaySettings, GatewaySettings>[]> Settings();

    public async ValueTask InitializeAsync()
    {
        foreach (var change in await Settings())
        {
            _gateways.Add(await RunningGateway.Start(
                settings => change(settings) with
                {
                    Data = Path.Combine(_home, $"{_gateways.Count}"),
                    Origin = _gateways.Count == 0 ? settings.Urls : Here.Url,
                    TrustedProxies = [IPNetwork.Parse("127.0.0.0/8")],
                },
                clock: _clock, onDisk: true));
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while ((await There.Get(There.Url + "/health/ready")).Status != 200) await Task.Delay(20, limit.Token);
        await Here.Operator.CreateTenant("contoso");
        await Here.Operator.AllowEveryone("contoso");
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var gateway in Enumerable.Reverse(_gateways)) await gateway.DisposeAsync();
        Directory.Delete(_home, recursive: true);
    }

    [Fact]
    public Task Thirty_starts_a_minute_from_one_source() => LetIn(30, gateway => From(gateway, "192.0.2.1", new(
        HttpMethod.Post, gateway.Url + "/contoso/v1/sign-in")
    {
        Content = new StringContent($$"""{"user_name":"{{Ada}}"}""", null, "application/json"),
    }));

    [Fact]
    public async Task Ten_devices_a_minute_that_ask_for_a_code_from_one_source()
    {
        var box = await Box.Open(Here);
        await LetIn(10, gateway => From(gateway, "192.0.2.1", new(HttpMethod.Post, gateway.Url + "/contoso/device_authorization")
        {
            Content = RelyingParty.Form([("client_id", box.Id), ("scope", "openid")]),
        }));
    }

    [Fact]
    public Task Sixty_changes_a_minute_by_one_administrator() => LetIn(60, gateway =>
    {
        var domain = gateway.AdminUrl + "/admin/v1/tenants/contoso/domains/nobody.example";
        var request = new HttpRequestMessage(HttpMethod.Delete, domain);
        request.Headers.Add("Authorization", "Bearer " + Site.Token);
        return From(gateway, "192.0.2.1", request);
    });

    [Fact]
    public async Task A_hundred_requests_of_a_phone_in_ten_seconds()
    {
        var ada = await Here.Enrol(Ada);
        _clock.Advance(TimeSpan.FromSeconds(10));
        await LetIn(100, gateway => ada.By(gateway).Waiting());
    }

    [Fact]
    public async Task A_device_that_asks_two_in_turn_is_told_to_slow_down()
    {
        var box = await Box.Open(Here);
        var asked = (await Box.Ask(box)).MustBe(200);
        Assert.Equal("authorization_pending", (await Box.Collect(box, asked["device_code"])).MustBe(400)["error"]);
        await RunningGateway.Exchange(_gateways);
        var elsewhere = new RelyingParty(There, box.Id);
        Assert.Equal("slow_down", (await Box.Collect(elsewhere, asked["device_code"])).MustBe(400)["error"]);
    }

    [Fact]
    public async Task What_a_phone_showed_one_the_other_does_not_take()
    {
        var ada = await Here.Enrol(Ada);
        var proof = ada.Sign(ada.Proof(HttpMethod.Get, "/device/waiting"));
        Task<Reply> Show(RunningGateway gateway) =>
            Browser.Read(gateway.Client, ada.By(gateway).Request(HttpMethod.Get, "/device/waiting", null, "", proof));
        (await Show(Here)).MustBe(200);
        (await Show(There)).MustBe(401);
        proof = ada.Sign(ada.Proof(HttpMethod.Get, "/device/waiting"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => Show(_gateways[i % 2]), Cancel)));
        Assert.Single(answers, answer => answer.Status == 200);
    }

    [Fact]
    public async Task What_a_client_showed_one_the_other_does_not_take()
    {
        var (portal, vault) = (await RelyingParty.WithSecret(Here), await RelyingParty.WithKey(Here, SignerKey.Es256()));
        portal.ProofKey = SignerKey.Es256();
        var proof = portal.Proof("POST", portal.Issuer + "/token");
        Task<Reply> Prove(RunningGateway gateway) => new RelyingParty(gateway, portal.Id).Post(
            null, "/token", [("grant_type", "refresh_token"), ("refresh_token", "x")], ("DPoP", proof),
            ("Authorization", RelyingParty.Basic(portal.Id, portal.Secret!)));
        Assert.Equal("invalid_grant", (await Prove(Here)).MustBe(400)["error"]);
        Assert.Equal("invalid_dpop_proof", (await Prove(There)).MustBe(400)["error"]);

        var assertion = vault.Assertion();
        Task<Reply> Present(RunningGateway gateway) => new RelyingParty(gateway, vault.Id).Post(null, "/token", [
            ("grant_type", "refresh_token"), ("refresh_token", "x"), ("client_assertion", assertion),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")]);
        Assert.Equal("invalid_grant", (await Present(There)).MustBe(400)["error"]);
        Assert.Equal("invalid_client", (await Present(Here)).MustBe(401)["error"]);
    }

    /// <summary>T5: whoever asks two gateways is told the same of a person and of a name that nobody has.</summary>
    [Fact]
    public async Task A_name_that_nobody_has_is_pending_at_both_and_free_again_at_both()
    {
        await Here.Enrol(Ada);
        List<string> told = [];
        foreach (var name in new[] { Ada, "nobody@contoso.example" })
        {
            var (one, other) = (Here.Browser(), There.Browser());
            List<Reply> replies = [await one.Start(name), await other.Start(name), await one.Start(name)];
            replies.Add(await one.By(There).Observe());
            replies.Add(await one.By(There).CancelSignIn());
            for (var i = 0; i < 8; i++)
            {
                var again = _gateways[i % 2].Browser();
                replies.Add(await again.Start(name));
                replies.Add(await again.CancelSignIn());
            }

            told.Add(string.Join('\n', replies.Select(reply => $"{reply.Status} {Words(reply)}")));
        }

        Assert.Equal(told[0], told[1]);
    }

    [Fact]
    public async Task A_session_that_ends_at_one_has_ended_at_the_other()
    {
        var browser = await Here.SignIn(await Here.Enrol(Ada));
        var elsewhere = browser.By(There);
        (await elsewhere.Send(HttpMethod.Get, "/session")).MustBe(200);
        (await browser.Send(HttpMethod.Delete, "/session")).MustBe(204);
        (await elsewhere.Send(HttpMethod.Get, "/session")).MustBe(401);
    }

    [Fact]
    public async Task A_user_who_is_disabled_at_one_is_out_at_the_other_at_once()
    {
        var ada = await Here.Enrol(Ada);
        var browser = (await Here.SignIn(ada)).By(There);
        (await browser.Send(HttpMethod.Get, "/session")).MustBe(200);
        (await ada.By(There).Waiting()).MustBe(200);
        await Here.Operator.Disable("contoso", Ada);
        (await browser.Send(HttpMethod.Get, "/session")).MustBe(401);
        (await ada.By(There).Waiting()).MustBe(401);
    }

    [Fact]
    public async Task A_phone_that_is_removed_at_one_is_out_at_the_other_at_once()
    {
        var ada = await Here.Enrol(Ada);
        (await ada.By(There).Waiting()).MustBe(200);
        await Here.Operator.RemoveMethod("contoso", Ada, ada.Device);
        (await ada.By(There).Waiting()).MustBe(401);
    }

    /// <summary>I8: within five seconds.</summary>
    [Fact]
    public async Task A_client_that_is_removed_or_given_another_secret_at_one_is_so_at_the_other_soon()
    {
        var portal = await RelyingParty.WithSecret(Here);
        var elsewhere = new RelyingParty(There, portal.Id) { Secret = portal.Secret };
        Assert.Equal("invalid_grant", (await elsewhere.Refresh("x")).MustBe(400)["error"]);
        var second = await Here.Operator.Secret("contoso", portal.Id);
        _clock.Advance(Remembered);
        elsewhere.Secret = second;
        Assert.Equal("invalid_grant", (await elsewhere.Refresh("x")).MustBe(400)["error"]);
        await Here.Operator.Secret("contoso", portal.Id);   // of three the two newest are good
        _clock.Advance(Remembered);
        elsewhere.Secret = portal.Secret;
        Assert.Equal("invalid_client", (await elsewhere.Refresh("x")).MustBe(401)["error"]);
        elsewhere.Secret = second;
        await Here.Operator.RemoveClient("contoso", portal.Id);
        _clock.Advance(Remembered);
        Assert.Equal("invalid_client", (await elsewhere.Refresh("x")).MustBe(401)["error"]);
    }

    /// <summary>I8: within five seconds.</summary>
    [Fact]
    public async Task A_policy_that_is_saved_at_one_is_in_force_at_the_other_soon()
    {
        var ada = await Here.Enrol(Ada);
        await There.SignIn(ada.By(There));
        await Here.Operator.AllowNobody("contoso");
        _clock.Advance(Remembered);
        Assert.NotEqual("number", (await There.Browser().Start(Ada)).MustBe(200)["result"]);
    }

    /// <summary>What a reply says, without the number that was drawn.</summary>
    private static string Words(Reply reply) =>
        System.Text.RegularExpressions.Regex.Replace(reply.Text, "\"(number|trace_id)\":\"[^\"]*\"", "");

    /// <summary>Half of what one may let in at one, the rest at the other; after that neither lets in any more.</summary>
    private async Task LetIn(int limit, Func<RunningGateway, Task<Reply>> ask)
    {
        for (var i = 0; i < limit / 2; i++) Assert.NotEqual(429, (await ask(Here)).Status);
        await RunningGateway.Exchange(_gateways);
        for (var i = limit / 2; i < limit; i++) Assert.NotEqual(429, (await ask(There)).Status);
        (await ask(There)).MustBe(429);
        await RunningGateway.Exchange(_gateways);
        (await ask(Here)).MustBe(429);
    }

    private static Task<Reply> From(RunningGateway gateway, string source, HttpRequestMessage request)
    {
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", source);
        return Browser.Read(gateway.Client, request);
    }
}
