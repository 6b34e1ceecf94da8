using Countersign.Engine.Ports;
using Countersign.Engine.SignInLog;
using Countersign.Engine.Storage;
using Countersign.SignIn.Users.SignInLog;
using static Countersign.Engine.Contract.Storage.Samples;

namespace Countersign.Engine.Contract.Storage;

/// <summary>ADM-2: what sign-ins came to is counted by the hour beside the log: by every process, without names, in few rows.</summary>
public abstract partial class SignInLogContract
{
    private Task<SignInHours> Counts(int days = 30) => _reader.Count(Contoso, Now - TimeSpan.FromDays(days), Cancel).AsTask();

    private static ValueTask Write(SignInLogWriter writer) => writer.Flush(Cancel, withTallies: true);

    private async Task<int> CountRows() => (await Tallies()).Count();

    private async Task<IEnumerable<Row>> Tallies() => (await _store.List(RowKind.SignInLog, "", "", 1000, Cancel)).Where(
        row => SignInDay.DayAt(row.Key.Id.AsSpan(row.Key.Id.LastIndexOf(':') + 1)) is not null);

    private async Task<string> Told(int days = 30) => string.Join(' ', (await Counts(days)).Hours.Select(
        hour => $"{hour.Begin:ddTHH}: {hour.Tally.Of(SignInOutcome.Approved)}+{hour.Tally.Of(SignInOutcome.FellBack)}"));

    [Fact]
    public async Task What_sign_ins_came_to_is_counted_by_the_hour_whoever_wrote_them()
    {
        _clock.Advance(Now.Date.AddDays(1).AddHours(22) - Now);
        SignInLogWriter[] writers = [Writer(), Writer()];
        for (var hour = 0; hour < 4; hour++)
        {
            Add(writers[hour % 2], Approved(Ada, hour), FellBack(Bob));
            Add(writers[0], Approved(Bob, hour));
            foreach (var writer in writers) await Write(writer);
            _clock.Advance(TimeSpan.FromHours(1));
        }

        var first = Now.AddHours(-4);
        Assert.Equal(
            string.Join(' ', Enumerable.Range(0, 4).Select(hour => $"{first.AddHours(hour):ddTHH}: 2+1")), await Told());
        Assert.Equal(4, await CountRows());   // two days of two writers
        Assert.Equal(8, (await All(new(Outcome: SignInOutcome.Approved))).Count);   // and the log is read as before
        var lastTwo = await _reader.Count(Contoso, Now.AddHours(-2), Cancel);
        Assert.Equal([first.AddHours(2), first.AddHours(3)], lastTwo.Hours.Select(hour => hour.Begin));
        Assert.Equal((30, false), (lastTwo.KeptDays, lastTwo.IsPart));
    }

