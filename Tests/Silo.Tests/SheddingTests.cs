using System.Net;
using Countersign.Engine;
using Countersign.Engine.Ports;
using Countersign.Grains.Interfaces.Clustering;
using Countersign.Silo.Tests.Kit;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;

namespace Countersign.Silo.Tests;

/// <summary>A silo takes so many questions at once and no more.</summary>
public sealed class SheddingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_question_beyond_what_a_silo_takes_is_refused_at_once_and_the_next_one_is_answered()
    {
        var store = new HeldStore();
        await using var silo = await TestSilo.Start(new(ClusterSettings.Localhost), store, mostUnderWay: 3);
        await using var gateway = await TestConnection.To(
            new(ClusterSettings.Localhost)
            {
                Silos = [new(IPAddress.Loopback, silo.Place.GatewayPort)],
                Times = new() { Answer = TimeSpan.FromMinutes(1) },   // the test is not about time
            });
        store.Hold();
        var held = Enumerable.Range(0, 3).Select(i => Ask(gateway, "held" + i)).ToArray();
        await store.WhenHeld(3);
        await Assert.ThrowsAsync<EngineUnavailableException>(() => Ask(gateway, "more"));
        store.Release();
        await Task.WhenAll(held);
        await Ask(gateway, "more");
    }

    private static Task Ask(ClusterConnection gateway, string tenant) =>
        gateway.Engine.Ask(new TenantId(tenant), new TenantQuestion.Read(), Cancel).AsTask();

    /// <summary>Keeps whoever loads a tenant waiting. Housekeeping loads none.</summary>
    private sealed class HeldStore : IStore
    {
        private readonly IStore _store = InMemory.New();
        private readonly SemaphoreSlim _held = new(0);
        private TaskCompletionSource? _gate;

        public bool IsExclusive => false;

        public void Hold() => _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => Interlocked.Exchange(ref _gate, null)?.SetResult();

        public async Task WhenHeld(int count)
        {
            for (var i = 0; i < count; i++) Assert.True(await _held.WaitAsync(TimeSpan.FromMinutes(1), Cancel));
        }

        public async ValueTask<Row?> Load(RowKey key, CancellationToken cancel)
        {
            if (_gate is { } gate)
            {
                _held.Release();
                await gate.Task;
            }

            return await _store.Load(key, cancel);
        }

        public ValueTask<CommitResult> Commit(Commit commit) => _store.Commit(commit);

        public ValueTask<IReadOnlyList<RowKey>> Due(RowKind kind, DateTimeOffset now, int limit, CancellationToken cancel) =>
            _store.Due(kind, now, limit, cancel);

        public ValueTask<int> DropDue(RowKind kind, DateTimeOffset now, int limit, CancellationToken cancel) =>
            _store.DropDue(kind, now, limit, cancel);

        public ValueTask<IReadOnlyList<Row>> List(RowKind kind, string prefix, string after, int limit, CancellationToken cancel) =>
            _store.List(kind, prefix, after, limit, cancel);

        public ValueTask<IReadOnlyList<Countersign.SignIn.Audit.AuditRecord>> ReadAudit(
            TenantId tenant, long after, int limit, CancellationToken cancel) => _store.ReadAudit(tenant, after, limit, cancel);

        public ValueTask<IReadOnlyList<TenantId>> AuditTenants(string after, int limit, CancellationToken cancel) =>
            _store.AuditTenants(after, limit, cancel);

        public ValueTask DisposeAsync() => _store.DisposeAsync();
    }
}
