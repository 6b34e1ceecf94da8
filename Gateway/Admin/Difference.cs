using System.Text.Json;
using System.Text.Json.Nodes;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Admin;

/// <summary>One member of a part of what is set, before and after.</summary>
/// <param name="Member">With dots between the names.</param>
/// <param name="Before">Absent: it is not there.</param>
/// <param name="After">Absent: it is to go.</param>
public sealed record DifferenceBody(string Member, JsonElement? Before, JsonElement? After);

/// <summary>What a change makes different, member by member, as the interface names them. A secret is named, never shown.</summary>
internal static class Difference
{
    public static IReadOnlyList<DifferenceBody> Of(TenantState.Present before, TenantState.Present after, HeldChange change)
    {
        List<DifferenceBody> found = [];
        Compare("", PartOf(before, change.Part), PartOf(after, change.Part), found);
        if (IsOtherSecret(before, after, change)) found.Add(new("secret", null, JsonElement.Parse("\"another\"")));
        return found;
    }

    private static JsonNode? PartOf(TenantState.Present tenant, string part)
    {
        var whole = JsonSerializer.SerializeToNode(TenantConfigurationBody.From(tenant), AdminJson.Default.TenantConfigurationBody)!;
        var names = part.Split('/', 2);
        var section = whole[names[0].Replace('-', '_')];
        return names.Length == 1 ? section : section?[names[1]];
    }

    private static bool IsOtherSecret(TenantState.Present before, TenantState.Present after, HeldChange change) => change switch
    {
        HeldChange.OfProvider { Provider: not null, Id: var id } =>
            before.ProviderOf(id)?.SealedSecret != after.ProviderOf(id)?.SealedSecret,
        HeldChange.OfPasswords { Way.Place: { } place } => place != before.Passwords?.Place,
        HeldChange.OfSettings => before.WebhookSecret != after.WebhookSecret,
        _ => false,
    };

    private static void Compare(string name, JsonNode? before, JsonNode? after, List<DifferenceBody> found)
    {
        if (JsonNode.DeepEquals(before, after)) return;
        if (before is JsonObject or null && after is JsonObject or null && (before ?? after) is JsonObject)
        {
            var (old, next) = (before as JsonObject ?? [], after as JsonObject ?? []);
            foreach (var member in old.Select(one => one.Key).Union(next.Select(one => one.Key)))
                Compare(name.Length == 0 ? member : $"{name}.{member}", old[member], next[member], found);
        }
        else
        {
            found.Add(new(name, Element(before), Element(after)));
        }
    }

    private static JsonElement? Element(JsonNode? node) => node is null ? null : JsonElement.Parse(node.ToJsonString());
}
