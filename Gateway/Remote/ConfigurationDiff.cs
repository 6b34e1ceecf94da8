using System.Text.Json.Nodes;

namespace Countersign.Gateway.Remote;

/// <summary>A plan for people to read: one line a change, what was before and what would be.</summary>
internal static class ConfigurationDiff
{
    private const int LongestValue = 100, MostEntries = 20;

    public static void Write(ConfigurationPlan plan, TextWriter output)
    {
        foreach (var tenant in plan.Steps.GroupBy(step => step.Tenant))
        {
            Tell(output, tenant.Key);
            foreach (var step in tenant) Write(step, output);
        }
    }

    private static void Write(ConfigurationStep step, TextWriter output)
    {
        var name = step.Path.Length == 0 ? "the tenant" : step.Path;
        Tell(output, $"  {(step.Before is null ? '+' : step.After is null ? '-' : '~')} {name}");
        if (step.After is null) return;
        var members = (step.Before ?? []).Select(member => member.Key).Union(step.After.Select(member => member.Key)).ToArray();
        var changed = members.Where(member => !JsonNode.DeepEquals(step.Before?[member], step.After[member])).ToArray();
        if (changed.Length == 0 && step.Path.Length > 0) Tell(output, "      the secret");
        foreach (var member in changed) Write(member, step.Before?[member], step.After[member], output);
    }

    private static void Write(string member, JsonNode? before, JsonNode? after, TextWriter output)
    {
        if (before is JsonObject old && after is JsonObject next)
        {
            foreach (var inner in old.Select(one => one.Key).Union(next.Select(one => one.Key)))
                if (!JsonNode.DeepEquals(old[inner], next[inner])) Write($"{member}.{inner}", old[inner], next[inner], output);
        }
        else if (before is JsonArray few && after is JsonArray many)
        {
            var (gone, come) = (Texts(few).Except(Texts(many)).ToArray(), Texts(many).Except(Texts(few)).ToArray());
            foreach (var one in gone.Take(MostEntries)) Tell(output, $"      {member}: - {Short(one)}");
            if (gone.Length > MostEntries) Tell(output, $"      {member}: - {gone.Length - MostEntries} more");
            foreach (var one in come.Take(MostEntries)) Tell(output, $"      {member}: + {Short(one)}");
            if (come.Length > MostEntries) Tell(output, $"      {member}: + {come.Length - MostEntries} more");
            if (gone.Length + come.Length == 0) Tell(output, $"      {member}: in another order, or another number of times");
        }
        else
        {
            var to = Short(after?.ToJsonString() ?? "nothing");
            Tell(output, before is null ? $"      {member}: {to}" : $"      {member}: {Short(before.ToJsonString())} -> {to}");
        }
    }

    /// <summary>Names of members and parts are the service's words, whosever it is.</summary>
    private static void Tell(TextWriter output, string line) => output.WriteLine(Shown.Plain(line));

    private static IEnumerable<string> Texts(JsonArray list) => list.Select(entry => entry?.ToJsonString() ?? "null");

    private static string Short(string text) =>
        text.Length <= LongestValue ? text : $"{text[..LongestValue]}… ({text.Length} characters)";
}
