using System.Collections.Concurrent;
using Countersign.Engine.Contract.Hosts;
using Countersign.Engine.Embedded;
using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.Stores.Memory;

namespace Countersign.Engine.Contract.Ports;

/// <summary>A phone is woken for a start that is durable, and for nothing else.</summary>
public sealed class PhoneWakerTests
{
    [Fact]
    public async Task A_start_wakes_the_phone_once_and_its_end_does_not()
    {
        var woken = new Woken();
        await using var house = await (await new WakingHosting(woken).Open()).Furnish();
        var phone = await house.Enrol();
        Assert.Empty(woken.Calls);
        var (_, prompt) = await house.Prompt(phone.User);
        Assert.Equal((phone.User, phone.Device), Assert.Single(woken.Calls));
        await house.Start(phone.User);   // falls back: one is pending
        await phone.Approve(prompt.Number);
        Assert.Single(woken.Calls);
    }

    [Fact]
    public async Task A_start_that_was_not_written_wakes_nobody()
    {
        var woken = new Woken();
        await using var house = await (await new WakingHosting(woken).Open()).Furnish();
        var phone = await house.Enrol();
        house.Store.IsUnavailable = true;
        await Assert.ThrowsAsync<EngineUnavailableException>(() => house.Start(phone.User));
        Assert.Empty(woken.Calls);
    }

    private sealed class Woken : IPhoneWaker
    {
        public ConcurrentQueue<(UserKey, DeviceId)> Calls { get; } = new();

        public void Wake(UserKey user, DeviceId device) => Calls.Enqueue((user, device));
    }

    private sealed class WakingHosting(IPhoneWaker phones) : EmbeddedHosting
    {
        internal override Task<RunningHost> Start(IStore store, TimeProvider clock) =>
            Task.FromResult(new RunningHost(new EmbeddedEngine(store, clock, phones), () => ValueTask.CompletedTask));

        private protected override ValueTask<(IStore Store, Action Clear)> OpenStore(TestClock clock, bool isShared) =>
            new((new MemoryStore(), () => { }));
    }
}
