using Countersign.Engine.Ports;
using Countersign.SignIn;

namespace Countersign.Engine;

/// <summary>Asks a replay memory and then a user, wherever the two are.</summary>
public static class ReplaysBesideUsers
{
    /// <summary>See <see cref="IReplaysBesideUsers.AskIfFirst"/>; where the two are apart, one after the other.</summary>
    public static ValueTask<UserAnswer?> AskIfFirst(
        this IReplayMemory replays, ISignInEngine engine, UserKey user, UserQuestion question, ShownOnce shown,
        CancellationToken cancel) => replays is IReplaysBesideUsers beside
        ? beside.AskIfFirst(user, question, shown, cancel)
        : AskBoth(replays, engine, user, question, shown, cancel);

    private static async ValueTask<UserAnswer?> AskBoth(
        IReplayMemory replays, ISignInEngine engine, UserKey user, UserQuestion question, ShownOnce shown, CancellationToken cancel) =>
        await replays.IsFirst(shown.Kind, shown.Id, shown.IssuedAt, shown.Until, cancel)
            ? await engine.AskUser(user, question, cancel)
            : null;
}
