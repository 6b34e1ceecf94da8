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
/// <param name="Actor">Who made the change, when it came by administration (ADM-3); so the two after it.</param>
/// <param name="Source">Where the actor's request came from, an address in CIDR form.</param>
/// <param name="ActorReason">What the actor said it is for.</param>
/// <param name="AgreedBy">The second person, where one had to say yes (T31).</param>
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
    string? Assertion = null,
    string? Actor = null,
    string? Source = null,
    string? ActorReason = null,
    string? AgreedBy = null)
{
    /// <summary>The same fact, made by this actor; null: by nobody of administration.</summary>
    public AuditFact By(Actor? actor) =>
        actor is null ? this : this with { Actor = actor.Name, Source = actor.Source, ActorReason = actor.Reason };
}

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
