using System.Collections.Frozen;
using Countersign.SignIn.Audit;
using Countersign.SignIn.Tenants;

namespace Countersign.SignIn.EventFeeds;

/// <summary>One security event that a receiver is told of.</summary>
/// <param name="Kind">One of them.</param>
/// <param name="By">Who began it, in the words of CAEP: <c>user</c>, <c>admin</c> or <c>system</c>.</param>
/// <param name="Credential">Of a changed credential: which kind it is, in the words of CAEP or, where it has none, our own.</param>
/// <param name="Change"><c>create</c>, <c>update</c>, <c>revoke</c> (by an administrator) or <c>delete</c> (by its owner).</param>
/// <param name="Outcome">Of a sign-in: how it ended, in the words of the sign-in log.</param>
/// <param name="Way">The way that was gone.</param>
public sealed record ToldEvent(
    EventKinds Kind, UserName User, DateTimeOffset At, string By, string? Credential = null, string? Change = null,
    string? Outcome = null, string? Way = null, string? Client = null);

/// <summary>Which audit facts are security events, and which: one table.</summary>
public static class ToldEvents
{
    private const string Create = "create", Update = "update", Removed = "removed";

    private static readonly FrozenDictionary<string, Func<AuditFact, ToldEvent>> ByKind = new Dictionary<string, Func<AuditFact, ToldEvent>>
    {
        ["user.signed_out_everywhere"] = fact => Of(fact, EventKinds.SessionRevoked),
        ["user.ended"] = fact => Of(fact, EventKinds.SessionRevoked) with { By = "system" },
        ["user.removed"] = fact => Of(fact, EventKinds.AccountPurged),

        ["method.activated"] = fact => Credential(fact, "app", Create),
        ["method.enabled"] = fact => Credential(fact, "app", Update),
        ["method.disabled"] = fact => Credential(fact, "app", Update),
        ["method.removed"] = fact => Credential(fact, "app", Removed),
        ["passkey.added"] = fact => Credential(fact, "passkey", Create),
        ["passkey.removed"] = fact => Credential(fact, "passkey", Removed),
        ["password.set"] = fact => Credential(fact, "password", Update),
        ["password.removed"] = fact => Credential(fact, "password", Removed),
        ["recovery_codes.issued"] = fact => Credential(fact, "recovery-code", Create),
        ["recovery_codes.removed"] = fact => Credential(fact, "recovery-code", Removed),
        ["pass.issued"] = fact => Credential(fact, "temporary-pass", Create),
        ["user_code.set"] = fact => Credential(fact, "user-code", Update),
        ["user_code.removed"] = fact => Credential(fact, "user-code", Removed),
        ["provider.linked"] = fact => Credential(fact, "federated", Create),
        ["provider.unlinked"] = fact => Credential(fact, "federated", Removed),

        ["challenge.approved"] = fact => SignIn(fact, "phone", "approved"),
        ["challenge.denied"] = fact => SignIn(fact, "phone", "denied"),
        ["challenge.wrong_number"] = fact => SignIn(fact, "phone", "wrong_number"),
        ["challenge.not_allowed"] = fact => SignIn(fact, "phone", "not_allowed"),
        ["challenge.expired"] = fact => SignIn(fact, "phone", "expired") with { By = "system" },
        ["challenge.cancelled"] = fact => SignIn(fact, "phone", "cancelled"),
        ["initiator.barred"] = fact => SignIn(fact, "phone", "not_me"),
        ["user.locked"] = fact => SignIn(fact, "phone", "locked") with { By = "system" },
        ["first_factor.federated"] = fact => SignIn(fact, "federated", "first_factor"),
        ["first_factor.password"] = fact => SignIn(fact, "password", "first_factor"),
        ["sign_in.federated"] = fact => SignIn(fact, "federated", "signed_in"),
        ["sign_in.password"] = fact => SignIn(fact, "password", "signed_in"),
        ["sign_in.recovery_code"] = fact => SignIn(fact, "recovery", "signed_in"),
        ["sign_in.passkey"] = fact => SignIn(fact, "passkey", "signed_in"),
        ["pass.used"] = fact => SignIn(fact, "pass", "signed_in"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Null: it is none.</summary>
    public static ToldEvent? Of(AuditFact fact)
    {
        if (fact.User is null) return null;
        if (fact is { Kind: "user.changed", Reason: "enabled" }) return Of(fact, EventKinds.AccountEnabled);
        if (fact is { Kind: "user.changed", Reason: "disabled" }) return Of(fact, EventKinds.AccountDisabled);
        return ByKind.TryGetValue(fact.Kind, out var row) ? row(fact) : null;
    }

    private static ToldEvent Of(AuditFact fact, EventKinds kind) => new(kind, fact.User!.Value, fact.At, ByOf(fact));

    private static ToldEvent Credential(AuditFact fact, string credential, string change) => Of(fact, EventKinds.CredentialChange) with
    {
        Credential = credential,
        Change = change != Removed ? change : ByOf(fact) == "admin" ? "revoke" : "delete",
    };

    private static ToldEvent SignIn(AuditFact fact, string way, string outcome) => Of(fact, EventKinds.SignIn) with
    {
        Way = way, Outcome = outcome, Client = fact.Client,
    };

    private static string ByOf(AuditFact fact) => fact.Actor is not null || fact.Reason == "by_administrator" ? "admin" : "user";
}
