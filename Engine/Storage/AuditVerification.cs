using Countersign.Engine.Ports;
using Countersign.SignIn.Audit;

namespace Countersign.Engine.Storage;

/// <param name="Sequence">Where the chain first stops being what was written.</param>
/// <param name="Wrong">What is wrong there, in words an auditor can act on.</param>
public sealed record AuditBreak(long Sequence, string Wrong);

/// <summary>The outcome of walking the whole audit chain from its first record (T21).</summary>
/// <param name="Head">The last record that rightly follows.</param>
/// <param name="Break">Null when the chain is whole.</param>
public sealed record AuditVerification(AuditHead Head, AuditBreak? Break)
{
    private const int PageSize = 1000;   // a megabyte or so in memory at once

    /// <summary>
    /// Walks the chain. An edit, a removal, an insertion or a swap anywhere is found; a cut end only against <paramref name="noted"/>.
    /// </summary>
    /// <param name="noted">A head noted earlier; the chain must pass through it.</param>
    /// <exception cref="StorageUnavailableException">The records cannot be read now.</exception>
    public static async Task<AuditVerification> Walk(IStore store, AuditHead? noted, CancellationToken cancel)
    {
        var chain = new ChainWalk(noted);
        while (chain.Break is null)
        {
            var page = await store.ReadAudit(null, chain.Sequence, PageSize, cancel);
            if (page.Count == 0) break;
            foreach (var record in page) chain.Next(record);
        }

        return chain.End();
    }
}

/// <summary>Follows the audit chain record by record and stops at the first that does not rightly follow.</summary>
public sealed class ChainWalk
{
    private readonly AuditHead? noted;
    private ReadOnlyMemory<byte> hash = AuditChain.Genesis;

    public ChainWalk(AuditHead? noted)
    {
        this.noted = noted;
        Compare();
    }

    /// <summary>The last record that rightly follows; 0: none yet.</summary>
    public long Sequence { get; private set; }

    public AuditBreak? Break { get; private set; }

    public void Next(AuditRecord record)
    {
        if (Break is not null) return;
        if (!AuditChain.Follows(record, Sequence, hash.Span))
        {
            Break = new(Sequence + 1, Wrong(record));
            return;
        }

        (Sequence, hash) = (record.Sequence, record.Hash);
        Compare();
    }

    /// <summary>To be called after the last record.</summary>
    public AuditVerification End()
    {
        if (Break is null && noted?.Sequence > Sequence)
        {
            var wrong = $"the chain ends at {Sequence}, but {noted.Sequence} was noted earlier: records were cut off at the end";
            Break = new(Sequence + 1, wrong);
        }

        return new(new(Sequence, Convert.ToHexStringLower(hash.Span)), Break);
    }

    private string Wrong(AuditRecord record)
    {
        if (record.Sequence != Sequence + 1) return $"the record is missing: {record.Sequence} comes after {Sequence}";
        if (!record.PreviousHash.Span.SequenceEqual(hash.Span)) return "the record does not name the hash of the record before it";
        return "the record is not what was hashed when it was written: its body or its hash was changed";
    }

    private void Compare()
    {
        if (noted?.Sequence != Sequence || noted.Hash == Convert.ToHexStringLower(hash.Span)) return;
        Break = new(Sequence, $"the hash is not the one noted earlier ({noted.Hash}): the chain up to here was rewritten");
    }
}
