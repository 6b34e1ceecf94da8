using System.CommandLine;
using Countersign.Authenticator.Cli;

namespace Countersign.Authenticator.Demo;

/// <summary>One complete sign-in against a running gateway, over HTTP alone, told step by step.</summary>
internal static class DemoCommand
{
    public static Command Create(Globals globals)
    {
        var reach = Address("--public", "The gateway's public address", "http://127.0.0.1:5080");
        var admin = Address("--admin", "Its administration address", "http://127.0.0.1:5081");
        var token = new Option<string>("--admin-token-file")
        {
            Description = "The file with the administration token",
            HelpName = "FILE",
            Required = true,
        };
        var user = new Option<string>("--user") { Description = "Who signs in", DefaultValueFactory = _ => DemoSetUp.FederatedUser };
        user.AcceptOnlyFromAmong(DemoSetUp.FederatedUser, DemoSetUp.ManagedUser);
        var onlySetUp = new Option<bool>("--setup-only") { Description = "Only make the tenant, its domains and its users" };
        var issuer = new Option<string?>("--federation") { Description = "The issuer of fabrikam.example's people", HelpName = "URL" };
        var secret = new Option<string?>("--federation-secret-file") { Description = "The file with the secret there", HelpName = "FILE" };
        var command = new Command("demo", "Show one complete sign-in against a running gateway")
        {
            reach, admin, token, user, onlySetUp, issuer, secret,
        };
        command.SetAction((parsed, cancel) => globals.Run(parsed, handset => Run(
            handset,
            async () =>
            {
                var there = Parse("--admin", parsed.GetRequiredValue(admin), handset.Insecure);
                var operates = new Operator(handset.Http, there, await Token(parsed.GetRequiredValue(token), cancel));
                var origin = Parse("--public", parsed.GetRequiredValue(reach), handset.Insecure);
                var partner = parsed.GetValue(issuer) is { } at && parsed.GetValue(secret) is { } file
                    ? new DemoPartner(at, await Token(file, cancel))
                    : null;
                return new DemoSignIn(handset, operates, origin, parsed.GetRequiredValue(user), partner);
            },
            parsed.GetValue(onlySetUp), cancel)));
        return command;
    }

    private static async Task<int> Run(Handset handset, Func<Task<DemoSignIn>> prepare, bool onlySetUp, CancellationToken cancel)
    {
        try
        {
            await (await prepare()).Run(onlySetUp, cancel);
            return ExitCode.Done;
        }
        catch (DemoFailure failure)
        {
            handset.Terminal.Error.WriteLine(failure.Message);
            return failure.ExitCode;
        }
    }

    private static Option<string> Address(string name, string description, string usual) =>
        new(name) { Description = description, HelpName = "URL", DefaultValueFactory = _ => usual };

    private static async Task<string> Token(string file, CancellationToken cancel) => (await File.ReadAllTextAsync(file, cancel)).Trim();

    // The administration token goes to one of them, a pass to the other: neither over a line that others can read.
    private static Uri Parse(string option, string text, bool insecure)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new DemoFailure($"{option} is an address such as http://127.0.0.1:5080.", ExitCode.Usage);
        if (address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback && !insecure)
            throw new DemoFailure($"{option} is plain http to another machine. For a trial only, add --insecure.", ExitCode.Usage);
        return address;
    }
}
