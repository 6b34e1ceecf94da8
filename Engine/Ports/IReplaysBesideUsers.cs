using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Engine.Ports;

/// <summary>What must not be shown twice; see <see cref="IReplayMemory.IsFirst"/>.</summary>
public readonly record struct ShownOnce(ReplayKind Kind, string Id, DateTimeOffset IssuedAt, DateTimeOffset Until);

/// <summary>A replay memory that is as far away as the users are, and can be asked on the way to one.</summary>
public interface IReplaysBesideUsers : IReplayMemory
{
    /// <summary>
    /// Remembers what was shown, and then asks the user; null: it was not the first, and nothing was asked. One way there and back for
    /// both.
    /// </summary>
    /// <exception cref="EngineUnavailableException">Nobody can say now: what was shown is then to be refused.</exception>
    ValueTask<UserAnswer?> AskIfFirst(UserKey user, UserQuestion question, ShownOnce shown, CancellationToken cancel);
}
