using Countersign.Engine.Machines;
using Countersign.Grains.Interfaces;
using Countersign.SignIn;
using Countersign.SignIn.Keys;

namespace Countersign.Grains;

/// <summary>Hosts one tenant's signing keys.</summary>
public sealed class KeyRingGrain(SiloServices silo) : MachineGrain<KeyRingState, KeyRingQuestion, KeyRingAnswer, KeyRingEvent>(
    key => new KeyRingHost(new TenantId(key), silo.Store, silo.Clock, silo.Tenants), ActivationAges.Known), IKeyRingGrain;
