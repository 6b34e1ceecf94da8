using System.Net;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Identity;
using Countersign.Engine.Ports;

namespace Countersign.Stores.AzureStorage;

/// <summary>
/// The account and its tables. Nothing is sent twice by the client: a write that was carried out and whose answer was lost would look like
/// one that lost its race. Every request has a time limit, and only so many are under way.
/// </summary>
internal sealed class StorageAccount : IDisposable
{
    private const int MostAtOnce = 256, MostConnections = 128;
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(1), IdleConnection = TimeSpan.FromSeconds(4);

    /// <summary>Of one read and of one write (F5).</summary>
    private static readonly TimeSpan UsualLimit = TimeSpan.FromSeconds(2);

    private readonly HttpClient _http;
    private readonly SemaphoreSlim _places = new(MostAtOnce);
    private readonly TimeProvider _time;
    private long _requests;

    private StorageAccount(HttpClient http, TableServiceClient account, string prefix, TimeProvider time, TimeSpan limit)
    {
        (_http, _time, Limit) = (http, time, limit);
        Health = new(time);
        Rows = account.GetTableClient(prefix + "rows");
        Index = account.GetTableClient(prefix + "index");
        Work = account.GetTableClient(prefix + "work");
        Audit = account.GetTableClient(prefix + "audit");
        Replays = account.GetTableClient(prefix + "replays");
    }

    /// <summary>Rows and unsealed facts, a partition an owner.</summary>
    public TableClient Rows { get; }

    /// <summary>Kind and id of each row, in order, and its owner.</summary>
    public TableClient Index { get; }

    /// <summary>Marks of what is due and of what is to be sealed; leases.</summary>
    public TableClient Work { get; }

    /// <summary>The chains, a partition a tenant.</summary>
    public TableClient Audit { get; }

    /// <summary>What replay memories have seen.</summary>
    public TableClient Replays { get; }

    public AccountHealth Health { get; }

    /// <summary>Of one request.</summary>
    public TimeSpan Limit { get; }

    /// <summary>Requests sent so far.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <param name="connection">
    /// A connection string, or <c>https://ACCOUNT.table.core.windows.net</c>: the identity of this machine.
    /// </param>
    /// <param name="prefix">Letters and digits: the tables' names begin with it.</param>
    /// <param name="limit">Of each request, and of connecting; null: two seconds, and one.</param>
    /// <exception cref="StoreRefusedException">It names no account, or one that is reached in the clear.</exception>
    public static StorageAccount Of(string connection, string prefix, TimeProvider time, TimeSpan? limit = null)
    {
        var most = limit ?? UsualLimit;
        var http = new HttpClient(new SocketsHttpHandler
        {
            MaxConnectionsPerServer = MostConnections, ConnectTimeout = limit ?? ConnectLimit, PooledConnectionIdleTimeout = IdleConnection,
            UseCookies = false, AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None,
        })
        { Timeout = Timeout.InfiniteTimeSpan };
        var options = new TableClientOptions { Transport = new HttpClientTransport(http) };
        options.Retry.MaxRetries = 0;
        options.Retry.NetworkTimeout = most;
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsTelemetryEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = false;
        try
        {
            var account = Client(connection, options);
            if (account.Uri.Scheme != Uri.UriSchemeHttps && !account.Uri.IsLoopback)
                throw new StoreRefusedException("Countersign:StoreConnection names an account that is reached in the clear. Use https.");
            return new(http, account, prefix, time, most);
        }
        catch (Exception malformed) when (malformed is FormatException or ArgumentException or InvalidOperationException)
        {
            http.Dispose();
            throw new StoreRefusedException(
                "Countersign:StoreConnection is neither a connection string of Azure Storage nor https://ACCOUNT.table.core.windows.net.");
        }
    }

    private static TableServiceClient Client(string connection, TableClientOptions options) =>
        connection.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? new(new Uri(connection), Identity(), options)
        : connection.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? throw new FormatException()
        : new(connection, options);

    /// <summary>The identity of a pod, of a container app, of a machine, or of the environment's variables; nobody's at a desk.</summary>
    private static TokenCredential Identity() => new DefaultAzureCredential(new DefaultAzureCredentialOptions
    {
        ExcludeInteractiveBrowserCredential = true, ExcludeVisualStudioCredential = true, ExcludeVisualStudioCodeCredential = true,
        ExcludeAzureCliCredential = true, ExcludeAzurePowerShellCredential = true, ExcludeAzureDeveloperCliCredential = true,
    });

    /// <summary>The entity, or null.</summary>
    /// <exception cref="StorageUnavailableException">It cannot be read now.</exception>
    /// <param name="only">The properties wanted; null: all.</param>
    public Task<TableEntity?> Get(
        TableClient table, string partition, string row, CancellationToken cancel, IEnumerable<string>? only = null) => Read(
        async stop =>
        {
            var found = await table.GetEntityIfExistsAsync<TableEntity>(partition, row, only, stop);
            return found.HasValue ? found.Value : null;
        }, cancel);

    /// <summary>Up to <paramref name="limit"/> entities in the order of their keys.</summary>
    /// <exception cref="StorageUnavailableException">They cannot be read now.</exception>
    public Task<List<TableEntity>> Query(TableClient table, string filter, int limit, CancellationToken cancel) => Read(
        async stop =>
        {
            List<TableEntity> found = [];
            await foreach (var one in table.QueryAsync<TableEntity>(filter, Math.Clamp(limit, 1, 1000), cancellationToken: stop))
            {
                found.Add(one);
                if (found.Count >= limit) break;
            }

            return found;
        }, cancel);

    /// <exception cref="RequestFailedException">And others: see <see cref="Outcomes"/>.</exception>
    public async Task<T> Write<T>(Func<CancellationToken, Task<T>> send)
    {
        if (!Health.MayAsk()) throw Away();
        using var limit = new CancellationTokenSource(Limit);
        await Enter(limit.Token);
        var since = _time.GetTimestamp();
        try
        {
            Interlocked.Increment(ref _requests);
            var answer = await send(limit.Token);
            Health.Answered(wasWrite: true);
            return answer;
        }
        catch (Exception failed)
        {
            Judge(failed, since);
            throw;
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<T> Read<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (!Health.MayAsk()) throw new StorageUnavailableException(Health.Trouble?.Cause ?? "Azure Storage is away");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Limit);
        var since = _time.GetTimestamp();
        var entered = false;
        try
        {
            await _places.WaitAsync(limit.Token);
            entered = true;
            Interlocked.Increment(ref _requests);
            var answer = await ask(limit.Token);
            Health.Answered(wasWrite: false);
            return answer;
        }
        catch (Exception failed)
        {
            cancel.ThrowIfCancellationRequested();
            Judge(failed, since);
            throw new StorageUnavailableException("It cannot be read now: " + Outcomes.CauseOf(failed), failed);
        }
        finally
        {
            if (entered) _places.Release();
        }
    }

    /// <summary>A request that finds no place was never sent.</summary>
    private async Task Enter(CancellationToken limit)
    {
        try
        {
            await _places.WaitAsync(limit);
        }
        catch (OperationCanceledException)
        {
            throw Away();
        }
    }

    private void Judge(Exception failed, long since)
    {
        if (Outcomes.IsConflict(failed) || failed is RequestFailedException { Status: 400 or 413 }) Health.Answered(wasWrite: false);
        else Health.Failed(failed, since);
    }

    private static HttpRequestException Away() => new(HttpRequestError.ConnectionError, "Azure Storage is away, or has no place free.");
}
