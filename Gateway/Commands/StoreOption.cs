using System.CommandLine;
using Countersign.Stores.Registry;

namespace Countersign.Gateway.Commands;

/// <summary><c>--store</c> of the commands that look at a store that no server holds.</summary>
internal static class StoreOption
{
    public static Option<string> Create() => new("--store")
    {
        Description = $"The kind of store: {string.Join(", ", StoreRegistry.Names)}.",
        DefaultValueFactory = _ => StoreRegistry.Default,
    };
}
