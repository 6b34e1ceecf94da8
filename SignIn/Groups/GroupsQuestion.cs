using System.Collections.Immutable;
using Countersign.SignIn.Audit;
using Countersign.SignIn.Machines;

namespace Countersign.SignIn.Groups;

/// <summary>Questions to a tenant's named groups.</summary>
public abstract record GroupsQuestion
{
    /// <summary>Who of administration asks; null: nobody.</summary>
    public Actor? By { get; init; }

    /// <summary>All of them: <see cref="GroupsAnswer.Are"/>.</summary>
    public sealed record Read : GroupsQuestion;

    /// <summary>The one of this canonical name: <see cref="GroupsAnswer.Are"/>, or <see cref="Refusal.GroupNotFound"/>.</summary>
    public sealed record Find(string Name) : GroupsQuestion;

    /// <summary>Names a group. Those who are members of its canonical name already are its members.</summary>
    /// <param name="Spare">Drawn: its canonical name, where none follows from the display name or that is another's.</param>
    /// <param name="ByHand">An administrator makes it, not a directory.</param>
    public sealed record Create(string DisplayName, string? ExternalId, string Spare, bool ByHand = false) : GroupsQuestion;

    /// <summary>Asked by directories: a group that was made by hand is the directory's from then on.</summary>
    /// <param name="Revision">That was seen; null to write over whatever there is.</param>
    public sealed record Change(string Name, string DisplayName, string? ExternalId, long? Revision) : GroupsQuestion;

    /// <summary>Of one that is not there nothing changes.</summary>
    public sealed record Remove(string Name) : GroupsQuestion;
}

/// <summary>Answers of a tenant's named groups.</summary>
public abstract record GroupsAnswer
{
    /// <summary>Those that were asked for or made, as they now are.</summary>
    public sealed record Are(ImmutableArray<NamedGroup> Groups) : GroupsAnswer;

    public sealed record Refused(Refusal Why) : GroupsAnswer, IRefused;
}
