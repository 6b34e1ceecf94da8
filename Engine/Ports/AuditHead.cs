using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Countersign.SignIn.Audit;

namespace Countersign.Engine.Ports;

/// <summary>The end of the audit chain: what an auditor notes down elsewhere, so that a cut end is found later.</summary>
/// <param name="Sequence">0: no record yet.</param>
/// <param name="Hash">64 lower-case hexadecimal digits.</param>
public sealed record AuditHead(long Sequence, string Hash)
{
    /// <summary>The head of an empty chain.</summary>
    public static AuditHead Genesis { get; } = new(0, Convert.ToHexStringLower(AuditChain.Genesis.Span));

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out AuditHead? head)
    {
        head = null;
        var parts = text?.Split(':') ?? [];
        if (parts.Length != 2 || parts[1].Length != 64 || !parts[1].All(char.IsAsciiHexDigit)) return false;
        if (!long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)) return false;
        head = new(sequence, parts[1].ToLowerInvariant());
        return true;
    }

    /// <summary>The sequence, a colon, the hash.</summary>
    public override string ToString() => $"{Sequence}:{Hash}";
}
