using Countersign.Authenticator.Cli;

return await CommandLine.Run(args, Terminal.OfConsole(), TimeProvider.System, CancellationToken.None);
