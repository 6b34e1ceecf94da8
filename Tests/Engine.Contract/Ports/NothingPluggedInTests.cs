using Countersign.Engine.Ports;
using Countersign.SignIn;

namespace Countersign.Engine.Contract.Ports;

/// <summary>A composition that plugs nothing in: each port says "none".</summary>
public sealed class NothingPluggedInTests
{
    private static readonly UserKey User = new(new("contoso"), new("ada@contoso.example"));
    private readonly OutsidePorts _ports = new(new InProcessReplayMemory(new TestClock()));

    [Fact]
    public void No_place_is_known() => Assert.Null(_ports.PlaceOfAddress.Find(System.Net.IPAddress.Loopback));

    [Fact]
    public void No_phone_is_woken()
    {
        var challenge = new ChallengeId(RandomValues.Handle());
        _ports.PhoneWaker.Wake(User, challenge);
        _ports.PhoneWaker.Looked(challenge);
    }
}
