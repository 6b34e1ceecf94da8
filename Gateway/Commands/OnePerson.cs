using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Countersign.Gateway.Admin;
using Countersign.Gateway.Remote;
using static Countersign.Gateway.Commands.RemoteCommand;

namespace Countersign.Gateway.Commands;

/// <summary><c>people list</c>, <c>add</c>, <c>disable</c>, <c>pass</c> and what else is asked of one person (S-61).</summary>
internal static class OnePerson
{
    /// <summary>
    /// One request each; <c>{0}</c> is the person, who must be there first where the interface would make one or pass over it.
    /// </summary>
    private static readonly (string Name, string About, HttpMethod Method, string Path, string? Body, bool IsThere)[] Rows =
    [
        ("show", "Print what is known of a person.", HttpMethod.Get, "users/{0}", null, false),
        ("why", "Print why a person could not sign in now, and what became of the last day.", HttpMethod.Get, "users/{0}/why", null, false),
        ("add", "Make a person; one who is there stays as they are.", HttpMethod.Put, "users/{0}", null, false),
        ("enable", "Let a person sign in.", HttpMethod.Put, "users/{0}", """{"enabled":true}""", true),
        ("disable", "Let a person sign in no more.", HttpMethod.Put, "users/{0}", """{"enabled":false}""", true),
        ("remove", "Remove a person with all phones.", HttpMethod.Delete, "users/{0}", null, true),
        ("unlock", "End a lock, and forget wrong numbers.", HttpMethod.Post, "users/{0}/unlock", null, false),
        ("sign-out", "End everything of a person, wherever they are signed in; the phones stay.", HttpMethod.Post,
            "users/{0}/sign-out-everywhere", null, false),
    ];

    public static IEnumerable<Command> Commands() =>
    [
        List(), .. Rows.Select(One), Pass(), RemovePhone(), Membership("join", isMember: true), Membership("leave", isMember: false),
    ];

    private static Command One((string Name, string About, HttpMethod Method, string Path, string? Body, bool IsThere) row)
    {
        var (person, tenant, json) = (Person(), Tenant(), Json());
        var command = new Command(row.Name, row.About) { person, tenant };
        var isRead = row.Method == HttpMethod.Get;
        if (isRead) command.Add(json);
        return command.Asks(isChange: !isRead, async (parsed, service, cancel) =>
        {
            var name = parsed.GetRequiredValue(person);
            var root = RootOf(parsed.GetRequiredValue(tenant));
            if (row.IsThere) await MustBeThere(service, root, name, cancel);
            var body = row.Body is null ? null : JsonNode.Parse(row.Body);
            var path = root + row.Path.Replace("{0}", Uri.EscapeDataString(name), StringComparison.Ordinal);
            var answer = await service.Change(row.Method, path, body, cancel);
            if (isRead) Shown.Whole(answer, parsed.GetValue(json), Console.Out);
        });
    }

    private static Command List()
    {
        var (tenant, json) = (Tenant(), Json());
        var part = new Option<string?>("--search") { Description = "A part of the user name." };
        var command = new Command("list", "The people, one a line: name, enabled or disabled, phone or -, groups; tabs between them.")
        {
            tenant, part, json,
        };
        return command.Asks(isChange: false, (parsed, service, cancel) => Shown.Pages(
            service, Query(RootOf(parsed.GetRequiredValue(tenant)) + "users", ("search", parsed.GetValue(part))), "users", null, Line,
            parsed.GetValue(json), Console.Out, cancel));
    }

    private static Command Pass()
    {
        var (person, tenant, json) = (Person(), Tenant(), Json());
        var minutes = new Option<int?>("--minutes") { Description = "How long it is good: 10 to 43,200; 10 when it is absent." };
        var again = new Option<bool>("--reusable") { Description = "It opens any number of sessions while it is good, not one." };
        var command = new Command("pass", "Print a Temporary Access Pass, this once. It replaces the one before.")
        {
            person, tenant, minutes, again, json,
        };
        return command.Asks(isChange: true, async (parsed, service, cancel) =>
        {
            var body = new JsonObject();
            if (parsed.GetValue(minutes) is { } life) body["lifetime_minutes"] = life;
            if (parsed.GetValue(again)) body["one_time"] = false;
            var path = RootOf(parsed.GetRequiredValue(tenant)) + $"users/{Uri.EscapeDataString(parsed.GetRequiredValue(person))}/pass";
            var answer = await service.Change(HttpMethod.Post, path, body.Count == 0 ? null : body, cancel);
            if (parsed.GetValue(json)) Shown.Whole(answer, isJson: true, Console.Out);
            else Console.Out.WriteLine(Shown.Plain(answer.GetProperty("pass").ToString()));
        });
    }

    private static Command RemovePhone()
    {
        var (person, tenant) = (Person(), Tenant());
        var device = new Argument<string?>("device")
        {
            Description = "The phone's device id, as people show has it. Without one: the only phone.",
            DefaultValueFactory = _ => null, Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("remove-phone", "Remove a phone of a person; it need not be at hand.") { person, device, tenant };
        return command.Asks(isChange: true, async (parsed, service, cancel) =>
        {
            var path = RootOf(parsed.GetRequiredValue(tenant)) + $"users/{Uri.EscapeDataString(parsed.GetRequiredValue(person))}";
            var id = parsed.GetValue(device) ?? await OnlyPhone(service, path, cancel);
            await service.Change(HttpMethod.Delete, $"{path}/methods/{Uri.EscapeDataString(id)}", null, cancel);
        });
    }

    private static async Task<string> OnlyPhone(AdminConnection service, string path, CancellationToken cancel)
    {
        var methods = (await service.Get(path, AdminJson.Default.UserBody, cancel)).Methods;
        return methods is [{ Device: var only }]
            ? only
            : throw new FormatException(string.Create(
                CultureInfo.InvariantCulture, $"The person has {methods.Count} phones: say which, by its device id (people show)."));
    }

    private static Command Membership(string name, bool isMember)
    {
        var (person, tenant) = (Person(), Tenant());
        var group = new Argument<string>("group") { Description = "The group's name." };
        var command = new Command(name, isMember ? "Make a person a member of a group." : "A person is a member of a group no longer.")
        {
            person, group, tenant,
        };
        return command.Asks(isChange: true, (parsed, service, cancel) =>
        {
            var path = $"groups/{Uri.EscapeDataString(parsed.GetRequiredValue(group))}/members/"
                + Uri.EscapeDataString(parsed.GetRequiredValue(person));
            return service.Change(
                isMember ? HttpMethod.Put : HttpMethod.Delete, RootOf(parsed.GetRequiredValue(tenant)) + path, null, cancel);
        });
    }

    private static async Task MustBeThere(AdminConnection service, string root, string name, CancellationToken cancel) =>
        _ = await service.Get(root + "users/" + Uri.EscapeDataString(name), AdminJson.Default.UserBody, cancel);

    private static string Line(JsonElement user) => string.Join(
        '\t', user.GetProperty("user_name").GetString(), user.GetProperty("enabled").GetBoolean() ? "enabled" : "disabled",
        user.GetProperty("phone_sign_in").GetBoolean() ? "phone" : "-",
        string.Join(' ', user.GetProperty("groups").EnumerateArray().Select(group => group.GetString())));
}
