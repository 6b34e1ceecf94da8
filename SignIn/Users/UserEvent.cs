global using UserRuling =
    Countersign.SignIn.Machines.Ruling<Countersign.SignIn.Users.UserAnswer, Countersign.SignIn.Users.UserEvent>;

namespace Countersign.SignIn.Users;

/// <summary>Events of a user. Applying one asks no question and looks at no clock but its own <paramref name="At"/>.</summary>
public abstract record UserEvent(DateTimeOffset At);
