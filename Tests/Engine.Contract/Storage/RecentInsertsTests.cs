using Countersign.Engine.Ports;
using Countersign.Stores.Sqlite;
using Xunit;
using static Countersign.Engine.Contract.Storage.Samples;

namespace Countersign.Engine.Contract.Storage;

/// <summary>The store's memory of its latest inserts: the truth, and not for ever (I17).</summary>
public sealed class RecentInsertsTests
{
    private static readonly RowKey First = new(RowKind.Challenge, "first");
    private readonly RecentInserts _recent = new();

    [Fact]
    public void Only_what_is_durable_is_remembered()
    {
        _recent.Settled(Opening(First), CommitResult.NotCommitted);
        _recent.Settled(Opening(First), CommitResult.Unknown);
        Assert.Null(_recent.Find(First));
        _recent.Settled(Opening(First), CommitResult.Committed);
        Assert.Equal(1, _recent.Find(First)!.Version);
    }

    [Theory]
    [InlineData(CommitResult.Committed, false)]
    [InlineData(CommitResult.Unknown, false)]
    [InlineData(CommitResult.NotCommitted, true)]
    public void A_row_that_may_have_changed_is_forgotten(CommitResult outcome, bool remembered)
    {
        _recent.Settled(Opening(First), CommitResult.Committed);
        _recent.Settled(new(Write(First, 1), [], []), outcome);
        Assert.Equal(remembered, _recent.Find(First) is not null);
    }

    [Fact]
    public void The_earliest_are_forgotten_when_there_are_many()
    {
        _recent.Settled(Opening(First), CommitResult.Committed);
        for (var i = 0; i < 20_000; i++) _recent.Settled(Opening(new(RowKind.Challenge, $"c{i}")), CommitResult.Committed);
        Assert.Null(_recent.Find(First));
        Assert.NotNull(_recent.Find(new(RowKind.Challenge, "c19999")));
    }

    private static Commit Opening(RowKey key) => new(Write(User("x"), 1), [Write(key, 0)], []);
}
