using System.Collections.Immutable;
using System.Text;

namespace Countersign.LoadTests.Checking;

/// <summary>The pending challenge, as the model has it.</summary>
/// <param name="Id">Begins with a question mark while nobody has told it: its start had no answer.</param>
/// <param name="Number">Null while nobody has told it, though a phone may have told the id.</param>
/// <param name="From">It began at this moment at the earliest, in microseconds.</param>
/// <param name="To">And at this one at the latest.</param>
internal sealed record PendingChallenge(string Id, string? Key, string? Browser, string? Number, long From, long To)
{
    public bool IsUntold => Id[0] == '?';
}

/// <summary>A challenge that has ended.</summary>
/// <param name="Epoch">The person's, when it was approved.</param>
/// <param name="Redemption">The key it was redeemed with; null while it was not.</param>
/// <param name="Revoked">It was redeemed a second time.</param>
/// <param name="Withdrawn">What it stood on is gone.</param>
/// <param name="Order">1 for the person's first.</param>
/// <param name="Since">It ended no later, in microseconds.</param>
internal sealed record EndedChallenge(
    string Outcome, string? Key, string? Statement, int Epoch, string? Redemption, bool Revoked, bool Withdrawn, int Order, long Since);

/// <summary>What a client was given.</summary>
/// <param name="Current">The refresh token in use.</param>
/// <param name="Before">The one that it took the place of; null at first.</param>
/// <param name="Former">All that were used.</param>
/// <param name="From">When it was exchanged last, at the earliest.</param>
/// <param name="To">And at the latest.</param>
internal sealed record GivenGrant(
    string Current, string? Before, ImmutableSortedSet<string> Former, long From, long To, bool IsOver, int Epoch)
{
    /// <summary>Nobody has told the token in use: its exchange had no answer.</summary>
    public bool IsUntold => Current[0] == '?';
}

/// <summary>One person, as the sequential model has them. Two states are equal when they say the same.</summary>
internal sealed record PersonState
{
    private (PersonState Of, string Text)? _text;   // a copy of a state has another

    public static readonly PersonState Enrolled = new();

    public bool IsEnabled { get; init; } = true;
    public bool HasPhone { get; init; } = true;
    public bool IsLocked { get; init; }
    public int Epoch { get; init; }
    public int WrongNumbers { get; init; }
    public int EndedSoFar { get; init; }
    public PendingChallenge? Pending { get; init; }

    public ImmutableSortedDictionary<string, EndedChallenge> Ended { get; init; } =
        ImmutableSortedDictionary.Create<string, EndedChallenge>(StringComparer.Ordinal);

    public ImmutableSortedDictionary<string, GivenGrant> Grants { get; init; } =
        ImmutableSortedDictionary.Create<string, GivenGrant>(StringComparer.Ordinal);

    /// <summary>Open sessions, the oldest first, by the challenge and the key they were redeemed with.</summary>
    public ImmutableList<(string Challenge, string Key)> Sessions { get; init; } = [];

    public bool MayBePrompted => IsEnabled && HasPhone && !IsLocked;

    public bool Serves(EndedChallenge approved) => MayBePrompted && !approved.Withdrawn && approved.Epoch == Epoch;

    public PersonState WithoutSession(string challenge) => this with { Sessions = Sessions.RemoveAll(open => open.Challenge == challenge) };

    public PersonState End(string outcome, string? statement, long since) => this with
    {
        Pending = null,
        EndedSoFar = EndedSoFar + 1,
        Ended = Ended.SetItem(
            Pending!.Id, new(outcome, Pending.Key, statement, Epoch, null, false, false, EndedSoFar + 1, since)),
    };

    /// <summary>Everything that is under way or was given is over.</summary>
    public PersonState EndEverything(long since) => (Pending is null ? this : End("cancelled", null, since)) with
    {
        Epoch = Epoch + 1, Sessions = [],
    };

    public bool Equals(PersonState? other) => other is not null && ToString() == other.ToString();

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    public override string ToString()
    {
        if (_text is not { } text || !ReferenceEquals(text.Of, this)) _text = text = (this, Write());
        return text.Text;
    }

    private string Write()
    {
        var text = new StringBuilder();
        text.Append(IsEnabled ? "" : "disabled ").Append(HasPhone ? "" : "phoneless ").Append(IsLocked ? "locked " : "");
        text.Append("epoch ").Append(Epoch).Append(" wrong ").Append(WrongNumbers);
        if (Pending is { } p)
            text.Append(" pending ").Append(p.Id).Append('/').Append(p.Key).Append('/').Append(p.Browser).Append('/').Append(p.Number)
                .Append('/').Append(p.From).Append('/').Append(p.To);
        foreach (var (id, e) in Ended)
        {
            text.Append(" | ").Append(id).Append(' ').Append(e.Outcome).Append(' ').Append(e.Statement).Append(" epoch ").Append(e.Epoch);
            text.Append(' ').Append(e.Key);
            text.Append(' ').Append(e.Redemption).Append(e.Revoked ? " revoked" : "").Append(e.Withdrawn ? " withdrawn" : "");
            text.Append(' ').Append(e.Order).Append(' ').Append(e.Since);
        }

        foreach (var (id, g) in Grants)
        {
            text.Append(" | grant ").Append(id).Append(' ').Append(g.Current).Append(' ').Append(g.Before);
            text.Append(' ').Append(g.From).Append(' ').Append(g.To).Append(" epoch ").Append(g.Epoch);
            text.Append(g.IsOver ? " over " : " ").AppendJoin(',', g.Former);
        }

        foreach (var (challenge, key) in Sessions) text.Append(" | session ").Append(challenge).Append('/').Append(key);
        return text.ToString();
    }
}
