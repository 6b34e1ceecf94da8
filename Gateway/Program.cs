using System.CommandLine;
using System.CommandLine.Invocation;
using Countersign.Gateway.Commands;

// The table of contents of the command line: what can be run, and what an exit code means (docs/configuration.md).
var root = new RootCommand("Countersign: passwordless phone sign-in with number matching. Without a command: serve.")
{
    Serve.Command(),
    Check.Command(),
    Audit.Command(),
    Keys.Command(),
    Tokens.Command(),
    Administrators.Command(),
    Config.Command(),
    People.Command(),
    Policy.Command(),
    Proposals.Command(),
    Groups.Command(),
    Logs.SignIns(),
    OpenApi.Command(),
};
Serve.OnItsOwn(root);

var parsed = root.Parse(args);
if (parsed.Action is ParseErrorAction)
{
    Console.Error.WriteLine(parsed.Errors[0].Message);
    return ExitCode.BadSetting;
}

return await parsed.InvokeAsync(new InvocationConfiguration
{
    EnableDefaultExceptionHandler = false,
    ProcessTerminationTimeout = null,   // the web server listens for SIGTERM and Ctrl-C
});
