using Countersign.Engine.Contract.Hosts;
using Countersign.SignIn;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Keys;

namespace Countersign.Engine.Contract.Contracts;

/// <summary>A tenant's signing keys: one ring, whoever adds to it (I12, I13).</summary>
public abstract class KeyContract(Hosting hosting) : EngineContract(hosting)
{
    private static SealedKey Key(int number, SigningAlgorithm algorithm = SigningAlgorithm.ES256) =>
        new($"key{number}", algorithm, "{}", "sealed", DateTimeOffset.UnixEpoch);

    [Fact]
    public async Task Of_thirty_two_first_keys_one_is_added_and_everybody_is_told_the_same()
    {
        await using var house = await OpenFurnished();
        var rings = await Together(32, i => house.SigningKeys.Add(house.Tenant, Key(i), null, Cancel).AsTask());
        var key = Assert.Single((await house.SigningKeys.Read(house.Tenant, Cancel)).Keys);
        Assert.All(rings, ring => Assert.Equal(key, Assert.Single(ring.Keys)));
        Assert.Equal(1, await house.CountFacts("key.added"));
    }

    [Fact]
    public async Task Of_thirty_two_that_replace_a_key_one_does()
    {
        await using var house = await OpenFurnished();
        await house.SigningKeys.Add(house.Tenant, Key(0), null, Cancel);
        house.Clock.Advance(Limits.SigningKeyLife);
        var rings = await Together(32, i => house.SigningKeys.Add(house.Tenant, Key(i + 1), "key0", Cancel).AsTask());
        var keys = (await house.SigningKeys.Read(house.Tenant, Cancel)).Keys;
        Assert.Equal(2, keys.Length);
        Assert.All(rings, ring => Assert.Equal(keys, ring.Keys));
    }

    [Fact]
    public async Task Two_hosts_on_one_store_have_one_ring()
    {
        await using var here = await OpenFurnished(isShared: true);
        await using var there = await here.Beside();
        Assert.Empty((await there.SigningKeys.Read(here.Tenant, Cancel)).Keys);
        await Together(16, i => (i % 2 == 0 ? here : there).SigningKeys.Add(here.Tenant, Key(i), null, Cancel).AsTask());
        var key = Assert.Single((await here.SigningKeys.Read(here.Tenant, Cancel)).Keys);
        Assert.Equal(key, Assert.Single((await there.SigningKeys.Read(here.Tenant, Cancel)).Keys));
    }

    [Fact]
    public async Task Each_tenant_has_its_own_and_a_tenant_that_is_not_there_has_none()
    {
        await using var house = await OpenFurnished();
        await using var other = house.NextDoor();
        await house.SigningKeys.Add(house.Tenant, Key(1), null, Cancel);
        Assert.Empty((await other.SigningKeys.Add(other.Tenant, Key(1), null, Cancel)).Keys);
        Assert.Null(await house.Store.Load(new(Engine.Ports.RowKind.Keys, other.Tenant.Value), Cancel));
        await other.Furnish();
        Assert.Empty((await other.SigningKeys.Read(other.Tenant, Cancel)).Keys);
    }
}
