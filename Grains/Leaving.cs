using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Runtime.Diagnostics;
using Orleans.Runtime.GrainDirectory;

namespace Countersign.Grains;

/// <summary>What lets a silo or a grain leave without a question being lost (F10), beyond what Orleans does.</summary>
internal static class Leaving
{
    /// <summary>
    /// Others stop passing questions on to a silo that leaves; it lets nobody in any more who had not heard of it; and no grain is kept
    /// from leaving by those who wait at it.
    /// </summary>
    public static ISiloBuilder LeavesInOrder(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<IGrainDirectoryCache>(services => new StayingSilosCache(
            GrainDirectoryCacheFactory.CreateGrainDirectoryCache(services, new GrainDirectoryOptions()),
            services.GetRequiredService<ISiloStatusOracle>().GetApproximateSiloStatus));
        silo.Services.Configure<GrainDirectoryOptions>(options =>
            options.CachingStrategy = GrainDirectoryOptions.CachingStrategyType.Custom);
        silo.Services.AddOptions<SiloConnectionOptions>().Configure<IHostApplicationLifetime>((options, life) =>
            options.ConfigureGatewayInboundConnection(connections => ShutWhen(life.ApplicationStopping, connections)));
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, EndOfWaits>();
        return silo;
    }

    /// <summary>
    /// A gateway that is told which silos there are just before one leaves would go to it after the others have been told to go.
    /// Turned away, it asks another.
    /// </summary>
    private static void ShutWhen(CancellationToken leaves, IConnectionBuilder connections) => connections.Use(next => connection =>
    {
        if (!leaves.IsCancellationRequested) return next(connection);
        connection.Abort(new ConnectionAbortedException("This silo leaves."));
        return Task.CompletedTask;
    });
}

/// <summary>
/// A silo's memory of where grains are. A place on a silo that leaves is no longer held to be one: the directory is asked again.
/// </summary>
/// <remarks>
/// Orleans forgets places only when a silo is gone. Until then, what came in through another silo went on to the one that leaves, which
/// gave it back for as long as it could. The answers went to the gateways past the silo that was wrong, so it went on being wrong, and the
/// last questions had no answer.
/// </remarks>
internal sealed class StayingSilosCache(IGrainDirectoryCache places, Func<SiloAddress, SiloStatus> statusOf)
    : IGrainDirectoryCache, IAsyncDisposable
{
    public IEnumerable<(GrainAddress ActivationAddress, int Version)> KeyValues => places.KeyValues;

    public bool LookUp(GrainId key, [NotNullWhen(true)] out GrainAddress? result, out int version)
    {
        if (!places.LookUp(key, out result, out version)) return false;
        if (result.SiloAddress is { } silo && !statusOf(silo).IsTerminating()) return true;
        places.Remove(result);
        (result, version) = (null, 0);
        return false;
    }

    public void AddOrUpdate(GrainAddress value, int version) => places.AddOrUpdate(value, version);

    public bool Remove(GrainId key) => places.Remove(key);

    public bool Remove(GrainAddress key) => places.Remove(key);

    public void Clear() => places.Clear();

    /// <summary>Orleans ends the one that it makes itself, and this one not: a beat of the clock would keep it for good.</summary>
    public ValueTask DisposeAsync() => places is IAsyncDisposable ends ? ends.DisposeAsync() : default;
}

/// <summary>
/// Tells users' grains that they leave, as soon as it is settled: Orleans itself says so only when nothing goes on there.
/// </summary>
/// <remarks>
/// The event comes under a lock of the grain's, and for each silo of the process: what is done is quick, and may be done twice. Orleans
/// does not promise it to the next minor version (<c>LeavingTests</c>).
/// </remarks>
internal sealed class EndOfWaits : ILifecycleParticipant<ISiloLifecycle>, IObserver<GrainLifecycleEvents.LifecycleEvent>
{
    public void Participate(ISiloLifecycle lifecycle)
    {
        IDisposable? listening = null;
        lifecycle.Subscribe(
            nameof(EndOfWaits), ServiceLifecycleStage.RuntimeInitialize,
            _ =>
            {
                listening = GrainLifecycleEvents.AllEvents.Subscribe(this);
                return Task.CompletedTask;
            },
            _ =>
            {
                listening?.Dispose();
                return Task.CompletedTask;
            });
    }

    public void OnNext(GrainLifecycleEvents.LifecycleEvent value)
    {
        if (value is GrainLifecycleEvents.Deactivating { GrainContext.GrainInstance: UserGrain user }) user.EndWaits();
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }
}
