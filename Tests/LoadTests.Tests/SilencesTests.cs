using Countersign.LoadTests.Chaos;
using Countersign.LoadTests.Histories;

namespace Countersign.LoadTests.Tests;

/// <summary>How long nobody had an answer: milliseconds here and in the report, microseconds in between.</summary>
public sealed class SilencesTests
{
    /// <summary>Each operation is its call, its return, and whether it was answered.</summary>
    [Theory]
    [InlineData("0 100 y, 100 200 y, 200 300 y, 300 900 y", 600)]     // between two answers
    [InlineData("-900 -500 y, -500 400 y, 400 500 y", 400)]           // from the fault on
    [InlineData("0 100 y, 100 200 y", 100)]                           // the load has ended
    [InlineData("0 100 y, 100 200 y, 4000 4100 y", 100)]              // it paused
    [InlineData("0 100 y, 100 200 n, 250 400 y", 300)]                // what was not answered is no success
    [InlineData("0 100 y, 150 4000 n", 3850)]                         // somebody waits in vain
    [InlineData("0 100 y, 150 90000 n", 6850)]                        // until two seconds after the fault
    [InlineData("", 0)]
    public void Nobody_was_served_for_so_long(string operations, int gap)
    {
        var history = new History
        {
            Conditions = new(1, "memory", 1, 1, 30, 3), Faults = [new("F1", "kill silo", "silo 1", 0, 5_000_000)],
            Operations = [.. operations.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(Parsed)],
        };
        Assert.Equal(gap, Assert.Single(Silences.Of(history)).Gap);
    }

    private static Operation Parsed(string text, int number) => text.Split(' ') is [var call, var @return, var answered]
        ? new(number, "u", OperationKind.Start, 1000 * long.Parse(call, null), 1000 * long.Parse(@return, null),
            answered == "y" ? Outcome.Ok : Outcome.Unknown)
        : throw new FormatException(text);
}
