using Countersign.SignIn.Audit;
using Countersign.SignIn.Clients;

namespace Countersign.SignIn.ClientNotifications;

/// <summary>Audit facts of client notifications: how each ended.</summary>
internal static class ClientNotificationAudit
{
    /// <summary>A delivery that was begun is no fact; one that ended is.</summary>
    public static AuditFact? Fact(ClientNotificationEvent happened, ChallengeId challenge) =>
        happened is ClientNotificationEvent.Ended { Notification: var owed } ended
        ? new(
            ended.Delivered ? "client.notified" : "client.not_notified", ended.At, owed.Tenant, owed.User, challenge, Client: owed.Client,
            Detail: owed.Delivery == Delivery.Push ? "push" : "ping")
        : null;
}
