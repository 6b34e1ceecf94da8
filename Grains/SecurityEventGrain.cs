using Countersign.Engine.Machines;
using Countersign.Grains.Interfaces;
using Countersign.SignIn.SecurityEvents;

namespace Countersign.Grains;

/// <summary>Hosts what a tenant's webhook is owed for one change.</summary>
public sealed class SecurityEventGrain(SiloServices silo)
    : MachineGrain<SecurityEventState, SecurityEventQuestion, SecurityEventAnswer, SecurityEventEvent>(
        key => new SecurityEventHost(new SecurityEventId(key), silo.Store, silo.Clock), ActivationAges.Known), ISecurityEventGrain;
