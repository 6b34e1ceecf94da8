global using SecurityEventRuling =
    Countersign.SignIn.Machines.Ruling<
        Countersign.SignIn.SecurityEvents.SecurityEventAnswer, Countersign.SignIn.SecurityEvents.SecurityEventEvent>;

namespace Countersign.SignIn.SecurityEvents;

/// <summary>Events of a security event on its way to the tenant.</summary>
public abstract record SecurityEventEvent(DateTimeOffset At)
{
    public sealed record Taken(SecurityEventState.Owed Owed, DateTimeOffset At) : SecurityEventEvent(At);
    public sealed record Deferred(SecurityEventState.Owed Owed, DateTimeOffset Until, DateTimeOffset At) : SecurityEventEvent(At);
    public sealed record Postponed(SecurityEventState.Owed Owed, DateTimeOffset At) : SecurityEventEvent(At);
    public sealed record Ended(SecurityEventState.Owed Owed, bool Delivered, DateTimeOffset At) : SecurityEventEvent(At);
}
