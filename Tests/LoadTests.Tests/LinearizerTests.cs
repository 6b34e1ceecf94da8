using Countersign.LoadTests.Checking;
using Countersign.LoadTests.Histories;

namespace Countersign.LoadTests.Tests;

/// <summary>Small histories whose answer anybody can see.</summary>
public sealed class LinearizerTests
{
    private const string User = "person0@bench.example", C = "c1";
    private const long Second = 1_000_000;
    private long _id;

    [Fact]
    public void An_answer_and_an_observation_at_once_may_come_in_either_order()
    {
        Operation[] start = [Started(0, 1)];
        Operation decided = Answered(2, 9, "approved");
        Assert.True(Holds([.. start, decided, Observed(3, 4, "pending"), Observed(5, 6, "approved")]));
        Assert.False(Holds([.. start, decided, Observed(3, 4, "approved"), Observed(5, 6, "pending")]));
    }

    [Fact]
    public void What_was_acknowledged_is_seen_by_whoever_asks_later()
    {
        Assert.False(Holds([Started(0, 1), Answered(2, 3, "approved"), Observed(4, 5, "pending")]));
        Assert.True(Holds([Started(0, 1), Answered(2, 3, "approved"), Observed(4, 5, "approved")]));
    }

    [Fact]
    public void A_lost_answer_may_have_counted_or_not_but_not_both()
    {
        var lost = Answered(2, 3, null) with { Outcome = Outcome.Unknown };
        Assert.True(Holds([Started(0, 1), lost, Observed(4, 5, "pending"), Observed(6, 7, "approved")]));
        Assert.True(Holds([Started(0, 1), lost, Observed(4, 5, "pending")]));
        Assert.False(Holds([Started(0, 1), lost, Observed(4, 5, "approved"), Observed(6, 7, "pending")]));
        Assert.False(Holds([Started(0, 1), lost, Observed(4, 5, "denied")]));
    }

    [Fact]
    public void A_start_that_nobody_heard_of_may_be_what_waits_for_the_phone()
    {
        var lost = Of(OperationKind.Start, 0, 1, Outcome.Unknown, null) with { Browser = "b", Key = "k" };
        var waiting = Of(OperationKind.Fetch, 2, 3, Outcome.Ok, "waiting") with { Challenge = C };
        Assert.True(Holds([lost, waiting]));
        Assert.False(Holds([waiting]));
    }

    /// <summary>A client's request has no key: it is known by the client alone.</summary>
    [Fact]
    public void A_phone_may_hear_of_a_clients_sign_in_before_the_client_does()
    {
        var lost = Of(OperationKind.Ask, 0, 1, Outcome.Unknown, null) with { Browser = "client" };
        var waiting = Of(OperationKind.Fetch, 2, 3, Outcome.Ok, "waiting") with { Challenge = C };
        var again = Of(OperationKind.Ask, 4, 5, Outcome.Ok, "number") with { Browser = "client", Challenge = C, Number = "42" };
        Assert.True(Holds([lost, waiting, again]));
        Assert.False(Holds([lost, waiting, again with { Browser = "another" }]));
        Assert.False(Holds([waiting, again]));
    }

    [Fact]
    public void What_was_lost_may_have_happened_before_a_look_that_says_nothing_of_it()
    {
        var start = Started(0, 1) with { Challenge = "c0", Key = "k0" };
        var denied = Answered(2, 3, "denied") with { Challenge = "c0", Decision = "deny", Number = "" };
        var lost = Of(OperationKind.Disable, 4, 5, Outcome.Unknown, null);
        var look = Observed(70 * Second, 70 * Second + 1, "denied") with { Challenge = "c0" };
        var refused = Of(OperationKind.Fetch, 71 * Second, 71 * Second + 1, Outcome.Refused, "CS2006");
        Assert.True(Holds([start, denied, lost, look, refused]));
        Assert.False(Holds([start, denied, look, refused]));
    }

    [Fact]
    public void Nothing_is_approved_long_after_its_end()
    {
        Assert.True(Holds([Started(0, 1), Answered(29 * Second, 29 * Second + 1, "approved")]));
        Assert.False(Holds([Started(0, 1), Answered(40 * Second, 40 * Second + 1, "approved")]));
        Assert.False(Holds([Started(0, 1), Answered(10 * Second, 10 * Second + 1, "CS4004") with { Outcome = Outcome.Refused }]));
    }

    [Fact]
    public void A_search_that_grows_too_large_says_so()
    {
        var lost = Enumerable.Range(0, 24).Select(i => Of(OperationKind.SignOut, i, 1000, Outcome.Unknown, null));
        Operation[] history = [.. lost, Started(2000, 2001), Observed(2002, 2003, "denied")];
        var searched = new Linearizer<PersonState>(Model(history), most: 500).Check(history);
        Assert.Null(searched.Holds);
    }

    [Fact]
    public void A_history_is_read_as_it_was_written()
    {
        var path = Path.GetTempFileName();
        try
        {
            var conditions = new Conditions(7, "sqlite", 0, 1, 30, 3);
            using (var recorder = new Recorder(path, conditions))
            {
                recorder.Add(Started(0, 1));
                recorder.Add(new Fault("F2", "kill -9", "gateway 1", 5, 9));
                recorder.Add(new Participant(User, "device", "x", "y"));
                recorder.Add(new AuditEntry("challenge.approved", User, C));
                recorder.AuditIsWhole();
            }

            var read = HistoryFile.Read(path);
            Assert.Equal(conditions, read.Conditions);
            Assert.Equal(Started(0, 1) with { Id = 1 }, Assert.Single(read.Operations) with { Id = 1 });
            Assert.Equal("F2", Assert.Single(read.Faults).Number);
            Assert.True(read.HasAudit);
            Assert.False(read.WasCutOff);

            File.AppendAllText(path, HistoryFile.ToText(new(Operation: Started(2, 3)))[..^20]);
            read = HistoryFile.Read(path);
            Assert.True(read.WasCutOff);
            Assert.Single(read.Operations);

            File.AppendAllText(path, "\n");   // whoever writes breaks off in a line, and never after one
            Assert.Contains("line 7", Assert.Throws<FormatException>(() => HistoryFile.Read(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static PersonModel Model(Operation[] history) =>
        new(new() { Conditions = new(0, "none", 0, 1, 30, 3), Operations = [.. history] }, User);

    private static bool Holds(Operation[] history) => new Linearizer<PersonState>(Model(history)).Check(history).Holds == true;

    private Operation Of(OperationKind kind, long call, long returned, Outcome outcome, string? result) =>
        new(++_id, User, kind, call, returned, outcome) { Result = result };

    private Operation Started(long call, long returned) =>
        Of(OperationKind.Start, call, returned, Outcome.Ok, "number") with { Browser = "b", Key = "k", Challenge = C, Number = "42" };

    private Operation Answered(long call, long returned, string? result) =>
        Of(OperationKind.Answer, call, returned, Outcome.Ok, result) with
        {
            Challenge = C, Decision = "approve", Number = "42", Statement = "s",
        };

    private Operation Observed(long call, long returned, string state) =>
        Of(OperationKind.Observe, call, returned, Outcome.Ok, state) with { Browser = "b", Challenge = C };
}
