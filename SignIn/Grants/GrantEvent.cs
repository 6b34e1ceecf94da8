global using GrantRuling =
    Countersign.SignIn.Machines.Ruling<Countersign.SignIn.Grants.GrantAnswer, Countersign.SignIn.Grants.GrantEvent>;

namespace Countersign.SignIn.Grants;

/// <summary>The reasons why a grant ends before its time.</summary>
public enum GrantEnding : byte { Malformed = 0, CodeReused = 1, RefreshTokenReused = 2, Revoked = 3, Restored = 4 }

/// <summary>Events of a grant.</summary>
public abstract record GrantEvent(DateTimeOffset At)
{
    public sealed record Asked(TenantId Tenant, string Client, string Scope, SecretHash Secret, DateTimeOffset At) : GrantEvent(At);
    public sealed record Agreed(Grant Grant, DateTimeOffset At) : GrantEvent(At);
    public sealed record Declined(TenantId Tenant, string Client, DateTimeOffset At) : GrantEvent(At);
    public sealed record Issued(Grant Grant, SecretHash Secret, CodeBinding Binding, DateTimeOffset At) : GrantEvent(At);
    public sealed record Redeemed(Grant Grant, SecretHash? Refresh, KeyThumbprint? RefreshKey, DateTimeOffset At) : GrantEvent(At);

    /// <param name="Next">Null when the refresh token stays.</param>
    /// <param name="Latest">What a client that asks twice at once hears again.</param>
    public sealed record Refreshed(Grant Grant, SecretHash? Next, GrantState.Succession? Latest, DateTimeOffset At) : GrantEvent(At);

    /// <summary>The same exchange once more, within a moment: another token set, the same refresh token.</summary>
    public sealed record RefreshedAgain(Grant Grant, DateTimeOffset At) : GrantEvent(At);

    public sealed record Ended(TenantId Tenant, UserName? User, string Client, GrantEnding Why, DateTimeOffset At) : GrantEvent(At);
}
