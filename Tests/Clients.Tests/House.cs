using System.Text.Json;
using Countersign.Engine;
using Countersign.Gateway;
using Countersign.SignIn;
using Countersign.SignIn.Clients;

namespace Countersign.Clients.Tests;

/// <summary>A gateway with one tenant, one person with a phone, and one client, whose clock begins where the machine's stands.</summary>
internal sealed class House(RunningGateway gateway, Handset phone, Callback? callback, HomeProvider? provider = null) : IAsyncDisposable
{
    public const string Secret = "a-secret-that-only-the-sample-client-has-43";
    public const string RedirectUri = "http://127.0.0.1:5999/callback";
    public const string PostLogoutRedirectUri = "http://127.0.0.1:5999/bye";

    public RunningGateway Gateway => gateway;
    public Handset Phone => phone;
    public Person Person { get; } = new(gateway, phone, provider);

    /// <summary>The endpoint where the client is notified; null for one that polls.</summary>
    public Callback? Callback => callback;

    /// <summary>The notifications that the client heard there.</summary>
    public List<Heard> Heard { get; } = [];

    public string Issuer => gateway.Url + "/contoso";

    public static readonly Client Confidential = new(
        "app", "The application", ClientAuthenticationMethod.Secret, [SecretHash.OfSecret(Secret)], [],
        ClientGrants.Code | ClientGrants.Refresh | ClientGrants.Device | ClientGrants.Ciba,
        [RedirectUri], [PostLogoutRedirectUri], SigningAlgorithm.RS256, false, false, Backchannel.Default);

    public static readonly Client Public = Confidential with
    {
        Authentication = ClientAuthenticationMethod.None,
        Secrets = [],
        Grants = ClientGrants.Code | ClientGrants.Refresh | ClientGrants.Device,
    };

    /// <summary>The same on https, with a certificate made for the occasion.</summary>
    public static Task<House> OpenOnHttps(Client client) => Open(client, Certificates.OnHttps);

    /// <summary>For a confidential client that is notified, on https, when a backchannel sign-in has ended (CIBA 10.2).</summary>
    public static async Task<House> OpenPinged()
    {
        var callback = await Callback.Start();
        return await Open(Confidential with { Backchannel = new(Delivery.Ping, callback.Url, false, false) }, Callback.Trusted, callback);
    }

    /// <summary>
    /// On https, for a person whose organisation has a provider of its own, and whose phone is set up and not enabled: so the person is
    /// taken to the provider.
    /// </summary>
    /// <param name="secondFactor">The phone is asked as well.</param>
    public static async Task<House> OpenFederated(Client client, bool secondFactor)
    {
        var gateway = await RunningGateway.Furnished(
            settings => Certificates.OnHttps(Callback.Trusted(settings)), clock: new TestClock(TimeProvider.System.GetUtcNow()));
        await gateway.Operator.Configure("contoso", settings => settings with { SecondFactor = secondFactor });
        var provider = await HomeProvider.Start(gateway.Clock);
        var body = JsonSerializer.Serialize(new
        {
            name = "Fabrikam", issuer = provider.Issuer, client_id = HomeProvider.ClientId, client_secret = HomeProvider.Secret,
            user_name_claim = "upn",
        });
        (await gateway.Admin(HttpMethod.Put, "contoso/providers/fabrikam", body)).MustBe(200);
        (await gateway.Admin(HttpMethod.Put, "contoso/domains/fabrikam.example", """{"type":"federated","provider":"fabrikam"}"""))
            .MustBe(200);
        var house = new House(gateway, await gateway.Activate("fran@fabrikam.example"), null, provider);
        await gateway.Operator.Register("contoso", client);
        return house;
    }

    public static async Task<House> Open(Client client, Func<GatewaySettings, GatewaySettings>? change = null, Callback? callback = null)
    {
        var gateway = await RunningGateway.Furnished(change, clock: new TestClock(TimeProvider.System.GetUtcNow()));
        var house = new House(gateway, await gateway.Enrol("ada@contoso.example"), callback);
        await gateway.Operator.Register("contoso", client);
        return house;
    }

    /// <summary>Runs a scenario of a script; a browser is taken where it asks, and the phone does what it asks.</summary>
    public Task<JsonElement> Run(string script, string scenario, object? settings = null, string? certificate = null) =>
        Conversation.Run(script, scenario, settings ?? Settings(), Answer, certificate);

    public Dictionary<string, object> Settings() => new()
    {
        ["issuer"] = Issuer,
        ["clientId"] = Confidential.Id,
        ["clientSecret"] = Secret,
        ["redirectUri"] = RedirectUri,
        ["postLogoutRedirectUri"] = PostLogoutRedirectUri,
        ["user"] = phone.User,
    };

    private async Task<string> Answer(JsonElement asked)
    {
        if (asked.TryGetProperty("browse", out var address)) return await Person.Browse(address.GetString()!);
        if (asked.TryGetProperty("ping", out _)) return await Listen();
        if (asked.TryGetProperty("device", out var page))
            return await Connect(page.GetString()!, asked.GetProperty("shows").GetString()!, asked.TryGetProperty("refuse", out _));
        if (asked.TryGetProperty("approve", out var number)) (await phone.Approve(number.GetString()!)).MustBe(200);
        else if (asked.TryGetProperty("deny", out _)) (await phone.Deny()).MustBe(200);
        else Assert.Fail("Nobody knows how to do this: " + asked);
        PassInterval();
        return "done";
    }

    /// <summary>The next notification, as the client would read it.</summary>
    private async Task<string> Listen()
    {
        Heard.Add(await callback!.Next());
        return Heard[^1].Body;
    }

    private async Task<string> Connect(string page, string shows, bool isRefused)
    {
        var said = await Person.Connect(page, shows, isRefused);
        PassInterval();
        return said;
    }

    /// <summary>Lets the poll interval pass on the gateway's clock.</summary>
    private void PassInterval() => gateway.Clock.Advance(TimeSpan.FromSeconds(6));

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        if (callback is not null) await callback.DisposeAsync();
        if (provider is not null) await provider.DisposeAsync();
    }
}
