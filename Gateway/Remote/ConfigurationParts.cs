using System.Text.Json;
using System.Text.Json.Nodes;
using Countersign.Gateway.Admin;

namespace Countersign.Gateway.Remote;

/// <param name="Member">Of the document. Its address, below the tenant's, is the same with hyphens.</param>
/// <param name="HasMany">Its entries have addresses of their own, by name.</param>
internal sealed record ConfigurationSection(string Member, bool HasMany = false)
{
    public string Path => Member.Replace('_', '-');
}

/// <summary>A tenant's configuration by the addresses of its parts, each as the interface takes it.</summary>
internal static class ConfigurationParts
{
    /// <summary>
    /// In the order in which a tenant is made of nothing: a domain names its provider; and who is asked on the phone comes last, when
    /// the rest stands. What is taken away goes the other way round, before the policies.
    /// </summary>
    public static readonly ConfigurationSection[] Sections =
    [
        new("prerequisites"), new("settings"), new("providers", HasMany: true), new("passwords"), new("domains", HasMany: true),
        new("clients", HasMany: true), new("legacy_policy"), new("policy"),
    ];

    /// <summary>The sections that say what the others' effect is.</summary>
    public static bool IsPolicy(ConfigurationSection section) => section.Member is "legacy_policy" or "policy";

    /// <summary>Those that the document has.</summary>
    public static IEnumerable<ConfigurationSection> SectionsOf(TenantConfigurationBody tenant)
    {
        var json = Write(tenant);
        return Sections.Where(section => json.ContainsKey(section.Member));
    }

    /// <summary>In order of name. No passwords taken is no part.</summary>
    public static SortedDictionary<string, JsonObject> Of(TenantConfigurationBody tenant, ConfigurationSection section)
    {
        var parts = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        if (Write(tenant)[section.Member] is not JsonObject found) return parts;
        if (section.HasMany)
        {
            foreach (var (name, part) in found) parts.Add($"{section.Path}/{name}", part!.AsObject());
        }
        else if (section.Member != "passwords" || tenant.Passwords != PasswordsBody.None)
        {
            parts.Add(section.Path, found);
        }

        return parts;
    }

    private static JsonObject Write(TenantConfigurationBody tenant)
    {
        var json = JsonSerializer.SerializeToNode(tenant, AdminJson.Default.TenantConfigurationBody)!.AsObject();
        foreach (var (_, _, around, member) in SecretPlaces.In(json)) around.Remove(member);
        return json;
    }
}
