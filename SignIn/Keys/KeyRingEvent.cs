global using KeyRingRuling =
    Countersign.SignIn.Machines.Ruling<Countersign.SignIn.Keys.KeyRingAnswer, Countersign.SignIn.Keys.KeyRingEvent>;

namespace Countersign.SignIn.Keys;

/// <summary>Events of a tenant's signing keys.</summary>
public abstract record KeyRingEvent(DateTimeOffset At)
{
    public sealed record Added(SealedKey Key) : KeyRingEvent(Key.CreatedAt);
    public sealed record Abandoned(int Count, DateTimeOffset At) : KeyRingEvent(At);
}
