global using GroupsRuling =
    Countersign.SignIn.Machines.Ruling<Countersign.SignIn.Groups.GroupsAnswer, Countersign.SignIn.Groups.GroupsEvent>;

namespace Countersign.SignIn.Groups;

/// <summary>Events of a tenant's named groups.</summary>
public abstract record GroupsEvent(DateTimeOffset At)
{
    public sealed record Set(NamedGroup Group, NamedGroup? Before) : GroupsEvent(Group.ChangedAt);
    public sealed record Removed(NamedGroup Group, DateTimeOffset At) : GroupsEvent(At);
}
