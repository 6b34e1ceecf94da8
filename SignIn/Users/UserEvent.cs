global using UserRuling =
    Countersign.SignIn.Machines.Ruling<Countersign.SignIn.Users.UserAnswer, Countersign.SignIn.Users.UserEvent>;

namespace Countersign.SignIn.Users;

/// <summary>Events of a user. Applying one asks no question and looks at no clock but its own <paramref name="At"/>.</summary>
public abstract record UserEvent(DateTimeOffset At);

/// <summary>An event with which somebody is signed in without a challenge: the session can be found by its secret from then on.</summary>
public interface IOpensSession
{
    Session Session { get; }

    DateTimeOffset At { get; }
}

/// <summary>The tenant's webhook is to hear of a change (T29). It changes nothing of the user.</summary>
/// <param name="Phone">The phone's name; empty for none.</param>
public sealed record TenantIsOwed(NoticeKind Kind, string Phone, DateTimeOffset At) : UserEvent(At);
