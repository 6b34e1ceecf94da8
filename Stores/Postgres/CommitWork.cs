using System.Runtime.InteropServices;
using Countersign.Engine.Ports;
using Countersign.Engine.Storage;

namespace Countersign.Stores.Postgres;

/// <summary>A commit that waits for its answer.</summary>
internal sealed class CommitWork(Commit commit) : Work
{
    // Callers go on elsewhere: their code must not hold up the group.
    private readonly TaskCompletionSource<CommitResult> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Commit Commit => commit;

    /// <summary>Made on the caller's thread.</summary>
    public byte[][] Facts { get; } = [.. commit.Audit.Select(AuditBody.Write)];

    public Task<CommitResult> Task => _answer.Task;

    /// <returns>False when it has its answer already.</returns>
    public bool Answer(CommitResult result) => _answer.TrySetResult(result);

    public override void Refuse() => Answer(CommitResult.NotCommitted);

    public static byte[] BytesOf(ReadOnlyMemory<byte> body) =>
        MemoryMarshal.TryGetArray(body, out var part) && part.Offset == 0 && part.Count == part.Array!.Length ? part.Array : body.ToArray();
}
