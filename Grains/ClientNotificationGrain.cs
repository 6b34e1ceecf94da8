using Countersign.Engine.Machines;
using Countersign.Grains.Interfaces;
using Countersign.SignIn;
using Countersign.SignIn.ClientNotifications;

namespace Countersign.Grains;

/// <summary>Hosts the notification that one challenge's client is owed.</summary>
public sealed class ClientNotificationGrain(SiloServices silo)
    : MachineGrain<ClientNotificationState, ClientNotificationQuestion, ClientNotificationAnswer, ClientNotificationEvent>(
        key => new ClientNotificationHost(new ChallengeId(key), silo.Store, silo.Clock), ActivationAges.Known), IClientNotificationGrain;
