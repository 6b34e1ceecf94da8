using System.Collections.Immutable;

namespace Countersign.SignIn.Groups;

/// <summary>A group that a directory or an administrator has named.</summary>
/// <param name="Name">The canonical one, which members and policies name it by: for good, whatever people call it.</param>
/// <param name="DisplayName">For people: display text of any script. No two of a tenant's differ in letter case alone.</param>
/// <param name="ExternalId">The directory's own; null: it gave none.</param>
/// <param name="Revision">1, and one more with each change of what stands here. Members stand with the users.</param>
/// <param name="ByHand">An administrator made it, and no directory has changed it since.</param>
public sealed record NamedGroup(
    string Name, string DisplayName, string? ExternalId, long Revision, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt,
    bool ByHand = false)
{
    /// <summary>What of it counts against what a tenant's groups may take.</summary>
    internal int TextLength => DisplayName.Length + (ExternalId?.Length ?? 0);
}

/// <summary>A tenant's groups that somebody has named. Others are there as long as they have members.</summary>
/// <param name="Groups">In order of name.</param>
public sealed record GroupsState(ImmutableArray<NamedGroup> Groups)
{
    public static readonly GroupsState None = new(ImmutableArray<NamedGroup>.Empty);

    public NamedGroup? Named(string name) => Groups.FirstOrDefault(group => group.Name == name);
}
