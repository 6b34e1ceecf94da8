using Countersign.Engine.Machines;
using Countersign.Engine.Ports;
using Countersign.Engine.SignInLog;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users;
using Countersign.SignIn.Users.SigningIn;
using Countersign.SignIn.Users.SignInLog;
using Countersign.SignIn.Ways;
using static Countersign.Engine.Contract.Storage.Samples;

namespace Countersign.Engine.Contract.Storage;

/// <summary>
/// ADM-4, I17: on every store, what several processes write of sign-ins is read in one order, bounded, and forgotten when it is time or
/// when a person is removed.
/// </summary>
public abstract partial class SignInLogContract : IAsyncLifetime
{
    private static readonly TenantId Contoso = new("contoso");
    private static readonly UserName Ada = new("ada+1@contoso.example"), Bob = new("bob@contoso.example");
    private readonly TestClock _clock = new();
    private EmptyStore _empty = null!;
    private FaultyStore _store = null!;
    private SignInLogReader _reader = null!;

    private protected abstract Task<EmptyStore> Open();

    public async ValueTask InitializeAsync()
    {
        _empty = await Open();
        _store = new(_empty.Store);
        _reader = new(_store, _clock);
        await Keep(30);
    }

    public async ValueTask DisposeAsync()
    {
        await _empty.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private DateTimeOffset Now => _clock.GetUtcNow();

    private SignInLogWriter Writer() => new(_store, new TenantDirectory(_store, _clock), _clock);

    /// <summary>The tenant keeps its log so many days.</summary>
    private async Task Keep(int days)
    {
        var tenant = (TenantState.Present)TenantRules.Apply(TenantState.None, new TenantEvent.Created(new(RandomValues.Handle()), Now));
        var row = await _store.Load(RowKey.OfTenant(Contoso), Cancel);
        var body = StateJson.Write((TenantState)(tenant with { Settings = tenant.Settings with { SignInLogDays = days } }));
        await _store.Commit(new(new(RowKey.OfTenant(Contoso), row?.Version ?? 0, null, body), [], [])).Must();
    }

    private SignInEntry Approved(UserName user, int number = 0) => new(
        Now, user, SignInWay.Phone, SignInOutcome.Approved, "portal", $"Portal {number}", "192.0.2.0/24", "Bergen, Norway",
        "Firefox on Linux", StartedAt: Now.AddSeconds(-5), Numbers: 1);

    private SignInEntry FellBack(UserName user, StartRule rule = StartRule.PhoneEnabled) => new(
        Now, user, SignInWay.Phone, SignInOutcome.FellBack, "portal", Reason: FallbackReason.NotAvailable, Rule: rule);

    private static void Add(SignInLogWriter writer, params SignInEntry[] entries) => writer.Add(Contoso, new(entries));

    private async Task<List<SignInEntry>> All(SignInFilter? filter = null, int limit = 1000)
    {
        List<SignInEntry> all = [];
        string? after = null;
        for (var pages = 0; pages < 1000; pages++)
        {
            var page = await _reader.Read(Contoso, new(filter ?? new(), after, limit), Cancel);
            Assert.True(page.Entries.Count <= limit);
            all.AddRange(page.Entries);
            if (page.Next is null) return all;
            Assert.NotNull(SignInCursor.Parse(page.Next));
            after = page.Next;
        }

        throw new InvalidOperationException("No end.");
    }

    private Task<int> Rows() => Rows(RowKind.SignInLog);

    private async Task<int> Rows(RowKind kind) => (await _store.List(kind, "", "", 1000, Cancel)).Count;

    [Theory, InlineData(1), InlineData(7), InlineData(1000)]
    public async Task What_three_processes_write_is_read_in_one_order_whatever_the_page(int limit)
    {
        SignInLogWriter[] writers = [Writer(), Writer(), Writer()];
        List<SignInEntry> written = [];
        for (var number = 0; number < 60; number++)
        {
            var entry = Approved(number % 2 == 0 ? Ada : Bob, number);
            written.Add(entry);
            Add(writers[number % 3], entry);
            await writers[number % 3].Flush(Cancel);
            _clock.Advance(TimeSpan.FromSeconds(30 + number));
        }

        foreach (var writer in writers) await writer.Flush(Cancel);
        written.Reverse();
        Assert.Equal(written, await All(limit: limit));
        Assert.Equal(written.Where(entry => entry.User == Ada), await All(new(User: Ada), limit));
        var (from, to) = (written[40].At, written[10].At);
        Assert.Equal(written[11..41], await All(new(From: from, To: to), limit));
        Assert.InRange(await Rows(), 1, 25);   // ten minutes of a process are a row
    }

    /// <summary>A writer may be late by a minute; whoever follows hears of everything, and comes back with a cursor.</summary>
    [Theory, InlineData(1), InlineData(5), InlineData(45)]
    public async Task Whoever_follows_hears_of_everything_once_whoever_wrote_it_and_however_late(int secondsBetweenLooks)
    {
        SignInLogWriter[] writers = [Writer(), Writer(), Writer()];
        SignInLogFollowing Follow(DateTimeOffset from) => new(
            (query, cancel) => _reader.Read(Contoso, query, cancel), new(), from, _clock);
        var (following, written, told, cursor) = (Follow(Now), new List<SignInEntry>(), new List<SignInEntry>(), Now);
        for (var second = 0; second < 900; second++)
        {
            written.Add(Approved(second % 2 == 0 ? Ada : Bob, second));
            Add(writers[second % 3], written[^1]);
            await writers[0].Flush(Cancel);
            if (second % 7 == 0) await writers[1].Flush(Cancel);
            if (second % 40 == 0) await writers[2].Flush(Cancel);
            if (second % secondsBetweenLooks == 0)
            {
                var since = await following.Look(Cancel);
                Assert.Null(since.Missed);
                told.AddRange(since.Entries);
                if (second < 400) cursor = since.Cursor;
            }

            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        foreach (var writer in writers) await writer.Flush(Cancel);
        told.AddRange((await following.Look(Cancel)).Entries);
        Assert.Equal(written.Count, told.Count);
        Assert.Equal(written.Select(entry => entry.Application).Order(), told.Select(entry => entry.Application).Order());
        var rest = (await Follow(cursor).Look(Cancel)).Entries;
        Assert.Equal(written.Where(entry => entry.At >= cursor), rest);
        Assert.True(cursor < written[400].At);
    }

    [Fact]
    public async Task Entries_of_one_instant_are_each_read_once()
    {
        SignInLogWriter[] writers = [Writer(), Writer()];
        foreach (var number in Enumerable.Range(0, 50)) Add(writers[number % 2], Approved(Ada, number));
        foreach (var writer in writers) await writer.Flush(Cancel);
        var all = await All(limit: 3);
        Assert.Equal(50, all.Count);
        Assert.Equal(50, all.Select(entry => entry.Application).Distinct().Count());
    }

    [Fact]
    public async Task Many_entries_are_few_rows_and_all_of_them_are_there()
    {
        var writer = Writer();
        foreach (var number in Enumerable.Range(0, 1234)) Add(writer, Approved(Ada, number));
        await writer.Flush(Cancel);
        Assert.Equal(1234, writer.Written);
        Assert.Equal(13, await Rows());
        Assert.Equal(1234, (await All(limit: 100)).Select(entry => entry.Application).Distinct().Count());
    }

    [Fact]
    public async Task The_same_turned_away_again_and_again_takes_one_entry()
    {
        var writer = Writer();
        var first = Now;
        for (var n = 0; n < 500; n++)
        {
            Add(writer, FellBack(Ada));
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            if (n % 100 == 0) await writer.Flush(Cancel);
        }

        Add(writer, FellBack(Ada, StartRule.PersonEnabled));
        await writer.Flush(Cancel);
        var all = await All();
        Assert.Equal(2, all.Count);
        Assert.Equal((500, first, first.AddMilliseconds(49_900)), (all[1].Times, all[1].At, all[1].LastAt));
    }

    [Fact, Trait("Rule", "I17")]
    public async Task Names_that_nobody_has_are_counted_and_never_kept()
    {
        var writer = Writer();
        for (var n = 0; n < 5000; n++) writer.Add(Contoso, new([], IsOfNobody: true));
        Add(writer, Approved(Ada));
        await writer.Flush(Cancel);
        var page = await _reader.Read(Contoso, new(new(), null, 10), Cancel);
        Assert.Equal(new SignInCounts(UnknownNames: 5000), page.NotKept);
        Assert.Single(page.Entries);
        Assert.Equal(1, await Rows());
    }

    [Fact, Trait("Rule", "I17")]
    public async Task A_strangers_noise_fills_no_disk_and_hides_nothing_that_a_person_did()
    {
        var writer = Writer();
        for (var n = 0; n < SignInLogWriter.MostTurnedAway + 3000; n++)
        {
            Add(writer, FellBack(new($"person-{n}@contoso.example")));
            if (n % 1000 == 0) await writer.Flush(Cancel);
        }

        Add(writer, Approved(Ada));
        await writer.Flush(Cancel);
        Assert.Equal(Approved(Ada), Assert.Single(await All(new(Outcome: SignInOutcome.Approved))));
        Assert.Equal(SignInLogWriter.MostTurnedAway, writer.Written - 1);
        Assert.Equal(3000, (await _reader.Read(Contoso, new(new(), null, 1), Cancel)).NotKept.OverLimit);
        _clock.Advance(TimeSpan.FromDays(1));
        Add(writer, FellBack(Bob));
        await writer.Flush(Cancel);
        Assert.Single(await All(new(User: Bob)));   // another day
    }

    [Fact]
    public async Task Nobody_waits_for_a_queue_that_is_full()
    {
        var writer = Writer();
        for (var n = 0; n < SignInLogWriter.MostWaiting + 10; n++) Add(writer, Approved(Ada, n));
        Assert.Equal(10, writer.Lost);
        await writer.Flush(Cancel);
        Assert.Equal(SignInLogWriter.MostWaiting, writer.Written);
        Assert.Equal(10, (await _reader.Read(Contoso, new(new(), null, 1), Cancel)).NotKept.Lost);
    }

    [Theory]
    [InlineData(nameof(Fault.Refused)), InlineData(nameof(Fault.LostBeforeSending)), InlineData(nameof(Fault.LostAnswer))]
    public async Task Whatever_becomes_of_a_write_each_entry_is_there_once(string fault)
    {
        var writer = Writer();
        Add(writer, Approved(Ada, 1));
        await writer.Flush(Cancel);
        Add(writer, Approved(Ada, 2));
        _store.OnNextCommits(Enum.Parse<Fault>(fault));
        await writer.Flush(Cancel);
        Add(writer, Approved(Ada, 3));
        await writer.Flush(Cancel);
        Assert.Equal(["Portal 1", "Portal 2", "Portal 3"], (await All()).Select(entry => entry.Application).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_cannot_be_written_for_a_minute_is_lost_and_counted()
    {
        var writer = Writer();
        Add(writer, Approved(Ada, 1));
        _store.IsUnavailable = true;
        await writer.Flush(Cancel);
        _clock.Advance(TimeSpan.FromSeconds(59));
        await writer.Flush(Cancel);
        Assert.Equal(0, writer.Lost);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Add(writer, Approved(Ada, 2));
        await writer.Flush(Cancel);
        Assert.Equal(1, writer.Lost);
        _store.IsUnavailable = false;
        await writer.Flush(Cancel);
        Assert.Equal("Portal 2", Assert.Single(await All()).Application);
    }

    [Fact]
    public async Task Entries_are_shown_as_long_as_the_tenant_says_and_go_with_their_rows()
    {
        await Keep(2);
        var writer = Writer();
        Add(writer, Approved(Ada));
        await writer.Flush(Cancel);
        _clock.Advance(TimeSpan.FromDays(2) - TimeSpan.FromMinutes(1));
        Assert.Single(await All());
        Assert.Equal(0, await _store.DropDue(RowKind.SignInLog, Now, 100, Cancel));
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Empty(await All());
        _clock.Advance(SignInLeaf.Span);
        Assert.Equal(1, await _store.DropDue(RowKind.SignInLog, Now, 100, Cancel));
        Assert.Equal(0, await Rows());
    }

    [Fact]
    public async Task A_tenant_without_a_log_has_none()
    {
        var writer = Writer();
        Add(writer, Approved(Ada));
        await writer.Flush(Cancel);
        await Keep(0);
        writer = Writer();
        Add(writer, Approved(Bob));
        await writer.Flush(Cancel);
        Assert.Equal(1, await Rows());
        Assert.Empty(await All());
    }

    [Fact]
    public async Task Somebody_who_was_removed_is_not_shown_and_soon_gone()
    {
        var writer = Writer();
        Add(writer, Approved(Ada, 1), Approved(Bob, 1));
        await writer.Flush(Cancel);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Add(writer, Approved(Ada, 2), Approved(Bob, 2));
        var user = new UserKey(Contoso, Ada);
        var gone = new ForgottenPerson(Contoso, Ada, Now);
        await _store.Commit(new(
            new(RowKey.OfForgotten(user, RandomValues.Handle()), 0, Now + ForgottenPerson.Delay, StateJson.Write(gone)), [], [])).Must();
        await writer.Flush(Cancel);   // what was on its way
        Assert.Equal([Bob, Bob], (await All()).Select(entry => entry.User));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Add(writer, Approved(Ada, 3));   // another of the name
        await writer.Flush(Cancel);
        Assert.Equal(3, (await All()).Count);

        var forgetting = new SignInLogForgetting(_store);
        await forgetting.Once(Now, Cancel);
        Assert.Equal(1, await Rows(RowKind.Forgotten));   // not yet
        _clock.Advance(ForgottenPerson.Delay);
        await forgetting.Once(Now, Cancel);
        Assert.Equal(0, await Rows(RowKind.Forgotten));
        Assert.Equal(["Portal 3"], (await All(new(User: Ada))).Select(entry => entry.Application));
        Assert.Equal(3, (await All()).Count);

        Add(writer, Approved(Bob, 4));   // the leaf that it had open is another now: the next round begins one
        await writer.Flush(Cancel);
        await writer.Flush(Cancel);
        Assert.Equal(4, (await All()).Count);
        Assert.Equal(["Portal 3"], (await All(new(User: Ada))).Select(entry => entry.Application));
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_keeps_nobody_from_the_others()
    {
        var writer = Writer();
        Add(writer, Approved(Ada));
        await writer.Flush(Cancel);
        await _store.Commit(new(new(
            RowKey.OfSignInLog(Contoso, SignInLeaf.PlaceOf(SignInLeaf.SpanOf(Now), "torn", 1)), 0, null, "{}"u8.ToArray()), [], [])).Must();
        Assert.Single(await All());
    }

    [Fact]
    public async Task One_reading_looks_at_a_bounded_part_and_says_where_to_go_on()
    {
        var reader = new SignInLogReader(_store, _clock, mostLeaves: 40);
        for (var n = 0; n < 100; n++)
        {
            var body = StateJson.Write(new SignInLeaf([Approved(Ada, n)], SignInCounts.None));
            var place = SignInLeaf.PlaceOf(SignInLeaf.SpanOf(Now), "writer", 1);
            await _store.Commit(new(new(RowKey.OfSignInLog(Contoso, place), 0, null, body), [], [])).Must();
            _clock.Advance(SignInLeaf.Span);
        }

        var page = await reader.Read(Contoso, new(new(User: Bob), null, 10), Cancel);
        Assert.Empty(page.Entries);
        Assert.NotNull(page.Next);
        page = await reader.Read(Contoso, new(new(), null, 1000), Cancel);
        Assert.Equal(40, page.Entries.Count);
        page = await reader.Read(Contoso, new(new(), page.Next, 1000), Cancel);
        Assert.Equal("Portal 59", page.Entries[0].Application);
        Assert.Equal(100, (await All(limit: 7)).Count);
    }
}

public sealed class SignInLogInMemory : SignInLogContract
{
    private protected override Task<EmptyStore> Open() => EmptyStore.InMemory();
}

public sealed class SignInLogOnSqlite : SignInLogContract
{
    private protected override Task<EmptyStore> Open() => EmptyStore.OnSqlite();
}

public sealed class SignInLogOnPostgres : SignInLogContract
{
    private protected override Task<EmptyStore> Open() => EmptyStore.InPostgres();
}

public sealed class SignInLogOnAzure : SignInLogContract
{
    private protected override Task<EmptyStore> Open() => EmptyStore.OnAzure();
}
