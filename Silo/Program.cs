using System.CommandLine;
using System.CommandLine.Invocation;
using Countersign.Silo;

// The process that hosts grains: one silo of a cluster (docs/operations.md).
var parsed = Serve.Command().Parse(args);
if (parsed.Action is ParseErrorAction) return ExitCode.Because(ExitCode.BadSetting, parsed.Errors[0].Message);
return await parsed.InvokeAsync(new InvocationConfiguration
{
    EnableDefaultExceptionHandler = false,
    ProcessTerminationTimeout = null,   // the host listens for SIGTERM and Ctrl-C
});
