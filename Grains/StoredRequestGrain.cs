using Countersign.Engine.Machines;
using Countersign.Grains.Interfaces;
using Countersign.SignIn;
using Countersign.SignIn.StoredRequests;

namespace Countersign.Grains;

/// <summary>Hosts one stored request.</summary>
/// <remarks>It is asked a few times while one person signs in.</remarks>
public sealed class StoredRequestGrain(SiloServices silo)
    : MachineGrain<StoredRequestState, StoredRequestQuestion, StoredRequestAnswer, StoredRequestEvent>(key =>
        new StoredRequestHost(new StoredRequestId(key), silo.Store, silo.Clock), staysIfKnown: null), IStoredRequestGrain;
