using System.CommandLine;
using System.Globalization;
using Countersign.Engine;
using Countersign.Gateway.Admin;
using Countersign.SignIn;
using Countersign.SignIn.AdminTokens;
using Countersign.SignIn.Audit;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Commands;

/// <summary>
/// <c>admin invite</c>, <c>list</c> and <c>remove</c>: for the first owner, and when the last one is lost. On the store itself, as
/// <c>token</c> is.
/// </summary>
internal static class Administrators
{
    public static Command Command() => new("admin", "The people who administer.") { Invite(), List(), Remove(), Agree() };

    private static Command Invite()
    {
        var reason = new Option<string?>("--reason") { Description = "What it is for; it stands in the audit record." };
        var command = new Command("invite", "Write a code that makes a person an owner, once and within an hour.") { reason };
        var store = new StoreOption(command);
        command.SetAction((parsed, cancel) => On(store, parsed, async administrators =>
        {
            if (Machine(parsed.GetValue(reason)) is not { } actor) return Unfit();
            return (await administrators.Invite(actor, cancel)).Match(
                code =>
                {
                    Console.WriteLine(Invitations.Words(null, null, code));
                    return ExitCode.Done;
                },
                Tokens.Refused);
        }));
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "The administrators, one a line: tenant, name, role, tenants, since when; tabs between them.");
        var store = new StoreOption(command);
        command.SetAction((parsed, cancel) => On(store, parsed, async administrators => (await administrators.List(cancel)).Match(
            are =>
            {
                foreach (var one in are.Tokens.Administrators) Console.WriteLine(Line(one));
                return ExitCode.Done;
            },
            Tokens.Refused)));
        return command;
    }

    private static Command Remove()
    {
        var name = new Argument<string>("user") { Description = "The person's user name." };
        var tenant = new Option<string>("--tenant") { Description = "Where the person signs in.", Required = true };
        var reason = new Option<string?>("--reason") { Description = "What it is for; it stands in the audit record." };
        var command = new Command("remove", "Take a person's role.") { name, tenant, reason };
        var store = new StoreOption(command);
        command.SetAction((parsed, cancel) => On(store, parsed, async administrators =>
        {
            if (Machine(parsed.GetValue(reason)) is not { } actor) return Unfit();
            if (!UserName.TryParse(parsed.GetRequiredValue(name), out var user)) return Tokens.Refused(Refusal.AdministratorNotFound);
            var person = new UserKey(new(parsed.GetRequiredValue(tenant)), user);
            return (await administrators.Remove(person, actor, cancel)).Match(_ => ExitCode.Done, Tokens.Refused);
        }));
        return command;
    }

    /// <summary>T31: for whoever has nobody else. Who is at the machine can write the store anyway.</summary>
    private static Command Agree()
    {
        var number = Proposals.Number();
        var tenant = new Option<string>("--tenant") { Description = "Whose change it is.", Required = true };
        var reason = new Option<string?>("--reason") { Description = "What it is for; it stands in the audit record." };
        var command = new Command("agree", "Agree to a change that waits for a second person, where there is nobody else.")
        {
            number, tenant, reason,
        };
        var store = new StoreOption(command);
        command.SetAction((parsed, cancel) => Tokens.OnStore(store, parsed, async engine =>
        {
            if (Machine(parsed.GetValue(reason)) is not { } actor) return Unfit();
            if (!TenantId.TryParse(parsed.GetRequiredValue(tenant), out var named)) return Tokens.Refused(Refusal.TenantNotFound);
            var agree = new TenantQuestion.Agree(new(RandomValues.Handle()), parsed.GetRequiredValue(number));
            return (await new Administration(engine).By(() => actor).Ask(named, agree, cancel)).Match(_ => ExitCode.Done, Tokens.Refused);
        }));
        return command;
    }

    private static Task<int> On(StoreOption option, ParseResult parsed, Func<Engine.Administrators, Task<int>> act) =>
        Tokens.OnStore(option, parsed, engine => act(new(engine, TimeProvider.System)));

    private static Actor? Machine(string? reason) => DisplayText.TryRead(reason, out var why, Limits.AdminReasonLength)
        ? new(AdminTokensRules.Command, Reason: why.Length == 0 ? null : why)
        : null;

    private static int Unfit() => ExitCode.Because(ExitCode.BadSetting, Http.HttpErrors.InvalidDisplayText.Title);

    private static string Line(Administrator one) => string.Join(
        '\t', one.Tenant.Value, one.User.Value, AdminRoles.WordOf(one.Scope.Role),
        one.Scope.Tenants is { } some ? string.Join(',', some.Select(tenant => tenant.Value)) : "*",
        one.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
}
