using Countersign.SignIn.Audit;

namespace Countersign.SignIn.Grants;

/// <summary>I18: one fact for each token set and each end. That a device asked is none: anybody can ask (I17).</summary>
internal static class GrantAudit
{
    public static AuditFact? Fact(GrantEvent happened, GrantId id) => happened switch
    {
        GrantEvent.Issued issued => About("grant.issued", issued.Grant, id, issued.At),
        GrantEvent.Agreed agreed => About("grant.agreed", agreed.Grant, id, agreed.At),
        GrantEvent.Redeemed redeemed => About("grant.redeemed", redeemed.Grant, id, redeemed.At),
        GrantEvent.Refreshed refreshed => About("grant.refreshed", refreshed.Grant, id, refreshed.At),
        GrantEvent.RefreshedAgain again => About("grant.refreshed", again.Grant, id, again.At),
        GrantEvent.Declined declined => new("grant.declined", declined.At, declined.Tenant, Client: declined.Client, Detail: Name(id)),
        GrantEvent.Ended ended => new(
            "grant.ended", ended.At, ended.Tenant, ended.User, Client: ended.Client, Reason: Word(ended.Why), Detail: Name(id)),
        _ => null,
    };

    /// <summary>The name of a grant in a fact.</summary>
    public static string Name(GrantId id) => "grant " + id.Value;

    private static AuditFact About(string kind, Grant grant, GrantId id, DateTimeOffset at) =>
        new(kind, at, grant.Tenant, grant.User, grant.Challenge, Client: grant.Client, Detail: $"{Name(id)}: {grant.Scope}");

    private static string Word(GrantEnding why) => why switch
    {
        GrantEnding.CodeReused => "code_reused",
        GrantEnding.RefreshTokenReused => "refresh_token_reused",
        GrantEnding.Restored => "restored",
        _ => "revoked",
    };
}
