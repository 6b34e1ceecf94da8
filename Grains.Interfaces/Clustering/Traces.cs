using System.Diagnostics;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Countersign.Grains.Interfaces.Clustering;

/// <summary>
/// A trace that a gateway's request belongs to goes on at the silo. Where nobody collects traces there is none, and nothing is sent.
/// </summary>
public static class Traces
{
    private const string Parent = "traceparent";

    public static IClientBuilder AddTraces(this IClientBuilder client) => client.AddOutgoingGrainCallFilter<Sender>();

    /// <summary>The trace of the call that is being served, or null.</summary>
    public static string? Received => RequestContext.Get(Parent) as string;

    private sealed class Sender : IOutgoingGrainCallFilter
    {
        public Task Invoke(IOutgoingGrainCallContext context)
        {
            if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } request) RequestContext.Set(Parent, request.Id!);
            return context.Invoke();
        }
    }
}
