using System.Text;
using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.SignIn.Audit;
using Xunit;
using static Countersign.Engine.Contract.Storage.Samples;

namespace Countersign.Engine.Contract.Storage;

/// <summary>The promises of every store; a store is one line that opens it.</summary>
public abstract partial class StoreContract : IAsyncLifetime
{
    private EmptyStore _empty = null!;

    private protected IStore Store => _empty.Store;

    private protected abstract Task<EmptyStore> Open();

    /// <summary>Comes back when every fact committed so far is in its chain: at once where the commit seals.</summary>
    protected virtual Task Sealed() => Task.CompletedTask;

    public async ValueTask InitializeAsync() => _empty = await Open();

    public async ValueTask DisposeAsync()
    {
        await _empty.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_row_never_written_is_absent() => Assert.Null(await Store.Load(User("1:a1:x"), Cancel));

    /// <summary>T5, I17: it takes as long, and nothing of it is there; also where its rows are there already.</summary>
    [Theory, InlineData(false), InlineData(true)]
    public async Task A_rehearsed_commit_leaves_nothing(bool areThere)
    {
        var commit = new Commit(
            Write(User("1:a1:x"), 0, "one", Noon), [Write(RowKey.OfChallenge(new("c")), 0, "two", Noon)], [Fact()]);
        if (areThere) await Store.Put(User("1:a1:x"), 0, "is there").Must();
        for (var i = 0; i < 3; i++) Assert.Equal(CommitResult.Committed, await Store.Rehearse(commit));
        var row = await Store.Load(User("1:a1:x"), Cancel);
        Assert.Equal(areThere, row is { Version: 1 } && row.Body.Span.SequenceEqual(Body("is there")));
        Assert.Equal(areThere, row is not null);
        Assert.Null(await Store.Load(RowKey.OfChallenge(new("c")), Cancel));
        foreach (var kind in new[] { RowKind.User, RowKind.Challenge })
        {
            Assert.Equal(areThere && kind == RowKind.User ? 1 : 0, (await Store.List(kind, "", "", 10, Cancel)).Count);
            Assert.Empty(await Store.Due(kind, Noon.AddDays(1), 10, Cancel));
        }

        Assert.Empty(await Store.AuditTenants("", 10, Cancel));
    }

    [Fact]
    public async Task A_committed_row_is_read_back_whole()
    {
        var due = Noon.AddMilliseconds(123);
        await Store.Put(User("1:a1:x"), 0, "zażółć 🔑 \\u0000", due).Must();
        var row = await Store.Load(User("1:a1:x"), Cancel);
        Assert.NotNull(row);
        Assert.Equal((User("1:a1:x"), 1L, (DateTimeOffset?)due), (row.Key, row.Version, row.Due));
        Assert.Equal(Body("zażółć 🔑 \\u0000"), row.Body.ToArray());
    }

    [Fact]
    public async Task A_body_of_256_KB_is_read_back_whole()
    {
        var text = string.Concat(Enumerable.Range(0, 32 * 1024).Select(i => (i % 10_000_000).ToString("D8")));
        await Store.Put(User("big"), 0, text).Must();
        await Store.Put(User("big"), 1, text + "!").Must();
        Assert.Equal(Body(text + "!"), (await Store.Load(User("big"), Cancel))!.Body.ToArray());
    }

    [Fact]
    public async Task A_due_time_can_be_taken_back()
    {
        await Store.Put(User("x"), 0, due: Noon).Must();
        await Store.Put(User("x"), 1, due: null).Must();
        Assert.Null((await Store.Load(User("x"), Cancel))!.Due);
        Assert.Empty(await Store.Due(RowKind.User, Noon, 10, Cancel));
    }

    [Fact]
    public async Task A_row_is_removed_at_the_version_that_was_seen_and_at_no_other()
    {
        await Store.Put(User("x"), 0, due: Noon).Must();
        await Store.Put(User("x"), 1, due: Noon).Must();
        Assert.Equal(CommitResult.NotCommitted, await Store.Commit(new(RowWrite.Removal(Owned(User("x")), 1), [], [])));
        Assert.Equal(2, (await Store.Load(User("x"), Cancel))!.Version);
        Assert.Equal(CommitResult.Committed, await Store.Commit(new(RowWrite.Removal(Owned(User("x")), 2), [], [])));
        Assert.Null(await Store.Load(User("x"), Cancel));
        Assert.Empty(await Store.Due(RowKind.User, Noon, 10, Cancel));
        Assert.Equal(CommitResult.NotCommitted, await Store.Commit(new(RowWrite.Removal(Owned(User("x")), 2), [], [])));
    }

    [Fact]
    public async Task What_is_absent_cannot_be_removed_and_nothing_is_inserted_without_a_body()
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.Commit(new(RowWrite.Removal(Owned(User("x")), 0), [], [])));
        var bodiless = new RowWrite(Owned(User("y")), 0, null, default);
        await Assert.ThrowsAsync<ArgumentException>(
            async () => await Store.Commit(new(new(Owned(User("x")), 0, null, Body("x")), [bodiless], [])));
        Assert.Null(await Store.Load(User("x"), Cancel));
    }

    [Fact]
    public async Task The_same_id_of_two_kinds_is_two_rows()
    {
        await Store.Put(new(RowKind.Device, "x"), 0, "device").Must();
        await Store.Put(new(RowKind.Session, "x"), 0, "session").Must();
        Assert.Equal("""{"text":"device"}""", await Store.Text(new(RowKind.Device, "x")));
    }

    [Fact]
    public async Task Of_32_first_writes_exactly_one_succeeds()
    {
        var results = await Race(i => Store.Put(User("raced"), 0, $"racer {i}"));
        var winner = Assert.Single(Enumerable.Range(0, 32), i => results[i] == CommitResult.Committed);
        Assert.Equal(31, results.Count(result => result == CommitResult.NotCommitted));
        Assert.Equal($$"""{"text":"racer {{winner}}"}""", await Store.Text(User("raced")));
    }

    [Fact]
    public async Task Of_32_writes_on_the_same_version_exactly_one_succeeds()
    {
        await Store.Put(User("raced"), 0).Must();
        var results = await Race(i => Store.Put(User("raced"), 1, $"racer {i}"));
        var winner = Assert.Single(Enumerable.Range(0, 32), i => results[i] == CommitResult.Committed);
        Assert.Equal(31, results.Count(result => result == CommitResult.NotCommitted));
        var row = await Store.Load(User("raced"), Cancel);
        Assert.Equal((2L, $$"""{"text":"racer {{winner}}"}"""), (row!.Version, Encoding.UTF8.GetString(row.Body.Span)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_write_on_another_version_changes_nothing(long expected)
    {
        await Store.Put(User("x"), 0, "first").Must();
        await Store.Put(User("x"), 1, "second").Must();
        Assert.Equal(CommitResult.NotCommitted, await Store.Put(User("x"), expected, "stale"));
        Assert.Equal("""{"text":"second"}""", await Store.Text(User("x")));
    }

    [Fact]
    public async Task An_update_of_an_absent_row_is_not_committed()
    {
        Assert.Equal(CommitResult.NotCommitted, await Store.Put(User("x"), 1));
        Assert.Null(await Store.Load(User("x"), Cancel));
    }

    [Fact]
    public async Task A_commit_writes_its_row_its_inserts_and_its_audit_together()
    {
        var commit = new Commit(
            Write(User("x"), 0, "x"),
            [Write(new(RowKind.Challenge, "c"), 0, "c"), Write(new(RowKind.Device, "d"), 0, "d")],
            [Fact(), Fact()]);
        await Store.Commit(commit).Must();
        Assert.Equal("""{"text":"c"}""", await Store.Text(new(RowKind.Challenge, "c")));
        Assert.Equal("""{"text":"d"}""", await Store.Text(new(RowKind.Device, "d")));
        Assert.Equal(2, (await Store.ReadAudit(new("contoso"), 0, 10, Cancel)).Count);
    }

    [Fact]
    public async Task What_a_commit_inserted_is_read_as_it_is_now()
    {
        var (changed, removed, dropped, kept) = (Of("changed"), Of("removed"), Of("dropped"), Of("kept"));
        await Store.Commit(new(
            Write(User("x"), 0),
            [Write(changed, 0), Write(removed, 0), Write(dropped, 0, due: Noon), Write(kept, 0, "kept", Noon.AddTicks(20_001))],
            [])).Must();
        await Store.Put(changed, 1, "later").Must();
        await Store.Commit(new(RowWrite.Removal(Owned(removed), 1), [], [])).Must();
        Assert.Equal(CommitResult.NotCommitted, await Store.Commit(new(Write(User("x"), 1), [Write(kept, 0, "thief")], [])));
        Assert.Equal(1, await Store.DropDue(RowKind.Grant, Noon, 10, Cancel));

        Assert.Equal(("""{"text":"later"}""", 2), (await Store.Text(changed), (await Store.Load(changed, Cancel))!.Version));
        Assert.Null(await Store.Load(removed, Cancel));
        Assert.Null(await Store.Load(dropped, Cancel));
        Assert.Equal(("""{"text":"kept"}""", 1), (await Store.Text(kept), (await Store.Load(kept, Cancel))!.Version));
        Assert.Equal(Noon.AddMilliseconds(2), (await Store.Load(kept, Cancel))!.Due);

        await Store.Put(dropped, 0, "anew").Must();
        Assert.Equal("""{"text":"anew"}""", await Store.Text(dropped));

        static RowKey Of(string id) => new(RowKind.Grant, id);
    }

    [Fact]
    public async Task A_commit_whose_row_is_stale_leaves_no_insert_and_no_audit()
    {
        await Store.Put(User("x"), 0).Must();
        var commit = new Commit(Write(User("x"), 0, "again"), [Write(new(RowKind.Challenge, "c"), 0)], [Fact()]);
        Assert.Equal(CommitResult.NotCommitted, await Store.Commit(commit));
        Assert.Null(await Store.Load(new(RowKind.Challenge, "c"), Cancel));
        Assert.Empty(await Store.ReadAudit(new("contoso"), 0, 10, Cancel));
    }

    [Fact]
    public async Task A_commit_whose_last_insert_is_taken_leaves_no_row_no_insert_and_no_audit()
    {
        await Store.Put(new(RowKind.Device, "taken"), 0, "owner").Must();
        await Store.Put(User("x"), 0, "before").Must();
        var commit = new Commit(
            Write(User("x"), 1, "after"),
            [Write(new(RowKind.Challenge, "c"), 0), Write(new(RowKind.Device, "taken"), 0, "thief")],
            [Fact()]);
        Assert.Equal(CommitResult.NotCommitted, await Store.Commit(commit));
        Assert.Equal("""{"text":"before"}""", await Store.Text(User("x")));
        Assert.Equal("""{"text":"owner"}""", await Store.Text(new(RowKind.Device, "taken")));
        Assert.Null(await Store.Load(new(RowKind.Challenge, "c"), Cancel));
        Assert.Empty(await Store.ReadAudit(new("contoso"), 0, 10, Cancel));
    }

    [Fact]
    public async Task A_loser_does_not_spoil_the_commits_handed_in_with_it()
    {
        await Store.Put(User("contended"), 0).Must();
        var results = await Race(i => i % 4 == 0
            ? Store.Commit(new(Write(User("contended"), 7), [Write(new(RowKind.Challenge, $"lost{i}"), 0)], [Fact(detail: "lost")]))
            : Store.Commit(new(Write(User($"fine{i}"), 0), [Write(new(RowKind.Challenge, $"fine{i}"), 0)], [Fact(detail: "fine")])));
        for (var i = 0; i < results.Length; i++)
        {
            Assert.Equal(i % 4 == 0 ? CommitResult.NotCommitted : CommitResult.Committed, results[i]);
            Assert.Equal(i % 4 != 0, await Store.Load(User($"fine{i}"), Cancel) is not null);
        }

        Assert.Equal(24, (await Store.ReadAudit(new("contoso"), 0, 100, Cancel)).Count);
        Assert.Empty(await Store.List(RowKind.Challenge, "lost", "", 10, Cancel));
        Assert.Null((await AuditVerification.Walk(Store, [], Cancel)).Breaks.FirstOrDefault());
    }

    [Fact]
    public async Task Due_rows_come_longest_due_first_up_to_the_limit()
    {
        foreach (var minutes in new[] { 3, 1, 2, 5, 4 }) await Store.Put(User($"u{minutes}"), 0, due: Noon.AddMinutes(minutes)).Must();
        await Store.Put(User("never"), 0).Must();
        await Store.Put(new(RowKind.Session, "s"), 0, due: Noon).Must();
        Assert.Equal([User("u1"), User("u2"), User("u3")], await Store.Due(RowKind.User, Noon.AddMinutes(3), 10, Cancel));
        Assert.Equal([User("u1"), User("u2")], await Store.Due(RowKind.User, Noon.AddMinutes(5), 2, Cancel));
        Assert.Empty(await Store.Due(RowKind.User, Noon, 10, Cancel));
    }

    [Fact]
    public async Task Dropping_removes_only_what_is_due_of_its_kind_and_no_more_than_the_limit()
    {
        for (var i = 0; i < 5; i++) await Store.Put(new(RowKind.Challenge, $"c{i}"), 0, due: Noon.AddSeconds(i)).Must();
        await Store.Put(new(RowKind.Session, "s"), 0, due: Noon).Must();
        Assert.Equal(2, await Store.DropDue(RowKind.Challenge, Noon.AddSeconds(3), 2, Cancel));
        Assert.Equal(["c2", "c3", "c4"], (await Store.List(RowKind.Challenge, "", "", 10, Cancel)).Select(row => row.Key.Id));
        Assert.Equal(2, await Store.DropDue(RowKind.Challenge, Noon.AddSeconds(3), 10, Cancel));
        Assert.Equal(0, await Store.DropDue(RowKind.Challenge, Noon.AddSeconds(3), 10, Cancel));
        Assert.NotNull(await Store.Load(new(RowKind.Challenge, "c4"), Cancel));
        Assert.NotNull(await Store.Load(new(RowKind.Session, "s"), Cancel));
    }

    [Fact]
    public async Task A_dropped_row_can_be_written_anew()
    {
        await Store.Put(User("x"), 0, "old", Noon).Must();
        await Store.DropDue(RowKind.User, Noon, 1, Cancel);
        Assert.Equal(CommitResult.NotCommitted, await Store.Put(User("x"), 1, "stale"));
        await Store.Put(User("x"), 0, "new").Must();
        Assert.Equal(1, (await Store.Load(User("x"), Cancel))!.Version);
    }

    [Fact]
    public async Task Rows_are_listed_in_ordinal_order_page_by_page()
    {
        string[] ids = ["B", "a", "~", "1", "Z", "-", "a1", "_"];
        foreach (var id in ids) await Store.Put(User(id), 0, id).Must();
        var listed = new List<string>();
        for (var after = ""; await Store.List(RowKind.User, "", after, 3, Cancel) is { Count: > 0 } page; after = page[^1].Key.Id)
        {
            listed.AddRange(page.Select(row => row.Key.Id));
        }

        Assert.Equal(ids.Order(StringComparer.Ordinal), listed);
    }

    [Theory]
    [InlineData("1:a", "1:a|1:a1:x|1:ab")]
    [InlineData("1:a1:", "1:a1:x")]
    [InlineData("2:%", "2:%_1:x")]
    [InlineData("2:_", "2:__1:x")]
    [InlineData("2:[", "")]
    [InlineData("2:*", "")]
    [InlineData("é", "")]
    [InlineData("2:~", "2:~~")]
    public async Task A_prefix_is_text_and_not_a_pattern(string prefix, string expected)
    {
        string[] ids = ["1:a", "1:a1:x", "1:ab", "1:b", "1:A", "2:%_1:x", "2:__1:x", "2:abc", "2:~~"];
        foreach (var id in ids) await Store.Put(User(id), 0).Must();
        await Store.Put(new(RowKind.Device, "1:a1:x"), 0).Must();
        var listed = await Store.List(RowKind.User, prefix, "", 100, Cancel);
        Assert.Equal(expected, string.Join('|', listed.Select(row => row.Key.Id)));
        if (listed.Count == 0) return;
        var rest = await Store.List(RowKind.User, prefix, listed[0].Key.Id, 100, Cancel);
        Assert.Equal(listed.Skip(1).Select(row => row.Key), rest.Select(row => row.Key));
    }

    [Fact]
    public async Task Listing_after_an_id_before_the_prefix_starts_at_the_prefix()
    {
        foreach (var id in new[] { "a", "b1", "b2", "c" }) await Store.Put(User(id), 0).Must();
        Assert.Equal(["b1", "b2"], (await Store.List(RowKind.User, "b", "a", 10, Cancel)).Select(row => row.Key.Id));
        Assert.Empty(await Store.List(RowKind.User, "b", "c", 10, Cancel));
    }

    [Fact]
    public async Task A_row_that_is_read_has_the_owner_it_was_first_written_with()
    {
        var owner = RowOwner.User(new(new("contoso"), new("ada@contoso.example")));
        RowKey row = new(RowKind.User, "x", owner), child = new(RowKind.Challenge, "c", owner);
        await Store.Commit(new(Write(row, 0, due: Noon), [Write(child, 0, due: Noon)], [])).Must();
        await Store.Put(row, 1, due: Noon).Must();
        Assert.Equal(owner, (await Store.Load(new(RowKind.User, "x"), Cancel))!.Key.Owner);
        Assert.Equal(owner, (await Store.Load(new(RowKind.Challenge, "c"), Cancel))!.Key.Owner);
        Assert.Equal(owner, Assert.Single(await Store.List(RowKind.Challenge, "", "", 10, Cancel)).Key.Owner);
        Assert.Equal(owner, Assert.Single(await Store.Due(RowKind.User, Noon, 10, Cancel)).Owner);
        Assert.Equal(new RowKey(RowKind.Challenge, "c"), child);
        Assert.Equal(new RowKey(RowKind.Challenge, "c").GetHashCode(), child.GetHashCode());
    }

    [Fact]
    public async Task A_write_without_an_owner_or_an_insert_of_another_owner_is_a_bug_and_throws()
    {
        var other = new RowKey(RowKind.Challenge, "c", RowOwner.Device(new("d")));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.Commit(new(new(User("x"), 0, null, Body("x")), [], [])));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.Commit(new(Write(User("x"), 0), [Write(other, 0)], [])));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.Put(new(RowKind.User, "x", new("é")), 0));
        Assert.Null(await Store.Load(User("x"), Cancel));
    }

    [Fact]
    public async Task A_malformed_commit_is_a_bug_and_throws()
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.Put(new(RowKind.Malformed, "x"), 0));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.Put(new(Enum.GetValues<RowKind>()[^1] + 1, "x"), 0));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.Put(User("é"), 0));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.Put(User("a\n"), 0));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.Put(User(""), 0));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.Put(User(new('x', 513)), 0));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.Put(User("x"), -1));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.Commit(new(Write(User("x"), 0), [Write(User("x"), 0)], [])));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.Commit(new(Write(User("x"), 0), [Write(User("y"), 1)], [])));
        Assert.Empty(await Store.List(RowKind.User, "", "", 10, Cancel));
    }

    /// <summary>32 commits from 32 threads that start together.</summary>
    private static async Task<CommitResult[]> Race(Func<int, ValueTask<CommitResult>> commit)
    {
        using var start = new Barrier(32);
        return await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return commit(i).AsTask();
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap()));
    }
}
