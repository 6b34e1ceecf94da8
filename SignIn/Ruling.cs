global using DeviceRuling = Countersign.SignIn.Ruling<Countersign.SignIn.Devices.DeviceAnswer, Countersign.SignIn.Devices.DeviceEvent>;
global using GrantRuling = Countersign.SignIn.Ruling<Countersign.SignIn.Grants.GrantAnswer, Countersign.SignIn.Grants.GrantEvent>;
global using KeyRuling = Countersign.SignIn.Ruling<Countersign.SignIn.Keys.KeyAnswer, Countersign.SignIn.Keys.KeyEvent>;
global using NoticeRuling = Countersign.SignIn.Ruling<Countersign.SignIn.Challenges.NoticeAnswer, Countersign.SignIn.Challenges.NoticeEvent>;
global using TenantRuling = Countersign.SignIn.Ruling<Countersign.SignIn.Tenants.TenantAnswer, Countersign.SignIn.Tenants.TenantEvent>;
global using UserRuling = Countersign.SignIn.Ruling<Countersign.SignIn.Users.UserAnswer, Countersign.SignIn.Users.UserEvent>;
using System.Collections.Immutable;

namespace Countersign.SignIn;

/// <summary>
/// What a machine decides about one command: the answer, and the events that make it so. No events: nothing changes, nothing is
/// written, and the answer may be given at once. With events the answer may be given only when they are durable (I3).
/// </summary>
public sealed record Ruling<TAnswer, TEvent>(TAnswer Answer, ImmutableArray<TEvent> Events)
{
    public Ruling(TAnswer answer) : this(answer, ImmutableArray<TEvent>.Empty) { }

    public Ruling(TAnswer answer, TEvent happened) : this(answer, ImmutableArray.Create(happened)) { }

    /// <summary>The same ruling, with something that had to happen first.</summary>
    public Ruling<TAnswer, TEvent> After(TEvent first) => this with { Events = Events.Insert(0, first) };
}
