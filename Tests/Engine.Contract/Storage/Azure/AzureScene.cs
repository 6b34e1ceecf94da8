using System.Diagnostics;
using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.SignIn.Audit;
using Countersign.SiloProcess;
using Countersign.Stores.AzureStorage;
using Countersign.TestServers;
using Xunit;
using static Countersign.Engine.Contract.Storage.Samples;

namespace Countersign.Engine.Contract.Storage.Azure;

/// <summary>Tables of one test, reached directly and by way of proxies that lose things.</summary>
internal sealed class AzureScene : IAsyncDisposable
{
    public static readonly TenantId Tenant = new("contoso");

    /// <summary>A filter: the marks of what is due and of what is to be sealed.</summary>
    public const string Marks = "PartitionKey ge 'd' and PartitionKey lt 'p' and PartitionKey ne 'lease'";

    /// <summary>A user with a challenge that goes with it: a row to change, one to bring into being, both due, and a fact.</summary>
    public static readonly RowOwner Owner = RowOwner.User(new(Tenant, new("ada@contoso.example")));

    private readonly string _prefix = AzuriteServer.NewPrefix();
    private readonly List<IAsyncDisposable> _opened = [];

    private AzureScene(AzuriteServer server) => Server = server;

    public AzuriteServer Server { get; }

    /// <summary>The store without a proxy before it: tells the truth.</summary>
    public AzureStore Direct { get; private set; } = null!;

    public static async Task<AzureScene> Open()
    {
        var scene = new AzureScene(await AzuriteServer.Shared);
        scene.Direct = await scene.OpenStore();
        return scene;
    }

    /// <summary>As another process on the same tables.</summary>
    /// <param name="limit">Of each request; null: so generous that a busy machine is only slow.</param>
    public async Task<AzureStore> OpenStore(LosingProxy? proxy = null, TimeSpan? limit = null)
    {
        var store = await OpenStore(Server.Connection(proxy?.Port), _prefix, limit: limit, recovers: false);
        _opened.Add(store);
        return store;
    }

    /// <summary>With a limit so generous that a busy machine is only slow.</summary>
    public static Task<AzureStore> OpenStore(
        string connection, string prefix, TimeProvider? clock = null, TimeSpan? limit = null, bool recovers = true) =>
        AzureStore.Open(connection, prefix, TimeProvider.System, clock, limit: limit ?? SlowMachine.StoreLimit, recovers: recovers);

    public LosingProxy OpenProxy()
    {
        var proxy = new LosingProxy(Server.Port);
        _opened.Insert(0, proxy);   // goes last: the stores seal what is left
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_opened.OfType<AzureStore>().Select(store => store.DisposeAsync().AsTask()));
        foreach (var proxy in _opened.OfType<LosingProxy>()) await proxy.DisposeAsync();
    }

    public static RowKey UserOf(string name) => new(RowKind.User, "7:contoso" + name, Owner);

    public static RowKey ChallengeOf(string name) => new(RowKind.Challenge, name, Owner);

    /// <summary>A change of the user that brings a challenge into being and leaves a fact, all named alike.</summary>
    public static Commit Change(string name, long version) => new(
        new(UserOf(name), version, DueOf(version), Body($"{name} {version}")),
        [new(ChallengeOf(name + version), 0, Noon, Body(name))],
        [Fact(detail: name + version)]);

    /// <summary>Sooner with each change: before that the user is not due yet by then.</summary>
    private static DateTimeOffset DueOf(long version) => Noon.AddMinutes(60 - version);

    /// <summary>Seals all there is, whoever committed it; nobody else may be sealing.</summary>
    public async Task SealAll()
    {
        await Direct.Recovery.LookAtOnce(Cancel);
        await Direct.Sealer.Flush(null, Cancel);
    }

    /// <summary>How often each fact is in the chain, which is whole.</summary>
    public async Task<Dictionary<string, int>> Sealed()
    {
        Assert.Empty((await AuditVerification.Walk(Direct, [], Cancel)).Breaks);
        List<AuditRecord> records = [];
        for (long after = 0; await Direct.ReadAudit(Tenant, after, 1000, Cancel) is { Count: > 0 } page; after = page[^1].Sequence)
            records.AddRange(page);
        return records.GroupBy(record => AuditBody.Read(record.Body.Span).Detail!).ToDictionary(group => group.Key, group => group.Count());
    }

    /// <summary>Whether the change was carried out; if not, nothing of it is there.</summary>
    public async Task<bool> IsDone(string name, long version)
    {
        var row = await Direct.Load(UserOf(name), Cancel);
        var isDone = row?.Version == version + 1;
        Assert.Equal(isDone, await Direct.Load(ChallengeOf(name + version) with { Owner = null }, Cancel) is not null);
        Assert.Equal(isDone, (await Direct.Due(RowKind.Challenge, Noon, 1000, Cancel)).Contains(ChallengeOf(name + version)));
        Assert.Equal(isDone, (await Direct.Due(RowKind.User, DueOf(version), 1000, Cancel)).Contains(UserOf(name)));
        return isDone;
    }

    /// <summary>The store hears that its account answers again.</summary>
    public static async Task Heals(AzureStore store)
    {
        var began = Stopwatch.GetTimestamp();
        while (store.Trouble is not null)
        {
            store.Probe();
            await Task.Delay(20, Cancel);
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(30), store.Trouble?.Cause);
        }
    }
}
