using Countersign.Engine.Ports;
using Countersign.Stores.Memory;
using Xunit;
using static Countersign.Engine.Contract.Storage.Samples;

namespace Countersign.Engine.Contract.Storage;

/// <summary>The scripted faults do what the tests that use them rely on.</summary>
public sealed class FaultyStoreTests : IAsyncDisposable
{
    private readonly FaultyStore _store = new(new MemoryStore());

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Without_a_script_nothing_goes_wrong()
    {
        await _store.Put(User("x"), 0, "a").Must();
        Assert.Equal("""{"text":"a"}""", await _store.Text(User("x")));
    }

    [Fact]
    public async Task A_refused_commit_is_not_written()
    {
        _store.OnNextCommits(Fault.Refused);
        Assert.Equal(CommitResult.NotCommitted, await _store.Put(User("x"), 0));
        Assert.Null(await _store.Load(User("x"), Cancel));
    }

    [Fact]
    public async Task A_commit_lost_before_sending_is_unknown_and_not_written()
    {
        _store.OnNextCommits(Fault.LostBeforeSending);
        Assert.Equal(CommitResult.Unknown, await _store.Put(User("x"), 0));
        Assert.Null(await _store.Load(User("x"), Cancel));
    }

    [Fact]
    public async Task A_lost_answer_is_unknown_and_written()
    {
        _store.OnNextCommits(Fault.LostAnswer);
        Assert.Equal(CommitResult.Unknown, await _store.Put(User("x"), 0));
        Assert.NotNull(await _store.Load(User("x"), Cancel));
    }

    [Fact]
    public async Task A_late_commit_arrives_when_told_to()
    {
        _store.OnNextCommits(Fault.Late);
        Assert.Equal(CommitResult.Unknown, await _store.Put(User("x"), 0, "late"));
        Assert.Null(await _store.Load(User("x"), Cancel));
        await _store.DeliverLate().Must();
        Assert.Equal("""{"text":"late"}""", await _store.Text(User("x")));
    }

    [Fact]
    public async Task A_late_commit_that_was_overtaken_loses()
    {
        _store.OnNextCommits(Fault.Late);
        await _store.Put(User("x"), 0, "late");
        await _store.Put(User("x"), 0, "in time").Must();
        Assert.Equal(CommitResult.NotCommitted, await _store.DeliverLate());
        Assert.Equal("""{"text":"in time"}""", await _store.Text(User("x")));
    }

    [Fact]
    public async Task Faults_meet_commits_in_the_order_of_the_script()
    {
        _store.OnNextCommits(null, Fault.Refused);
        await _store.Put(User("a"), 0).Must();
        Assert.Equal(CommitResult.NotCommitted, await _store.Put(User("b"), 0));
        await _store.Put(User("c"), 0).Must();
        Assert.Equal(3, _store.Commits);
    }

    [Fact]
    public async Task Loads_fail_as_often_as_told()
    {
        _store.FailNextLoads(2);
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await _store.Load(User("x"), Cancel));
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await _store.Load(User("x"), Cancel));
        Assert.Null(await _store.Load(User("x"), Cancel));
    }

    [Fact]
    public async Task While_the_storage_is_away_nothing_is_read_and_nothing_is_sent()
    {
        _store.IsUnavailable = true;
        Assert.Equal(CommitResult.NotCommitted, await _store.Put(User("x"), 0));
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await _store.Load(User("x"), Cancel));
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await _store.DropDue(RowKind.User, Noon, 1, Cancel));
        _store.IsUnavailable = false;
        Assert.Null(await _store.Load(User("x"), Cancel));
    }
}
