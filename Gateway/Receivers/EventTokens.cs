using System.Security.Cryptography;
using Countersign.Engine;
using Countersign.Gateway.OAuth;
using Countersign.SignIn;
using Countersign.SignIn.Audit;
using Countersign.SignIn.Clients;
using Countersign.SignIn.EventFeeds;
using Countersign.SignIn.Jose;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Receivers;

/// <summary>
/// Security event tokens (RFC 8417), signed with the tenant's own keys: what CAEP and RISC have a name for, under that name, and how
/// sign-ins ended under ours.
/// </summary>
internal sealed class EventTokens(KeyRing keys, Proofs proofs, TimeProvider clock)
{
    public const string Type = "secevent+jwt";
    public const string SignIn = "urn:countersign:event:sign-in";
    private const string Caep = "https://schemas.openid.net/secevent/caep/event-type/";
    private const string Risc = "https://schemas.openid.net/secevent/risc/event-type/";
    private const int IdBytes = 16;

    /// <summary>The tenant's key that signs now.</summary>
    /// <exception cref="EngineUnavailableException">There is none, and none can be made.</exception>
    public ValueTask<TokenSigningKey> Key(TenantId tenant, CancellationToken cancel) =>
        keys.Signing(tenant, SigningAlgorithm.ES256, cancel);

    /// <summary>The token of one event. Told again it has another time of issue, and the same <c>jti</c>.</summary>
    /// <param name="record">Where it stands in the tenant's chain.</param>
    public string Sign(TokenSigningKey key, TenantId tenant, AuditRecord record, ToldEvent told, string audience)
    {
        var issuer = proofs.Issuer(tenant);
        var (name, content) = Describe(told);
        return key.Sign(Type, new ClaimSet
        {
            ["iss"] = issuer,
            ["jti"] = IdOf(record),
            ["iat"] = clock.GetStamp().ToUnixTimeSeconds(),
            ["aud"] = audience,
            ["toe"] = told.At.ToUnixTimeSeconds(),
            ["sub_id"] = new ClaimSet
            {
                ["format"] = "iss_sub", ["iss"] = issuer, ["sub"] = Subjects.For(new(tenant, told.User)),
            },
            ["user_name"] = told.User.Value,
            ["events"] = new ClaimSet { [name] = content },
        });
    }

    /// <summary>From the record's own hash: the same event has the same name at every gateway, and after a backup another.</summary>
    public static string IdOf(AuditRecord record) =>
        CanonicalBase64Url.Encode(SHA256.HashData([.. "countersign-event-1:"u8, .. record.Hash.Span]).AsSpan(0, IdBytes));

    private static (string Name, ClaimSet Content) Describe(ToldEvent told)
    {
        var content = new ClaimSet();
        if (told.Kind is EventKinds.AccountDisabled or EventKinds.AccountEnabled or EventKinds.AccountPurged)
            return (Risc + told.Kind switch
            {
                EventKinds.AccountDisabled => "account-disabled",
                EventKinds.AccountEnabled => "account-enabled",
                _ => "account-purged",
            }, content);
        if (told.Kind == EventKinds.CredentialChange)
            (content["credential_type"], content["change_type"]) = (told.Credential!, told.Change!);
        if (told.Kind == EventKinds.SignIn) (content["way"], content["outcome"]) = (told.Way!, told.Outcome!);
        if (told.Client is { Length: > 0 } client) content["client_id"] = client;
        content["initiating_entity"] = told.By;
        content["event_timestamp"] = told.At.ToUnixTimeSeconds();
        return (told.Kind switch
        {
            EventKinds.SessionRevoked => Caep + "session-revoked",
            EventKinds.CredentialChange => Caep + "credential-change",
            EventKinds.SignIn => SignIn,
            _ => throw new ArgumentOutOfRangeException(nameof(told), told.Kind, "Not an event."),
        }, content);
    }
}
