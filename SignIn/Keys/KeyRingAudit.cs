using System.Globalization;
using Countersign.SignIn.Audit;

namespace Countersign.SignIn.Keys;

/// <summary>N18: the life of a signing key, for auditors.</summary>
internal static class KeyRingAudit
{
    public static AuditFact Fact(KeyRingEvent happened, TenantId tenant) => happened switch
    {
        KeyRingEvent.Added added => new("key.added", added.At, tenant, Detail: $"{added.Key.Algorithm} {added.Key.KeyId}"),
        KeyRingEvent.Abandoned abandoned => new(
            "keys.abandoned", abandoned.At, tenant, Detail: string.Create(CultureInfo.InvariantCulture, $"{abandoned.Count} keys")),
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name),
    };
}
