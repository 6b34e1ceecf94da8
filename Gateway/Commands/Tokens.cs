using System.CommandLine;
using System.Globalization;
using Countersign.Engine;
using Countersign.Engine.Embedded;
using Countersign.Engine.Ports;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.AdminTokens;
using Countersign.SignIn.Audit;

namespace Countersign.Gateway.Commands;

/// <summary>
/// <c>token create</c>, <c>list</c> and <c>revoke</c>: for the first administration token, and when the last owner's is lost. On the store
/// itself, so that only who has the machine can; a SQLite database must be no server's meanwhile.
/// </summary>
internal static class Tokens
{
    private static readonly Actor Machine = new(AdminTokensRules.Command);

    public static Command Command() => new("token", "The administration tokens of a store.") { Create(), List(), Revoke() };

    private static Command Create()
    {
        var name = new Argument<string>("name") { Description = "1 to 64 of a-z, 0-9, '.', '-' and '_'." };
        var role = new Option<string>("--role")
        {
            Description = string.Join(", ", AdminRoles.Rows.Select(row => row.Word)) + ".",
            Required = true,
        };
        var tenants = new Option<string[]>("--tenant") { Description = "A tenant that it is for; any number. Without one it is for all." };
        var days = new Option<int?>("--days") { Description = "1 to 366; 90 when it is absent." };
        var reason = new Option<string?>("--reason") { Description = "What it is for; it stands in the audit record." };
        var command = new Command("create", "Make a token and write it to standard output, this once.")
        {
            name, role, tenants, days, reason,
        };
        var store = new StoreOption(command);
        command.SetAction((parsed, cancel) => On(store, parsed, async access =>
        {
            if (AdminRoles.Of(parsed.GetValue(role)) is not { } which) return Refused(Refusal.AdminTokenRefused);
            if (!DisplayText.TryRead(parsed.GetValue(reason), out var why, Limits.AdminReasonLength))
                return ExitCode.Because(ExitCode.BadSetting, HttpErrors.InvalidDisplayText.Title);
            var some = parsed.GetValue(tenants) is { Length: > 0 } named ? named : null;
            var scope = AdminScope.Of(which, some);
            var actor = Machine with { Reason = why.Length == 0 ? null : why };
            var created = await access.Create(parsed.GetRequiredValue(name), scope, parsed.GetValue(days), actor, cancel);
            return created.Match(
                made =>
                {
                    Console.WriteLine(made.Text);
                    return ExitCode.Done;
                },
                Refused);
        }));
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "The tokens, one a line: name, role, tenants, end, last use; tabs between them.");
        var store = new StoreOption(command);
        command.SetAction((parsed, cancel) => On(store, parsed, async access => (await access.List(cancel)).Match(
            are =>
            {
                foreach (var token in are.Tokens.Tokens) Console.WriteLine(Line(token));
                return ExitCode.Done;
            },
            Refused)));
        return command;
    }

    private static Command Revoke()
    {
        var name = new Argument<string>("name") { Description = "The token's name." };
        var command = new Command("revoke", "Revoke a token.") { name };
        var store = new StoreOption(command);
        command.SetAction((parsed, cancel) => On(store, parsed, async access =>
            (await access.Revoke(parsed.GetRequiredValue(name), Machine, cancel)).Match(_ => ExitCode.Done, Refused)));
        return command;
    }

    private static Task<int> On(StoreOption option, ParseResult parsed, Func<AdminAccess, Task<int>> act) =>
        OnStore(option, parsed, engine => act(new(engine, TimeProvider.System)));

    /// <summary>Runs a command on an engine of its own, over the store that the options name.</summary>
    public static async Task<int> OnStore(StoreOption option, ParseResult parsed, Func<ISignInEngine, Task<int>> act)
    {
        try
        {
            var (found, settings) = option.Find(parsed);
            await found.OpenExisting(settings, TimeProvider.System).DisposeAsync();   // makes none where there is none
            await using var store = found.Open(settings, TimeProvider.System);
            return await act(new EmbeddedEngine(store, TimeProvider.System));
        }
        catch (Exception refused) when (refused is StoreRefusedException or StorageUnavailableException or EngineUnavailableException)
        {
            return ExitCode.Because(ExitCode.DatabaseRefused, refused.Message);
        }
        catch (FormatException unknown)
        {
            return ExitCode.Because(ExitCode.BadSetting, unknown.Message);
        }
    }

    public static int Refused(Refusal why)
    {
        var error = RefusalErrors.RowOf(why);
        return ExitCode.Because(ExitCode.BadSetting, $"{error.Title} {error.Detail} ({error.Code})");
    }

    private static string Line(AdminToken token) => string.Join(
        '\t', token.Name, AdminRoles.WordOf(token.Scope.Role),
        token.Scope.Tenants is { } some ? string.Join(',', some.Select(tenant => tenant.Value)) : "*",
        Day(token.EndsAt), token.LastUsed is { } last ? Day(last) : "never");

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
