using System.Collections.Immutable;
using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.SignIn.Challenges;
using Countersign.SignIn.ClientNotifications;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Machines;
using Countersign.SignIn.SecurityEvents;
using Countersign.SignIn.Users.Rules;

namespace Countersign.Engine.Machines;

/// <summary>Hosts one user.</summary>
public sealed class UserHost(
    UserKey user, IStore store, TimeProvider clock, TenantDirectory tenants, IChangeNotifier notifier, DecoyPool decoys,
    ISignInLog log)
    : StateMachineHost<UserState, UserQuestion, UserAnswer, UserEvent>(RowKey.OfUser(user), UserState.None, store, clock)
{
    private static readonly byte[] SomeBody = StateJson.Write(Decoys.Somebody);

    /// <summary>What is remembered of the name's decoys, read beside the person's row.</summary>
    private Task<(DecoyMemory? Memory, long Version)>? _ahead;

    protected override async ValueTask<Ruling<UserAnswer, UserEvent>> Decide(
        UserState state, UserQuestion question, DateTimeOffset now, CancellationToken cancel) =>
        UserRules.Decide(state, question, new(user, await tenants.Current(user.Tenant, cancel), now));

    protected override bool ReadsAnew(UserQuestion question) => Decoys.MayStandIn(question);

    /// <summary>
    /// T39: where decoys are in the store, one that is asked for is read in the person's place, and where one may stand in, both are read
    /// beside each other. So whoever is asked for, as much is read.
    /// </summary>
    protected override ValueTask<UserAnswer?> Instead(UserQuestion question, CancellationToken cancel) =>
        decoys.IsShared ? Ahead(question, cancel) : default;

    private async ValueTask<UserAnswer?> Ahead(UserQuestion question, CancellationToken cancel)
    {
        _ahead = null;
        if (Decoys.IsAsked(question)) return await Pretend(question, cancel);
        if (question is TakeSecretTry
            || (question is StartSignIn start && Decoys.MayStandIn(start, await tenants.Current(user.Tenant, cancel))))
            _ahead = decoys.Find(user, cancel).AsTask();
        return null;
    }

    protected override ValueTask<UserAnswer> Answer(
        UserQuestion question, UserState state, Ruling<UserAnswer, UserEvent> ruling, CancellationToken cancel)
    {
        if (SignInNotes.Of(user.Name, state, question, ruling, Now()) is { } note) log.Add(user.Tenant, note);
        var answer = ruling.Answer;
        return Decoys.StandsIn(question, answer) ? Pretend(question, cancel) : _ahead is null ? new(answer) : After(answer, _ahead);
    }

    /// <summary>No decoy is needed: what was read of one is waited for, and if it failed, that is nothing to the person.</summary>
    private static async ValueTask<UserAnswer> After(UserAnswer answer, Task read)
    {
        await read.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return answer;
    }

    /// <summary>
    /// T5, T39: the steps of a question to a person, with the same waiting; but the person has no row, no phone is reached and no auditor
    /// told.
    /// </summary>
    private async ValueTask<UserAnswer> Pretend(UserQuestion question, CancellationToken cancel)
    {
        var tenant = await tenants.Current(user.Tenant, cancel);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var (known, version) = await (_ahead ?? decoys.Find(user, cancel).AsTask());
            _ahead = null;
            var (memory, ruling, isRestored) = Decoys.Decide(known, question, new(user, tenant, Now()));
            if (ruling.Events.IsEmpty)
            {
                if (isRestored) await decoys.Keep(user, memory, version, null);   // a hint: whoever was faster may be right
                return ruling.Answer;
            }

            UserState next = memory.Person;
            foreach (var happened in ruling.Events) next = Apply(next, happened);
            var row = new RowWrite(RowKey.OfUser(user), 0, Due(next), Write(next));
            var commit = new Commit(row, Inserts(ruling.Events), ruling.Facts);
            var result = await decoys.Keep(user, memory with { Person = (UserState.Present)next }, version, commit);
            if (result != CommitResult.Committed) continue;
            foreach (var happened in ruling.Events)
            {
                if (SigningInNotifications.ChangedChallenge(happened) is { } challenge) notifier.Changed(challenge);
            }

            return ruling.Answer;
        }

        throw new EngineUnavailableException("The storage did not confirm in time.");
    }

    protected override UserState Apply(UserState state, UserEvent happened) => UserRules.Apply(state, happened);

    protected override byte[] Write(UserState state) => StateJson.Write(state);

    protected override UserState Read(ReadOnlySpan<byte> body) => StateJson.ReadUser(body);

    /// <summary>T39: a state is read all the same, so that it takes as long.</summary>
    protected override UserState Nothing(UserState state)
    {
        StateJson.ReadUser(SomeBody);
        return state;
    }

    protected override DateTimeOffset? Due(UserState state) => state.Due;

    /// <summary>Rows with a key of their own that come with an event: what is opened, granted or owed.</summary>
    protected override IReadOnlyList<RowWrite> Inserts(ImmutableArray<UserEvent> events)
    {
        List<RowWrite> inserts = [];
        foreach (var happened in events)
        {
            if (happened is ChallengeStarted started) inserts.Add(Challenge(started));
            else if (happened is ChallengeSettled { Challenge.Backchannel.IsOwedNotification: true } settled)
            {
                inserts.Add(Notification(settled));
            }
            else if (happened is ChallengeRedeemed { Opening: { } opening } collected) inserts.Add(Grant(collected, opening));
            else if (happened is ChallengeRedeemed { Redemption.Session: { } session, At: var at }) inserts.Add(Session(session, at));
            else if (happened is IOpensSession opened) inserts.Add(Session(opened.Session.Hash, opened.At));
            else if (happened is TenantIsOwed owed) inserts.Add(SecurityEvent(owed));
            else if (happened is UserRemoved removed) inserts.Add(Forgotten(removed));
            else if (happened is ProfileSet { Pointer: { } pointer }) inserts.Add(Way(pointer));
        }

        return inserts;
    }

    protected override void CarryOut(UserState state, ImmutableArray<UserEvent> events)
    {
        foreach (var happened in events)
        {
            if (SigningInNotifications.ChangedChallenge(happened) is { } challenge) notifier.Changed(challenge);
            if (state is UserState.Present present
                && (SigningInNotifications.ConcernsDevices(happened) || AccountNotices.IsNews(happened)))
                ReachDevices(present, isForAll: IsSecond(happened));
        }
    }

    /// <summary>A device that looks hears of every change.</summary>
    /// <param name="isForAll">Also those that are set up and not enabled (S-58).</param>
    private void ReachDevices(UserState.Present present, bool isForAll)
    {
        foreach (var authenticator in present.Authenticators)
        {
            if (isForAll || authenticator.PhoneSignIn is PhoneSignIn.On) notifier.Changed(authenticator.Device);
        }
    }

    private static bool IsSecond(UserEvent happened) =>
        happened is ChallengeStarted { Challenge.First: not null } or ChallengeSettled { Challenge.First: not null };

    private RowWrite Challenge(ChallengeStarted started)
    {
        var challenge = started.Challenge;
        var state = ChallengeRules.Opened(user, challenge.ExpiresAt, started.Backchannel);
        return new(
            RowKey.OfChallenge(challenge.Id, RowOwner.User(user)), 0, challenge.ExpiresAt + Limits.ResultLife, StateJson.Write(state));
    }

    /// <summary>I21: as durable as the end it tells of.</summary>
    private RowWrite Notification(ChallengeSettled settled)
    {
        var (id, client, delivery) = (settled.Challenge.Id, settled.Challenge.Client, settled.Challenge.Backchannel!.Delivery);
        var state = ClientNotificationRules.Owed(user, client, delivery, settled.At);
        return new(RowKey.OfClientNotification(id, RowOwner.User(user)), 0, state.Due, StateJson.Write(state));
    }

    /// <summary>As durable as the change that it tells of.</summary>
    private RowWrite SecurityEvent(TenantIsOwed owed)
    {
        var state = SecurityEventRules.Owed(user, owed.Kind, owed.Phone, owed.At);
        var key = RowKey.OfSecurityEvent(new(RandomValues.Handle()), RowOwner.User(user));
        return new(key, 0, state.Due, StateJson.Write(state));
    }

    /// <summary>
    /// As durable as the removal: the sign-in log forgets the person (the audit does not, I18). It is due when whoever writes the log has
    /// written what was on its way.
    /// </summary>
    private RowWrite Forgotten(UserRemoved removed) => new(
        RowKey.OfForgotten(user, RandomValues.Handle()), 0, removed.At + ForgottenPerson.Delay,
        StateJson.Write(new ForgottenPerson(user.Tenant, user.Name, removed.At)));

    /// <summary>The way from the external id to the user: it never goes, so it is written once (<see cref="Profile.Found"/>).</summary>
    private RowWrite Way(SecretHash externalId) => new(RowKey.OfExternalId(user, externalId), 0, null, "{}"u8.ToArray());

    private RowWrite Grant(ChallengeRedeemed redeemed, GrantOpening opening)
    {
        GrantState state = OpenedGrants.Of(user, redeemed.Challenge, opening, redeemed.At);
        return new(RowKey.OfGrant(opening.Id, RowOwner.User(user)), 0, state.Due, StateJson.Write(state));
    }

    private RowWrite Session(SecretHash session, DateTimeOffset openedAt)
    {
        var pointer = new SessionPointer(user.Tenant, user.Name);
        return new(RowKey.OfSession(session, RowOwner.User(user)), 0, openedAt + Limits.SessionLife, StateJson.Write(pointer));
    }
}
