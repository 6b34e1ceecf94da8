using System.Text.Json.Serialization;

namespace Countersign.SignIn.Audit;

/// <summary>
/// The record of one transition that an auditor must be able to read later (I18, T32). Written in the same atomic step as the transition.
/// Members that do not apply are null and left out of the record's JSON.
/// </summary>
/// <param name="Kind">What happened, dotted: <c>challenge.approved</c>, <c>device.activated</c>, <c>policy.saved</c>…</param>
/// <param name="Reason">A refusal or fallback reason in the wire's words.</param>
/// <param name="Bypassed">Which on-premises controls phone sign-in stepped past (S-43).</param>
/// <param name="Statement">The signed decision, the JWS as received (T32).</param>
/// <param name="Detail">Old and new values of an administrative change, as text.</param>
/// <param name="Assertion">The WebAuthn assertion over the signed decision, as received.</param>
public sealed record AuditFact(
    string Kind,
    DateTimeOffset At,
    TenantId Tenant,
    UserName? User = null,
    ChallengeId? Challenge = null,
    string? Reason = null,
    DeviceId? Device = null,
    KeyThumbprint? Key = null,
    long? PolicyVersion = null,
    string? Client = null,
    string? Context = null,
    IReadOnlyList<string>? Bypassed = null,
    string? Statement = null,
    string? Detail = null,
    string? Assertion = null);

/// <summary>An audit fact as it stands in the chain.</summary>
/// <param name="Sequence">1, 2, 3… without a gap.</param>
/// <param name="PreviousHash">The hash of the record before; 32 zero bytes for the first.</param>
/// <param name="Hash">See <see cref="AuditChain.Hash"/>.</param>
/// <param name="Body">The fact as UTF-8 JSON, exactly the bytes that were hashed.</param>
public sealed record AuditRecord(
    long Sequence,
    [property: JsonIgnore] ReadOnlyMemory<byte> PreviousHash,
    [property: JsonIgnore] ReadOnlyMemory<byte> Hash,
    [property: JsonIgnore] ReadOnlyMemory<byte> Body);
