using System.Text;
using Xunit;

namespace Countersign.Authenticator.Tests;

public class EventStreamTests
{
    private static readonly FakeTime Clock = new(_ => false);

    [Theory]
    [InlineData("event: waiting\ndata: {\"a\":1}\n\n", "waiting|{\"a\":1}")]
    [InlineData("data: one\ndata:two\ndata\n\n", "message|one\ntwo\n")]
    [InlineData(": keep-alive\n\n: again\nevent: waiting\n: between\ndata: x\n\n", "waiting|x")]
    [InlineData("event: waiting\r\ndata: x\r\n\r\ndata: y\r\n\r\n", "waiting|x", "message|y")]
    [InlineData("event: waiting\rdata: x\r\rdata: y\r\r", "waiting|x", "message|y")]
    [InlineData("id: 7\nretry: 3\nevent: waiting\ndata:  two blanks\n\n", "waiting| two blanks")]
    [InlineData("event: lost\n\ndata: kept\n\n", "message|kept")]
    [InlineData("\uFEFFdata: after a mark\n\n", "message|after a mark")]
    [InlineData("data: whole\n\ndata: cut short\n", "message|whole")]
    [InlineData("data: 臺北\n\n", "message|臺北")]
    [InlineData("data:\n\n", "message|")]
    [InlineData("\n\n\n")]
    public async Task Events_are_read_whatever_pieces_they_arrive_in(string text, params string[] expected)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var size = 1; size <= bytes.Length; size++)
        {
            await using var stream = new EventStream(new Pieces(bytes, size), Clock, TimeSpan.FromSeconds(45));
            var read = new List<string>();
            while (await stream.Next(Given.Cancel) is { } next) read.Add(next.Name + "|" + next.Data);
            Assert.Equal(expected, read);
        }
    }

    [Theory]
    [InlineData("data: ", "x")]
    [InlineData("", "data: 0123456789\n")]
    public async Task More_than_an_event_may_hold_breaks_the_stream(string first, string repeated)
    {
        var text = first + string.Concat(Enumerable.Repeat(repeated, EventStream.MostBytes));
        await using var stream = new EventStream(new Pieces(Encoding.UTF8.GetBytes(text), 4096), Clock, TimeSpan.FromSeconds(45));
        await Assert.ThrowsAsync<IOException>(async () => await stream.Next(Given.Cancel));
    }

    [Fact]
    public async Task Silence_breaks_the_stream_and_a_comment_is_no_silence()
    {
        var clock = new FakeTime(_ => false);
        var source = new Fed();
        await using var stream = new EventStream(source, clock, TimeSpan.FromSeconds(45));
        var next = stream.Next(Given.Cancel).AsTask();
        for (var i = 0; i < 4; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(30));
            Assert.False(next.IsCompleted);
            await source.Feed(": still here\n");
        }
        clock.Advance(TimeSpan.FromSeconds(46));
        await Assert.ThrowsAsync<IOException>(() => next);
    }

    [Fact]
    public async Task Whoever_stops_listening_is_not_told_that_the_stream_broke()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Given.Cancel);
        await using var stream = new EventStream(new Fed(), Clock, TimeSpan.FromSeconds(45));
        var next = stream.Next(stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    /// <summary>Gives a text in pieces of one size.</summary>
    private sealed class Pieces(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancel);
    }

    /// <summary>Gives what it is fed, when it is asked again.</summary>
    private sealed class Fed : MemoryStream
    {
        private TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TaskCompletionSource<string> _fed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Completes when the reader has taken it and asks for more.</summary>
        public async Task Feed(string text)
        {
            var (fed, asked) = (_fed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            (_fed, _asked) = (new(TaskCreationOptions.RunContinuationsAsynchronously), asked);
            fed.SetResult(text);
            await asked.Task;
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel = default)
        {
            _asked.TrySetResult();
            return Encoding.UTF8.GetBytes(await _fed.Task.WaitAsync(cancel), buffer.Span);
        }
    }
}
