using System.Text.Json;
using Countersign.Engine;
using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.Gateway.Ciba;
using Countersign.Gateway.Sealing;
using Countersign.SignIn;
using Countersign.SignIn.Challenges;
using Countersign.SignIn.ClientNotifications;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Tests.Ciba;

/// <summary>I21, I12: what one tenant's clients do not take keeps no other's from being told.</summary>
public sealed class FairNotificationTests
{
    private const int Owed = 600;

    [Fact]
    public async Task Six_hundred_notifications_that_hang_delay_no_other_tenants()
    {
        await using var hanging = await Callback.Start();
        await using var quick = await Callback.Start();
        hanging.Answer = hanging.Hold;
        await using var gateway = await RunningGateway.Furnished(Callback.Trusted);
        await Till.Open(gateway, new(Delivery.Ping, hanging.Url, false, false));
        await gateway.Operator.CreateTenant("fabrikam");
        await gateway.Operator.AllowEveryone("fabrikam");
        var (ada, till) = (await gateway.Enrol(Till.Ada, "fabrikam"), await RelyingParty.WithSecret(gateway, "other", client => client with
        {
            Grants = ClientGrants.Ciba, RedirectUris = [], PostLogoutRedirectUris = [],
            Backchannel = new(Delivery.Ping, quick.Url, false, false),
        }, "fabrikam"));
        await Owe(gateway, new("contoso"));
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        await Till.Until(() => Task.FromResult(hanging.Count >= DeliveryPlaces.PerClient));

        var asked = await till.Prompt(("client_notification_token", Till.Token));
        (await ada.Approve(asked["number"])).MustBe(200);
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(asked["auth_req_id"], (await quick.Next())["auth_req_id"]);
        Assert.Equal(DeliveryPlaces.PerClient, hanging.Count);
    }

    [Fact]
    public void A_client_has_fifty_places_a_tenant_a_hundred_and_the_last_are_for_whoever_has_few()
    {
        var places = new DeliveryPlaces();
        for (var i = 0; i < DeliveryPlaces.PerTenant; i++) places.Take(new("contoso"), i < 50 ? "one" : "two");
        var busy = places.Busy(TimeSpan.Zero);
        Assert.True(busy.Has(new("contoso"), "three") && busy.Has(new("contoso"), "one") && !busy.Has(new("fabrikam"), "one"));
        for (var i = 0; i < 300; i++) places.Take(new("tenant" + i / 100), "client" + i / 50);
        places.Take(new("few"), "one");
        busy = places.Busy(TimeSpan.Zero);
        Assert.True(busy.Has(new("tenant2"), "new") && !busy.Has(new("few"), "one") && !busy.Has(new("none"), "one"));
        for (var i = 0; i < 300; i++) places.Leave(new("tenant" + i / 100), "client" + i / 50);
        Assert.Equal((DeliveryPlaces.All - 101, false), (places.Free, places.Busy(TimeSpan.Zero).Has(new("tenant2"), "new")));
    }

    /// <summary>Ended backchannel sign-ins whose client is to be told.</summary>
    private static async Task Owe(RunningGateway gateway, TenantId tenant)
    {
        var ids = new AuthReqIds(Sealer.FromSecret(gateway.Settings.KeysSecret, ""));
        var now = gateway.Clock.GetUtcNow();
        var row = await gateway.Store.Load(RowKey.OfTenant(tenant), Browser.Cancel);
        var generation = ((TenantState.Present)StateJson.ReadTenant(row!.Body.Span)).ClientOf("till")!.Generation;
        for (var i = 0; i < Owed; i++)
        {
            var held = new BrowserTransaction(new(RandomValues.Handle()), RandomValues.Handle());
            var (user, end) = (new UserName($"user{i}@contoso.example"), now + TimeSpan.FromMinutes(5));
            var owner = RowOwner.User(new(tenant, user));
            var request = new BackchannelRequest(
                "till", "openid", NotificationToken: ids.SealToken(tenant, Till.Token), Delivery: Delivery.Ping,
                SealedHandle: ids.Seal(tenant, held.ToText()), Generation: generation);
            var challenge = new ChallengeState.Open(tenant, user, end, request);
            var notification = ClientNotificationRules.Owed(new(tenant, user), "till", Delivery.Ping, now);
            await Write(gateway, RowKey.OfChallenge(held.Challenge, owner), end, StateJson.Write((ChallengeState)challenge));
            await Write(gateway, RowKey.OfClientNotification(held.Challenge, owner), notification.Due, StateJson.Write(notification));
        }
    }

    private static async Task Write(RunningGateway gateway, RowKey key, DateTimeOffset? due, byte[] body) =>
        Assert.Equal(CommitResult.Committed, await gateway.Store.Commit(new(new(key, 0, due, body), [], [])));
}
