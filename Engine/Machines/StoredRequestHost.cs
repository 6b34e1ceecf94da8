using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.SignIn.Machines;
using Countersign.SignIn.StoredRequests;

namespace Countersign.Engine.Machines;

/// <summary>Hosts one stored request.</summary>
public sealed class StoredRequestHost(StoredRequestId request, IStore store, TimeProvider clock)
    : StateMachineHost<StoredRequestState, StoredRequestQuestion, StoredRequestAnswer, StoredRequestEvent>(
        RowKey.OfRequest(request), StoredRequestState.None, store, clock)
{
    protected override ValueTask<Ruling<StoredRequestAnswer, StoredRequestEvent>> Decide(
        StoredRequestState state, StoredRequestQuestion question, DateTimeOffset now, CancellationToken cancel) =>
        new(StoredRequestRules.Decide(state, question, now));

    protected override StoredRequestState Apply(StoredRequestState state, StoredRequestEvent happened) =>
        StoredRequestRules.Apply(state, happened);

    protected override byte[] Write(StoredRequestState state) => StateJson.Write(state);

    protected override StoredRequestState Read(ReadOnlySpan<byte> body) => StateJson.ReadRequest(body);

    protected override RowOwner Owner(StoredRequestState state) => StoredOwners.OfRequest(state);

    protected override DateTimeOffset? Due(StoredRequestState state) => state.Due;
}
