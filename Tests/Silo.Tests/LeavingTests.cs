using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Countersign.Engine;
using Countersign.Grains;
using Countersign.Grains.Interfaces.Clustering;
using Countersign.Silo.Tests.Kit;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users.Administration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Runtime.GrainDirectory;

namespace Countersign.Silo.Tests;

/// <summary>A silo that is told to stop is not sent anything more (F10, CLU-3).</summary>
public sealed class LeavingTests
{
    private static readonly GrainId Grain = GrainId.Create("user", "5:contoso:ada");
    private static readonly SiloAddress Silo = SiloAddress.New(IPAddress.Loopback, 11111, 1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SiloStatus.None, true)]   // news of it has not come yet
    [InlineData(SiloStatus.Created, true)]
    [InlineData(SiloStatus.Joining, true)]
    [InlineData(SiloStatus.Active, true)]
    [InlineData(SiloStatus.ShuttingDown, false)]
    [InlineData(SiloStatus.Stopping, false)]
    [InlineData(SiloStatus.Dead, false)]
    public void A_place_on_a_silo_that_leaves_is_not_remembered(SiloStatus status, bool remembered)
    {
        var kept = new Dictionary<GrainId, GrainAddress>();
        var places = new StayingSilosCache(new Places(kept), silo => silo.Equals(Silo) ? status : SiloStatus.Dead);
        places.AddOrUpdate(new() { GrainId = Grain, SiloAddress = Silo }, 7);

        Assert.Equal(remembered, places.LookUp(Grain, out var place, out var version));
        Assert.Equal(remembered ? (Silo, 7) : (null, 0), (place?.SiloAddress, version));
        Assert.Equal(remembered ? 1 : 0, kept.Count);
    }

    [Fact]
    public async Task A_silo_remembers_places_so_and_ends_its_memory_with_itself()
    {
        await using (var silo = await TestSilo.Start(new(ClusterSettings.Localhost), InMemory.New()))
        {
            Assert.IsType<StayingSilosCache>(silo.Services.GetRequiredService<IGrainDirectoryCache>());
            Assert.Equal(
                GrainDirectoryOptions.CachingStrategyType.Custom,
                silo.Services.GetRequiredService<IOptions<GrainDirectoryOptions>>().Value.CachingStrategy);
        }

        var kept = new Places([]);
        await new StayingSilosCache(kept, _ => SiloStatus.Active).DisposeAsync();
        Assert.True(kept.IsEnded);
    }

    [Fact]
    public async Task A_gateway_that_comes_when_the_silo_leaves_is_turned_away_and_one_that_was_there_is_answered()
    {
        await using var silo = await TestSilo.Start(new(ClusterSettings.Localhost), InMemory.New());
        var cluster = new ClusterSettings(ClusterSettings.Localhost) { Silos = [new(IPAddress.Loopback, silo.Place.GatewayPort)] };
        await using var gateway = await TestConnection.To(cluster);
        silo.TellToStop();

        Assert.Equal(0, await Hear(silo.Place.GatewayPort));
        var there = await gateway.Engine.Ask(new TenantId("contoso"), new TenantQuestion.Read(), Cancel);
        Assert.NotNull(there.Refused);   // there is no such tenant
    }

    [Fact]
    public async Task Who_waits_at_a_grain_that_leaves_looks_again_at_once_and_holds_up_nobody()
    {
        var clock = new StandingClock();
        await using var silo = await TestSilo.Start(new(ClusterSettings.Localhost), InMemory.New(), clock: clock);
        await using var gateway = await TestConnection.To(
            new(ClusterSettings.Localhost) { Silos = [new(IPAddress.Loopback, silo.Place.GatewayPort)] });
        var (user, challenge) = (new UserKey(new("contoso"), new("ada@contoso.example")), new ChallengeId(RandomValues.Handle()));
        var seen = await gateway.Engine.WaitForChange(user, challenge, -1, TimeSpan.Zero, Cancel);
        var waiting = gateway.Engine.WaitForChange(user, challenge, seen, StandingClock.Wait, Cancel).AsTask();
        await clock.SomebodyWaits.WaitAsync(TimeSpan.FromMinutes(1), Cancel);

        await silo.Leave(user);
        Assert.Equal(-1, await waiting);
        await gateway.Engine.Ask(user, new DescribeUser(), Cancel);
    }

    /// <returns>How much was said before the connection ended.</returns>
    private static async Task<int> Hear(int port)
    {
        using var late = new TcpClient();
        try
        {
            await late.ConnectAsync(IPAddress.Loopback, port, Cancel);
            return await late.GetStream().ReadAsync(new byte[1], Cancel).AsTask().WaitAsync(TimeSpan.FromMinutes(1), Cancel);
        }
        catch (Exception reset) when (reset is IOException or SocketException { SocketErrorCode: not SocketError.ConnectionRefused })
        {
            return 0;   // perhaps before the connection was whole
        }
    }

    /// <summary>No time passes, so no wait ends with it.</summary>
    private sealed class StandingClock : TimeProvider
    {
        public static readonly TimeSpan Wait = TimeSpan.FromSeconds(7.5);
        private readonly TaskCompletionSource _waits = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task SomebodyWaits => _waits.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == Wait) _waits.TrySetResult();
            return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>A memory that forgets nothing.</summary>
    private sealed class Places(Dictionary<GrainId, GrainAddress> kept) : IGrainDirectoryCache, IAsyncDisposable
    {
        private readonly Dictionary<GrainId, int> _versions = [];

        public IEnumerable<(GrainAddress ActivationAddress, int Version)> KeyValues =>
            kept.Select(one => (one.Value, _versions[one.Key]));

        public void AddOrUpdate(GrainAddress value, int version) =>
            (kept[value.GrainId], _versions[value.GrainId]) = (value, version);

        public bool Remove(GrainId key) => kept.Remove(key);

        public bool Remove(GrainAddress key) => kept.Remove(key.GrainId);

        public bool IsEnded { get; private set; }

        public void Clear() => kept.Clear();

        public ValueTask DisposeAsync()
        {
            IsEnded = true;
            return default;
        }

        public bool LookUp(GrainId key, [NotNullWhen(true)] out GrainAddress? result, out int version)
        {
            version = _versions.GetValueOrDefault(key);
            return kept.TryGetValue(key, out result);
        }
    }
}
