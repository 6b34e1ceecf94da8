using Microsoft.Extensions.Time.Testing;

namespace Countersign.Engine.Contract;

/// <summary>The questions of one request share one patience (CLU-2).</summary>
public sealed class PatienceTests
{
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task What_late_answers_have_taken_is_not_there_for_the_next_question()
    {
        RequestPatience.Begin(_clock);
        var patience = RequestPatience.Current!;
        for (var question = 0; question < 2; question++)
        {
            var (asked, waiting) = Ask(patience);
            _clock.Advance(Late);
            asked.SetResult(question);
            Assert.Equal(question, await waiting);
        }

        var (_, unanswered) = Ask(patience);
        _clock.Advance(RequestPatience.Longest - 2 * Late - TimeSpan.FromMilliseconds(1));
        Assert.False(unanswered.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await Assert.ThrowsAsync<EngineUnavailableException>(() => unanswered);
        Assert.Throws<EngineUnavailableException>(patience.Check);
    }

    [Fact]
    public async Task Time_in_which_nothing_is_asked_is_not_counted()
    {
        RequestPatience.Begin(_clock);
        var patience = RequestPatience.Current!;
        _clock.Advance(TimeSpan.FromHours(1));
        patience.Check();
        var (asked, waiting) = Ask(patience);
        _clock.Advance(Late);
        asked.SetResult(1);
        Assert.Equal(1, await waiting);
    }

    [Fact]
    public async Task Each_piece_of_a_list_has_all_the_time()
    {
        RequestPatience.Begin(_clock);
        var patience = RequestPatience.Current!;
        for (var piece = 0; piece < 5; piece++)
        {
            var (asked, waiting) = Ask(patience, isCounted: false);
            _clock.Advance(2 * Late);
            asked.SetResult(piece);
            Assert.Equal(piece, await waiting);
        }

        var (_, unanswered) = Ask(patience, isCounted: false);
        _clock.Advance(RequestPatience.Longest);
        await Assert.ThrowsAsync<EngineUnavailableException>(() => unanswered);
        patience.Check();
    }

    [Fact]
    public void It_begins_anew_where_it_is_renewed_and_nowhere_else()
    {
        RequestPatience.Renew();
        Assert.Null(RequestPatience.Current);
        RequestPatience.Begin(_clock);
        var before = RequestPatience.Current;
        RequestPatience.Renew();
        Assert.NotSame(before, RequestPatience.Current);
    }

    private static (TaskCompletionSource<int> Asked, Task<int> Waiting) Ask(RequestPatience patience, bool isCounted = true)
    {
        var asked = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        return (asked, patience.Wait(asked.Task, isCounted).AsTask());
    }
}