    /// <summary>From the first hour of the log that is kept, whatever was asked for.</summary>
    [Fact]
    public async Task What_is_older_than_the_log_is_kept_is_not_counted()
    {
        var writer = Writer();
        for (var day = 0; day < 5; day++)
        {
            Add(writer, Approved(Ada, day));
            await Write(writer);
            _clock.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal(5, (await Counts()).Hours.Count);
        Assert.Equal(2, (await Counts(2)).Hours.Count);
        await Keep(3);
        Assert.Equal((3, 3), ((await Counts()).Hours.Count, (await Counts()).KeptDays));
        Assert.Equal(SignInHours.None, await _reader.Count(new("fabrikam"), Now.AddDays(-1), Cancel));
    }

    [Fact]
    public async Task A_reading_looks_at_so_many_rows_and_says_when_there_are_more()
    {
        for (var number = 0; number < 7; number++)   // seven processes, one after the other, each on a day of its own
        {
            var writer = Writer();
            Add(writer, Approved(Ada, number));
            await Write(writer);
            _clock.Advance(TimeSpan.FromDays(1));
        }

        var brief = new SignInLogReader(_store, _clock, mostLeaves: 8);
        var counted = await brief.Count(Contoso, Now - TimeSpan.FromDays(30), Cancel);
        Assert.True(counted.IsPart);
        Assert.Equal(
            Enumerable.Range(1, 4).Select(back => Now.AddDays(-back).Date).Reverse(), counted.Hours.Select(hour => hour.Begin.Date));
        Assert.False((await brief.Count(Contoso, Now - TimeSpan.FromDays(4), Cancel)).IsPart);
        Assert.Equal((7, false), ((await Counts()).Hours.Count, (await Counts()).IsPart));
    }

    [Fact]
    public async Task Whether_a_phone_can_be_woken_is_counted_and_kept_of_nobody()
    {
        var writer = Writer();
        writer.Add(Contoso, new([Approved(Ada) with { Outcome = SignInOutcome.Expired }], CanWake: true));
        writer.Add(Contoso, new([Approved(Bob)]));
        await Write(writer);
        var tally = Assert.Single((await Counts()).Hours).Tally;
        Assert.Equal((2, 1, 1), (tally.Asked(), tally.Wakeable, tally.WakeableUnanswered));
    }

    [Fact]
    public async Task What_is_turned_away_again_and_again_counts_each_time()
    {
        var writer = Writer();
        for (var n = 0; n < 300; n++) Add(writer, FellBack(Ada));
        await Write(writer);
        Assert.Equal($"{Now:ddTHH}: 0+300", await Told());
        Assert.Equal(1, await CountRows());
    }

    [Fact, Trait("Rule", "I17")]
    public async Task Names_that_nobody_has_make_no_row_of_counts_and_are_in_the_next()
    {
        var writer = Writer();
        for (var n = 0; n < 50; n++) writer.Add(Contoso, new([], IsOfNobody: true));
        await Write(writer);
        Assert.Equal(0, await CountRows());
        Add(writer, Approved(Ada));
        await Write(writer);
        Assert.Equal(50, Assert.Single((await Counts()).Hours).Tally.UnknownNames);
    }

    [Theory]
    [InlineData(nameof(Fault.Refused)), InlineData(nameof(Fault.LostBeforeSending)), InlineData(nameof(Fault.LostAnswer))]
    public async Task Whatever_becomes_of_a_write_each_sign_in_counts_once(string fault)
    {
        var writer = Writer();
        Add(writer, Approved(Ada, 1));
        await Write(writer);
        Add(writer, Approved(Ada, 2));
        await writer.Flush(Cancel);   // the entry itself
        _store.OnNextCommits(Enum.Parse<Fault>(fault));
        await Write(writer);
        Add(writer, Approved(Ada, 3));
        await writer.Flush(Cancel);
        await Write(writer);
        Assert.Equal($"{Now:ddTHH}: 3+0", await Told());
        Assert.Equal(1, await CountRows());
    }

    [Fact]
    public async Task Counts_name_nobody_and_go_with_the_log()
    {
        await Keep(2);
        var writer = Writer();
        Add(writer, Approved(Ada));
        await Write(writer);
        var row = Assert.Single(await Tallies());
        Assert.DoesNotContain("ada", System.Text.Encoding.UTF8.GetString(row.Body.Span), StringComparison.Ordinal);
        _clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal(2, await _store.DropDue(RowKind.SignInLog, Now, 100, Cancel));
        Assert.Empty((await Counts()).Hours);
        await Keep(0);
        writer = Writer();   // which has not read the setting yet: where nobody else writes, it is read once
        Add(writer, Approved(Ada));
        await Write(writer);
        Assert.Equal(0, await Rows());
        Assert.Equal(0, (await Counts()).KeptDays);
    }

    [Fact]
    public async Task Who_is_forgotten_is_looked_for_in_the_log_alone()
    {
        var writer = Writer();
        Add(writer, Approved(Ada), Approved(Bob));
        await Write(writer);
        var gone = new ForgottenPerson(Contoso, Ada, Now);
        await _store.Commit(new(
            new(RowKey.OfForgotten(new(Contoso, Ada), RandomValues.Handle()), 0, Now, StateJson.Write(gone)), [], [])).Must();
        await new SignInLogForgetting(_store).Once(Now, Cancel);
        Assert.Equal(0, await Rows(RowKind.Forgotten));
        Assert.Equal($"{Now:ddTHH}: 2+0", await Told());
        Assert.Equal(Bob, Assert.Single(await All()).User);
    }
}
