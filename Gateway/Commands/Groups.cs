using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Countersign.Gateway.Remote;
using static Countersign.Gateway.Commands.RemoteCommand;

namespace Countersign.Gateway.Commands;

/// <summary><c>groups list</c>, <c>show</c>, <c>add</c>, <c>remove</c> and <c>members</c>: one request of the interface each.</summary>
internal static class Groups
{
    public static Command Command() =>
        new("groups", "The groups of a tenant; people join and leave them with people join and people leave.")
        {
            List(), Show(), Add(), Remove(), Members(),
        };

    private static Command List()
    {
        var (tenant, json) = (Tenant(), Json());
        var part = new Option<string?>("--search") { Description = "A part of the name." };
        var command = new Command(
            "list", "The groups, one a line: name, number of members, directory or hand, what people call it; tabs between them.")
        {
            tenant, part, json,
        };
        return command.Asks(isChange: false, (parsed, service, cancel) => Shown.Pages(
            service, Query(RootOf(parsed.GetRequiredValue(tenant)) + "groups", ("search", parsed.GetValue(part))), "groups", null, Line,
            parsed.GetValue(json), Console.Out, cancel));
    }

    private static Command Show()
    {
        var (group, tenant, json) = (Group(), Tenant(), Json());
        var command = new Command("show", "Print what is known of a group.") { group, tenant, json };
        return command.Asks(isChange: false, async (parsed, service, cancel) => Shown.Whole(
            await service.Change(HttpMethod.Get, PathOf(parsed.GetRequiredValue(tenant), parsed.GetRequiredValue(group)), null, cancel),
            parsed.GetValue(json), Console.Out));
    }

    private static Command Add()
    {
        var tenant = Tenant();
        var name = new Argument<string>("name") { Description = "What people call it, in any script." };
        var command = new Command("add", "Make a group, and print the name that policies and other commands know it by.") { name, tenant };
        return command.Asks(isChange: true, async (parsed, service, cancel) =>
        {
            var body = new JsonObject { ["display_name"] = parsed.GetRequiredValue(name) };
            var made = await service.Change(HttpMethod.Post, RootOf(parsed.GetRequiredValue(tenant)) + "groups", body, cancel);
            Console.Out.WriteLine(Shown.Row(made, "name"));
        });
    }

    private static Command Remove()
    {
        var (group, tenant) = (Group(), Tenant());
        var command = new Command("remove", "Remove a group. Its members stay people, and are members no longer.") { group, tenant };
        return command.Asks(isChange: true, (parsed, service, cancel) => service.Change(
            HttpMethod.Delete, PathOf(parsed.GetRequiredValue(tenant), parsed.GetRequiredValue(group)), null, cancel));
    }

    private static Command Members()
    {
        var (group, tenant, json) = (Group(), Tenant(), Json());
        var command = new Command("members", "The members of a group, one a line.") { group, tenant, json };
        return command.Asks(isChange: false, (parsed, service, cancel) => Shown.Pages(
            service, PathOf(parsed.GetRequiredValue(tenant), parsed.GetRequiredValue(group)) + "/members",
            "members", null, member => member.GetString()!, parsed.GetValue(json), Console.Out, cancel));
    }

    private static Argument<string> Group() => new("group") { Description = "The group's name, as list has it." };

    private static string PathOf(string tenant, string group) => $"{RootOf(tenant)}groups/{Uri.EscapeDataString(group)}";

    private static string Line(JsonElement group) => string.Join(
        '\t', Shown.Row(group, "name"), group.GetProperty("members").GetInt32().ToString(CultureInfo.InvariantCulture),
        Shown.Row(group, "kept_by", "display_name"));
}
