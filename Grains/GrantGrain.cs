using Countersign.Engine.Machines;
using Countersign.Grains.Interfaces;
using Countersign.SignIn;
using Countersign.SignIn.Grants;

namespace Countersign.Grains;

/// <summary>Hosts one grant.</summary>
public sealed class GrantGrain(SiloServices silo) : MachineGrain<GrantState, GrantQuestion, GrantAnswer, GrantEvent>(
    key => new GrantHost(new GrantId(key), silo.Store, silo.Clock), ActivationAges.Known), IGrantGrain;
