using Countersign.Engine.Contract.Storage;
using Countersign.Engine.Contract.Storage.Azure;
using Countersign.Engine.Ports;
using Countersign.Stores.AzureStorage;
using Countersign.Stores.Postgres;
using Countersign.TestServers;

namespace Countersign.Engine.Contract.Ports;

/// <summary>By way of a PostgreSQL database.</summary>
public sealed class PostgresCountExchange : CountExchangeContract, IAsyncDisposable
{
    private readonly List<PostgresStore> _stores = [];
    private TestSchema? _schema;

    private protected override async Task<ICountExchange> Open()
    {
        _schema ??= await TestSchema.Make();
        _stores.Add(await EmptyStore.OpenPostgres(_schema.Connection));
        return _stores[^1];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores) await store.DisposeAsync();
        if (_schema is not null) await _schema.DisposeAsync();
    }

    [Fact]
    public async Task A_gateway_that_is_gone_is_heard_no_more_and_removed()
    {
        var exchange = await Open();
        await Put(exchange, "gone", "a");
        await _schema!.Ask("UPDATE {schema}.counts SET at = at - interval '11 seconds'");
        Assert.Empty(await Put(exchange, "here", "b"));
        Assert.Equal(2L, await _schema.Ask("SELECT count(*) FROM {schema}.counts"));
        await _schema.Ask("UPDATE {schema}.counts SET at = at - interval '1 minute'");
        Assert.Empty(await Put(exchange, "here", "b"));
        Assert.Equal(1L, await _schema.Ask("SELECT count(*) FROM {schema}.counts"));
    }

    /// <summary>A role may lack rights on this table alone: people sign in all the same.</summary>
    [Fact]
    public async Task A_database_that_refuses_counts_is_well_for_everything_else()
    {
        var exchange = await Open();
        await _schema!.Ask("DROP TABLE {schema}.counts");
        await Assert.ThrowsAsync<StorageUnavailableException>(() => Put(exchange, "one", "a"));
        Assert.Null(_stores[0].Trouble);
    }

    /// <summary>A release before this one made the tables.</summary>
    [Fact]
    public async Task A_database_without_the_table_gets_one()
    {
        await Put(await Open(), "one", "a");
        await _schema!.Ask("DROP TABLE {schema}.counts");
        Assert.Empty(await Put(await Open(), "one", "a"));
    }
}

/// <summary>By way of Azure Tables.</summary>
public sealed class AzureCountExchange : CountExchangeContract, IAsyncDisposable
{
    private readonly string _prefix = AzuriteServer.NewPrefix();
    private readonly List<AzureStore> _stores = [];

    private protected override async Task<ICountExchange> Open()
    {
        _stores.Add(await AzureScene.OpenStore((await AzuriteServer.Shared).Connection(), _prefix, new TestClock()));
        return _stores[^1];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores) await store.DisposeAsync();
    }

    [Fact]
    public async Task A_gateway_that_is_gone_is_heard_no_more_and_removed()
    {
        await Put(await Open(), "gone", "a");
        var clock = new TestClock();
        var board = new CountBoard(_stores[0].Account, clock);
        Assert.Single(await Put(board, "here", "b"));
        clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Empty(await Put(board, "here", "b"));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(await Put(board, "here", "b"));
        var left = await _stores[0].Account.Query(
            _stores[0].Account.Work, "PartitionKey eq 'counts'", 10, TestContext.Current.CancellationToken);
        Assert.Single(left);
    }
}

/// <summary>By way of a cluster of two silos.</summary>
public sealed class ClusterCountExchange : CountExchangeContract, IAsyncLifetime
{
    private readonly TestClock _clock = new();
    private SmallCluster? _cluster;

    public async ValueTask InitializeAsync() => _cluster = await SmallCluster.Open(_clock, silos: 2);

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
    }

    private protected override Task<ICountExchange> Open() => Task.FromResult<ICountExchange>(_cluster!.Connect());

    [Fact]
    public async Task A_gateway_that_is_gone_is_heard_no_more()
    {
        var exchange = await Open();
        await Put(exchange, "gone", "a");
        _clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Empty(await Put(exchange, "here", "b"));
    }
}

/// <summary>The promises of every way between gateways for what they count (CLU-5).</summary>
public abstract class CountExchangeContract
{
    private protected abstract Task<ICountExchange> Open();

    [Fact]
    public async Task Each_reads_what_the_others_put_up_last_and_never_its_own()
    {
        var (here, there) = (await Open(), await Open());
        Assert.Empty(await Put(here, "one", "a"));
        Assert.Equal(["a"], await Put(there, "two", "b"));
        Assert.Equal(["b"], await Put(here, "one", "c"));
        Assert.Equal(["b", "c"], (await Put(there, "three", "")).Order());
    }

    [Fact]
    public async Task The_longest_text_comes_through_as_it_was()
    {
        var (here, there) = (await Open(), await Open());
        var longest = new string('x', ICountExchange.Longest);
        await Put(here, "one", longest);
        Assert.Equal([longest], await Put(there, "two", "b"));
    }

    private protected static async Task<string[]> Put(ICountExchange exchange, string gateway, string text)
    {
        var others = await exchange.Exchange(
            gateway, System.Text.Encoding.ASCII.GetBytes(text), TestContext.Current.CancellationToken);
        return [.. others.Select(other => System.Text.Encoding.ASCII.GetString(other.Span))];
    }
}
