namespace Countersign.Engine;

/// <summary>
/// At the start of a process what it stands on may be a moment behind: a database that starts at the same time, an account that answers
/// slowly while all processes begin at once. It is waited for, and not for ever. A process that gave up and was started again would be as
/// slow with its first request as it was before; one that asks again is not.
/// </summary>
/// <param name="clock">Its steady time counts, from now on.</param>
/// <param name="tell">Hears a sentence the first time that something is waited for.</param>
public sealed class StartPatience(TimeProvider clock, Action<string> tell)
{
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30), Pause = TimeSpan.FromSeconds(1);

    private readonly long _began = clock.GetTimestamp();
    private bool _hasTold;

    /// <summary>The result, as soon as there is one.</summary>
    /// <param name="mayPass">Whether it is worth while to ask again: nobody answered. All else is thrown at once.</param>
    public async Task<T> Until<T>(Func<Task<T>> ask, Func<Exception, bool> mayPass, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (Exception away) when (mayPass(away) && clock.GetElapsedTime(_began) < Longest)
            {
                if (!_hasTold) tell($"{away.Message.ReplaceLineEndings(" ")} It is asked again for {Longest.TotalSeconds:0} seconds.");
                _hasTold = true;
            }

            await Task.Delay(Pause, clock, cancel);
        }
    }
}
