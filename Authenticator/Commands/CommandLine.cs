using System.CommandLine;
using Countersign.Authenticator.Cli;
using Countersign.Authenticator.Demo;

namespace Countersign.Authenticator.Commands;

/// <summary>The program: its commands, in the order a newcomer needs them.</summary>
internal static class CommandLine
{
    public static async Task<int> Run(IReadOnlyList<string> arguments, Terminal terminal, TimeProvider clock, CancellationToken cancel)
    {
        var parsed = Build(terminal, clock).Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) terminal.Error.WriteLine(error.Message);
            terminal.Error.WriteLine("countersign-authenticator --help shows what there is.");
            return ExitCode.Usage;
        }
        try
        {
            var speaking = new InvocationConfiguration { Output = terminal.Out, Error = terminal.Error };
            speaking.EnableDefaultExceptionHandler = false;
            return await parsed.InvokeAsync(speaking, cancel);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            terminal.Error.WriteLine(e.Message);
            return ExitCode.Usage;
        }
    }

    private static RootCommand Build(Terminal terminal, TimeProvider clock)
    {
        var globals = new Globals(terminal, clock);
        var root = new RootCommand("A phone in a terminal: signs in to Countersign by number matching.\n" + ExitCode.Explained)
        {
            EnrolCommand.Create(globals),
            StageCommands.CreateEnable(globals),
            WatchCommand.Create(globals),
            AnswerCommand.Create(globals),
            StageCommands.CreateDisable(globals),
            ProfileCommands.CreateRename(globals),
            ProfileCommands.CreateList(globals),
            ProfileCommands.CreateRemove(globals),
            DemoCommand.Create(globals),
        };
        globals.AddTo(root);
        return root;
    }
}
