using System.Security.Cryptography;

namespace Countersign.Authenticator;

/// <summary>
/// The wait before the next try: twice as long each time, up to a cap, and a random part less, so that the phones of a server that was away
/// do not all come back in the same instant.
/// </summary>
internal sealed class Pause(TimeSpan shortest, TimeSpan longest)
{
    private const int MostDoublings = 16;   // any cap is reached by then, and nothing has overflowed

    private int _turns;

    /// <summary>Between half and the whole of this turn's time; at least what the server asked for, within the cap.</summary>
    public TimeSpan Next(TimeSpan? asked = null)
    {
        var whole = Math.Min(shortest.Ticks << Math.Min(_turns++, MostDoublings), longest.Ticks);
        var drawn = TimeSpan.FromTicks(whole) * (RandomNumberGenerator.GetInt32(500, 1001) / 1000.0);
        return asked > drawn ? TimeSpan.FromTicks(Math.Min(asked.Value.Ticks, longest.Ticks)) : drawn;
    }

    public void Reset() => _turns = 0;
}
