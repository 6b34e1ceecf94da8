using System.Text.Json.Nodes;
using Countersign.Gateway.Admin;

namespace Countersign.Gateway.Remote;

/// <summary>One request of the way from what a service has to what a document says.</summary>
/// <param name="Path">Below the tenant's address; empty: the tenant itself.</param>
/// <param name="Before">Null: it is not there.</param>
/// <param name="After">Null: it is to go.</param>
internal sealed record ConfigurationStep(string Tenant, string Path, JsonObject? Before, JsonObject? After)
{
    public string Address => $"tenants/{Tenant}" + (Path.Length == 0 ? "" : $"/{Path}");
}

/// <summary>The way, in its order; nothing to do: no step.</summary>
/// <param name="Versions">Of the policies that were seen, by tenant.</param>
/// <param name="There">The tenants that are there already.</param>
internal sealed record ConfigurationPlan(
    IReadOnlyList<ConfigurationStep> Steps, IReadOnlyDictionary<string, long> Versions, IReadOnlySet<string> There)
{
    /// <summary>Reads the service, and judges the document whole before anything is asked to change.</summary>
    /// <param name="tenants">The document's that are meant.</param>
    /// <param name="withSecrets">Parts that name a secret are set, although they are otherwise the same.</param>
    /// <exception cref="FormatException">A rule refuses the document.</exception>
    public static async Task<ConfigurationPlan> Make(
        AdminConnection service, ConfigurationFile file, IEnumerable<string> tenants, bool withSecrets, CancellationToken cancel)
    {
        List<ConfigurationStep> steps = [];
        Dictionary<string, long> versions = [];
        List<string> objections = [];
        foreach (var name in tenants.Order(StringComparer.Ordinal))
        {
            var wanted = file.Body.Tenants[name];
            var now = await TenantReading.Read(service, name, cancel);
            var (made, objection) = Blueprint.Draw(name, wanted with { Providers = wanted.Providers ?? now?.Configuration.Providers });
            if (objection is not null) objections.Add(objection);
            if (made is null) continue;
            if (now is not null) versions.Add(name, now.PolicyVersion);
            steps.AddRange(Of(name, now?.Configuration, wanted, made, withSecrets ? file.Secrets.Keys : []));
        }

        if (objections.Count > 0) throw new FormatException(string.Join(Environment.NewLine, objections));
        return new(steps, versions, versions.Keys.ToHashSet());
    }

    /// <summary>The tenant first, then what is set, then what goes, the other way round, then the policies.</summary>
    private static IEnumerable<ConfigurationStep> Of(
        string tenant, TenantConfigurationBody? now, TenantConfigurationBody wanted, TenantConfigurationBody made,
        IEnumerable<(string Tenant, string Part)> anew)
    {
        if (now is null) yield return new(tenant, "", null, []);
        var sections = ConfigurationParts.SectionsOf(wanted).ToArray();
        var all = sections.ToDictionary(section => section, section => Of(tenant, section, now, made, anew).ToArray());
        var second = all.Where(one => one.Key.Member == "settings").Select(one => LastOf(one.Value)).SingleOrDefault();
        foreach (var section in sections.Where(one => !ConfigurationParts.IsPolicy(one)))
            foreach (var step in all[section].Where(step => step.After is not null)) yield return step;
        foreach (var section in sections.Reverse())
            foreach (var step in all[section].Where(step => step.After is null)) yield return step;
        foreach (var section in sections.Where(ConfigurationParts.IsPolicy))
            foreach (var step in all[section]) yield return step;
        if (second is not null) yield return second;
    }

    /// <summary>
    /// T31: a second person is asked for from the last step on, where nobody was before; otherwise what follows would wait for one.
    /// </summary>
    private static ConfigurationStep? LastOf(ConfigurationStep[] settings)
    {
        const string Member = "second_person";
        if (settings is not [{ After: { } after } step] || !IsOn(after) || (step.Before is { } before && IsOn(before))) return null;
        var without = after.DeepClone().AsObject();
        without[Member] = false;
        settings[0] = step with { After = without };
        return step with { Before = without };

        static bool IsOn(JsonObject body) => body[Member]?.GetValue<bool>() == true;
    }

    private static IEnumerable<ConfigurationStep> Of(
        string tenant, ConfigurationSection section, TenantConfigurationBody? now, TenantConfigurationBody made,
        IEnumerable<(string Tenant, string Part)> anew)
    {
        var before = now is null ? [] : ConfigurationParts.Of(now, section);
        var after = ConfigurationParts.Of(made, section);
        foreach (var path in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal))
        {
            var (old, next) = (before.GetValueOrDefault(path), after.GetValueOrDefault(path));
            if (!JsonNode.DeepEquals(old, next) || anew.Contains((tenant, path))) yield return new(tenant, path, old, next);
        }
    }
}
