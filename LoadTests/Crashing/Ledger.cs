using System.Collections.Concurrent;
using Countersign.LoadTests.Population;

namespace Countersign.LoadTests.Crashing;

/// <summary>Everything the server has acknowledged, and what turned out to be otherwise.</summary>
internal sealed class Ledger(SeededFolder population)
{
    private const int MostViolationsTold = 20;

    // Of ten: most go all the way, each other end is there as well.
    private static readonly Intent[] Intents =
    [
        Intent.Redeem, Intent.Redeem, Intent.Redeem, Intent.Redeem, Intent.Redeem,
        Intent.Approve, Intent.Approve, Intent.Deny, Intent.Mistap, Intent.Leave,
    ];

    private readonly ConcurrentQueue<int> _free = new(Enumerable.Range(0, population.Users));
    private readonly ConcurrentDictionary<string, string> _ends = new();
    private readonly ConcurrentQueue<string> _violations = new();
    private int _attempts, _starts, _decisions, _redemptions, _retries, _checks, _violated;

    /// <summary>Done, not yet looked at after a restart.</summary>
    public ConcurrentQueue<Attempt> Done { get; } = new();

    /// <summary>Challenges with an acknowledged end, and which: what the audit chain must say.</summary>
    public IReadOnlyDictionary<string, string> Ends => _ends;

    public IReadOnlyCollection<string> Violations => _violations;

    public int Violated => _violated;
    public int Starts => _starts;
    public int Decisions => _decisions;
    public int Redemptions => _redemptions;
    public int Retries => _retries;
    public int Checks => _checks;

    /// <summary>The next attempt, of a person with none under way; null when all people have one.</summary>
    public Attempt? Next()
    {
        if (!_free.TryDequeue(out var person)) return null;
        var number = Interlocked.Increment(ref _attempts);
        return new(person, population[person], Intents[number % Intents.Length]);
    }

    /// <summary>The attempt is over and checked; its person may sign in again.</summary>
    public void Release(Attempt attempt) => _free.Enqueue(attempt.Number);

    public void Started(Attempt attempt, string number)
    {
        attempt.Shown = number;
        Interlocked.Increment(ref _starts);
    }

    public void Decided(Attempt attempt, string outcome)
    {
        attempt.Decided = outcome;
        _ends[attempt.Jar.Challenge] = outcome;
        Interlocked.Increment(ref _decisions);
    }

    public void Redeemed(Attempt attempt)
    {
        attempt.Redeemed = true;
        Interlocked.Increment(ref _redemptions);
    }

    public void Cancelled(Attempt attempt)
    {
        attempt.Cancelled = true;
        _ends[attempt.Jar.Challenge] = "cancelled";
    }

    public void Retried() => Interlocked.Increment(ref _retries);

    /// <summary>Counts a check, and what it found wrong.</summary>
    public void Check(bool held, Attempt attempt, string what)
    {
        Interlocked.Increment(ref _checks);
        if (!held) Violation($"{attempt.Person.Name} {attempt.Intent}, challenge {attempt.Jar.Challenge}: {what}");
    }

    public void Violation(string what)
    {
        if (Interlocked.Increment(ref _violated) <= MostViolationsTold) _violations.Enqueue(what);
    }
}
