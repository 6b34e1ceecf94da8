using Countersign.Engine.Ports;
using Countersign.Stores.AzureStorage;
using Countersign.Stores.Memory;
using Countersign.Stores.Postgres;
using Countersign.Stores.Registry;
using Countersign.TestServers;

namespace Countersign.Engine.Contract.Storage;

/// <summary>A process that starts waits for a store that does not answer yet, for a while, and for no other.</summary>
public sealed class StoreOpeningTests
{
    private readonly TestClock _clock = new();
    private readonly List<string> _told = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_store_that_answers_later_is_opened_then_and_the_wait_is_told_once()
    {
        var kind = new LateKind(awayFor: 3);
        await using var store = await Opened(kind);
        Assert.Equal(4, kind.Tries);
        Assert.Equal("Nobody answers. It is asked again for 30 seconds.", Assert.Single(_told));
    }

    [Fact]
    public async Task A_store_that_stays_away_refuses_the_start_after_half_a_minute()
    {
        var kind = new LateKind(awayFor: int.MaxValue);
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => Opened(kind));
        Assert.Equal(("Nobody answers.", 31), (refused.Message, kind.Tries));
    }

    [Fact]
    public async Task A_store_that_says_no_is_asked_once()
    {
        var kind = new LateKind(awayFor: 1, isAway: false);
        await Assert.ThrowsAsync<StoreRefusedException>(() => Opened(kind));
        Assert.Equal((1, 0), (kind.Tries, _told.Count));
    }

    [Fact]
    public async Task Whoever_is_told_to_stop_waits_no_longer()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var waits = _clock.NextTimer(StartPatience.Pause);
        var opening = new LateKind(awayFor: int.MaxValue).OpenWhenThere(new(""), _clock, new(_clock, _told.Add), stop.Token);
        await waits.WaitAsync(TimeSpan.FromMinutes(1), Cancel);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening.WaitAsync(TimeSpan.FromMinutes(1), Cancel));
    }

    [Fact]
    public async Task Stores_say_whether_nobody_answered_or_somebody_said_no()
    {
        var (azurite, closed) = (await AzuriteServer.Shared, FreePort.Find());
        Assert.True(IsAway(new AzureStorageKind(), azurite.Connection(closed)));
        var anothersKey = azurite.Connection().Replace("AccountKey=", "AccountKey=AAAA", StringComparison.Ordinal);
        Assert.False(IsAway(new AzureStorageKind(), anothersKey));
        var postgres = await PostgresServer.Shared;
        Assert.True(IsAway(new PostgresKind(), postgres.Connection(port: closed)));
        Assert.False(IsAway(new PostgresKind(), postgres.Connection() + ";Database=nowhere"));
        Assert.False(IsAway(new PostgresKind(), null));
    }

    private static bool IsAway(IStoreKind kind, string? connection) =>
        Assert.Throws<StoreRefusedException>(() => kind.Open(new("") { Connection = connection }, TimeProvider.System)).IsAway;

    private async Task<IStore> Opened(IStoreKind kind)
    {
        var waits = _clock.NextTimer(StartPatience.Pause);
        var opening = kind.OpenWhenThere(new(""), _clock, new(_clock, _told.Add), Cancel);
        while (await Task.WhenAny(opening, waits).WaitAsync(TimeSpan.FromMinutes(1), Cancel) != opening)
        {
            waits = _clock.NextTimer(StartPatience.Pause);
            _clock.Advance(StartPatience.Pause);
        }

        return await opening;
    }

    private sealed class LateKind(int awayFor, bool isAway = true) : IStoreKind
    {
        public int Tries { get; private set; }

        public string Name => "late";

        public string? Caution => null;

        public IStore Open(StoreSettings settings, TimeProvider clock) => ++Tries > awayFor
            ? new MemoryKind().Open(settings, clock)
            : throw new StoreRefusedException("Nobody answers.") { IsAway = isAway };

        public IStore OpenExisting(StoreSettings settings, TimeProvider clock) => throw new NotSupportedException();

        public StoreCheck Check(StoreSettings settings) => throw new NotSupportedException();
    }
}
