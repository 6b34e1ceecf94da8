using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.SignIn.ClientNotifications;
using Countersign.SignIn.Machines;

namespace Countersign.Engine.Machines;

/// <summary>
/// Hosts what is owed to one challenge's client. It comes into being with the user's event, so an absent one is looked for each time.
/// </summary>
public sealed class ClientNotificationHost(ChallengeId challenge, IStore store, TimeProvider clock)
    : StateMachineHost<ClientNotificationState, ClientNotificationQuestion, ClientNotificationAnswer, ClientNotificationEvent>(
        RowKey.OfClientNotification(challenge), ClientNotificationState.None, store, clock)
{
    protected override bool OthersInsert => true;

    protected override ValueTask<Ruling<ClientNotificationAnswer, ClientNotificationEvent>> Decide(
        ClientNotificationState state, ClientNotificationQuestion question, DateTimeOffset now, CancellationToken cancel) =>
        new(ClientNotificationRules.Decide(state, question, challenge, now));

    protected override ClientNotificationState Apply(ClientNotificationState state, ClientNotificationEvent happened) =>
        ClientNotificationRules.Apply(state, happened);

    /// <summary>A notification that is no longer owed has no row.</summary>
    protected override byte[] Write(ClientNotificationState state) => state is ClientNotificationState.Owed ? StateJson.Write(state) : [];

    protected override ClientNotificationState Read(ReadOnlySpan<byte> body) => StateJson.ReadClientNotification(body);

    protected override DateTimeOffset? Due(ClientNotificationState state) => state.Due;
}
