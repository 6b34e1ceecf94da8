global using ClientNotificationRuling =
    Countersign.SignIn.Machines.Ruling<
        Countersign.SignIn.ClientNotifications.ClientNotificationAnswer, Countersign.SignIn.ClientNotifications.ClientNotificationEvent>;

namespace Countersign.SignIn.ClientNotifications;

/// <summary>Events of a client notification.</summary>
public abstract record ClientNotificationEvent(DateTimeOffset At)
{
    public sealed record Taken(ClientNotificationState.Owed Notification, DateTimeOffset At) : ClientNotificationEvent(At);
    public sealed record Deferred(ClientNotificationState.Owed Notification, DateTimeOffset Until, DateTimeOffset At)
        : ClientNotificationEvent(At);
    public sealed record Postponed(ClientNotificationState.Owed Notification, DateTimeOffset At) : ClientNotificationEvent(At);
    public sealed record Ended(ClientNotificationState.Owed Notification, bool Delivered, DateTimeOffset At) : ClientNotificationEvent(At);
}
