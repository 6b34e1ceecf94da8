using Countersign.Engine.Ports;
using Countersign.Grains.Interfaces.Clustering;
using Microsoft.Extensions.Configuration;

namespace Countersign.Grains;

/// <summary>
/// What gateways and silos have alike as processes: where their settings come from, and how they end when they cannot serve.
/// </summary>
public static class Serving
{
    /// <summary>Each setting from the command line, else from the environment, else from <c>appsettings.json</c>.</summary>
    /// <param name="given">Names below <c>Countersign</c>; null: not on the command line.</param>
    public static IConfiguration Configuration(IEnumerable<(string Setting, string? Value)> given) => new ConfigurationBuilder()
        .SetBasePath(Directory.GetCurrentDirectory())
        .AddJsonFile("appsettings.json", optional: true)
        .AddEnvironmentVariables()
        .AddInMemoryCollection(
            from option in given
            where option.Value is not null
            select KeyValuePair.Create("Countersign:" + option.Setting, option.Value))
        .Build();

    /// <summary>Serves until told to stop; the exit code.</summary>
    /// <param name="badSetting">The code for a setting that cannot be used, or a listener that cannot bind.</param>
    /// <param name="refused">The code for a store or a cluster that cannot be used.</param>
    /// <param name="because">Says why, and answers the code.</param>
    public static async Task<int> Run(Func<Task> serve, int badSetting, int refused, Func<int, string, int> because)
    {
        try
        {
            await serve();
            return 0;
        }
        catch (ToldToStopException)
        {
            return 0;
        }
        catch (Exception away) when (away is StoreRefusedException or ClusterRefusedException)
        {
            return because(refused, away.Message);
        }
        catch (Exception unusable) when (unusable is FormatException or InvalidDataException or IOException
            or UnauthorizedAccessException or InvalidOperationException)
        {
            return because(badSetting, unusable.Message);
        }
    }
}

/// <summary>The process was told to stop before it served: as good an end as one after it.</summary>
public sealed class ToldToStopException() : Exception("It was told to stop before it served.");
