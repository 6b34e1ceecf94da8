using System.CommandLine;
using Countersign.Gateway.Remote;
using Countersign.SignIn;

namespace Countersign.Gateway.Commands;

/// <summary><c>people import</c>: many people at once, from a table (ADM-5), by way of the administration interface.</summary>
internal static class People
{
    private const string About =
        """
        Bring a table of people into a tenant. Its first line names the columns: user_name, enabled, groups.

        Examples:
          countersign people import people.csv --tenant contoso --dry-run
          countersign people import people.csv --tenant contoso --passes sheet.html --origin https://sign-in.example.com
        """;

    public static Command Command()
    {
        var command = new Command("people", "The people of a tenant.") { Import() };
        foreach (var one in OnePerson.Commands()) command.Add(one);
        return command;
    }

    private static Command Import()
    {
        var file = new Argument<string>("file") { Description = "CSV in UTF-8." };
        var tenant = new Option<string>("--tenant") { Description = "Whose people they are.", Required = true };
        var dry = new Option<bool>("--dry-run") { Description = "Only say what would change. Exit code 0: nothing; 1: something." };
        var yes = new Option<bool>("--yes") { Description = "Do not ask before the first change." };
        var passes = new Option<string?>("--passes")
        {
            Description = "A new HTML file to print: a Temporary Access Pass for everybody in the table who has no phone to sign in with.",
        };
        var origin = new Option<string?>("--origin") { Description = "With --passes: where people sign in." };
        var days = new Option<int>("--pass-days") { Description = "With --passes: 1 to 30.", DefaultValueFactory = _ => 7 };
        var command = new Command("import", About) { file, tenant, dry, yes, passes, origin, days };
        var remote = new RemoteOptions(command, isChange: true);
        command.SetAction((parsed, cancel) => Asking.On(remote, parsed, async service =>
        {
            var into = parsed.GetRequiredValue(tenant);
            if (!TenantId.TryParse(into, out _)) throw new FormatException("--tenant is no tenant's name.");
            if (parsed.GetValue(days) is not (>= 1 and <= 30)) throw new FormatException("--pass-days is 1 to 30.");
            var path = parsed.GetRequiredValue(file);
            var people = PeopleFile.Read(path);
            var import = new PeopleImport(service, into, Console.Error);
            var (changes, without) = await import.Compare(path, people, cancel);
            var toPass = parsed.GetValue(passes) is null ? [] : without;
            foreach (var change in changes) Console.Out.WriteLine(change.What);
            if (parsed.GetValue(dry)) return changes.Count + toPass.Count == 0 ? ExitCode.Done : ExitCode.Differences;
            if (changes.Count + toPass.Count == 0) return ExitCode.Done;
            if (!parsed.GetValue(yes) && !Asking.IsAgreed($"Make these {changes.Count} changes and {toPass.Count} passes?"))
                return ExitCode.Because(ExitCode.Refused, "Nothing was changed: nobody said yes. --yes says so beforehand.");
            using var sheet = toPass.Count == 0
                ? null
                : new PassSheet(
                    parsed.GetValue(passes)!, parsed.GetValue(origin) ?? "", into, await import.Title(cancel), TimeProvider.System);
            await import.Carry(changes, cancel);
            if (sheet is not null) await import.Pass(toPass, TimeSpan.FromDays(parsed.GetValue(days)), sheet, cancel);
            return ExitCode.Done;
        }));
        return command;
    }
}
