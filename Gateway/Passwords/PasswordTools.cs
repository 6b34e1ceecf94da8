namespace Countersign.Gateway.Passwords;

/// <summary>What all who deal with passwords share: the threads that hash, the hasher, and what may be chosen.</summary>
internal sealed class PasswordTools : IDisposable
{
    private readonly PasswordLane _lane = new();

    /// <param name="blockList">The operator's list of passwords that nobody may choose; null: none.</param>
    /// <exception cref="FormatException">It cannot be used; the message says why.</exception>
    public PasswordTools(string? blockList) => (Choice, Hashes) = (new(blockList), new(_lane));

    public PasswordHashes Hashes { get; }

    public PasswordChoice Choice { get; }

    public void Dispose() => _lane.Dispose();
}
