using Countersign.Engine.Contract.Hosts;
using Countersign.Engine.Embedded;
using Countersign.SignIn;

namespace Countersign.Engine.Contract.Embedded;

/// <summary>The embedded host's memory is bounded (I17).</summary>
public sealed class EmbeddedMemoryTests
{
    [Fact]
    public async Task Idle_machines_leave_memory_however_many_names_are_asked_for()
    {
        await using var house = await (await new MemoryHosting().Open()).Furnish();
        var engine = (EmbeddedEngine)house.Engine;
        for (var i = 0; i < 20_000; i++)
        {
            await house.Start(new(house.Tenant, new($"user{i}@contoso.example")));
            await house.Observe(new(new(RandomValues.Handle()), RandomValues.Handle()));
        }

        Assert.InRange(engine.InMemory, 1, 4096 + 3 * 512);
    }

    [Fact]
    public async Task A_machine_that_left_memory_comes_back_as_it_was()
    {
        await using var house = await (await new MemoryHosting().Open()).Furnish();
        var phone = await house.Enrol();
        var (browser, prompt) = await house.Prompt(phone.User);
        for (var i = 0; i < 10_000; i++) await house.Start(new(house.Tenant, new($"user{i}@contoso.example")));
        Assert.Equal(new Decided(Outcome.Approved), await phone.Approve(prompt.Number));
        Assert.IsType<SignedIn>((await house.Redeem(browser)).Answer);
    }

    [Fact]
    public async Task Too_many_who_wait_for_one_key_are_turned_away_at_once()
    {
        const int limit = PerKeyQueue<int, object>.QueueLimit;
        var seats = new PerKeyQueue<int, object>(_ => new(), 1);
        var gate = new TaskCompletionSource<int>();
        var waiting = Enumerable.Range(0, limit).Select(_ => Turn()).ToArray();
        await Assert.ThrowsAsync<EngineUnavailableException>(Turn);
        gate.SetResult(7);
        Assert.All(await Task.WhenAll(waiting), answer => Assert.Equal(7, answer));
        Assert.Equal(7, await Turn());
        Assert.Equal(1, seats.Count);

        Task<int> Turn() =>
            seats.Turn(1, gate, static (_, gate, _) => new ValueTask<int>(gate.Task), TestContext.Current.CancellationToken).AsTask();
    }
}
