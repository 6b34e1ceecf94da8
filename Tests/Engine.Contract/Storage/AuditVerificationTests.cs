using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.SignIn.Audit;
using Countersign.Stores.Memory;
using Xunit;
using static Countersign.Engine.Contract.Storage.Samples;

namespace Countersign.Engine.Contract.Storage;

/// <summary>Every way to change history is found (T21), and none is seen where there is none.</summary>
public sealed class AuditVerificationTests
{
    private const int Records = 2500;   // more than two pages

    [Fact]
    public async Task A_whole_chain_verifies_to_its_head()
    {
        var records = await Chain();
        var verification = await Walk(records);
        Assert.Null(verification.Breaks.FirstOrDefault());
        Assert.Equal(new AuditHead(Records, Convert.ToHexStringLower(records[^1].Hash.Span), new("contoso")), verification.Heads.Single());
    }

    [Fact]
    public async Task An_empty_chain_verifies()
    {
        var verification = await Walk([]);
        Assert.Equal([AuditHead.Genesis], verification.Heads);
        Assert.Empty(verification.Breaks);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(Records)]
    public async Task A_flipped_bit_in_any_part_of_a_record_is_found(int sequence)
    {
        var records = await Chain();
        var record = records[sequence - 1];
        AuditRecord[] tampered =
        [
            record with { Body = Flipped(record.Body) },
            record with { Hash = Flipped(record.Hash) },
            record with { PreviousHash = Flipped(record.PreviousHash) },
        ];
        foreach (var changed in tampered)
        {
            records[sequence - 1] = changed;
            Assert.Equal(sequence, (await Walk(records)).Breaks.FirstOrDefault()?.Sequence);
        }
    }

    [Fact]
    public async Task A_record_changed_together_with_its_own_hash_is_found_at_the_next()
    {
        var records = await Chain();
        var body = Flipped(records[9].Body);
        records[9] = records[9] with { Body = body, Hash = AuditChain.Hash(10, records[9].PreviousHash.Span, body.Span) };
        Assert.Equal(11, (await Walk(records)).Breaks.FirstOrDefault()?.Sequence);
    }

