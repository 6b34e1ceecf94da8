using Countersign.Engine.Machines;
using Countersign.Grains.Interfaces;
using Countersign.SignIn;
using Countersign.SignIn.EventFeeds;

namespace Countersign.Grains;

/// <summary>Hosts how far one tenant's receiver has been told.</summary>
public sealed class EventFeedGrain(SiloServices silo)
    : MachineGrain<EventFeedState, EventFeedQuestion, EventFeedAnswer, EventFeedEvent>(
        key => new EventFeedHost(new TenantId(key), silo.Store, silo.Clock), ActivationAges.Known), IEventFeedGrain;
