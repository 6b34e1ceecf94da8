using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Countersign.Gateway.Remote;
using static Countersign.Gateway.Commands.RemoteCommand;

namespace Countersign.Gateway.Commands;

/// <summary><c>audit list</c>, and <c>sign-ins</c> and its <c>counts</c>: what a running service has to read.</summary>
internal static class Logs
{
    private const string SignInExamples =
        """
        What became of sign-ins, the newest first: time, person, way, outcome, reason or refusal, network, application; tabs between them.

        Examples:
          countersign sign-ins --tenant contoso --user kim@contoso.example --limit 20
          countersign sign-ins --tenant contoso --outcome not_me --json
          countersign sign-ins counts --tenant contoso --days 7
        """;

    public static Command SignIns()
    {
        var (tenant, limit, json, about) = (Tenant(), Limit(), Json(), new Filters("outcome", "reason", "client"));
        var command = new Command("sign-ins", SignInExamples) { tenant, limit, json, SignInCounts() };
        about.AddTo(command);
        return command.Asks(isChange: false, (parsed, service, cancel) => Shown.Pages(
            service, Query(RootOf(parsed.GetRequiredValue(tenant)) + "sign-ins", about.Of(parsed)), "sign_ins", parsed.GetValue(limit),
            entry => Shown.Row(entry, "time", "user_name", "way", "outcome", entry.TryGetProperty("reason", out _) ? "reason" : "refused",
                "network", "application"),
            parsed.GetValue(json), Console.Out, cancel));
    }

    private static Command SignInCounts()
    {
        var (tenant, json) = (Tenant(), Json());
        var days = new Option<string?>("--days") { Description = "How many days, 1 to 30; one, where it is absent." };
        var command = new Command(
            "counts", "How many sign-ins of the last days came to what, without names: a line for each; with --json by the hour, too.")
        {
            tenant, days, json,
        };
        return command.Asks(isChange: false, async (parsed, service, cancel) =>
        {
            var path = Query(RootOf(parsed.GetRequiredValue(tenant)) + "sign-ins/counts", ("days", parsed.GetValue(days)));
            var answer = await service.Change(HttpMethod.Get, path, null, cancel);
            Shown.Whole(parsed.GetValue(json) ? answer : Without(answer, "hours"), parsed.GetValue(json), Console.Out);
        });
    }

    private static JsonElement Without(JsonElement answer, string member)
    {
        var rest = JsonObject.Create(answer)!;
        rest.Remove(member);
        return JsonElement.Parse(rest.ToJsonString());
    }

    public static Command AuditList()
    {
        var (limit, json, about) = (Limit(), Json(), new Filters("kind"));
        var tenant = new Option<string?>("--tenant") { Description = "The tenant. Without one: the service's own records." };
        var command = new Command(
            "list", "The audit records of a service, the oldest first: sequence, time, kind, person, actor, reason; tabs between them.")
        {
            tenant, limit, json,
        };
        about.AddTo(command);
        return command.Asks(isChange: false, (parsed, service, cancel) =>
        {
            var root = parsed.GetValue(tenant) is { } named ? RootOf(named) : "";
            return Shown.Pages(
                service, Query(root + "audit", about.Of(parsed)), "records", parsed.GetValue(limit), Record, parsed.GetValue(json),
                Console.Out, cancel);
        });
    }

    private static string Record(JsonElement record)
    {
        var fact = record.GetProperty("fact");
        var at = DateTimeOffset.FromUnixTimeMilliseconds(fact.GetProperty("at").GetInt64()).UtcDateTime;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{record.GetProperty("sequence").GetInt64()}\t{at:yyyy-MM-dd'T'HH:mm:ss'Z'}\t")
            + Shown.Row(fact, "kind", "user", "actor", fact.TryGetProperty("reason", out _) ? "reason" : "actorReason");
    }

    /// <summary>The options that narrow a list down, and what was said with them.</summary>
    private sealed class Filters(params string[] names)
    {
        private readonly (string Name, Option<string?> Option)[] _all =
        [
            .. from name in names.Concat(["user", "from", "to"])
               select (name, new Option<string?>("--" + name) { Description = About(name) }),
        ];

        public void AddTo(Command command)
        {
            foreach (var (_, option) in _all) command.Add(option);
        }

        public (string, string?)[] Of(ParseResult parsed) => [.. _all.Select(one => (one.Name, parsed.GetValue(one.Option)))];

        private static string About(string name) => name switch
        {
            "user" => "A user name: only what is about this person.",
            "from" => "An instant, such as 2026-11-28T06:00:00Z: only from it on.",
            "to" => "An instant: only before it.",
            "kind" => "A kind, or its beginning up to a dot.",
            "outcome" => "Only those that ended so, such as not_me.",
            "reason" => "Only those with this reason why no phone was asked.",
            _ => "A client's id: only sign-ins to it.",
        };
    }
}
