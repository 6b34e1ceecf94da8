using System.CommandLine;
using Countersign.LoadTests.Scenarios;

var root = new RootCommand("Puts load on a Countersign server on this machine's loopback addresses, and on no other.");
root.Subcommands.Add(new FullSignIn().ToCommand());
root.Subcommands.Add(new Ciba().ToCommand());
root.Subcommands.Add(new StartOnly().ToCommand());
root.Subcommands.Add(new IdleDevices().ToCommand());
root.Subcommands.Add(new Contention().ToCommand());
root.Subcommands.Add(new Crash().ToCommand());
root.Subcommands.Add(new Enumeration().ToCommand());
root.Subcommands.Add(new Passwords().ToCommand());
root.Subcommands.Add(new Provisioning().ToCommand());
root.Subcommands.Add(new StoreWriters().ToCommand());
root.Subcommands.Add(new Hosts().ToCommand());
root.Subcommands.Add(new Waking().ToCommand());
root.Subcommands.Add(new ChaosRun().ToCommand());
root.Subcommands.Add(Full.ToCommand());
return await root.Parse(args).InvokeAsync();
