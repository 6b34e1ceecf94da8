using System.Text.Json.Serialization;
using Countersign.Gateway.OAuth;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Admin;

/// <summary>What administrators set of tenants, as one document (ADM-6). It has no people, and no secret.</summary>
/// <param name="Version">Of the document's form: 1.</param>
/// <param name="Tenants">By name.</param>
/// <param name="Schema">For editors: where the JSON Schema of the document is.</param>
public sealed record ConfigurationBody(
    int Version, IReadOnlyDictionary<string, TenantConfigurationBody> Tenants,
    [property: JsonPropertyName("$schema")] string? Schema = null)
{
    public const int Form = 1;
}

/// <summary>
/// One tenant's part. Each member is what the interface takes at the address of that name; one that is absent is left as it is, one that is
/// there is the whole.
/// </summary>
/// <param name="Passwords"><c>{"place": "none"}</c> where none are taken.</param>
/// <param name="Policy">Absent of a tenant whose policy nobody has saved.</param>
public sealed record TenantConfigurationBody(
    PrerequisitesBody? Prerequisites = null, SettingsBody? Settings = null, IReadOnlyDictionary<string, ProviderBody>? Providers = null,
    PasswordsBody? Passwords = null, IReadOnlyDictionary<string, DomainBody>? Domains = null,
    IReadOnlyDictionary<string, ClientBody>? Clients = null, LegacyPolicyBody? LegacyPolicy = null, PolicyBody? Policy = null)
{
    public static TenantConfigurationBody From(TenantState.Present tenant)
    {
        var policy = PolicyAnswer.From(tenant, []);
        return new(
            PrerequisitesBody.From(tenant.Prerequisites), SettingsBody.From(tenant.Settings),
            Sorted((tenant.Providers?.Values ?? []).Select(one => (one.Id, ProviderBody.From(one)))),
            tenant.Passwords is { } way ? PasswordsBody.From(way) : PasswordsBody.None, DomainBody.From(tenant.Domains),
            Sorted((tenant.Clients?.Values ?? []).Select(one => (one.Id, ClientBody.From(one)))),
            new(tenant.Legacy), tenant.Policy is null ? null : new(policy.Enabled, policy.Target));
    }

    public static SortedDictionary<string, T> Sorted<T>(IEnumerable<(string Name, T Body)> entries)
    {
        var sorted = new SortedDictionary<string, T>(StringComparer.Ordinal);
        foreach (var (name, body) in entries) sorted.Add(name, body);
        return sorted;
    }
}
