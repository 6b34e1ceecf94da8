using Countersign.Engine.Contract.Hosts;
using Countersign.Engine.Contract.Storage;
using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.SecurityEvents;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users;

namespace Countersign.Engine.Contract.Contracts;

/// <summary>
/// Telling tenants (T29): a change of how somebody signs in owes the tenant's webhook one event, as durable as the change; one at a time
/// sets out to deliver it; it is owed until it was delivered or is too late.
/// </summary>
public abstract class SecurityEventContract(Hosting hosting) : EngineContract(hosting)
{
    private static readonly SecurityEventAnswer Nothing = SecurityEventAnswer.Nothing.Here;

    [Theory]
    [InlineData(null), InlineData(nameof(Fault.Refused)), InlineData(nameof(Fault.LostBeforeSending)), InlineData(nameof(Fault.LostAnswer))]
    public async Task Whatever_becomes_of_the_commit_a_change_is_owed_once_with_the_change(string? fault)
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        await Listen(house);
        Assert.Empty(await Owed(house, phone.User));   // what was changed before is nobody's news
        if (fault is not null) house.Store.OnNextCommits(Enum.Parse<Fault>(fault));
        Assert.IsType<UserAnswer.Done>(await house.Administration.RemoveMethod(phone.User, phone.Device, Cancel).Told());
        var id = Assert.Single(await Owed(house, phone.User));
        Assert.Contains(id, await Due(house));
        var taken = Assert.IsType<SecurityEventAnswer.Taken>(await Take(house, id));
        Assert.Equal(
            (house.Tenant, phone.User.Name, NoticeKind.PhoneRemoved, 1),
            (taken.Owed.Tenant, taken.Owed.User, taken.Owed.Kind, taken.Taking));
        Assert.Equal(Nothing, await Take(house, id));
    }

    [Fact]
    public async Task A_change_that_was_not_saved_is_owed_to_nobody()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        await Listen(house);
        house.Store.IsUnavailable = true;
        await Assert.ThrowsAsync<EngineUnavailableException>(
            () => house.Administration.RemoveMethod(phone.User, phone.Device, Cancel).AsTask());
        house.Store.IsUnavailable = false;
        Assert.Empty(await Owed(house, phone.User));
    }

    [Fact]
    public async Task Of_thirty_two_who_would_deliver_it_one_does()
    {
        await using var house = await OpenFurnished();
        var id = await OweOne(house);
        var taken = await Together(32, _ => Take(house, id).AsTask());
        Assert.Single(taken.OfType<SecurityEventAnswer.Taken>());
    }

    [Fact]
    public async Task What_failed_or_was_taken_by_somebody_who_is_lost_is_due_again()
    {
        await using var house = await OpenFurnished();
        var id = await OweOne(house);
        await Take(house, id);
        await house.Engine.Ask(id, new SecurityEventQuestion.Failed(1), Cancel);
        Assert.Equal(Nothing, await Take(house, id));
        house.Clock.Advance(Limits.SecurityEventPauses[0]);
        Assert.Equal(2, Assert.IsType<SecurityEventAnswer.Taken>(await Take(house, id)).Taking);
        house.Clock.Advance(Limits.NotificationLease);
        Assert.Contains(id, await Due(house));
        Assert.Equal(3, Assert.IsType<SecurityEventAnswer.Taken>(await Take(house, id)).Taking);
    }

    [Theory]
    [InlineData(true, "webhook.told", null), InlineData(false, "webhook.not_told", null)]
    [InlineData(true, "webhook.told", nameof(Fault.LostAnswer)), InlineData(true, "webhook.told", nameof(Fault.LostBeforeSending))]
    public async Task What_is_done_is_gone_and_stands_in_the_audit(bool delivered, string fact, string? fault)
    {
        await using var house = await OpenFurnished();
        var id = await OweOne(house);
        await Take(house, id);
        if (fault is not null) house.Store.OnNextCommits(Enum.Parse<Fault>(fault));
        await house.Engine.Ask(id, new SecurityEventQuestion.Done(delivered), Cancel);
        Assert.Null(await house.Store.Load(new(RowKind.SecurityEvent, id.Value), Cancel));
        house.Clock.Advance(Limits.NotificationLease);
        Assert.Equal(Nothing, await Take(house, id));
        Assert.Single(await house.Facts(fact));
    }

    [Fact]
    public async Task After_a_day_nobody_tries_any_more()
    {
        await using var house = await OpenFurnished();
        var id = await OweOne(house);
        house.Clock.Advance(Limits.SecurityEventLife);
        Assert.Equal(Nothing, await Take(house, id));
        Assert.Null(await house.Store.Load(new(RowKind.SecurityEvent, id.Value), Cancel));
        Assert.Single(await house.Facts("webhook.not_told"));
    }

    [Fact]
    public async Task An_event_outlives_the_host_that_made_the_change()
    {
        await using var house = await OpenFurnished(isShared: true);
        var id = await OweOne(house);
        await using var other = await house.Beside();
        Assert.Contains(id, await Due(other));
        Assert.IsType<SecurityEventAnswer.Taken>(await Take(other, id));
        Assert.Equal(Nothing, await Take(house, id));
    }

    private static Task Listen(House house) => house.Set(new TenantQuestion.SetSettings(
        House.Request(),
        TenantSettings.Default with { Budget = new(100, 100, 100), SecurityWebhook = "https://hooks.contoso.example/" }, "sealed"));

    private static async Task<SecurityEventId> OweOne(House house)
    {
        var phone = await house.Enrol();
        await Listen(house);
        Assert.IsType<UserAnswer.Done>(await phone.Disable());
        return Assert.Single(await Owed(house, phone.User));
    }

    private static async Task<SecurityEventId[]> Owed(House house, UserKey user) =>
        [.. (await house.Store.List(RowKind.SecurityEvent, "", "", 1000, Cancel))
            .Where(row => row.Key.Owner == RowOwner.User(user)).Select(row => new SecurityEventId(row.Key.Id))];

    private static ValueTask<SecurityEventAnswer> Take(House house, SecurityEventId id) =>
        house.Engine.AskSecurityEvent(id, new SecurityEventQuestion.Take(), Cancel);

    private static ValueTask<IReadOnlyList<SecurityEventId>> Due(House house) => house.Engine.DueSecurityEvents(1000, Cancel);
}
