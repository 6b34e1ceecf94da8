using Countersign.Engine.Contract.Storage;
using Countersign.Engine.Ports;
using Countersign.Grains.Interfaces;
using Countersign.SignIn;
using Countersign.SignIn.Users;
using Countersign.SignIn.Users.Administration;
using Countersign.Stores.Postgres;
using Countersign.Stores.Sqlite;
using Countersign.TestServers;

namespace Countersign.Engine.Contract.Ports;

public sealed class InProcessReplayMemoryContract : ReplayMemoryContract
{
    private protected override Task<IReplayMemory> Open(TestClock clock) =>
        Task.FromResult<IReplayMemory>(new InProcessReplayMemory(clock));

    [Fact]
    public async Task What_the_process_before_may_have_seen_is_not_the_first()
    {
        var clock = new TestClock();
        var memory = await Open(clock);
        Assert.True(await IsTaken(memory, clock.GetUtcNow()));
        Assert.True(await IsTaken(memory, clock.GetUtcNow().AddSeconds(1)));
        Assert.False(await IsTaken(memory, clock.GetUtcNow().AddSeconds(-1)));
    }
}

/// <summary>The memory that gateways on one PostgreSQL database share.</summary>
public sealed class PostgresReplayMemoryContract : ReplayMemoryContract, IAsyncDisposable
{
    private TestSchema? _schema;
    private PostgresStore? _store;

    private protected override async Task<IReplayMemory> Open(TestClock clock)
    {
        _schema = await TestSchema.Make();
        return (_store = await EmptyStore.OpenPostgres(_schema.Connection, clock)).Replays;
    }

    public async ValueTask DisposeAsync()
    {
        await _store!.DisposeAsync();
        await _schema!.DisposeAsync();
    }

    [Fact]
    public async Task What_one_process_was_shown_no_other_takes_and_a_restart_forgets_nothing()
    {
        var clock = new TestClock();
        var here = await Open(clock);
        await using var there = await EmptyStore.OpenPostgres(_schema!.Connection, clock);
        ValueTask<bool> Show(IReplayMemory memory) => memory.IsFirst(
            ReplayKind.DpopProof, "a", clock.GetUtcNow(), clock.GetUtcNow().AddMinutes(2), TestContext.Current.CancellationToken);
        var shown = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(async () =>
            await Show(i % 2 == 0 ? here : there.Replays))));
        Assert.Single(shown, isFirst => isFirst);
        await using var later = await EmptyStore.OpenPostgres(_schema.Connection, clock);
        Assert.False(await Show(later.Replays));
        Assert.True(await IsTaken(later.Replays, clock.GetUtcNow().AddDays(-1)));
    }

    [Fact]
    public async Task After_a_restore_what_was_issued_before_is_not_the_first()
    {
        var clock = new TestClock();
        await Open(clock);
        await _store!.ForgetReplays(TestContext.Current.CancellationToken);
        await using var later = await EmptyStore.OpenPostgres(_schema!.Connection, clock);
        foreach (var memory in new[] { _store.Replays, later.Replays })
        {
            Assert.True(await IsTaken(memory, clock.GetUtcNow()));
            Assert.False(await IsTaken(memory, clock.GetUtcNow().AddSeconds(-1)));
        }
    }

    [Fact]
    public async Task What_has_passed_is_swept()
    {
        var clock = new TestClock();
        var memory = await Open(clock);
        for (var i = 0; i < 10; i++)
            await memory.IsFirst(
                ReplayKind.DpopProof, $"a{i}", clock.GetUtcNow(), clock.GetUtcNow(), TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromMinutes(5));
        await memory.IsFirst(
            ReplayKind.DpopProof, "b", clock.GetUtcNow(), clock.GetUtcNow().AddMinutes(2), TestContext.Current.CancellationToken);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await _schema!.Ask("SELECT count(*) FROM {schema}.seen") is not 1L) await Task.Delay(20, limit.Token);
    }
}

/// <summary>The memory behind the silos of a cluster, as gateways ask it.</summary>
public sealed class ClusterReplayMemoryContract : ReplayMemoryContract, IAsyncDisposable
{
    private SmallCluster? _cluster;

