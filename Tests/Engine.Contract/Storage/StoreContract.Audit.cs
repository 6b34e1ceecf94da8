using System.Text.Json;
using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn.Audit;
using Xunit;
using static Countersign.Engine.Contract.Storage.Samples;

namespace Countersign.Engine.Contract.Storage;

/// <summary>The promises about the tenants' chains of audit records.</summary>
public abstract partial class StoreContract
{
    [Fact]
    public async Task Audit_is_read_by_tenant_and_in_order()
    {
        for (var i = 0; i < 6; i++)
        {
            await Store.Commit(new(Write(User($"u{i}"), 0), [], [Fact(i % 2 == 0 ? "contoso" : "fabrikam")])).Must();
        }

        await Sealed();
        Assert.Equal([1, 2, 3], (await Store.ReadAudit(new("contoso"), 0, 10, Cancel)).Select(record => record.Sequence));
        Assert.Equal([3], (await Store.ReadAudit(new("fabrikam"), 2, 10, Cancel)).Select(record => record.Sequence));
        Assert.Equal([2, 3], (await Store.ReadAudit(new("contoso"), 1, 2, Cancel)).Select(record => record.Sequence));
        Assert.Empty(await Store.ReadAudit(new("con"), 0, 10, Cancel));
    }

    [Fact]
    public async Task The_tenants_with_records_are_listed_in_order_page_by_page()
    {
        Assert.Empty(await Store.AuditTenants("", 10, Cancel));
        foreach (var tenant in new[] { "b", "a-1", "a", "b", "c1" })
            await Store.Commit(new(Write(User(tenant + Guid.NewGuid()), 0), [], [Fact(tenant)])).Must();
        await Store.Put(User("nobody's"), 0).Must();
        await Sealed();
        Assert.Equal([new("a"), new("a-1")], await Store.AuditTenants("", 2, Cancel));
        Assert.Equal([new("b"), new("c1")], await Store.AuditTenants("a-1", 10, Cancel));
        Assert.Empty(await Store.AuditTenants("c1", 10, Cancel));
        Assert.Empty(await Store.ReadAuditTrunk(0, 10, Cancel));
    }

    [Fact]
    public async Task Facts_of_one_commit_go_to_their_tenants_chains_in_their_order()
    {
        var facts = new[] { Fact("contoso", detail: "1"), Fact("fabrikam", detail: "1"), Fact("contoso", detail: "2") };
        await Store.Commit(new(Write(User("x"), 0), [], facts)).Must();
        await Sealed();
        Assert.Equal(["1", "2"], (await Store.ReadAudit(new("contoso"), 0, 10, Cancel)).Select(Detail));
        Assert.Equal(["1"], (await Store.ReadAudit(new("fabrikam"), 0, 10, Cancel)).Select(Detail));
        Assert.Empty((await AuditVerification.Walk(Store, [], Cancel)).Breaks);

        static string? Detail(AuditRecord record) => AuditBody.Read(record.Body.Span).Detail;
    }

    [Fact]
    public async Task Of_racing_commits_of_many_tenants_each_fact_is_sealed_once_and_every_chain_is_whole()
    {
        await Race(i =>
            Store.Commit(new(Write(User($"u{i}"), 0), [], [Fact($"t{i % 4}", detail: $"{i}"), Fact($"t{(i + 1) % 4}", detail: $"{i}")])));
        await Sealed();
        for (var tenant = 0; tenant < 4; tenant++)
        {
            var records = await Store.ReadAudit(new($"t{tenant}"), 0, 100, Cancel);
            Assert.Equal(Enumerable.Range(1, 16), records.Select(record => (int)record.Sequence));
            Assert.Equal(16, records.Select(record => AuditBody.Read(record.Body.Span).Detail).Distinct().Count());
        }

        Assert.Empty((await AuditVerification.Walk(Store, [], Cancel)).Breaks);
    }

    [Fact]
    public async Task An_audit_record_says_only_what_applies()
    {
        var fact = Fact(detail: "line\nbreak é") with { Bypassed = ["conditional-access"] };
        await Store.Commit(new(Write(User("x"), 0), [], [fact])).Must();
        var record = Assert.Single(await Store.ReadAudit(new("contoso"), 0, 10, Cancel));
        using var json = JsonDocument.Parse(record.Body);
        string[] members = ["kind", "at", "tenant", "user", "bypassed", "detail"];
        Assert.Equal(members, json.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Equal(Noon.ToUnixTimeMilliseconds(), json.RootElement.GetProperty("at").GetInt64());
        Assert.Equal("ada@contoso.example", json.RootElement.GetProperty("user").GetString());
        Assert.True(record.Body.Span.IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0, "one line of ASCII");
        var read = AuditBody.Read(record.Body.Span);
        Assert.Equal(fact.Bypassed, read.Bypassed);
        Assert.Equal(fact with { Bypassed = null }, read with { Bypassed = null });
    }
}
