using Countersign.Engine;
using Countersign.Engine.Ports;
using Countersign.Silo.Tests.Kit;

namespace Countersign.Silo.Tests;

/// <summary>Before a silo takes a place among others it signs nobody in.</summary>
public sealed class RehearsalTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_signs_in_and_nothing_is_said()
    {
        var said = new List<string>();
        await RehearsalStage.Run(new SteadyClock(TimeProvider.System), said.Add, Cancel);
        Assert.Empty(said);
    }

    [Fact]
    public async Task Two_processes_of_one_machine_rehearse_at_once()
    {
        var said = new List<string>();
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => RehearsalStage.Run(TimeProvider.System, said.Add, Cancel)));
        Assert.Empty(said);
    }

    [Fact]
    public async Task Whoever_is_told_to_stop_meanwhile_stops()
    {
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        var said = new List<string>();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RehearsalStage.Run(TimeProvider.System, said.Add, stopped.Token));
        Assert.Empty(said);
    }

    /// <summary>Where others write, too, the way to the store is new to each process.</summary>
    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public async Task The_real_store_has_one_place_of_a_decoy_more_at_most(bool isExclusive, int rows)
    {
        var (store, said) = (InMemory.New(isExclusive), new List<string>());
        for (var start = 0; start < 2; start++) await RehearsalStage.Reach(store, TimeProvider.System, said.Add, Cancel);

        foreach (var kind in Enum.GetValues<RowKind>().Where(kind => kind != RowKind.Malformed))
            Assert.Equal(kind == RowKind.Decoy ? rows : 0, (await store.List(kind, "", "", 10, Cancel)).Count);
        Assert.Empty(said);
    }
}
