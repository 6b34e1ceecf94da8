using Countersign.Engine.Machines;
using Countersign.Grains.Interfaces;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;

namespace Countersign.Grains;

/// <summary>Hosts one tenant.</summary>
public sealed class TenantGrain(SiloServices silo) : MachineGrain<TenantState, TenantQuestion, TenantAnswer, TenantEvent>(
    key => new TenantHost(new TenantId(key), silo.Store, silo.Clock, silo.Tenants), ActivationAges.Known), ITenantGrain;
