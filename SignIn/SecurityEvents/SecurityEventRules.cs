using Countersign.SignIn.Audit;
using Countersign.SignIn.Users;

namespace Countersign.SignIn.SecurityEvents;

/// <summary>
/// The rules of a security event: one at a time delivers it, at least once, within a day and a limited number of times. Whatever the
/// receiver answers but success, it may be mended until then.
/// </summary>
public static class SecurityEventRules
{
    /// <summary>The tenant itself in the list of those who are busy: no client has this id.</summary>
    public const string Receiver = "";

    /// <summary>Comes into being with the change that it tells of.</summary>
    public static SecurityEventState Owed(UserKey user, NoticeKind kind, string phone, DateTimeOffset at) =>
        new SecurityEventState.Owed(user.Tenant, user.Name, kind, phone, at, 0, at);

    public static SecurityEventRuling Decide(SecurityEventState state, SecurityEventQuestion question, DateTimeOffset now) =>
        (state is SecurityEventState.Owed owed ? Decide(owed, question, now) : Nothing())
        .WithFacts(0, static (happened, _) => Fact(happened));

    public static SecurityEventState Apply(SecurityEventState state, SecurityEventEvent happened) => happened switch
    {
        SecurityEventEvent.Taken taken => taken.Owed with { Taken = taken.Owed.Taken + 1, Next = taken.At + Limits.NotificationLease },
        SecurityEventEvent.Deferred deferred => deferred.Owed with { Next = deferred.Until },
        SecurityEventEvent.Postponed postponed => postponed.Owed with { Next = postponed.At + PauseAfter(postponed.Owed.Taken) },
        SecurityEventEvent.Ended => SecurityEventState.None,
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name),
    };

    private static SecurityEventRuling Decide(SecurityEventState.Owed owed, SecurityEventQuestion question, DateTimeOffset now) =>
        question switch
        {
            SecurityEventQuestion.Take take => Take(owed, take, now),
            SecurityEventQuestion.Failed failed when failed.Taking == owed.Taken => Nothing(new SecurityEventEvent.Postponed(owed, now)),
            SecurityEventQuestion.Failed => Nothing(),
            SecurityEventQuestion.Done done => Nothing(new SecurityEventEvent.Ended(owed, done.Delivered, now)),
            _ => throw new ArgumentOutOfRangeException(nameof(question), question.GetType().Name),
        };

    private static SecurityEventRuling Take(SecurityEventState.Owed owed, SecurityEventQuestion.Take take, DateTimeOffset now)
    {
        if (now < owed.Next) return Nothing();
        if (now >= owed.At + Limits.SecurityEventLife || owed.Taken >= Limits.SecurityEventTakings)
            return Nothing(new SecurityEventEvent.Ended(owed, Delivered: false, now));
        return take.Busy?.Has(owed.Tenant, Receiver) == true
            ? new(SecurityEventAnswer.Busy.Here, new SecurityEventEvent.Deferred(owed, now + take.Busy.Pause, now))
            : new(new SecurityEventAnswer.Taken(owed, owed.Taken + 1), new SecurityEventEvent.Taken(owed, now));
    }

    private static SecurityEventRuling Nothing() => new(SecurityEventAnswer.Nothing.Here);

    private static SecurityEventRuling Nothing(SecurityEventEvent happened) => new(SecurityEventAnswer.Nothing.Here, happened);

    private static TimeSpan PauseAfter(int takings) =>
        Limits.SecurityEventPauses[Math.Clamp(takings, 1, Limits.SecurityEventPauses.Length) - 1];

    /// <summary>A delivery that was begun is no fact; one that ended is.</summary>
    private static AuditFact? Fact(SecurityEventEvent happened) => happened is SecurityEventEvent.Ended { Owed: var owed } ended
        ? new(ended.Delivered ? "webhook.told" : "webhook.not_told", ended.At, owed.Tenant, owed.User, Detail: owed.Kind.ToString())
        : null;
}
