using System.Diagnostics;
using Azure.Data.Tables;
using Countersign.Engine.Ports;
using Countersign.Stores.AzureStorage;
using Countersign.TestServers;
using Xunit;
using static Countersign.Engine.Contract.Storage.Samples;

namespace Countersign.Engine.Contract.Storage.Azure;

/// <summary>The account itself: away, not ours, damaged; and what is left over.</summary>
public sealed class AccountOnAzure
{
    [Theory]
    [InlineData("nonsense")]
    [InlineData("http://account.table.core.windows.net")]
    [InlineData("DefaultEndpointsProtocol=http;AccountName=a;AccountKey=a2V5;EndpointSuffix=core.windows.net")]
    public async Task An_account_that_cannot_be_meant_or_is_reached_in_the_clear_is_refused_without_saying_it_back(string connection)
    {
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => AzureStore.Open(connection, "t", TimeProvider.System));
        Assert.Contains("Countersign:StoreConnection", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("a2V5", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_connection_the_store_says_what_it_needs() =>
        Assert.Contains(
            "Countersign:StoreConnection",
            Assert.Throws<StoreRefusedException>(() => new AzureStorageKind().Open(new("data"), TimeProvider.System)).Message,
            StringComparison.Ordinal);

    [Fact]
    public async Task An_account_nobody_answers_for_is_refused_within_seconds()
    {
        var server = await AzuriteServer.Shared;
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(
            () => AzureStore.Open(server.Connection(FreePort.Find()), "t", TimeProvider.System));
        Assert.Equal("The account cannot be used: Azure Storage cannot be reached.", refused.Message);
    }

    [Fact]
    public async Task Whoever_only_looks_makes_no_tables_and_refuses_those_of_a_later_version()
    {
        var (connection, prefix) = ((await AzuriteServer.Shared).Connection(), AzuriteServer.NewPrefix());
        await Assert.ThrowsAsync<StoreRefusedException>(() => AzureStore.Open(connection, prefix, TimeProvider.System, isNew: false));
        await using (var store = await AzureScene.OpenStore(connection, prefix))
        {
            var later = new TableEntity(TableKeys.Schema, TableKeys.Schema) { ["v"] = 2 };
            await store.Account.Work.UpsertEntityAsync(later, TableUpdateMode.Replace, Cancel);
        }

        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => AzureStore.Open(connection, prefix, TimeProvider.System));
        Assert.Contains("later version", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>F5: real time, for it is the account that is away.</summary>
    [Fact]
    public async Task While_the_account_is_away_everybody_is_told_soon_and_it_heals_by_itself()
    {
        await using var scene = await AzureScene.Open();
        var proxy = scene.OpenProxy();
        var store = await scene.OpenStore(proxy, TimeSpan.FromSeconds(2));
        await store.Commit(AzureScene.Change("x", 0)).Must();
        await store.Sealer.Flush(null, Cancel);
        proxy.Die();
        var began = Stopwatch.GetTimestamp();
        for (var attempt = 0; attempt < 6; attempt++)
        {
            Assert.NotEqual(CommitResult.Committed, await store.Commit(AzureScene.Change("x", 1)));
            await Assert.ThrowsAsync<StorageUnavailableException>(async () => await store.Load(AzureScene.UserOf("x"), Cancel));
        }

        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(2), Stopwatch.GetElapsedTime(began).ToString());
        Assert.False(store.Trouble!.IsLost);
        proxy.LoseNothing();
        await AzureScene.Heals(store);
        await store.Commit(AzureScene.Change("x", 1)).Must();
        Assert.True(await scene.IsDone("x", 1));
    }

    [Fact]
    public async Task A_check_counts_what_is_there_and_finds_what_is_wrong()
    {
        var (connection, prefix) = ((await AzuriteServer.Shared).Connection(), AzuriteServer.NewPrefix());
        await using var store = await AzureScene.OpenStore(connection, prefix);
        for (var i = 0; i < 3; i++) await store.Commit(AzureScene.Change($"u{i}", 0)).Must();
        await store.Sealer.Flush(null, Cancel);
        var clean = await AzureCheck.Run(connection, prefix);
        Assert.Empty(clean.Findings);
        Assert.Equal((3, 3, 3), (clean.Rows[RowKind.User], clean.Rows[RowKind.Challenge], clean.Heads.Single().Sequence));

        var account = store.Account;
        var key = AzureScene.UserOf("u1");
        await account.Index.DeleteEntityAsync(
            TableKeys.IndexPartition(key.Kind, key.Id), TableKeys.Ordered(key.Id), cancellationToken: Cancel);
        await account.Audit.DeleteEntityAsync(
            TableKeys.ChainPartition(AzureScene.Tenant), TableKeys.Sequence(3), cancellationToken: Cancel);
        var (partition, row) = (TableKeys.PartitionOf(AzureScene.Owner), TableKeys.RowOf(AzureScene.UserOf("u2")));
        var torn = (await account.Get(account.Rows, partition, row, Cancel))!;
        torn.Remove("x0");
        await account.Rows.UpdateEntityAsync(torn, torn.ETag, TableUpdateMode.Replace, Cancel);
        var findings = (await AzureCheck.Run(connection, prefix)).Findings;
        Assert.Equal(3, findings.Count);
        Assert.Contains(findings, finding => finding.Contains("the index does not lead to it", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.Contains("records were cut off", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.Contains("torn", StringComparison.Ordinal));
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await store.Load(AzureScene.UserOf("u2"), Cancel));
    }

    [Fact]
    public async Task What_a_commit_that_lost_had_written_ahead_is_taken_back()
    {
        await using var scene = await AzureScene.Open();
        var store = scene.Direct;
        await store.Commit(AzureScene.Change("x", 0)).Must();
        await store.Sealer.Flush(null, Cancel);
        await store.Settled();
        var before = await Counted(store);
        Assert.Equal(CommitResult.NotCommitted, await store.Commit(AzureScene.Change("x", 0)));
        var stale = new Commit(
            new(AzureScene.UserOf("x"), 7, Noon, Body("x")), [new(AzureScene.ChallengeOf("new"), 0, Noon, Body("x"))], [Fact()]);
        Assert.Equal(CommitResult.NotCommitted, await store.Commit(stale));
        await store.Settled();
        Assert.Equal(before, await Counted(store));
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a/b", "a.2b")]
    [InlineData("a.b", "a.1b")]
    [InlineData("#?\\ %'", "$1>2[2!1&1&3")]
    public void A_key_has_no_forbidden_character(string id, string key) => Assert.Equal(key, TableKeys.Ordered(id));

    [Fact]
    public void Keys_have_the_order_of_their_ids_and_begin_as_they_do()
    {
        char[] signs = [.. Enumerable.Range(' ', '\u007F' - ' ' + 1).Select(sign => (char)sign)];
        string[] texts = ["", .. signs.Select(sign => $"{sign}"), .. signs.SelectMany(one => signs.Select(other => $"{one}{other}"))];
        Assert.Equal(texts.Order(StringComparer.Ordinal), texts.OrderBy(TableKeys.Ordered, StringComparer.Ordinal));
        Assert.All(texts, text => Assert.StartsWith(TableKeys.Ordered(text), TableKeys.Ordered(text + "/x"), StringComparison.Ordinal));
    }

    private static async Task<(int, int, int)> Counted(AzureStore store)
    {
        var account = store.Account;
        return (
            (await account.Query(account.Rows, "", 1000, Cancel)).Count, (await account.Query(account.Index, "", 1000, Cancel)).Count,
            (await account.Query(account.Work, AzureScene.Marks, 1000, Cancel)).Count);
    }
}