    private protected override async Task<IReplayMemory> Open(TestClock clock) =>
        (_cluster = await SmallCluster.Open(clock)).Connect();

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task What_one_gateway_was_shown_no_other_takes()
    {
        var clock = new TestClock();
        var memories = new[] { await Open(clock), _cluster!.Connect() };
        var shown = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => Task.Run(async () => await memories[i % 2].IsFirst(
            ReplayKind.DpopProof, $"{i / 2}", clock.GetUtcNow(), clock.GetUtcNow().AddMinutes(2), TestContext.Current.CancellationToken))));
        Assert.Equal(150, shown.Count(isFirst => isFirst));
    }

    [Fact]
    public async Task What_comes_with_a_question_is_asked_of_the_same_memory_and_the_question_once()
    {
        var clock = new TestClock();
        var gateways = new[] { (ClusterEngine)await Open(clock), _cluster!.Connect() };
        var user = new UserKey(new("contoso"), new("ada@contoso.example"));
        var until = clock.GetUtcNow().AddMinutes(2);
        ValueTask<UserAnswer?> Ask(int gateway, string id) => gateways[gateway].AskIfFirst(
            user, new DescribeUser(), new(ReplayKind.DeviceProof, id, clock.GetUtcNow(), until), TestContext.Current.CancellationToken);

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(async () => await Ask(i % 2, "a"))));
        Assert.Single(answers, answer => answer is not null);
        Assert.False(await gateways[1].IsFirst(
            ReplayKind.DeviceProof, "a", clock.GetUtcNow(), until, TestContext.Current.CancellationToken));
        Assert.True(await gateways[1].IsFirst(
            ReplayKind.DeviceProof, "b", clock.GetUtcNow(), until, TestContext.Current.CancellationToken));
        Assert.Null(await Ask(0, "b"));
        await Assert.ThrowsAsync<EngineUnavailableException>(async () => await _cluster.Connect(isReached: false).AskIfFirst(
            user, new DescribeUser(), new(ReplayKind.DeviceProof, "c", clock.GetUtcNow(), until), TestContext.Current.CancellationToken));
    }

    /// <summary>Fail closed: nobody may be told that it is the first.</summary>
    [Fact]
    public async Task Who_reaches_no_silo_is_not_answered()
    {
        var clock = new TestClock();
        await Open(clock);
        await Assert.ThrowsAsync<EngineUnavailableException>(async () => await _cluster!.Connect(isReached: false).IsFirst(
            ReplayKind.DpopProof, "a", clock.GetUtcNow(), clock.GetUtcNow().AddMinutes(2), TestContext.Current.CancellationToken));
    }
}

/// <summary>The promises of every replay memory (T22).</summary>
public abstract class ReplayMemoryContract
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(2);
    private readonly TestClock _clock = new();

    private protected abstract Task<IReplayMemory> Open(TestClock clock);

    [Fact]
    public async Task Of_many_at_once_one_is_the_first()
    {
        var memory = await Open(_clock);
        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(async () => await Show(memory, "once"))));
        Assert.Single(answers, isFirst => isFirst);
    }

    [Fact]
    public async Task It_is_remembered_until_then()
    {
        var memory = await Open(_clock);
        Assert.True(await Show(memory, "a"));
        for (var passed = TimeSpan.Zero; passed < Life; passed += Life / 10)
        {
            Assert.False(await Show(memory, "a"));
            Assert.True(await Show(memory, $"another {passed}"));
            _clock.Advance(Life / 10);
        }

        Assert.False(await Show(memory, "a"));
    }

    [Fact]
    public async Task It_is_forgotten_some_time_after()
    {
        var memory = await Open(_clock);
        Assert.True(await Show(memory, "a"));
        _clock.Advance(2 * Life);
        Assert.True(await Show(memory, "b"));
        _clock.Advance(2 * Life);
        Assert.True(await Show(memory, "a"));
    }

    [Fact]
    public async Task Ids_of_two_kinds_never_meet()
    {
        var memory = await Open(_clock);
        foreach (var kind in Enum.GetValues<ReplayKind>().Where(kind => kind != ReplayKind.Malformed))
        {
            Assert.True(await memory.IsFirst(
                kind, "a", _clock.GetUtcNow(), _clock.GetUtcNow() + Life, TestContext.Current.CancellationToken));
        }
    }

    /// <summary>Whether a proof that was made then, and never shown here, is taken.</summary>
    internal static ValueTask<bool> IsTaken(IReplayMemory memory, DateTimeOffset issuedAt) => memory.IsFirst(
        ReplayKind.DpopProof, RandomValues.Handle(), issuedAt, issuedAt.AddDays(2), TestContext.Current.CancellationToken);

    private ValueTask<bool> Show(IReplayMemory memory, string id) =>
        memory.IsFirst(ReplayKind.DeviceProof, id, _clock.GetUtcNow(), _clock.GetUtcNow() + Life, TestContext.Current.CancellationToken);
}
