using Countersign.SignIn.Audit;
using Countersign.SignIn.Ways;

namespace Countersign.SignIn.Grants;

/// <summary>
/// I18: one fact for each end, and for what goes before tokens. The fact of a token set is the person's, who is asked last
/// (<see cref="GivenFact"/>). That a device asked is none: anybody can ask (I17).
/// </summary>
internal static class GrantAudit
{
    public static AuditFact? Fact(GrantEvent happened, GrantId id) => happened switch
    {
        GrantEvent.Issued issued => About("grant.issued", issued.Grant, id, issued.At),
        GrantEvent.Agreed agreed => About("grant.agreed", agreed.Grant, id, agreed.At),
        GrantEvent.Declined declined => new("grant.declined", declined.At, declined.Tenant, Client: declined.Client, Detail: Name(id)),
        GrantEvent.Ended ended => new(
            "grant.ended", ended.At, ended.Tenant, ended.User, Client: ended.Client, Reason: Word(ended.Why), Detail: Name(id)),
        _ => null,
    };

    /// <summary>A token set is given.</summary>
    public static AuditFact GivenFact(Grant grant, TokenSet given, DateTimeOffset at) =>
        About(given.IsRefresh ? "grant.refreshed" : "grant.redeemed", grant, given.Grant, at);

    /// <summary>The name of a grant in a fact.</summary>
    public static string Name(GrantId id) => "grant " + id.Value;

    /// <summary>WAY-8: with the way and its reason, where it was not the phone.</summary>
    private static AuditFact About(string kind, Grant grant, GrantId id, DateTimeOffset at) => new(
        kind, at, grant.Tenant, grant.User, grant.Challenge, ReasonOf(grant) is { } reason ? WayTable.WordFor(reason) : null,
        Client: grant.Client,
        Detail: $"{Name(id)}: {grant.Scope}" + WayOf(grant));

    private static FallbackReason? ReasonOf(Grant grant) => grant.Federated?.Reason ?? grant.Secret?.Reason;

    private static string WayOf(Grant grant) => grant switch
    {
        { Federated: { } how } => $"; federated by {how.Provider}" + (how.Second is null ? "" : " and the phone"),
        { Secret.Way: OtherWay.Recovery } => "; by a recovery code",
        { Secret.Way: OtherWay.Passkey } => "; by a passkey",
        { Secret: { } how } => "; by a password" + (how.Second is null ? "" : " and the phone"),
        _ => "",
    };

    private static string Word(GrantEnding why) => why switch
    {
        GrantEnding.CodeReused => "code_reused",
        GrantEnding.RefreshTokenReused => "refresh_token_reused",
        GrantEnding.Restored => "restored",
        _ => "revoked",
    };
}
