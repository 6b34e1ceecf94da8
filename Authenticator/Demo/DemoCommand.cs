using System.CommandLine;
using Countersign.Authenticator.Cli;

namespace Countersign.Authenticator.Demo;

/// <summary>One complete sign-in against a running gateway, over HTTP alone, told step by step.</summary>
internal static class DemoCommand
{
    public static Command Create(Globals globals)
    {
        var reach = new Option<string>("--public") { Description = "The gateway's public address", HelpName = "URL", DefaultValueFactory = _ => "http://127.0.0.1:8080" };
        var admin = new Option<string>("--admin") { Description = "Its administration address", HelpName = "URL", DefaultValueFactory = _ => "http://127.0.0.1:8081" };
        var token = new Option<string>("--admin-token-file") { Description = "The file with the administration token", HelpName = "FILE", Required = true };
        var user = new Option<string>("--user") { Description = "Who signs in", HelpName = "USER", DefaultValueFactory = _ => DemoSetUp.FederatedUser };
        user.AcceptOnlyFromAmong(DemoSetUp.FederatedUser, DemoSetUp.ManagedUser);
        var onlySetUp = new Option<bool>("--setup-only") { Description = "Only make the tenant, its domains and its users" };
        var command = new Command("demo", "Show one complete sign-in against a running gateway") { reach, admin, token, user, onlySetUp };
        command.SetAction((parsed, cancel) => globals.Run(parsed, async handset =>
        {
            try
            {
                var addresses = Addresses.Of(parsed.GetRequiredValue(reach), parsed.GetRequiredValue(admin), handset.Insecure);
                var operates = new Operator(handset.Http, addresses.Admin, (await File.ReadAllTextAsync(parsed.GetRequiredValue(token), cancel)).Trim());
                await new DemoSignIn(handset, operates, addresses.Public, parsed.GetRequiredValue(user)).Run(parsed.GetValue(onlySetUp), cancel);
                return ExitCode.Done;
            }
            catch (DemoFailure failure)
            {
                handset.Terminal.Error.WriteLine(failure.Message);
                return failure.ExitCode;
            }
        }));
        return command;
    }

    private sealed record Addresses(Uri Public, Uri Admin)
    {
        public static Addresses Of(string reach, string admin, bool insecure) => new(Parse("--public", reach, insecure), Parse("--admin", admin, insecure));

        // The administration token goes to one of them, a pass to the other: neither over a line that others can read.
        private static Uri Parse(string option, string text, bool insecure) =>
            !Uri.TryCreate(text, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps)
                ? throw new DemoFailure($"{option} is an address such as http://127.0.0.1:8080.", ExitCode.Usage)
            : address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback && !insecure
                ? throw new DemoFailure($"{option} is plain http to another machine. To do it all the same, for a trial only, add --insecure.", ExitCode.Usage)
                : address;
    }
}
