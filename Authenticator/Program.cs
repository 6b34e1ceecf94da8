using Countersign.Authenticator.Cli;
using Countersign.Authenticator.Commands;

return await CommandLine.Run(args, Terminal.OfConsole(), TimeProvider.System, CancellationToken.None);
