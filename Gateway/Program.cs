using Countersign.Gateway;
using Microsoft.Extensions.Configuration;

var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
await using var host = await GatewayHost.Start(GatewaySettings.From(configuration), TimeProvider.System);
Console.WriteLine($"Countersign is ready on {host.PublicUrl}");
await host.WaitForShutdown();
