global using AdminTokensRuling =
    Countersign.SignIn.Machines.Ruling<
        Countersign.SignIn.AdminTokens.AdminTokensAnswer, Countersign.SignIn.AdminTokens.AdminTokensEvent>;

namespace Countersign.SignIn.AdminTokens;

/// <summary>Events of the service's administration tokens.</summary>
public abstract record AdminTokensEvent(DateTimeOffset At)
{
    /// <param name="Replaced">An ended token that goes to make room; null: none had to.</param>
    public sealed record Created(AdminToken Token, string? Replaced) : AdminTokensEvent(Token.CreatedAt);

    public sealed record Revoked(string Name, DateTimeOffset At) : AdminTokensEvent(At);

    public sealed record Used(string Name, DateTimeOffset At) : AdminTokensEvent(At);

    /// <param name="Count">Recorded in this hour, this one included.</param>
    public sealed record Refused(string Name, string Request, DateTimeOffset Since, int Count, DateTimeOffset At) : AdminTokensEvent(At);

    public sealed record EndedForRestore(string Name, DateTimeOffset At) : AdminTokensEvent(At);
}
