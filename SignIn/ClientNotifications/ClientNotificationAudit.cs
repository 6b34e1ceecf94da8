using Countersign.SignIn.Audit;
using Countersign.SignIn.Clients;

namespace Countersign.SignIn.ClientNotifications;

/// <summary>How telling a client ended, for auditors.</summary>
internal static class ClientNotificationAudit
{
    /// <summary>That somebody set out is no fact; how it ended is.</summary>
    public static AuditFact? Fact(ClientNotificationEvent happened, ChallengeId challenge) => happened is ClientNotificationEvent.Ended { Notification: var owed } ended
        ? new(
            ended.Delivered ? "client.notified" : "client.not_notified", ended.At, owed.Tenant, owed.User, challenge, Client: owed.Client,
            Detail: owed.Delivery == Delivery.Push ? "push" : "ping")
        : null;
}
