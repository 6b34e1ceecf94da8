using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Countersign.Grains.Interfaces.Clustering;

/// <summary>
/// A host within a process that has one of its own, and begins before it. It hears no signals: a host that does takes SIGTERM for itself,
/// and a process that is told to stop while it starts would serve all the same, and be killed in the middle of it.
/// </summary>
public static class InnerHost
{
    public static HostApplicationBuilder Create()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<IHostLifetime, EndsWithItsOwner>();
        return builder;
    }

    private sealed class EndsWithItsOwner : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
