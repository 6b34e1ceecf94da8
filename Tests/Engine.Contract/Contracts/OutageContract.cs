using System.Text;
using Countersign.Engine.Contract.Hosts;
using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Engine.Contract.Contracts;

/// <summary>
/// Storage that is away, and rows that cannot be read: nobody is told what is not known, and nobody else suffers (F5, F16, I10).
/// </summary>
public abstract class OutageContract(Hosting hosting) : EngineContract(hosting)
{
    public static TheoryData<string> TornBodies =>
        new("{\"is\":\"pre", "null", "[]", "{}", "{\"is\":\"of a later version\"}", "{\"is\":\"absent\",\"more\":1}");

    [Fact]
    public async Task While_the_storage_is_away_every_change_is_refused_and_none_is_made()
    {
        await using var house = await OpenFurnished();
        var (ada, bob) = (await house.Enrol(), await house.Enrol("bob@contoso.example"));
        var (adas, adasPrompt) = await house.Prompt(ada.User);
        var approval = ada.Approval(await ada.See(), adasPrompt.Number);
        var (bobs, bobsPrompt) = await house.Prompt(bob.User);
        await bob.Approve(bobsPrompt.Number);
        var before = (await house.StateOf(ada.User), await house.StateOf(bob.User), await house.CountFacts(""));

        house.Store.IsUnavailable = true;
        await Unavailable(() => house.Start(bob.User));
        await Unavailable(() => ada.Send(approval));
        await Unavailable(() => house.SignIns.Cancel(house.Tenant, adas, Cancel).Told());
        await Unavailable(() => house.Redeem(bobs));
        await Unavailable(() => house.Administration.RemoveMethod(ada.User, ada.Device, Cancel).Told());
        await Unavailable(() => house.Provision("carol@contoso.example"));
        await Unavailable(() => house.SecurityInfo.Check(house.Tenant, RandomValues.Handle(), Cancel).AsTask());
        await Unavailable(() => house.Administration.ListUsers(house.Tenant, null, 10, Cancel).AsTask());
        await Unavailable(() => house.Administration.ListTenants("", 10, Cancel).AsTask());
        await Unavailable(() => house.CountFacts(""));

        house.Store.IsUnavailable = false;
        Assert.Equivalent(before, (await house.StateOf(ada.User), await house.StateOf(bob.User), await house.CountFacts("")), strict: true);
        Assert.Equal(Approved, await ada.Send(approval));
        Assert.IsType<SignedIn>((await house.Redeem(bobs)).Answer);
    }

    [Fact]
    public async Task Housekeeping_tells_of_an_outage_and_goes_on_after_it()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var (browser, _) = await house.Prompt(phone.User);
        house.Clock.Advance(Limits.ChallengeLife);
        List<Exception> told = [];
        house.Store.IsUnavailable = true;
        Assert.False(await house.Housekeeping.Once(told.Add, Cancel));
        Assert.IsType<StorageUnavailableException>(Assert.Single(told));

        house.Store.IsUnavailable = false;
        await house.Housekeeping.Once(told.Add, Cancel);
        Assert.Single(told);
        Assert.Equal(Outcome.Expired, await house.OutcomeOf(browser));
    }

    [Theory, MemberData(nameof(TornBodies))]
    public async Task A_torn_user_stops_nobody_else_and_is_never_taken_for_nobody(string torn)
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var broken = new UserKey(house.Tenant, new("aaron@contoso.example"));
        var row = RowKey.OfUser(broken);
        await Put(house, row, 0, torn, house.Clock.GetUtcNow());

        await Unavailable(() => house.Start(broken));
        await Unavailable(() => house.Provision(broken.Name.Value));
        Assert.Equal(phone.User.Name, Assert.Single(await house.Administration.ListUsers(house.Tenant, null, 10, Cancel)).Name);
        await phone.SignIn();

        var (browser, _) = await house.Prompt(phone.User);
        house.Clock.Advance(Limits.ChallengeLife);
        List<Exception> told = [];
        await house.Housekeeping.Once(told.Add, Cancel);
        Assert.IsType<EngineUnavailableException>(Assert.Single(told));
        Assert.Equal(Outcome.Expired, await house.OutcomeOf(browser));
        await Put(house, row, 1, Encoding.UTF8.GetString(StateJson.Write(UserState.None)), null);
    }

    [Theory, MemberData(nameof(TornBodies))]
    public async Task A_torn_tenant_stops_no_other_tenant(string torn)
    {
        await using var house = await OpenFurnished();
        await using var other = house.NextDoor();
        await Put(house, RowKey.OfTenant(other.Tenant), 0, torn, null);
        await Unavailable(() => other.Start(new(other.Tenant, new("ada@contoso.example"))));
        await Unavailable(() => other.Furnish());
        await (await house.Enrol()).SignIn();
    }

    [Theory, MemberData(nameof(TornBodies))]
    public async Task A_torn_session_challenge_device_grant_or_ring_of_keys_is_unavailable_not_absent(string torn)
    {
        await using var house = await OpenFurnished();
        var (session, challenge, device) = (RandomValues.Handle(), RandomValues.Handle(), RandomValues.Handle());
        await Put(house, new(RowKind.Session, SecretHash.OfSecret(session).Value), 0, torn, null);
        await Put(house, new(RowKind.Challenge, challenge), 0, torn, null);
        await Put(house, RowKey.OfDevice(new(device)), 0, torn, null);
        await Put(house, new(RowKind.Grant, device), 0, torn, null);
        await Put(house, RowKey.OfKeys(house.Tenant), 0, torn, null);
        await Unavailable(() => house.IsLive(new(device)));
        await Unavailable(() => house.SigningKeys.Read(house.Tenant, Cancel).AsTask());
        await Unavailable(() => house.IsSession(session));
        await Unavailable(() => house.Observe(new(new(challenge), RandomValues.Handle())));
        await Unavailable(() => house.Engine.Ask(new DeviceId(device), new SignIn.Devices.DeviceQuestion.Read(), Cancel).AsTask());
    }

    private static Task Unavailable<T>(Func<Task<T>> ask) => Assert.ThrowsAsync<EngineUnavailableException>(ask);

    private static async Task Put(House house, RowKey key, long version, string body, DateTimeOffset? due)
    {
        var owned = key with { Owner = key.Owner ?? RowOwner.Tenant(house.Tenant) };
        Assert.Equal(CommitResult.Committed, await house.Store.Commit(new(new(owned, version, due, Encoding.UTF8.GetBytes(body)), [], [])));
    }
}
