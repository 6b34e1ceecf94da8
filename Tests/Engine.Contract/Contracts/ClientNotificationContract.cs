using Countersign.Engine.Contract.Hosts;
using Countersign.Engine.Contract.Storage;
using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.ClientNotifications;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Users;

namespace Countersign.Engine.Contract.Contracts;

/// <summary>
/// Telling clients (I21): the end of a challenge whose client wants to hear of it owes one notification, as durable as the end; one at a
/// time sets out to deliver it; it is owed until it was delivered or is too late.
/// </summary>
public abstract class ClientNotificationContract(Hosting hosting) : EngineContract(hosting)
{
    private static readonly UserAnswer Told = new Decided(Outcome.Approved, OwesNotification: true);
    private static readonly ClientNotificationAnswer Nothing = ClientNotificationAnswer.Nothing.Here;

    [Theory]
    [InlineData(Delivery.Ping, Outcome.Approved), InlineData(Delivery.Ping, Outcome.Denied), InlineData(Delivery.Ping, Outcome.Expired)]
    [InlineData(Delivery.Push, Outcome.Approved), InlineData(Delivery.Push, Outcome.Denied), InlineData(Delivery.Push, Outcome.WrongNumber)]
    public async Task However_a_challenge_ends_its_client_is_owed_one_notification(Delivery delivery, Outcome outcome)
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var prompt = await Ask(house, phone.User, delivery);
        Assert.DoesNotContain(prompt.Challenge, await Due(house));
        await End(house, phone, prompt, outcome);
        Assert.Contains(prompt.Challenge, await Due(house));
        Assert.Equal(
            new ClientNotificationAnswer.Taken(house.Tenant, phone.User.Name, "till", delivery, 1), await Take(house, prompt.Challenge));
        Assert.Equal(Nothing, await Take(house, prompt.Challenge));
    }

    [Fact]
    public async Task A_client_that_comes_for_the_result_and_a_browser_are_owed_none()
    {
        await using var house = await OpenFurnished();
        var (ada, bob) = (await house.Enrol(), await house.Enrol("bob@contoso.example"));
        var polled = await Ask(house, ada.User, Delivery.Poll);
        var (_, browsed) = await house.Prompt(bob.User);
        Assert.Equal(Approved, await ada.Approve(polled.Number));
        Assert.Equal(Approved, await bob.Approve(browsed.Number));
        foreach (var challenge in new[] { polled.Challenge, browsed.Challenge })
        {
            Assert.DoesNotContain(challenge, await Due(house));
            Assert.Equal(Nothing, await Take(house, challenge));
        }
    }

    [Theory]
    [InlineData(nameof(Fault.Refused)), InlineData(nameof(Fault.LostBeforeSending)), InlineData(nameof(Fault.LostAnswer))]
    public async Task Whatever_becomes_of_the_commit_there_is_one_notification_for_one_end(string fault)
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var prompt = await Ask(house, phone.User, Delivery.Ping);
        var approval = phone.Approval(await phone.See(), prompt.Number);
        house.Store.OnNextCommits(Enum.Parse<Fault>(fault));
        Assert.Equal(Told, await phone.Send(approval));
        Assert.Single(await house.Facts("challenge."));
        Assert.IsType<ClientNotificationAnswer.Taken>(await Take(house, prompt.Challenge));
    }

    [Fact]
    public async Task Of_thirty_two_who_would_deliver_it_one_does()
    {
        await using var house = await OpenFurnished();
        var challenge = await Owed(house);
        var taken = await Together(32, _ => Take(house, challenge).AsTask());
        Assert.Single(taken.OfType<ClientNotificationAnswer.Taken>());
    }

    [Fact]
    public async Task What_a_lost_taker_took_is_due_again_after_the_lease()
    {
        await using var house = await OpenFurnished();
        var challenge = await Owed(house);
        await Take(house, challenge);
        house.Clock.Advance(Limits.NotificationLease - TimeSpan.FromMilliseconds(1));
        Assert.DoesNotContain(challenge, await Due(house));
        Assert.Equal(Nothing, await Take(house, challenge));
        house.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Contains(challenge, await Due(house));
        Assert.Equal(2, Assert.IsType<ClientNotificationAnswer.Taken>(await Take(house, challenge)).Taking);
    }

    [Theory]
    [InlineData(true, "client.notified", null), InlineData(false, "client.not_notified", null)]
    [InlineData(true, "client.notified", nameof(Fault.LostAnswer)), InlineData(true, "client.notified", nameof(Fault.LostBeforeSending))]
    public async Task What_is_done_is_gone_and_stands_in_the_audit(bool delivered, string fact, string? fault)
    {
        await using var house = await OpenFurnished();
        var challenge = await Owed(house);
        await Take(house, challenge);
        if (fault is not null) house.Store.OnNextCommits(Enum.Parse<Fault>(fault));
        await house.Engine.Ask(challenge, new ClientNotificationQuestion.Done(delivered), Cancel);
        Assert.Null(await house.Store.Load(new(RowKind.Notice, challenge.Value), Cancel));
        house.Clock.Advance(Limits.NotificationLease);
        Assert.Equal(Nothing, await Take(house, challenge));
        Assert.Equal(("till", challenge), (await house.Facts(fact)).Select(f => (f.Client, f.Challenge!.Value)).Single());
    }

    [Fact]
    public async Task What_failed_is_due_again_after_growing_pauses()
    {
        await using var house = await OpenFurnished();
        var challenge = await Owed(house);
        int[] pauses = [10, 30, 60, 60];
        for (var taking = 1; taking <= pauses.Length; taking++)
        {
            Assert.IsType<ClientNotificationAnswer.Taken>(await Take(house, challenge));
            await house.Engine.Ask(challenge, new ClientNotificationQuestion.Failed(taking), Cancel);
            house.Clock.Advance(TimeSpan.FromSeconds(pauses[taking - 1]) - TimeSpan.FromMilliseconds(1));
            Assert.Equal(Nothing, await Take(house, challenge));
            house.Clock.Advance(TimeSpan.FromMilliseconds(1));
        }
    }

    [Fact]
    public async Task Who_failed_after_the_lease_does_not_disturb_who_has_it_now()
    {
        await using var house = await OpenFurnished();
        var challenge = await Owed(house);
        await Take(house, challenge);
        house.Clock.Advance(Limits.NotificationLease);
        await Take(house, challenge);
        await house.Engine.Ask(challenge, new ClientNotificationQuestion.Failed(1), Cancel);
        house.Clock.Advance(Limits.NotificationPauses[0]);
        Assert.Equal(Nothing, await Take(house, challenge));
    }

    [Fact]
    public async Task When_the_result_is_not_kept_any_longer_nobody_tries_any_more()
    {
        await using var house = await OpenFurnished();
        var challenge = await Owed(house);
        await Take(house, challenge);
        house.Clock.Advance(Limits.ResultLife);
        Assert.Equal(Nothing, await Take(house, challenge));
        Assert.Null(await house.Store.Load(new(RowKind.Notice, challenge.Value), Cancel));
        Assert.Single(await house.Facts("client.not_notified"));
    }

    [Fact]
    public async Task A_notification_outlives_the_host_that_settled_its_challenge()
    {
        await using var house = await OpenFurnished(isShared: true);
        var challenge = await Owed(house);
        await using var other = await house.Beside();
        Assert.Contains(challenge, await Due(other));
        Assert.IsType<ClientNotificationAnswer.Taken>(await Take(other, challenge));
        Assert.Equal(Nothing, await Take(house, challenge));
    }

    [Fact]
    public async Task The_same_request_of_the_same_client_is_answered_with_the_first_ones_handle_and_no_second_prompt()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var first = await Start(house, phone.User, Delivery.Poll);
        var again = await Start(house, phone.User, Delivery.Poll);
        Assert.Equal(first with { Handle = null }, again);   // of the first nothing is left in clear
        Assert.Single((await house.StateOf(phone.User)).Prompts.Unapproved);
    }

    [Theory]
    [InlineData("other message", "openid", "till"), InlineData("", "openid profile", "till"), InlineData("", "openid", "kiosk")]
    public async Task Another_request_while_one_is_pending_gets_no_prompt(string message, string scope, string client)
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        await Start(house, phone.User, Delivery.Poll);
        var second = await Start(house, phone.User, Delivery.Poll, message, scope, client);
        Assert.Equal(FallbackReason.Pending, Assert.IsType<FellBack>(second.Reply.Answer).Reason);
        Assert.Null(second.SealedHandle);
    }

    [Fact]
    public async Task A_push_collected_again_for_another_delivery_is_the_same_grant_and_refresh_token()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var (client, started) = (TheClient(Delivery.Push), await Start(house, phone.User, Delivery.Push, scope: "openid offline_access"));
        await phone.Approve(((Prompted)started.Reply.Answer!).Number);
        var (backchannels, push) =
            (new Backchannels(house.Engine, house.Clock), new PushCollection(House.Request(), RandomValues.Handle()));
        var first = await Collect(push);
        Assert.Equal(first, await Collect(push));
        var refreshed = await new Engine.Grants(house.Engine, house.Clock).Refresh(
            house.Tenant, client, Assert.IsType<Granted.Tokens>(first).RefreshToken!, null, null, Cancel);
        Assert.IsType<Granted.Tokens>(refreshed);
        Assert.Equal(new Granted.Refused(Refusal.InvalidGrant), await Collect(null));

        ValueTask<Granted> Collect(PushCollection? how) =>
            backchannels.Redeem(house.Tenant, client, started.SealedHandle!, null, TimeSpan.Zero, Cancel, how);
    }

    private static async Task<ChallengeId> Owed(House house)
    {
        var phone = await house.Enrol();
        var prompt = await Ask(house, phone.User, Delivery.Ping);
        Assert.Equal(Told, await phone.Approve(prompt.Number));
        return prompt.Challenge;
    }

    private static async Task End(House house, TestPhone phone, Prompted prompt, Outcome outcome)
    {
        if (outcome == Outcome.Denied) await phone.Deny();
        if (outcome == Outcome.Approved) await phone.Approve(prompt.Number);
        if (outcome == Outcome.WrongNumber) await phone.Approve(prompt.Number == "00" ? "01" : "00");
        if (outcome != Outcome.Expired) return;
        house.Clock.Advance(Limits.ChallengeLife);
        await house.Engine.Ask(phone.User, new RecordExpiry(), Cancel);
    }

    private static async Task<Prompted> Ask(House house, UserKey user, Delivery delivery) =>
        Assert.IsType<Prompted>((await Start(house, user, delivery)).Reply.Answer);

    private static Task<BackchannelStarted> Start(
        House house, UserKey user, Delivery delivery, string message = "", string scope = "openid", string client = "till") =>
        new Backchannels(house.Engine, house.Clock).Start(
            user.Tenant, user.Name, TheClient(delivery, client), new(client, scope), House.Context with { Message = message },
            handle => handle, Cancel)
        .AsTask();

    private static Client TheClient(Delivery delivery, string id = "till") => new(
        id, "Till", ClientAuthenticationMethod.Secret, [SecretHash.OfSecret("secret")], [], ClientGrants.Ciba | ClientGrants.Refresh, [],
        [],
        SigningAlgorithm.ES256, false, false, new(delivery, delivery == Delivery.Poll ? null : "https://till.example/done", false, false));

    private static ValueTask<ClientNotificationAnswer> Take(House house, ChallengeId challenge) =>
        house.Engine.AskClientNotification(challenge, new ClientNotificationQuestion.Take(), Cancel);

    private static ValueTask<IReadOnlyList<ChallengeId>> Due(House house) => house.Engine.DueClientNotifications(1000, Cancel);
}
