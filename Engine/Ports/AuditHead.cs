using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Countersign.SignIn;
using Countersign.SignIn.Audit;

namespace Countersign.Engine.Ports;

/// <summary>The end of an audit chain: what an auditor notes down elsewhere, so that a cut end is found later.</summary>
/// <param name="Sequence">0: no record yet.</param>
/// <param name="Hash">64 lower-case hexadecimal digits.</param>
/// <param name="Tenant">Whose chain it ends; null for the trunk, and for a head noted when there was one chain for all.</param>
public sealed record AuditHead(long Sequence, string Hash, TenantId? Tenant = null)
{
    /// <summary>The head of an empty chain.</summary>
    public static AuditHead Genesis { get; } = new(0, Convert.ToHexStringLower(AuditChain.Genesis.Span));

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out AuditHead? head)
    {
        head = null;
        var parts = text?.Split(':') ?? [];
        if (parts.Length is < 2 or > 3) return false;
        TenantId? of = null;
        if (parts.Length == 3)
        {
            if (!TenantId.TryParse(parts[0], out var tenant)) return false;
            of = tenant;
        }

        if (parts[^1].Length != 64 || !parts[^1].All(char.IsAsciiHexDigit)) return false;
        if (!long.TryParse(parts[^2], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)) return false;
        head = new(sequence, parts[^1].ToLowerInvariant(), of);
        return true;
    }

    /// <summary>The tenant and a colon where there is one, the sequence, a colon, the hash.</summary>
    public override string ToString() => Tenant is { } tenant ? $"{tenant}:{Sequence}:{Hash}" : $"{Sequence}:{Hash}";
}
