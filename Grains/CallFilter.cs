using System.Diagnostics;
using Countersign.Engine;
using Countersign.Grains.Interfaces.Clustering;

namespace Countersign.Grains;

/// <summary>
/// Passed by every call. A question beyond what the silo takes at once is refused at the door, which is cheaper than to answer it too late;
/// and the trace that the question belongs to goes on here. Waiting is not counted: it does nothing.
/// </summary>
public sealed class CallFilter(SiloServices silo) : IIncomingGrainCallFilter
{
    public const string SourceName = "Countersign.Silo";
    private static readonly ActivitySource Source = new(SourceName);

    public Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.Grain is not IAsked asks || context.MethodName is "WaitForChange" or "NotifyChange") return context.Invoke();
        if (!silo.Counters.TryEnter(silo.MostUnderWay, asks.Machine))
            throw new EngineUnavailableException("A silo has as much under way as it takes.");
        var asked = Source.HasListeners() && Traces.Received is { } parent ? Traced(context, parent) : context.Invoke();
        if (!asked.IsCompletedSuccessfully) return Leave(asked);
        silo.Counters.Leave();
        return asked;
    }

    private async Task Leave(Task asked)
    {
        try
        {
            await asked;
        }
        catch (EngineUnavailableException unavailable) when (unavailable.InnerException is not null)
        {
            throw new EngineUnavailableException(unavailable.Message);   // what a database's driver throws cannot travel
        }
        finally
        {
            silo.Counters.Leave();
        }
    }

    private static async Task Traced(IIncomingGrainCallContext context, string parent)
    {
        using var span = Source.StartActivity(context.InterfaceName, ActivityKind.Server, parent);
        await context.Invoke();
    }
}

/// <summary>A grain whose calls are questions.</summary>
internal interface IAsked
{
    /// <summary>What is asked, as metrics name it: one of a few words.</summary>
    string Machine { get; }
}
