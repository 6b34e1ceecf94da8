using System.Collections.Immutable;
using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.SignIn.Audit;
using Countersign.SignIn.Challenges;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Users;

namespace Countersign.Engine.Keepers;

/// <summary>Keeps one user.</summary>
public sealed class UserKeeper(UserKey user, IStore store, TimeProvider clock, TenantDirectory tenants, IWakes wakes)
    : Keeper<UserState, UserCommand, UserAnswer, UserEvent>(RowKey.OfUser(user), UserState.None, store, clock)
{
    private UserSituation? _situation;

    protected override async ValueTask<Ruling<UserAnswer, UserEvent>> Decide(UserState state, UserCommand command, DateTimeOffset now, CancellationToken cancel)
    {
        _situation = new(user, await tenants.Current(user.Tenant, cancel), now);
        return UserRules.Decide(state, command, _situation);
    }

    protected override UserState Apply(UserState state, UserEvent happened) => UserEvents.Apply(state, happened);

    protected override byte[] Write(UserState state) => StateJson.Write(state);

    protected override UserState Read(ReadOnlySpan<byte> body) => StateJson.ReadUser(body);

    protected override DateTimeOffset? Due(UserState state) => state.Due;

    /// <summary>A challenge, a session, a grant and a notice are found by their own keys; each comes into being with the event that made it.</summary>
    protected override IReadOnlyList<RowWrite> Inserts(ImmutableArray<UserEvent> events)
    {
        List<RowWrite> inserts = [];
        foreach (var happened in events)
        {
            if (happened is UserEvent.ChallengeStarted started) inserts.Add(Challenge(started));
            else if (happened is UserEvent.ChallengeSettled { Challenge.Backchannel.IsOwedNotice: true } settled) inserts.Add(Notice(settled));
            else if (happened is UserEvent.Redeemed { Opening: { } opening } collected) inserts.Add(Grant(collected, opening));
            else if (happened is UserEvent.Redeemed { Redemption.Session: { } session, At: var at }) inserts.Add(Session(session, at));
            else if (happened is UserEvent.PassUsed used) inserts.Add(Session(used.Session.Hash, used.At));
        }

        return inserts;
    }

    protected override IReadOnlyList<AuditFact> Audit(ImmutableArray<UserEvent> events)
    {
        List<AuditFact> facts = [];
        foreach (var happened in events)
        {
            if (UserConsequences.Audit(happened, _situation!) is { } fact) facts.Add(fact);
        }

        return facts;
    }

    protected override void CarryOut(UserState state, ImmutableArray<UserEvent> events)
    {
        foreach (var happened in events)
        {
            if (UserConsequences.WokenChallenge(happened) is { } challenge) wakes.Wake(challenge);
            if (UserConsequences.WakesDevices(happened) && state is UserState.Present present) WakeDevices(present);
        }
    }

    private void WakeDevices(UserState.Present present)
    {
        foreach (var authenticator in present.Authenticators)
        {
            if (authenticator.PhoneSignIn is PhoneSignIn.On) wakes.Wake(authenticator.Device);
        }
    }

    private RowWrite Challenge(UserEvent.ChallengeStarted started)
    {
        var challenge = started.Challenge;
        var state = ChallengeRules.Opened(user, challenge, started.Backchannel);
        return new(RowKey.OfChallenge(challenge.Id, RowOwner.User(user)), 0, challenge.ExpiresAt + Limits.ResultLife, StateJson.Write(state));
    }

    /// <summary>I21: as durable as the end it tells of.</summary>
    private RowWrite Notice(UserEvent.ChallengeSettled settled)
    {
        var state = NoticeRules.Owed(user, settled);
        return new(RowKey.OfNotice(settled.Challenge.Id, RowOwner.User(user)), 0, state.Due, StateJson.Write(state));
    }

    private RowWrite Grant(UserEvent.Redeemed redeemed, GrantOpening opening)
    {
        var settled = redeemed.Challenge;
        var grant = new Grant(
            user.Tenant, user.Name, settled.Client, opening.Scope, settled.Mode, settled.At, Challenge: settled.Id, Claims: opening.Claims);
        var state = GrantRules.Opened(grant, opening, redeemed.At);
        return new(RowKey.OfGrant(opening.Id, RowOwner.User(user)), 0, state.Due, StateJson.Write(state));
    }

    private RowWrite Session(SecretHash session, DateTimeOffset openedAt) =>
        new(
            RowKey.OfSession(session, RowOwner.User(user)), 0, openedAt + Limits.SessionLife,
            StateJson.Write(new SessionPointer(user.Tenant, user.Name)));
}

/// <summary>Takes hints that something changed to whoever waits for it.</summary>
public interface IWakes
{
    void Wake(ChallengeId challenge);

    void Wake(DeviceId device);
}
