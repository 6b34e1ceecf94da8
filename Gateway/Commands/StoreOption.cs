using System.CommandLine;
using Countersign.Engine.Ports;
using Countersign.Grains.Interfaces.Clustering;
using Countersign.Stores.Registry;

namespace Countersign.Gateway.Commands;

/// <summary>
/// The options by which the commands beside <c>serve</c> find a store. How it is reached comes from a file or from the environment, never
/// from the command line, which everyone on the machine can read.
/// </summary>
internal sealed class StoreOption
{
    private readonly Option<string> _data;

    private readonly Option<string> _kind = new("--store")
    {
        Description = $"The kind of store: {string.Join(", ", StoreRegistry.Names)}.",
        DefaultValueFactory = _ => StoreRegistry.Default,
    };

    private readonly Option<string?> _connectionFile = new("--store-connection-file")
    {
        Description = "File that holds how the store is reached, when it is a server. Or set Countersign__StoreConnection.",
    };

    /// <param name="command">Gets the options.</param>
    public StoreOption(Command command, string data = "Folder of the database.")
    {
        _data = new("--data") { Description = data, Required = true };
        command.Add(_data);
        command.Add(_kind);
        command.Add(_connectionFile);
    }

    /// <exception cref="FormatException">There is no such store, or the connection cannot be read.</exception>
    public (IStoreKind Kind, StoreSettings Settings) Find(ParseResult parsed)
    {
        Dictionary<string, string?> given = [];
        if (parsed.GetValue(_connectionFile) is { } file) given["Countersign:StoreConnectionFile"] = file;
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddInMemoryCollection(given).Build();
        return (
            StoreRegistry.Find(parsed.GetValue(_kind)!),
            new(parsed.GetRequiredValue(_data))
            {
                Connection = SecretSetting.FindConnection(configuration.GetSection("Countersign"), "StoreConnection"),
            });
    }
}
