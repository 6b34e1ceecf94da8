using System.CommandLine;
using System.Net.Sockets;
using Countersign.Engine.Ports;
using Countersign.LoadTests.Wire;

namespace Countersign.LoadTests.Scenarios;

/// <summary>One way of putting load on a server, with what is expected to hold under it.</summary>
internal abstract class Scenario(string name, string description)
{
    private readonly List<Finding> _findings = [];

    public string Name => name;

    /// <summary>The findings, for a table over several scenarios.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    protected Settings Common { get; } = new();

    /// <summary>The command; it ends with 0 when everything expected held, with 1 when not, with 2 when it could not be run.</summary>
    public virtual Command ToCommand()
    {
        var command = new Command(name, description);
        AddOptions(command);
        Common.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            try
            {
                return await Run(parsed, cancel) ? 0 : 1;
            }
            catch (Exception failed) when (failed is FormatException or IOException or SocketException
                or StoreRefusedException or UnexpectedReplyException)
            {
                await Console.Error.WriteLineAsync($"{name}: {failed.Message}");
                return 2;
            }
        });
        return command;
    }

    protected abstract void AddOptions(Command command);

    /// <summary>Whether everything expected held.</summary>
    protected abstract Task<bool> Run(ParseResult parsed, CancellationToken cancel);

    protected static Option<T> Number<T>(string name, T value, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };

    /// <summary>A figure worth keeping.</summary>
    protected void Tell(string what, string seen) => _findings.Add(new(what, seen, null));

    protected bool Expect(bool held, string what)
    {
        Console.WriteLine($"{(held ? "held  " : "FAILED")}  {what}");
        _findings.Add(new(what, held ? "held" : "FAILED", held));
        return held;
    }
}

/// <param name="Held">Null for a figure that nothing is expected of.</param>
internal sealed record Finding(string What, string Seen, bool? Held);
