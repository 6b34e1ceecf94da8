using Countersign.Engine.Contract.Ports;
using Countersign.Engine.Ports;
using Countersign.Stores.AzureStorage;
using Countersign.TestServers;
using Xunit;
using static Countersign.Engine.Contract.Storage.Samples;

namespace Countersign.Engine.Contract.Storage.Azure;

/// <summary>The replay memory that all processes on an account share (T22).</summary>
public sealed class SharedReplaysOnAzure : ReplayMemoryContract, IAsyncLifetime
{
    private readonly string _prefix = AzuriteServer.NewPrefix();
    private readonly List<AzureStore> _stores = [];
    private AzuriteServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await AzuriteServer.Shared;

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores) await store.DisposeAsync();
    }

    private protected override async Task<IReplayMemory> Open(TestClock clock) => (await OpenStore(clock)).Replays;

    [Fact]
    public async Task What_was_shown_to_one_process_is_no_first_to_another()
    {
        var clock = new TestClock();
        var (one, other) = (await OpenStore(clock), await OpenStore(clock));
        var until = clock.GetUtcNow().AddMinutes(2);
        Assert.True(await one.Replays.IsFirst(ReplayKind.DeviceProof, "a", clock.GetUtcNow(), until, Cancel));
        Assert.False(await other.Replays.IsFirst(ReplayKind.DeviceProof, "a", clock.GetUtcNow(), until, Cancel));
    }

    [Fact]
    public async Task After_a_restore_what_was_issued_before_it_is_refused()
    {
        var clock = new TestClock();
        var store = await OpenStore(clock);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await IsTaken(store.Replays, clock.GetUtcNow().AddSeconds(-1)));
        await store.ForgetReplays(Cancel);
        Assert.False(await IsTaken(store.Replays, clock.GetUtcNow().AddSeconds(-1)));
        Assert.False(await IsTaken((await OpenStore(clock)).Replays, clock.GetUtcNow().AddSeconds(-1)));
        Assert.True(await IsTaken(store.Replays, clock.GetUtcNow()));
    }

    [Fact]
    public async Task What_is_out_of_date_is_swept_and_the_rest_stays()
    {
        var clock = new TestClock();
        var store = await OpenStore(clock);
        var account = store.Account;
        foreach (var kind in new[] { ReplayKind.DeviceProof, ReplayKind.DpopProof })
        {
            await store.Replays.IsFirst(kind, "short", clock.GetUtcNow(), clock.GetUtcNow().AddMinutes(1), Cancel);
            await store.Replays.IsFirst(kind, "long", clock.GetUtcNow(), clock.GetUtcNow().AddMinutes(10), Cancel);
        }

        var sweeper = new ReplayTable(account, new Lease(account, "swept", TimeProvider.System), clock);
        clock.Advance(TimeSpan.FromMinutes(5));
        await sweeper.Sweep(Cancel);
        Assert.Equal(2, (await account.Query(account.Replays, "", 10, Cancel)).Count);
        Assert.False(await store.Replays.IsFirst(ReplayKind.DpopProof, "long", clock.GetUtcNow(), clock.GetUtcNow().AddMinutes(5), Cancel));
    }

    private async Task<AzureStore> OpenStore(TestClock clock)
    {
        var store = await AzureScene.OpenStore(_server.Connection(), _prefix, clock);
        _stores.Add(store);
        return store;
    }
}
