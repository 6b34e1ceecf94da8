using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Countersign.Gateway.Remote;
using static Countersign.Gateway.Commands.RemoteCommand;

namespace Countersign.Gateway.Commands;

/// <summary><c>proposals list</c>, <c>agree</c> and <c>decline</c>: changes that wait for a second person (T31).</summary>
internal static class Proposals
{
    private const string Examples =
        """
        Changes of a tenant that wait for a second person.

        Examples:
          countersign proposals list --tenant contoso
          countersign proposals agree 17 --tenant contoso --reason "ticket 4711"
        """;

    public static Command Command() => new("proposals", Examples)
    {
        List(),
        Answer("agree", "Agree, as a second person: the change is made as it was asked for."),
        Answer("decline", "Decline, or take back: the change is not made."),
    };

    public static Argument<long> Number() => new("number") { Description = "The proposal's number." };

    private static Command List()
    {
        var (tenant, json) = (Tenant(), Json());
        var command = new Command("list", "What waits, a line each, and below it what would change.") { tenant, json };
        return command.Asks(isChange: false, async (parsed, service, cancel) =>
        {
            var answer = await service.Change(HttpMethod.Get, RootOf(parsed.GetRequiredValue(tenant)) + "proposals", null, cancel);
            if (parsed.GetValue(json)) Shown.Whole(answer, isJson: true, Console.Out);
            else foreach (var line in answer.GetProperty("proposals").EnumerateArray().SelectMany(Lines)) Console.Out.WriteLine(line);
        });
    }

    private static Command Answer(string name, string about)
    {
        var (number, tenant) = (Number(), Tenant());
        return new Command(name, about) { number, tenant }.Asks(isChange: true, (parsed, service, cancel) => service.Change(
            HttpMethod.Post, RootOf(parsed.GetRequiredValue(tenant))
                + string.Create(CultureInfo.InvariantCulture, $"proposals/{parsed.GetRequiredValue(number)}/{name}"), null, cancel));
    }

    private static IEnumerable<string> Lines(JsonElement proposal)
    {
        yield return Shown.Row(proposal, "proposal", "part", "asked_by", "asked_at", "expires_at", "reason")
            + (proposal.GetProperty("overtaken").GetBoolean() ? "\tovertaken" : "");
        foreach (var one in proposal.GetProperty("differences").EnumerateArray())
            yield return Shown.Plain($"  {one.GetProperty("member")}: {Text(one, "before")} -> {Text(one, "after")}");
    }

    private static string Text(JsonElement difference, string name) =>
        difference.TryGetProperty(name, out var value) ? value.GetRawText() : "-";
}
