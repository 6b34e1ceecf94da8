using System.CommandLine;
using Countersign.LoadTests.Population;
using Countersign.LoadTests.Servers;

namespace Countersign.LoadTests.Scenarios;

/// <summary>The options that every scenario has.</summary>
internal sealed class Settings
{
    private readonly Option<string?> _data = new("--data")
    {
        Description = "Folder of the population: used again when large enough, filled when empty. Default: a new one, removed at the end.",
    };

    private readonly Option<int> _port = new("--port")
    {
        Description = "Port of the server on 127.0.0.1; the next one is for administration.", DefaultValueFactory = _ => 5380,
    };

    private readonly Option<string> _server = new("--server")
    {
        Description = "Countersign.Gateway.dll to start.", DefaultValueFactory = _ => ServerChoice.BuiltAlongside,
    };

    private readonly Option<int> _phones = new("--phones")
    {
        Description = "Different pairs of phone keys; more people than these share them.", DefaultValueFactory = _ => 1000,
    };

    /// <summary>Different pairs of phone keys.</summary>
    public Option<int> Phones => _phones;

    public void AddTo(Command command)
    {
        command.Options.Add(_data);
        command.Options.Add(_port);
        command.Options.Add(_server);
        command.Options.Add(_phones);
    }

    public ServerChoice Server(ParseResult parsed) => new(parsed.GetRequiredValue(_server), parsed.GetRequiredValue(_port));

    /// <summary>The folder to work in; disposing of it removes it unless it was named.</summary>
    public WorkFolder Folder(ParseResult parsed) => new(parsed.GetValue(_data));

    public Task<SeededFolder> Population(
        ParseResult parsed, WorkFolder folder, int users, int challengeSeconds, CancellationToken cancel) =>
        Seed.Of(folder.Path, new(users, Math.Min(users, parsed.GetRequiredValue(_phones)), challengeSeconds), cancel);
}

/// <summary>A folder for one scenario.</summary>
internal sealed class WorkFolder(string? named) : IDisposable
{
    public string Path { get; } = named ?? Directory.CreateTempSubdirectory("countersign-load-").FullName;

    public void Dispose()
    {
        if (named is null) Directory.Delete(Path, recursive: true);
    }
}
