using System.Collections.Immutable;
using Countersign.SignIn.Clients;

namespace Countersign.SignIn.ClientNotifications;

/// <summary>Questions to a client notification.</summary>
public abstract record ClientNotificationQuestion
{
    /// <summary>Takes it for delivery: the caller delivers it alone, for as long as the lease lasts.</summary>
    /// <param name="Busy">Who is to wait instead; null: nobody.</param>
    public sealed record Take(BusyClients? Busy = null) : ClientNotificationQuestion<ClientNotificationAnswer>;

    /// <summary>It could not be delivered.</summary>
    /// <param name="Taking">Which taking it was: what a taker says whose lease is over changes nothing.</param>
    public sealed record Failed(int Taking) : ClientNotificationQuestion<ClientNotificationAnswer.Nothing>;

    /// <summary>Nothing is owed any more.</summary>
    /// <param name="Delivered">The client took it; otherwise there is nobody to tell, or the client will not hear it.</param>
    public sealed record Done(bool Delivered) : ClientNotificationQuestion<ClientNotificationAnswer.Nothing>;
}

/// <summary>Clients that have as many deliveries under way as they may: theirs wait, so that nobody else's do.</summary>
/// <param name="Tenants">All of theirs.</param>
public sealed record BusyClients(ImmutableArray<BusyClient> Clients, ImmutableArray<TenantId> Tenants, TimeSpan Pause)
{
    public bool Has(TenantId tenant, string client) => Tenants.Contains(tenant) || Clients.Contains(new(tenant, client));
}

/// <param name="Client">By id.</param>
public sealed record BusyClient(TenantId Tenant, string Client);

/// <summary>A question with the kind of answer that it gets.</summary>
public abstract record ClientNotificationQuestion<TAnswer> : ClientNotificationQuestion where TAnswer : ClientNotificationAnswer;

/// <summary>Answers of a client notification; it refuses nothing.</summary>
public abstract record ClientNotificationAnswer
{
    /// <summary>Nothing is owed, or somebody else is at it, or it is not time yet.</summary>
    public sealed record Nothing : ClientNotificationAnswer
    {
        public static readonly Nothing Here = new();
    }

    /// <summary>It waits: its client is busy.</summary>
    public sealed record Busy : ClientNotificationAnswer
    {
        public static readonly Busy Here = new();
    }

    /// <param name="Taking">1 for the first.</param>
    public sealed record Taken(TenantId Tenant, UserName User, string Client, Delivery Delivery, int Taking) : ClientNotificationAnswer;
}
