using Countersign.Engine.Ports;
using Countersign.Stores.Sqlite;

namespace Countersign.Engine.Contract.Ports;

public sealed class InProcessReplayMemoryContract : ReplayMemoryContract
{
    private protected override IReplayMemory Open(TestClock clock) => new InProcessReplayMemory(clock);

    [Fact]
    public void What_the_process_before_may_have_seen_is_not_the_first()
    {
        var clock = new TestClock();
        var memory = Open(clock);
        Assert.True(memory.MayBeFirst(clock.GetUtcNow()));
        Assert.True(memory.MayBeFirst(clock.GetUtcNow().AddSeconds(1)));
        Assert.False(memory.MayBeFirst(clock.GetUtcNow().AddSeconds(-1)));
    }
}

/// <summary>The promises of every replay memory (T22).</summary>
public abstract class ReplayMemoryContract
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(2);
    private readonly TestClock _clock = new();

    private protected abstract IReplayMemory Open(TestClock clock);

    [Fact]
    public async Task Of_many_at_once_one_is_the_first()
    {
        var memory = Open(_clock);
        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(async () => await Show(memory, "once"))));
        Assert.Single(answers, isFirst => isFirst);
    }

    [Fact]
    public async Task It_is_remembered_until_then()
    {
        var memory = Open(_clock);
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
        var memory = Open(_clock);
        Assert.True(await Show(memory, "a"));
        _clock.Advance(2 * Life);
        Assert.True(await Show(memory, "b"));
        _clock.Advance(2 * Life);
        Assert.True(await Show(memory, "a"));
    }

    [Fact]
    public async Task Ids_of_two_kinds_never_meet()
    {
        var memory = Open(_clock);
        foreach (var kind in Enum.GetValues<ReplayKind>().Where(kind => kind != ReplayKind.Malformed))
            Assert.True(await memory.IsFirst(kind, "a", _clock.GetUtcNow() + Life, TestContext.Current.CancellationToken));
    }

    private ValueTask<bool> Show(IReplayMemory memory, string id) =>
        memory.IsFirst(ReplayKind.DeviceProof, id, _clock.GetUtcNow() + Life, TestContext.Current.CancellationToken);
}
