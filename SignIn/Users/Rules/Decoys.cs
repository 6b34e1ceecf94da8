using System.Collections.Immutable;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Jose;
using Countersign.SignIn.Prompts;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users.Passwords;
using Countersign.SignIn.Users.SigningIn;

namespace Countersign.SignIn.Users.Rules;

/// <summary>What is remembered of the decoys of one name.</summary>
/// <param name="Person">A person who has a phone and never looks at it.</param>
/// <param name="Since">From then on nothing was forgotten.</param>
public sealed record DecoyMemory(UserState.Present Person, DateTimeOffset Since);

/// <param name="Memory">Before the events.</param>
/// <param name="IsRestored">The memory is more than was remembered.</param>
public sealed record DecoyRuling(DecoyMemory Memory, UserRuling Ruling, bool IsRestored);

/// <summary>
/// T5, I16: whoever cannot be asked looks to a stranger like somebody who does not answer. A decoy is decided by the very rules of a
/// sign-in, about a made-up person who has a phone and never looks at it: so there is one pending decoy, a second attempt, a budget, a
/// cancelling and an end as anywhere else. Nothing of it is in any row (I17).
/// </summary>
public static class Decoys
{
    /// <summary>Nobody holds the keys: both are the curve's generator.</summary>
    private static readonly PublicKey Nobodys =
        new("axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY", "T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU");

    /// <summary>Has a phone, and never looks at it.</summary>
    public static readonly UserState.Present Somebody = UserState.Present.New with
    {
        Authenticators =
        [
            new(
                new("00000000-0000-4000-8000-000000000000"), "Phone", Nobodys, Nobodys, new(Platform.Ios, "99999.0", "99999.0"),
                DateTimeOffset.UnixEpoch, new PhoneSignIn.On(1, DateTimeOffset.UnixEpoch)),
        ],
        Epoch = 1,
        Enablings = 1,
    };

    /// <summary>Whether a person changes something by this question that a decoy only seems to change.</summary>
    public static bool MayStandIn(UserQuestion question) =>
        question is StartSignIn or CancelChallenge or UsePasswordInstead or TakeSecretTry;

    /// <summary>Whether a decoy answers this question, whatever the person would say.</summary>
    public static bool IsAsked(UserQuestion question) => question is IAskedByHolder { Decoy: not null };

    /// <summary>Whether a decoy may answer this start, as far as the tenant and who asks can tell.</summary>
    public static bool MayStandIn(StartSignIn start, TenantState tenant) =>
        !start.MayKnow && (start.Backchannel is not null
            || (start.Initiator?.Browser is null && tenant is TenantState.Present { Settings.Decoys: true }));

    /// <summary>Whether a decoy answers this question instead of the person.</summary>
    public static bool StandsIn(UserQuestion question, UserAnswer answer) =>
        answer is FellBack { IsHidden: true } or SecretTryTaken { IsHidden: true } || IsAsked(question);

    /// <param name="known">Null when nothing is remembered of the name.</param>
    public static DecoyRuling Decide(DecoyMemory? known, UserQuestion question, UserSituation situation)
    {
        var memory = known is null ? new(Somebody, situation.Now) : known with { Person = InTime(known.Person, situation.Now) };
        var restored = Restore(known?.Since ?? DateTimeOffset.MaxValue, memory.Person, question, situation);
        var ruling = UserRules.Decide(restored, AsProved(question), ForAnybody(situation));
        return new(
            memory with { Person = restored },
            ruling.Answer is Prompted prompted ? ruling with { Answer = prompted with { IsDecoy = true } } : ruling,
            !ReferenceEquals(restored, memory.Person));
    }

    private static UserQuestion AsProved(UserQuestion question) =>
        question is StartSignIn { IsUnproved: true } start ? start with { IsUnproved = false } : question;

    /// <summary>The policy, too, is not what a stranger learns about.</summary>
    private static UserSituation ForAnybody(UserSituation situation) =>
        situation.Tenant is TenantState.Present { Settings.PolicyCheck: PolicyCheck.BeforePrompt } tenant
        ? situation with
        {
            Tenant = tenant with { Settings = tenant.Settings with { PolicyCheck = PolicyCheck.AfterCompletion } },
        }
        : situation;

    /// <summary>
    /// What housekeeping would have recorded by now. It comes by each second, so the end is recorded up to one second late; how late does
    /// not follow from what the browser knows.
    /// </summary>
    private static UserState.Present InTime(UserState.Present person, DateTimeOffset now)
    {
        if (person.Slot is not Slot.Waiting waiting || now < waiting.ExpiresAt) return person;
        var recorded = waiting.ExpiresAt + TimeSpan.FromMilliseconds(SecretHash.OfSecret(waiting.Nonce).Value.Sum(c => c * 37) % 1000);
        return now < recorded ? person : After(person, new ChallengeSettled(waiting, new Ending.Expired(), null, recorded));
    }

    private static UserState.Present Restore(
        DateTimeOffset since, UserState.Present person, UserQuestion question, UserSituation situation) => question switch
    {
        IAskedByHolder { Decoy: { } ticket } when person.Slot is Slot.Waiting waiting && waiting.Id == ticket.Challenge => person,
        IAskedByHolder { Decoy: { } ticket } => Restore(since, person, ticket, null, situation),
        StartSignIn { Decoys: { } tickets } start => tickets.Aggregate(
            person, (known, ticket) => Restore(since, known, ticket, start, situation)),
        _ => person,
    };

    /// <summary>What was begun before anything is remembered, and is not over; whatever became of it elsewhere is not known here.</summary>
    private static UserState.Present Restore(
        DateTimeOffset since, UserState.Present person, DecoyTicket ticket, StartSignIn? start, UserSituation situation)
    {
        if (situation.Tenant is not TenantState.Present tenant) return person;
        if (start is not null && person.Slot is Slot.Waiting { Client: "" } restored && restored.Id == ticket.Challenge)
            return person with { Slot = restored with { Client = start.Client, Context = start.Context } };   // it does not say for whom
        if (IsKnown(person, ticket)) return person;
        var (began, now) = (ticket.ExpiresAt - tenant.Settings.ChallengeLife, situation.Now);
        if (began >= since || now < began - Limits.ClockSkew || ticket.ExpiresAt + Limits.ResultLife < now) return person;
        var waiting = new Slot.Waiting(
            ticket.Challenge, new(ticket.Challenge.Value), ticket.Browser, new(ticket.Mode, ticket.Number, []), ticket.Challenge.Value,
            start?.Client ?? "", start?.Context ?? new("", "", "", ""), began, ticket.ExpiresAt);
        if (person.Slot is not Slot.Free) return now < ticket.ExpiresAt ? person with { Slot = waiting } : person;
        var begun = After(person, new ChallengeStarted(waiting));
        return now < ticket.ExpiresAt ? begun : After(begun, new ChallengeSettled(waiting, new Ending.Expired(), null, ticket.ExpiresAt));
    }

    private static bool IsKnown(UserState.Present person, DecoyTicket ticket) =>
        (person.Slot is Slot.Waiting waiting && waiting.Id == ticket.Challenge) || person.Settled.Any(s => s.Id == ticket.Challenge);

    private static UserState.Present After(UserState.Present person, UserEvent happened) =>
        (UserState.Present)UserRules.Apply(person, happened);
}
