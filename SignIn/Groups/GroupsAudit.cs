using Countersign.SignIn.Audit;

namespace Countersign.SignIn.Groups;

/// <summary>T31: one fact for each change of a named group, with what it was called before.</summary>
internal static class GroupsAudit
{
    public static AuditFact Fact(GroupsEvent happened, TenantId tenant) => happened switch
    {
        GroupsEvent.Set { Before: null, Group: var group } => new("group.named", group.ChangedAt, tenant, Detail: Describe(group)),
        GroupsEvent.Set { Before: { } before, Group: var group } => new(
            "group.renamed", group.ChangedAt, tenant, Detail: $"{Describe(before)} -> {Describe(group)}"),
        GroupsEvent.Removed { Group: var group, At: var at } => new("group.removed", at, tenant, Detail: Describe(group)),
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name),
    };

    private static string Describe(NamedGroup group) =>
        $"{group.Name}: \"{group.DisplayName}\"" + (group.ExternalId is { } id ? $" ({id})" : "") + (group.ByHand ? ", by hand" : "");
}
