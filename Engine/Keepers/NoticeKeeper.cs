using System.Collections.Immutable;
using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.SignIn.Audit;
using Countersign.SignIn.Challenges;

namespace Countersign.Engine.Keepers;

/// <summary>Keeps what is owed to one challenge's client. It comes into being with the user's event, so an absent one is looked for each time.</summary>
public sealed class NoticeKeeper(ChallengeId challenge, IStore store, TimeProvider clock)
    : Keeper<NoticeState, NoticeCommand, NoticeAnswer, NoticeEvent>(RowKey.OfNotice(challenge), NoticeState.None, store, clock)
{
    protected override bool OthersInsert => true;

    protected override ValueTask<Ruling<NoticeAnswer, NoticeEvent>> Decide(
        NoticeState state, NoticeCommand command, DateTimeOffset now, CancellationToken cancel) =>
        new(NoticeRules.Decide(state, command, now));

    protected override NoticeState Apply(NoticeState state, NoticeEvent happened) => NoticeRules.Apply(state, happened);

    /// <summary>A notice that is no longer owed has no row.</summary>
    protected override byte[] Write(NoticeState state) => state is NoticeState.Owed ? StateJson.Write(state) : [];

    protected override NoticeState Read(ReadOnlySpan<byte> body) => StateJson.ReadNotice(body);

    protected override DateTimeOffset? Due(NoticeState state) => state.Due;

    protected override IReadOnlyList<AuditFact> Audit(ImmutableArray<NoticeEvent> events) =>
        [.. events.Select(happened => NoticeRules.Audit(happened, challenge)).OfType<AuditFact>()];
}
