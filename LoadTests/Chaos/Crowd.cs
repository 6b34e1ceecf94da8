using Countersign.LoadTests.Histories;
using Countersign.LoadTests.Population;

namespace Countersign.LoadTests.Chaos;

/// <summary>Many scenes at once, of people in turn, until it is enough.</summary>
internal sealed class Crowd(ServiceAddress service, Recorder recorder, Tally tally, SeededFolder population, int seed)
{
    private readonly Queue<int> _free = new(Enumerable.Range(0, population.Users));
    private int _scenes;

    public int Scenes => _scenes;

    /// <summary>So many people at a time; what is under way then is finished.</summary>
    public Task Run(int atOnce, CancellationToken enough, CancellationToken cancel) =>
        Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => Task.Run(() => One(enough, cancel), cancel)));

    private async Task One(CancellationToken enough, CancellationToken cancel)
    {
        while (!enough.IsCancellationRequested && Next() is var (number, person))
        {
            using var scene = new Scene(service, recorder, tally, population[person], number, HashCode.Combine(seed, number));
            await scene.Play(cancel);
            if (!scene.IsOver) Release(person);
        }
    }

    private (int Scene, int Person)? Next()
    {
        lock (_free) return _free.TryDequeue(out var person) ? (++_scenes, person) : null;
    }

    private void Release(int person)
    {
        lock (_free) _free.Enqueue(person);
    }
}
