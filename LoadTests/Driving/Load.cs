using Countersign.LoadTests.Population;
using Countersign.LoadTests.Wire;

namespace Countersign.LoadTests.Driving;

/// <summary>Sign-ins of this product's own protocol by a fixed number of virtual users.</summary>
internal sealed class Load(Target target, IReadOnlyList<int> servers, int virtualUsers) : IDisposable
{
    private readonly Crowd<VirtualUser> _crowd = new(() => new(target), servers, virtualUsers);
    private int _nextPerson;

    /// <summary>Full sign-ins.</summary>
    /// <param name="perSecond">How many begin each second, lateness counted; 0: each begins the next when the last one ended.</param>
    /// <param name="people">Whose turn it is goes round among so many, from number <paramref name="first"/> on.</param>
    public Task<RunResult> SignIns(
        SeededFolder population, int people, int count, double perSecond, CancellationToken cancel, int first = 0) => _crowd.Run(
        count, perSecond, (user, _, late, seen, stop) => user.SignIn(population[first + NextOf(people)], late, seen, stop), cancel);

    /// <summary>Starts that are left pending, each of its own person, from number <paramref name="first"/> on.</summary>
    public Task<RunResult> Parks(SeededFolder population, int first, int count, Action<int> gauge, CancellationToken cancel) => _crowd.Run(
        count, 0, async (user, index, _, _, stop) =>
        {
            await user.Park(population[first + index], stop);
            gauge(1);
        }, cancel);

    public void Dispose() => _crowd.Dispose();

    private int NextOf(int people) => (int)((uint)(Interlocked.Increment(ref _nextPerson) - 1) % (uint)people);
}
