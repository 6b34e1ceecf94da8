using Countersign.SignIn.Clients;

namespace Countersign.SignIn.ClientNotifications;

/// <summary>The rules of a client notification: one at a time delivers it, and whoever was lost on the way is not waited for.</summary>
public static class ClientNotificationRules
{
    /// <summary>Comes into being with the end of a challenge, for the client that began it.</summary>
    /// <param name="client">By id.</param>
    public static ClientNotificationState Owed(UserKey user, string client, Delivery delivery, DateTimeOffset endedAt) =>
        new ClientNotificationState.Owed(user.Tenant, user.Name, client, delivery, 0, endedAt, endedAt + Limits.ResultLife);

    /// <param name="challenge">Whose end it tells of.</param>
    public static ClientNotificationRuling Decide(
        ClientNotificationState state, ClientNotificationQuestion question, ChallengeId challenge, DateTimeOffset now) =>
        Decide(state, question, now).WithFacts(challenge, ClientNotificationAudit.Fact);

    private static ClientNotificationRuling Decide(ClientNotificationState state, ClientNotificationQuestion question, DateTimeOffset now)
    {
        if (state is not ClientNotificationState.Owed owed) return new(ClientNotificationAnswer.Nothing.Here);
        return question switch
        {
            ClientNotificationQuestion.Take take => Take(owed, take.Busy, now),
            ClientNotificationQuestion.Failed failed when failed.Taking == owed.Taken =>
                new(ClientNotificationAnswer.Nothing.Here, new ClientNotificationEvent.Postponed(owed, now)),
            ClientNotificationQuestion.Failed => new(ClientNotificationAnswer.Nothing.Here),
            ClientNotificationQuestion.Done done =>
                new(ClientNotificationAnswer.Nothing.Here, new ClientNotificationEvent.Ended(owed, done.Delivered, now)),
            _ => throw new ArgumentOutOfRangeException(nameof(question), question.GetType().Name),
        };
    }

    public static ClientNotificationState Apply(ClientNotificationState state, ClientNotificationEvent happened) => happened switch
    {
        ClientNotificationEvent.Taken taken =>
            taken.Notification with { Taken = taken.Notification.Taken + 1, Next = taken.At + Limits.NotificationLease },
        ClientNotificationEvent.Deferred deferred => deferred.Notification with { Next = deferred.Until },
        ClientNotificationEvent.Postponed postponed =>
            postponed.Notification with { Next = postponed.At + PauseAfter(postponed.Notification.Taken) },
        ClientNotificationEvent.Ended => ClientNotificationState.None,
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name),
    };

    private static ClientNotificationRuling Take(ClientNotificationState.Owed owed, BusyClients? busy, DateTimeOffset now)
    {
        if (now >= owed.GiveUpAt)
            return new(ClientNotificationAnswer.Nothing.Here, new ClientNotificationEvent.Ended(owed, Delivered: false, now));
        if (now < owed.Next) return new(ClientNotificationAnswer.Nothing.Here);
        return busy?.Has(owed.Tenant, owed.Client) == true
            ? new(ClientNotificationAnswer.Busy.Here, new ClientNotificationEvent.Deferred(owed, now + busy.Pause, now))
            : new(
                new ClientNotificationAnswer.Taken(owed.Tenant, owed.User, owed.Client, owed.Delivery, owed.Taken + 1),
                new ClientNotificationEvent.Taken(owed, now));
    }

    private static TimeSpan PauseAfter(int takings) =>
        Limits.NotificationPauses[Math.Clamp(takings, 1, Limits.NotificationPauses.Length) - 1];
}
