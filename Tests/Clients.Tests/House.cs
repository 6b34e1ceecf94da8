using System.Text.Json;
using Countersign.Engine;
using Countersign.Gateway;
using Countersign.SignIn.Clients;

namespace Countersign.Clients.Tests;

/// <summary>A gateway with one tenant, one person with a phone, and one client, whose clock begins where the machine's stands.</summary>
internal sealed class House(RunningGateway gateway, Handset phone) : IAsyncDisposable
{
    public const string Secret = "a-secret-that-only-the-sample-client-has-43";
    public const string RedirectUri = "http://127.0.0.1:5999/callback";
    public const string PostLogoutRedirectUri = "http://127.0.0.1:5999/bye";

    public RunningGateway Gateway => gateway;
    public Handset Phone => phone;
    public Person Person { get; } = new(gateway, phone);
    public string Issuer => gateway.Url + "/contoso";

    public static readonly Client Confidential = new(
        "app", "The application", ClientAuthentication.Secret, [Draw.Hash(Secret)], [],
        ClientGrants.Code | ClientGrants.Refresh | ClientGrants.Device | ClientGrants.Ciba,
        [RedirectUri], [PostLogoutRedirectUri], SigningAlgorithm.RS256, false, false, Backchannel.Default);

    public static readonly Client Public = Confidential with
    {
        Authentication = ClientAuthentication.None,
        Secrets = [],
        Grants = ClientGrants.Code | ClientGrants.Refresh | ClientGrants.Device,
    };

    /// <summary>The same on https, with a certificate made for the occasion.</summary>
    public static Task<House> OpenOnHttps(Client client) => Open(client, Certificates.OnHttps);

    public static async Task<House> Open(Client client, Func<GatewaySettings, GatewaySettings>? change = null)
    {
        var gateway = await RunningGateway.Furnished(change, clock: new TestClock(TimeProvider.System.GetUtcNow()));
        var house = new House(gateway, await gateway.Enrol("ada@contoso.example"));
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
        if (asked.TryGetProperty("approve", out var number)) (await phone.Approve(number.GetString()!)).MustBe(200);
        else if (asked.TryGetProperty("deny", out _)) (await phone.Deny()).MustBe(200);
        else Assert.Fail("Nobody knows how to do this: " + asked);
        gateway.Clock.Advance(TimeSpan.FromSeconds(6));   // what the client waits between polls on a clock of its own
        return "done";
    }

    public ValueTask DisposeAsync() => gateway.DisposeAsync();
}
