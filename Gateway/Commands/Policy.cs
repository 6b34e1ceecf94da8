using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Countersign.Gateway.Remote;
using static Countersign.Gateway.Commands.RemoteCommand;

namespace Countersign.Gateway.Commands;

/// <summary><c>policy show</c>, <c>set</c> and <c>legacy</c>: who is asked on the phone (S-61), and what a change means (S-25).</summary>
internal static class Policy
{
    private const string Examples =
        """
        Who is asked on the phone.

        Examples:
          countersign policy set --tenant contoso --group pilots --dry-run
          countersign policy set --tenant contoso --all
          countersign policy legacy off --tenant contoso
        """;

    public static Command Command() => new("policy", Examples) { Show(), Set(), Legacy() };

    private static Option<bool> DryRun() => new("--dry-run") { Description = "Save nothing; say what it would mean." };

    private static Command Show()
    {
        var (tenant, json) = (Tenant(), Json());
        var command = new Command("show", "Print the policy and the legacy policy.") { tenant, json };
        return command.Asks(isChange: false, async (parsed, service, cancel) =>
        {
            var root = RootOf(parsed.GetRequiredValue(tenant));
            var policy = await service.Change(HttpMethod.Get, root + "policy", null, cancel);
            var legacy = await service.Change(HttpMethod.Get, root + "legacy-policy", null, cancel);
            var both = new JsonObject { ["policy"] = Node(policy), ["legacy_policy"] = Node(legacy) };
            Shown.Whole(JsonElement.Parse(both.ToJsonString()), parsed.GetValue(json), Console.Out);
        });
    }

    private static Command Set()
    {
        var (tenant, dry) = (Tenant(), DryRun());
        var all = new Option<bool>("--all") { Description = "Everybody." };
        var off = new Option<bool>("--off") { Description = "Nobody is asked." };
        var users = new Option<string[]>("--user") { Description = "This person; any number." };
        var groups = new Option<string[]>("--group") { Description = "The members of this group; any number." };
        var command = new Command("set", "Replace the policy whole, and say what that means.") { tenant, all, off, users, groups, dry };
        return command.Asks(isChange: true, (parsed, service, cancel) =>
        {
            var (named, within) = (parsed.GetValue(users) ?? [], parsed.GetValue(groups) ?? []);
            var said = (parsed.GetValue(all) ? 1 : 0) + (parsed.GetValue(off) ? 1 : 0) + (named.Length + within.Length > 0 ? 1 : 0);
            if (said != 1) throw new FormatException("Say one of --all, --off, or people and groups by --user and --group.");
            var target = named.Length + within.Length == 0
                ? new JsonObject { ["type"] = "all" }
                : new JsonObject { ["type"] = "select", ["users"] = List(named), ["groups"] = List(within) };
            var body = new JsonObject { ["enabled"] = !parsed.GetValue(off), ["target"] = target };
            return Put(service, parsed.GetRequiredValue(tenant), "policy", body, parsed.GetValue(dry), cancel);
        });
    }

    private static Command Legacy()
    {
        var (tenant, dry) = (Tenant(), DryRun());
        var state = new Argument<string>("state") { Description = "on or off." };
        state.AcceptOnlyFromAmong("on", "off");
        var command = new Command("legacy", "Turn the legacy policy on or off; it counts until a policy is saved.") { state, tenant, dry };
        return command.Asks(isChange: true, (parsed, service, cancel) =>
        {
            var body = new JsonObject { ["enabled"] = parsed.GetRequiredValue(state) == "on" };
            return Put(service, parsed.GetRequiredValue(tenant), "legacy-policy", body, parsed.GetValue(dry), cancel);
        });
    }

    private static async Task Put(
        AdminConnection service, string tenant, string part, JsonObject body, bool isDry, CancellationToken cancel)
    {
        var answer = await service.Change(HttpMethod.Put, RootOf(tenant) + part + (isDry ? "?preview=true" : ""), body, cancel);
        foreach (var line in WarningLines.From(answer)) Console.Error.WriteLine(line);
    }

    private static JsonArray List(string[] names) => [.. names.Select(name => (JsonNode)name)];

    private static JsonNode? Node(JsonElement element) => JsonNode.Parse(element.GetRawText());
}
