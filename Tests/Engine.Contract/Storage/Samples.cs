using System.Text;
using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.Audit;
using Xunit;

namespace Countersign.Engine.Contract.Storage;

/// <summary>Rows, commits and facts for the storage tests.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static byte[] Body(string text) => Encoding.UTF8.GetBytes($$"""{"text":"{{text}}"}""");

    /// <summary>The owner of all rows here.</summary>
    public static readonly RowOwner Owner = RowOwner.Tenant(new("contoso"));

    public static RowKey User(string id) => new(RowKind.User, id);

    public static RowKey Owned(RowKey key) => key with { Owner = Owner };

    public static RowWrite Write(RowKey key, long expected, string text = "", DateTimeOffset? due = null) =>
        new(key with { Owner = key.Owner ?? Owner }, expected, due, Body(text));

    public static AuditFact Fact(string tenant = "contoso", string kind = "challenge.approved", string? detail = null) =>
        new(kind, Noon, new TenantId(tenant), new UserName("ada@contoso.example"), Detail: detail);

    public static ValueTask<CommitResult> Put(this IStore store, RowKey key, long expected, string text = "", DateTimeOffset? due = null) =>
        store.Commit(new(Write(key, expected, text, due), [], []));

    public static async Task Must(this ValueTask<CommitResult> commit) => Assert.Equal(CommitResult.Committed, await commit);

    public static async Task<string?> Text(this IStore store, RowKey key) =>
        await store.Load(key, Cancel) is { } row ? Encoding.UTF8.GetString(row.Body.Span) : null;

    /// <summary>Commits one row a fact, so that the chain has <paramref name="count"/> records.</summary>
    public static async Task Chain(this IStore store, int count)
    {
        for (var i = 1; i <= count; i++)
        {
            await store.Commit(new(Write(User($"chain{i}"), 0), [], [Fact(detail: $"record {i}")])).Must();
        }
    }
}
