using System.Collections.Immutable;
using System.Text;
using Countersign.SignIn.Tenants;

namespace Countersign.SignIn.Groups;

/// <summary>
/// The rules of a tenant's named groups (ADM-5, S-20): a group's canonical name is found once, when the group is named, and stays. What
/// people call it may change as often as they like; no policy loses or gains anybody by that.
/// </summary>
public static class GroupsRules
{
    public static GroupsRuling Decide(GroupsState state, GroupsQuestion question, TenantId id, TenantState tenant, DateTimeOffset now) =>
        tenant is TenantState.Present
            ? Decide(state, question, now).WithFacts(id, GroupsAudit.Fact).By(question.By)
            : Refuse(Refusal.TenantNotFound);

    private static GroupsRuling Decide(GroupsState state, GroupsQuestion question, DateTimeOffset now) => question switch
    {
        GroupsQuestion.Read => new(new GroupsAnswer.Are(state.Groups)),
        GroupsQuestion.Find find => state.Named(find.Name) is { } found ? new(Is(found)) : Refuse(Refusal.GroupNotFound),
        GroupsQuestion.Create create => Create(state, create, now),
        GroupsQuestion.Change change => Change(state, change, now),
        GroupsQuestion.Remove remove => state.Named(remove.Name) is { } goes
            ? new(Is(goes), new GroupsEvent.Removed(goes, now))
            : new(new GroupsAnswer.Are(ImmutableArray<NamedGroup>.Empty)),
        _ => throw new ArgumentOutOfRangeException(nameof(question), question.GetType().Name),
    };

    private static GroupsRuling Create(GroupsState state, GroupsQuestion.Create create, DateTimeOffset now)
    {
        if (!IsFit(create.DisplayName, create.ExternalId) || !IsName(create.Spare)) return Refuse(Refusal.DirectoryTextRefused);
        if (IsTaken(state, create.DisplayName, null)) return Refuse(Refusal.GroupExists);
        var name = NameFrom(create.DisplayName) is { } own && state.Named(own) is null ? own : create.Spare;
        if (state.Named(name) is not null) return Refuse(Refusal.GroupExists);
        var made = new NamedGroup(name, create.DisplayName, create.ExternalId, 1, now, now, create.ByHand);
        return Fits(state, made) ? new(Is(made), new GroupsEvent.Set(made, null)) : Refuse(Refusal.TooManyDirectoryGroups);
    }

    private static GroupsRuling Change(GroupsState state, GroupsQuestion.Change change, DateTimeOffset now)
    {
        if (state.Named(change.Name) is not { } before) return Refuse(Refusal.GroupNotFound);
        if (change.Revision is { } seen && seen != before.Revision) return Refuse(Refusal.RevisionMismatch);
        if (!IsFit(change.DisplayName, change.ExternalId)) return Refuse(Refusal.DirectoryTextRefused);
        if (before.DisplayName == change.DisplayName && before.ExternalId == change.ExternalId && !before.ByHand) return new(Is(before));
        if (IsTaken(state, change.DisplayName, before)) return Refuse(Refusal.GroupExists);
        var after = before with
        {
            DisplayName = change.DisplayName, ExternalId = change.ExternalId, Revision = before.Revision + 1, ChangedAt = now,
            ByHand = false,
        };
        return Fits(Without(state, before.Name), after)
            ? new(Is(after), new GroupsEvent.Set(after, before))
            : Refuse(Refusal.TooManyDirectoryGroups);
    }

    public static GroupsState Apply(GroupsState state, GroupsEvent happened) => happened switch
    {
        GroupsEvent.Set { Group: var group } => new(
            [.. Without(state, group.Name).Groups.Add(group).OrderBy(one => one.Name, StringComparer.Ordinal)]),
        GroupsEvent.Removed { Group: var group } => Without(state, group.Name),
        _ => state,
    };

    /// <summary>
    /// The canonical name that a display name would have: letter case folded away, a hyphen for a space. Null for one with other characters
    /// than a canonical name may have.
    /// </summary>
    public static string? NameFrom(string displayName) =>
        Ascii.IsValid(displayName) && displayName.ToLowerInvariant().Replace(' ', '-') is var name && IsName(name) ? name : null;

    /// <summary>1 to 64 of <c>a-z 0-9 . - _</c>.</summary>
    public static bool IsName(string name) =>
        name is { Length: >= 1 and <= Limits.GroupNameLength } && name.AsSpan().IndexOfAnyExcept(Alphabets.GroupName) < 0;

    private static bool IsFit(string displayName, string? externalId) =>
        displayName.Length > 0 && DisplayText.IsFit(displayName) && ExternalIds.IsFit(externalId);

    private static bool IsTaken(GroupsState state, string displayName, NamedGroup? except) => state.Groups.Any(
        group => group != except && string.Equals(group.DisplayName, displayName, StringComparison.OrdinalIgnoreCase));

    /// <summary>All of a tenant's are one row, which no store may find too large.</summary>
    private static bool Fits(GroupsState others, NamedGroup one) =>
        others.Groups.Length < Limits.GroupsPerTenant
        && others.Groups.Sum(group => group.TextLength) + one.TextLength <= Limits.GroupTextsPerTenant;

    private static GroupsState Without(GroupsState state, string name) => new([.. state.Groups.Where(group => group.Name != name)]);

    private static GroupsAnswer.Are Is(NamedGroup group) => new([group]);

    private static GroupsRuling Refuse(Refusal why) => new(new GroupsAnswer.Refused(why));
}
