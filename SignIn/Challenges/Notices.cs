using System.Text.Json.Serialization;
using Countersign.SignIn.Audit;
using Countersign.SignIn.Clients;

namespace Countersign.SignIn.Challenges;

/// <summary>
/// What is owed to the client of a challenge that has ended: to be told (CIBA 10.2, 10.3). It comes into being with the end, and is there
/// until the client was told or it is too late to be (I21).
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Absent), "absent")]
[JsonDerivedType(typeof(Owed), "owed")]
public abstract record NoticeState
{
    public static readonly NoticeState None = new Absent();

    /// <summary>When somebody is to look after it.</summary>
    [JsonIgnore]
    public DateTimeOffset? Due => this is Owed owed ? owed.Next : null;

    public sealed record Absent : NoticeState;

    /// <param name="Client">By id.</param>
    /// <param name="Taken">How often somebody set out to deliver it.</param>
    /// <param name="Next">From then on somebody may, for the first time or again.</param>
    /// <param name="GiveUpAt">From then on nobody need: the result is not kept any longer.</param>
    public sealed record Owed(
        TenantId Tenant, UserName User, string Client, Delivery Delivery, int Taken, DateTimeOffset Next, DateTimeOffset GiveUpAt) : NoticeState;
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "ask")]
[JsonDerivedType(typeof(Take), "take")]
[JsonDerivedType(typeof(Failed), "failed")]
[JsonDerivedType(typeof(Done), "done")]
public abstract record NoticeCommand
{
    /// <summary>Who asks will deliver it, alone, for as long as the lease lasts.</summary>
    public sealed record Take : NoticeCommand;

    /// <summary>It could not be delivered.</summary>
    /// <param name="Taking">Which taking it was: what a taker says whose lease is over changes nothing.</param>
    public sealed record Failed(int Taking) : NoticeCommand;

    /// <summary>Nothing is owed any more.</summary>
    /// <param name="Delivered">The client took it; otherwise there is nobody to tell, or the client will not hear it.</param>
    public sealed record Done(bool Delivered) : NoticeCommand;
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Nothing), "nothing")]
[JsonDerivedType(typeof(Taken), "taken")]
public abstract record NoticeAnswer
{
    /// <summary>Nothing is owed, or somebody else is at it, or it is not time yet.</summary>
    public sealed record Nothing : NoticeAnswer
    {
        public static readonly Nothing Here = new();
    }

    /// <param name="Taking">1 for the first.</param>
    public sealed record Taken(TenantId Tenant, UserName User, string Client, Delivery Delivery, int Taking) : NoticeAnswer;
}

/// <summary>What happened to a notice.</summary>
public abstract record NoticeEvent(DateTimeOffset At)
{
    public sealed record Taken(NoticeState.Owed Notice, DateTimeOffset At) : NoticeEvent(At);
    public sealed record Postponed(NoticeState.Owed Notice, DateTimeOffset At) : NoticeEvent(At);
    public sealed record Ended(NoticeState.Owed Notice, bool Delivered, DateTimeOffset At) : NoticeEvent(At);
}

/// <summary>The rules of a notice: one at a time delivers it, and whoever was lost on the way is not waited for.</summary>
public static class NoticeRules
{
    /// <summary>With the end of a challenge.</summary>
    public static NoticeState Owed(UserKey user, Users.UserEvent.ChallengeSettled settled) => new NoticeState.Owed(
        user.Tenant, user.Name, settled.Challenge.Client, settled.Challenge.Backchannel!.Delivery, 0, settled.At, settled.At + Limits.ResultLife);

    public static NoticeRuling Decide(NoticeState state, NoticeCommand command, DateTimeOffset now)
    {
        if (state is not NoticeState.Owed owed) return new(NoticeAnswer.Nothing.Here);
        return command switch
        {
            NoticeCommand.Take => Take(owed, now),
            NoticeCommand.Failed failed when failed.Taking == owed.Taken => new(NoticeAnswer.Nothing.Here, new NoticeEvent.Postponed(owed, now)),
            NoticeCommand.Failed => new(NoticeAnswer.Nothing.Here),
            NoticeCommand.Done done => new(NoticeAnswer.Nothing.Here, new NoticeEvent.Ended(owed, done.Delivered, now)),
            _ => throw new ArgumentOutOfRangeException(nameof(command), command.GetType().Name),
        };
    }

    public static NoticeState Apply(NoticeState state, NoticeEvent happened) => happened switch
    {
        NoticeEvent.Taken taken => taken.Notice with { Taken = taken.Notice.Taken + 1, Next = taken.At + Limits.NoticeLease },
        NoticeEvent.Postponed postponed => postponed.Notice with { Next = postponed.At + PauseAfter(postponed.Notice.Taken) },
        NoticeEvent.Ended => NoticeState.None,
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name),
    };

    /// <summary>That somebody set out is no fact; how it ended is.</summary>
    public static AuditFact? Audit(NoticeEvent happened, ChallengeId challenge) => happened is NoticeEvent.Ended { Notice: var notice } ended
        ? new(
            ended.Delivered ? "client.notified" : "client.not_notified", ended.At, notice.Tenant, notice.User, challenge, Client: notice.Client,
            Detail: notice.Delivery == Delivery.Push ? "push" : "ping")
        : null;

    private static NoticeRuling Take(NoticeState.Owed owed, DateTimeOffset now)
    {
        if (now >= owed.GiveUpAt) return new(NoticeAnswer.Nothing.Here, new NoticeEvent.Ended(owed, Delivered: false, now));
        return now < owed.Next
            ? new(NoticeAnswer.Nothing.Here)
            : new(
                new NoticeAnswer.Taken(owed.Tenant, owed.User, owed.Client, owed.Delivery, owed.Taken + 1),
                new NoticeEvent.Taken(owed, now));
    }

    private static TimeSpan PauseAfter(int takings) => Limits.NoticePauses[Math.Clamp(takings, 1, Limits.NoticePauses.Length) - 1];
}
