namespace Countersign.Engine.Ports;

/// <summary>
/// What a replay memory has seen, kept where it outlives the process. Each kind has two generations; those of the older one are let go as
/// a whole.
/// </summary>
public interface IReplayJournal : IDisposable
{
    /// <summary>Whether everything that was ever noted, and may still be shown, is there.</summary>
    bool IsWhole { get; }

    /// <summary>What was noted and is still to be remembered, in both generations.</summary>
    IEnumerable<(ReplayKind Kind, UInt128 Id, DateTimeOffset Until)> Read(DateTimeOffset now);

    /// <summary>Notes an id in the young generation of its kind. What cannot be noted is told by <see cref="IsWhole"/> next time.</summary>
    void Note(ReplayKind kind, UInt128 id, DateTimeOffset until);

    /// <summary>The young generation of this kind becomes the old one, and the old one goes.</summary>
    void Turn(ReplayKind kind);
}
