using Countersign.Engine.Machines;
using Countersign.Grains.Interfaces;
using Countersign.SignIn.AdminTokens;

namespace Countersign.Grains;

/// <summary>Hosts the service's administration tokens.</summary>
public sealed class AdminTokensGrain(SiloServices silo)
    : MachineGrain<AdminTokensState, AdminTokensQuestion, AdminTokensAnswer, AdminTokensEvent>(
        _ => new AdminTokensHost(silo.Store, silo.Clock), ActivationAges.Known), IAdminTokensGrain;
