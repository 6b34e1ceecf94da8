using Countersign.SignIn.ClientNotifications;

namespace Countersign.SignIn.SecurityEvents;

/// <summary>Questions to a security event.</summary>
public abstract record SecurityEventQuestion
{
    /// <summary>Takes it for delivery: the caller delivers it alone, for as long as the lease lasts.</summary>
    /// <param name="Busy">Who is to wait instead; null: nobody.</param>
    public sealed record Take(BusyClients? Busy = null) : SecurityEventQuestion<SecurityEventAnswer>;

    /// <summary>It could not be delivered.</summary>
    /// <param name="Taking">Which taking it was: what a taker says whose lease is over changes nothing.</param>
    public sealed record Failed(int Taking) : SecurityEventQuestion<SecurityEventAnswer.Nothing>;

    /// <summary>Nothing is owed any more.</summary>
    /// <param name="Delivered">The tenant took it; otherwise it has no webhook any more.</param>
    public sealed record Done(bool Delivered) : SecurityEventQuestion<SecurityEventAnswer.Nothing>;
}

/// <summary>A question with the kind of answer that it gets.</summary>
public abstract record SecurityEventQuestion<TAnswer> : SecurityEventQuestion where TAnswer : SecurityEventAnswer;

/// <summary>Answers of a security event; it refuses nothing.</summary>
public abstract record SecurityEventAnswer
{
    /// <summary>Nothing is owed, or somebody else is at it, or it is not time yet.</summary>
    public sealed record Nothing : SecurityEventAnswer
    {
        public static readonly Nothing Here = new();
    }

    /// <summary>It waits: the tenant's deliveries are many.</summary>
    public sealed record Busy : SecurityEventAnswer
    {
        public static readonly Busy Here = new();
    }

    /// <param name="Owed">As it was before it was taken.</param>
    /// <param name="Taking">1 for the first.</param>
    public sealed record Taken(SecurityEventState.Owed Owed, int Taking) : SecurityEventAnswer;
}
