using Countersign.Engine.Contract.Hosts;

namespace Countersign.Engine.Contract.Contracts;

/// <summary>Requests that are kept under a handle while a person signs in (I5, I12, I13, I17).</summary>
public abstract class StoredRequestContract(Hosting hosting) : EngineContract(hosting)
{
    [Fact]
    public async Task Of_thirty_two_that_complete_a_pushed_request_one_does()
    {
        await using var house = await OpenFurnished();
        var handle = await house.StoredRequests.Push(house.Tenant, "portal", "body", Cancel);
        var completed = await Together(32, _ => house.StoredRequests.Complete(house.Tenant, handle, Cancel).AsTask());
        Assert.Single(completed, done => done);
    }

    [Fact]
    public async Task Two_hosts_on_one_store_complete_a_pushed_request_once()
    {
        await using var here = await OpenFurnished(isShared: true);
        await using var there = await here.Beside();
        var handle = await here.StoredRequests.Push(here.Tenant, "portal", "body", Cancel);
        Assert.Equal("body", (await there.StoredRequests.Come(here.Tenant, "portal", handle, Cancel))!.Body);
        var completed = await Together(16, i => (i % 2 == 0 ? here : there).StoredRequests.Complete(here.Tenant, handle, Cancel).AsTask());
        Assert.Single(completed, done => done);
        Assert.Null(await there.StoredRequests.Read(here.Tenant, handle, Cancel));
    }

    [Fact]
    public async Task F_23_A_restore_leaves_none()
    {
        await using var house = await OpenFurnished();
        await house.StoredRequests.Keep(house.Tenant, "portal", "body", Cancel);
        await house.StoredRequests.Push(house.Tenant, "portal", "body", Cancel);
        await new Engine.Embedded.Restoring(house.Engine, house.Store).EndAll(1, Cancel);
        Assert.Empty(await house.Store.List(Engine.Ports.RowKind.Request, "", "", 10, Cancel));
    }

    [Fact]
    public async Task A_kept_request_is_its_tenants_alone_and_goes_with_its_time()
    {
        await using var house = await OpenFurnished();
        await using var other = await house.NextDoor().Furnish();
        var handle = await house.StoredRequests.Keep(house.Tenant, "portal", "body", Cancel);
        var kept = new StoredRequest("body", house.Clock.GetUtcNow(), IsOnce: false);
        Assert.Equal(kept, await house.StoredRequests.Read(house.Tenant, handle, Cancel));
        Assert.Null(await house.StoredRequests.Read(other.Tenant, handle, Cancel));
        Assert.Null(await house.StoredRequests.Read(house.Tenant, RandomValues.Handle(), Cancel));
        house.Clock.Advance(SignIn.Limits.StoredRequestLife);
        Assert.Null(await house.StoredRequests.Read(house.Tenant, handle, Cancel));
        Assert.NotEqual(0, await house.Store.DropDue(Engine.Ports.RowKind.Request, house.Clock.GetUtcNow(), 1000, Cancel));   // others' too
    }
}
