using System.Text.Json;
using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.Audit;

namespace Countersign.Engine.Storage;

/// <param name="Sequence">Where the chain first stops being what was written.</param>
/// <param name="Wrong">What is wrong there, in words an auditor can act on.</param>
/// <param name="Tenant">Whose chain; null for the trunk.</param>
public sealed record AuditBreak(long Sequence, string Wrong, TenantId? Tenant = null)
{
    /// <summary>The fault, and the chain it is in.</summary>
    public string Explanation => Tenant is { } tenant ? $"{Wrong} (the chain of {tenant})" : Wrong;
}

/// <summary>The outcome of walking every audit chain from its first record (T21).</summary>
/// <param name="Heads">For each chain the last record that rightly follows: the trunk's first, then by tenant.</param>
/// <param name="Breaks">At most one a chain, and one for each noted head that no chain passes through; empty when all is whole.</param>
public sealed record AuditVerification(IReadOnlyList<AuditHead> Heads, IReadOnlyList<AuditBreak> Breaks)
{
    private const int PageSize = 1000;   // a megabyte or so in memory at once

    /// <summary>
    /// Walks the chains. An edit, a removal, an insertion or a swap anywhere is found; a cut end only against <paramref name="noted"/>.
    /// </summary>
    /// <param name="noted">Heads noted earlier; a chain must pass through each.</param>
    /// <exception cref="StorageUnavailableException">The records cannot be read now.</exception>
    public static async Task<AuditVerification> Walk(IStore store, IReadOnlyList<AuditHead> noted, CancellationToken cancel)
    {
        var walk = new AuditWalk(noted);
        for (long after = 0; await store.ReadAuditTrunk(after, PageSize, cancel) is { Count: > 0 } page; after = page[^1].Sequence)
        {
            foreach (var record in page) walk.NextOfTrunk(record);
        }

        for (var last = ""; await store.AuditTenants(last, PageSize, cancel) is { Count: > 0 } tenants; last = tenants[^1].Value)
        {
            foreach (var tenant in tenants) await Walk(walk, store, tenant, cancel);
        }

        return walk.End();
    }

    private static async Task Walk(AuditWalk walk, IStore store, TenantId tenant, CancellationToken cancel)
    {
        var after = walk.BranchOf(tenant);
        while (await store.ReadAudit(tenant, after, PageSize, cancel) is { Count: > 0 } page)
        {
            foreach (var record in page) walk.Next(tenant, record);
            after = page[^1].Sequence;
        }
    }
}

/// <summary>Follows the trunk, then each tenant's chain record by record, and tells where one stops being what was written.</summary>
/// <param name="noted">Heads noted earlier.</param>
public sealed class AuditWalk(IReadOnlyList<AuditHead> noted)
{
    private readonly ChainWalk _trunk = new(null, 0, AuditChain.Genesis);
    private readonly HashSet<TenantId> _inTrunk = [];
    private readonly List<ChainWalk> _chains = [];
    private readonly HashSet<AuditHead> _met = [];

    /// <summary>The trunk's records in order, before any of a tenant's own.</summary>
    public void NextOfTrunk(AuditRecord record)
    {
        if (TenantIn(record) is { } tenant) _inTrunk.Add(tenant);
        Follow(_trunk, record);
    }

    /// <summary>
    /// The tenant's own chain begins after this sequence: 0, or the trunk's last where the tenant has records in the trunk.
    /// </summary>
    public long BranchOf(TenantId tenant) => _inTrunk.Contains(tenant) ? _trunk.LastSeen : 0;

    /// <summary>A tenant's own records in order, one tenant after the other.</summary>
    public void Next(TenantId tenant, AuditRecord record)
    {
        if (_chains.Count == 0 || _chains[^1].Tenant != tenant) _chains.Add(Begin(tenant, record));
        Follow(_chains[^1], record);
    }

    /// <summary>To be called after the last record.</summary>
    public AuditVerification End()
    {
        ChainWalk[] all = _trunk.LastSeen > 0 || _chains.Count == 0 ? [_trunk, .. _chains] : [.. _chains];
        var breaks = all.Select(chain => chain.Break).Concat(noted.Select(Missed)).OfType<AuditBreak>();
        return new([.. all.Select(chain => chain.Head)], [.. breaks]);
    }

    /// <summary>The tenant that the record itself names; null when its body is no audit fact.</summary>
    public static TenantId? TenantIn(AuditRecord record)
    {
        try
        {
            return AuditBody.Read(record.Body.Span).Tenant;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Behind a broken trunk nobody can say what its last hash was: the branch is then taken at its word, and walked from there.
    private ChainWalk Begin(TenantId tenant, AuditRecord first) =>
        !_inTrunk.Contains(tenant) ? new(tenant, 0, AuditChain.Genesis)
        : _trunk.Break is null ? new(tenant, _trunk.Sequence, _trunk.Hash)
        : new(tenant, first.Sequence - 1, first.PreviousHash);

    private void Follow(ChainWalk chain, AuditRecord record)
    {
        chain.Next(record);
        if (chain.Break is not null) return;
        foreach (var head in noted)
        {
            if (head.Sequence == chain.Sequence && IsAbout(head, chain) && head.Hash == chain.Head.Hash) _met.Add(head);
        }
    }

    private AuditBreak? Missed(AuditHead head)
    {
        if (_met.Contains(head) || (head.Sequence == 0 && head.Hash == AuditHead.Genesis.Hash)) return null;
        var reached = _chains.Append(_trunk).Where(chain => IsAbout(head, chain)).Max(chain => (long?)chain.Sequence) ?? 0;
        return reached >= head.Sequence
            ? new(head.Sequence, $"the hash is not the one noted earlier ({head.Hash}): the chain up to here was rewritten", head.Tenant)
            : new(
                reached + 1, $"the chain ends at {reached}, but {head.Sequence} was noted earlier: records were cut off at the end",
                head.Tenant);
    }

    /// <summary>A head that names no tenant may be any chain's: it was noted when there was one, or is the trunk's.</summary>
    private bool IsAbout(AuditHead head, ChainWalk chain) =>
        head.Tenant is not { } tenant || chain.Tenant == tenant || (chain == _trunk && _inTrunk.Contains(tenant));
}

/// <summary>Follows one audit chain and stops at the first record that does not rightly follow.</summary>
/// <param name="tenant">Null for the trunk.</param>
/// <param name="sequence">What the first record follows.</param>
internal sealed class ChainWalk(TenantId? tenant, long sequence, ReadOnlyMemory<byte> hash)
{
    public TenantId? Tenant => tenant;

    /// <summary>The last record that rightly follows.</summary>
    public long Sequence => sequence;

    public ReadOnlyMemory<byte> Hash => hash;

    public AuditHead Head => new(sequence, Convert.ToHexStringLower(hash.Span), tenant);

    /// <summary>The last record there is, whether it follows or not.</summary>
    public long LastSeen { get; private set; }

    public AuditBreak? Break { get; private set; }

    public void Next(AuditRecord record)
    {
        LastSeen = record.Sequence;
        if (Break is not null) return;
        if (AuditChain.Follows(record, sequence, hash.Span)) (sequence, hash) = (record.Sequence, record.Hash);
        else Break = new(sequence + 1, Wrong(record), tenant);
    }

    private string Wrong(AuditRecord record)
    {
        if (record.Sequence != sequence + 1) return $"the record is missing: {record.Sequence} comes after {sequence}";
        if (!record.PreviousHash.Span.SequenceEqual(hash.Span)) return "the record does not name the hash of the record before it";
        return "the record is not what was hashed when it was written: its body or its hash was changed";
    }
}