    [Fact]
    public async Task A_removed_record_is_found()
    {
        var records = await Chain();
        records.RemoveAt(41);
        var found = (await Walk(records)).Breaks.FirstOrDefault();
        Assert.Equal(42, found?.Sequence);
        Assert.Contains("missing", found!.Wrong, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removed_first_record_is_found()
    {
        var records = await Chain();
        records.RemoveAt(0);
        Assert.Equal(1, (await Walk(records)).Breaks.FirstOrDefault()?.Sequence);
    }

    [Fact]
    public async Task Two_swapped_records_are_found_also_when_renumbered()
    {
        var records = await Chain();
        (records[6], records[7]) = (records[7] with { Sequence = 7 }, records[6] with { Sequence = 8 });
        Assert.Equal(7, (await Walk(records)).Breaks.FirstOrDefault()?.Sequence);
    }

    [Fact]
    public async Task Records_cut_off_at_the_end_are_found_against_a_noted_head()
    {
        var records = await Chain();
        var noted = (await Walk(records)).Heads.Single();
        records.RemoveRange(Records - 3, 3);
        Assert.Null((await Walk(records)).Breaks.FirstOrDefault());
        var found = (await Walk(records, noted)).Breaks.FirstOrDefault();
        Assert.Equal(Records - 2, found?.Sequence);
        Assert.Contains("cut off", found!.Wrong, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chain_rewritten_from_its_beginning_is_found_against_a_noted_head()
    {
        var records = await Chain();
        var noted = new AuditHead(5, Convert.ToHexStringLower(records[4].Hash.Span));
        Assert.Null((await Walk(records, noted)).Breaks.FirstOrDefault());
        await using var other = new MemoryStore();
        await other.Commit(new(Write(User("x"), 0), [], [.. Enumerable.Repeat(Fact(), 9)])).Must();
        Assert.Null((await AuditVerification.Walk(other, [], Cancel)).Breaks.FirstOrDefault());
        Assert.Equal(5, (await AuditVerification.Walk(other, [noted], Cancel)).Breaks.FirstOrDefault()?.Sequence);
    }

    [Fact]
    public void A_head_is_read_back_from_its_text()
    {
        var head = new AuditHead(12, new('a', 64));
        foreach (var whole in new[] { head, head with { Tenant = new("contoso") } })
        {
            Assert.True(AuditHead.TryParse(whole.ToString(), out var read));
            Assert.Equal(whole, read);
        }

        string?[] malformed =
        [
            null, "", "12", "12:", "x:" + head.Hash, "-1:" + head.Hash, "12:" + new string('g', 64), head + ":", ":" + head,
            "Contoso:" + head,
            "a:b:" + head,
        ];
        foreach (var bad in malformed) Assert.False(AuditHead.TryParse(bad, out _), bad);
    }

    [Fact]
    public async Task Each_tenant_s_chain_is_verified_and_its_break_names_it()
    {
        await using var store = new MemoryStore();
        foreach (var tenant in new[] { "fabrikam", "contoso", "fabrikam" })
            await store.Commit(new(Write(User(tenant + Guid.NewGuid()), 0), [], [Fact(tenant)])).Must();
        var verification = await AuditVerification.Walk(store, [], Cancel);
        Assert.Empty(verification.Breaks);
        Assert.Equal(
            [(1, new TenantId("contoso")), (2, new("fabrikam"))], verification.Heads.Select(head => (head.Sequence, head.Tenant!.Value)));

        Assert.Empty((await AuditVerification.Walk(store, verification.Heads, Cancel)).Breaks);
        var cut = verification.Heads[0] with { Sequence = 2 };
        var found = Assert.Single((await AuditVerification.Walk(store, [cut], Cancel)).Breaks);
        Assert.Equal((2, new TenantId("contoso")), (found.Sequence, found.Tenant!.Value));
        Assert.Contains("cut off", found.Explanation, StringComparison.Ordinal);
    }

    private static ReadOnlyMemory<byte> Flipped(ReadOnlyMemory<byte> bytes)
    {
        var copy = bytes.ToArray();
        copy[copy.Length / 2] ^= 1;
        return copy;
    }

    private static async Task<List<AuditRecord>> Chain()
    {
        await using var store = new MemoryStore();
        await store.Chain(Records);
        return [.. await store.ReadAudit(new("contoso"), 0, Records, Cancel)];
    }

    private static async Task<AuditVerification> Walk(IReadOnlyList<AuditRecord> records, AuditHead? noted = null)
    {
        await using var store = new TamperedStore(records);
        return await AuditVerification.Walk(store, noted is null ? [] : [noted], Cancel);
    }
}

/// <summary>A store whose audit records somebody has changed.</summary>
internal sealed class TamperedStore(IReadOnlyList<AuditRecord> records) : IStore
{
    private readonly MemoryStore _inner = new();

    public bool IsExclusive => true;

    public ValueTask<Row?> Load(RowKey key, CancellationToken cancel) => _inner.Load(key, cancel);

    public ValueTask<CommitResult> Commit(Commit commit) => _inner.Commit(commit);

    public ValueTask<IReadOnlyList<RowKey>> Due(RowKind kind, DateTimeOffset now, int limit, CancellationToken cancel) =>
        _inner.Due(kind, now, limit, cancel);

    public ValueTask<int> DropDue(RowKind kind, DateTimeOffset now, int limit, CancellationToken cancel) =>
        _inner.DropDue(kind, now, limit, cancel);

    public ValueTask<IReadOnlyList<Row>> List(RowKind kind, string prefix, string after, int limit, CancellationToken cancel) =>
        _inner.List(kind, prefix, after, limit, cancel);

    public ValueTask<IReadOnlyList<AuditRecord>> ReadAudit(TenantId tenant, long after, int limit, CancellationToken cancel) =>
        new([.. records.Where(record => record.Sequence > after).Take(limit)]);

    public ValueTask<IReadOnlyList<TenantId>> AuditTenants(string after, int limit, CancellationToken cancel) =>
        new(after == "" && records.Count > 0 ? [new("contoso")] : []);

    public ValueTask DisposeAsync() => _inner.DisposeAsync();
}
