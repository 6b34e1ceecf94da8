using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Engine.Machines;

/// <summary>
/// The way to a store that is not this process's alone, gone before anybody waits: a row is read and written as a person's is. It is the
/// place of one made-up name among the decoys, which nobody misses.
/// </summary>
public static class StoreRehearsal
{
    private const int Times = 5;

    /// <exception cref="StorageUnavailableException">See <see cref="IStore"/>.</exception>
    public static async Task Run(IStore store, TimeProvider clock, CancellationToken cancel)
    {
        var (decoys, nobody) = (DecoyPool.On(store, clock), new UserKey(new("rehearsal"), new("nobody@rehearsal.invalid")));
        if (!decoys.IsShared) return;
        for (var time = 0; time < Times; time++)
        {
            var (_, version) = await decoys.Find(nobody, cancel);
            await decoys.Keep(nobody, new(UserState.Present.New, clock.GetUtcNow()), version, null);   // somebody may have been faster
        }
    }
}
