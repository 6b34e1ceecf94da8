using System.CommandLine;
using Countersign.Gateway.Admin;
using Countersign.Gateway.Remote;

namespace Countersign.Gateway.Commands;

/// <summary>
/// <c>config export</c>, <c>diff</c>, <c>apply</c> and <c>schema</c>: what administrators set of tenants, as a file (ADM-6). By way of the
/// administration interface, so a token's role and tenants hold, and the audit names it.
/// </summary>
internal static class Config
{
    private const string Examples =
        """
        What administrators set of tenants, as a file.

        Examples:
          countersign config export --tenant contoso --out contoso.json
          countersign config export --tenant contoso --out contoso.yaml
          countersign config diff contoso.json --url https://admin.example.com --token-file token
          countersign config apply contoso.json --url https://admin.example.com --token-file token --reason "ticket 4711"
        """;

    public static Command Command() => new("config", Examples) { Export(), Diff(), Apply(), Schema() };

    private static Option<string[]> TenantOption(string description) => new("--tenant") { Description = description };

    private static Argument<string> FileArgument() => new("file")
    {
        Description = "The file: YAML where its name ends in .yaml or .yml, otherwise JSON; comments may stand in it.",
    };

    private static Command Export()
    {
        var tenants = TenantOption("A tenant; any number. Without one: all, which takes an owner's token for all.");
        var output = new Option<string?>("--out") { Description = "The file to write. Without one: standard output." };
        var form = new Option<string?>("--format") { Description = "json or yaml. Without it: as the name of --out ends, or json." };
        form.AcceptOnlyFromAmong("json", "yaml");
        var command = new Command("export", "Write what is set of tenants as a file. Secrets are named, never written.")
        {
            tenants, output, form,
        };
        var remote = new RemoteOptions(command, isChange: false);
        command.SetAction((parsed, cancel) => Asking.On(remote, parsed, async service =>
        {
            var names = parsed.GetValue(tenants) is { Length: > 0 } named ? named : await TenantReading.All(service, cancel);
            SortedDictionary<string, TenantConfigurationBody> read = new(StringComparer.Ordinal);
            foreach (var name in names)
            {
                if (await TenantReading.Read(service, name, cancel) is not { } tenant)
                    throw RemoteException.Refused($"There is no tenant {name}, or the token is not for it.");
                read[name] = tenant.Configuration;
            }

            var isYaml = parsed.GetValue(form) is { } chosen ? chosen == "yaml" : YamlText.IsNamed(parsed.GetValue(output) ?? "");
            var text = ConfigurationFile.Write(read, isYaml);
            if (parsed.GetValue(output) is { } path) await File.WriteAllTextAsync(path, text, cancel);
            else Console.Out.Write(text);
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Diff()
    {
        var file = FileArgument();
        var tenants = TenantOption("One of the file's tenants; any number. Without one: all of them.");
        var command = new Command("diff", "Say what would have to change. Exit code 0: nothing; 1: something.") { file, tenants };
        var remote = new RemoteOptions(command, isChange: false);
        command.SetAction((parsed, cancel) => Asking.On(remote, parsed, async service =>
        {
            var wanted = ConfigurationFile.Read(parsed.GetRequiredValue(file));
            var plan = await ConfigurationPlan.Make(service, wanted, Chosen(wanted, parsed.GetValue(tenants)), false, cancel);
            ConfigurationDiff.Write(plan, Console.Out);
            return plan.Steps.Count == 0 ? ExitCode.Done : ExitCode.Differences;
        }));
        return command;
    }

    private static Command Apply()
    {
        var file = FileArgument();
        var tenants = TenantOption("One of the file's tenants; any number. Without one: all of them.");
        var yes = new Option<bool>("--yes") { Description = "Do not ask before the first change." };
        var secrets = new Option<bool>("--secrets")
        {
            Description = "Send the secrets that the file names also where nothing else changes.",
        };
        var kept = new Option<string?>("--new-secrets")
        {
            Description = "A new file for secrets that the service draws: of clients that have none, and of a security webhook.",
        };
        var command = new Command("apply", "Show what would change, ask, and change it. Tenants that are not there are made.")
        {
            file, tenants, yes, secrets, kept,
        };
        var remote = new RemoteOptions(command, isChange: true);
        command.SetAction((parsed, cancel) => Asking.On(remote, parsed, async service =>
        {
            var wanted = ConfigurationFile.Read(parsed.GetRequiredValue(file));
            var chosen = Chosen(wanted, parsed.GetValue(tenants));
            var plan = await ConfigurationPlan.Make(service, wanted, chosen, parsed.GetValue(secrets), cancel);
            ConfigurationDiff.Write(plan, Console.Out);
            if (plan.Steps.Count == 0) return ExitCode.Done;
            var apply = new ConfigurationApply(
                service, wanted, () => parsed.GetValue(kept) is { } path ? new(path) : null, Console.Error);
            var found = apply.Resolve(plan);
            await apply.Foresee(plan, cancel);
            if (!parsed.GetValue(yes) && !Asking.IsAgreed($"Make these {plan.Steps.Count} changes?"))
                return ExitCode.Because(ExitCode.Refused, "Nothing was changed: nobody said yes. --yes says so beforehand.");
            return await apply.Carry(plan, found, cancel) == 0
                ? ExitCode.Done
                : ExitCode.Because(ExitCode.Differences, "What waits for a second person is not made yet: see proposals list.");
        }));
        return command;
    }

    private static Command Schema()
    {
        var command = new Command("schema", "Print the JSON Schema of the file; docs/configuration.schema.json is made with it.");
        command.SetAction(_ =>
        {
            Console.Out.Write(ConfigurationFile.Write(ConfigurationSchema.Make()));
            return ExitCode.Done;
        });
        return command;
    }

    private static IReadOnlyCollection<string> Chosen(ConfigurationFile file, string[]? named)
    {
        if (named is not { Length: > 0 }) return [.. file.Body.Tenants.Keys];
        return named.FirstOrDefault(name => !file.Body.Tenants.ContainsKey(name)) is { } missing
            ? throw new FormatException($"The file has no tenant {missing}.")
            : [.. named.Distinct(StringComparer.Ordinal)];
    }
}
