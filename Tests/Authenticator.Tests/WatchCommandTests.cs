using System.Text;
using System.Threading.Channels;
using Countersign.Authenticator.Cli;
using Countersign.Authenticator.Commands;
using Xunit;

namespace Countersign.Authenticator.Tests;

/// <summary>The phone on the table: a person types, a stream speaks, and nothing is approved by accident.</summary>
public sealed class WatchCommandTests : IAsyncDisposable
{
    private readonly Home _home = new();
    private readonly Typed _typed = new();
    private readonly Seen _seen = new();
    private readonly CancellationTokenSource _ctrlC = CancellationTokenSource.CreateLinkedTokenSource(Given.Cancel);
    private FakeGateway _gateway = null!;
    private Task<int> _exit = null!;

    public async ValueTask DisposeAsync()
    {
        await _ctrlC.CancelAsync();
        _typed.Type(null);
        await _exit;
        await _gateway.DisposeAsync();
        _ctrlC.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task A_key_and_the_pin_approve_and_Ctrl_C_ends_with_done()
    {
        await Watch();
        await Say(FakeGateway.WaitingJson());
        await _seen.Until("Enter alone does nothing.");
        _typed.Type("2");
        await _seen.Until("Approve with 42. PIN");
        _typed.Type(Given.Pin);
        await _seen.Until("Approved.");
        await _ctrlC.CancelAsync();
        Assert.Equal(ExitCode.Done, await _exit);
        string[] sights = ["Contoso Portal", "Taipei", "192.0.2.0/24", "Firefox on Linux", "[1]  07", "[2]  42", "[3]  93"];
        Assert.All(sights, sight => Assert.Contains(sight, _seen.Text));
    }

    [Fact]
    public async Task Enter_alone_sends_nothing_whenever_it_comes()
    {
        await Watch();
        _typed.Type("");
        _typed.Type("2");
        await _seen.Until("Nothing is waiting.");
        await Say(FakeGateway.WaitingJson());
        await _seen.Until("Enter alone does nothing.");
        _typed.Type("");
        _typed.Type("2");
        await _seen.Until("Approve with 42. PIN");
        _typed.Type("");
        await _seen.Until("Nothing was sent.");
        Assert.Empty(_gateway.Statements);
    }

    [Theory]
    [InlineData("4")]
    [InlineData("0")]
    [InlineData("y")]
    [InlineData("yes")]
    [InlineData("11")]
    public async Task Whatever_is_not_clear_sends_nothing(string typed)
    {
        await Watch();
        await Say(FakeGateway.WaitingJson());
        await _seen.Until("Enter alone does nothing.");
        _typed.Type(typed);
        await _seen.Until("Enter alone does nothing.");
        Assert.Empty(_gateway.Statements);
    }

    [Theory]
    [InlineData("?")]
    [InlineData("help")]
    [InlineData("H")]
    public async Task Help_is_given_whether_something_waits_or_not(string typed)
    {
        await Watch();
        _typed.Type(typed);
        await _seen.Until("Nothing is waiting now.");
        await Say(FakeGateway.WaitingJson());
        await _seen.Until("Enter alone does nothing.");
        _typed.Type(typed);
        await _seen.Until("d            denies");
        await _seen.Until("Enter alone does nothing.");
        Assert.Empty(_gateway.Statements);
    }

    [Theory]
    [InlineData("q")]
    [InlineData("Quit")]
    [InlineData("exit")]
    public async Task A_word_ends_it_and_sends_nothing(string typed)
    {
        await Watch();
        await Say(FakeGateway.WaitingJson());
        await _seen.Until("Enter alone does nothing.");
        _typed.Type(typed);
        Assert.Equal(ExitCode.Done, await _exit);
        Assert.Empty(_gateway.Statements);
    }

    [Fact]
    public async Task After_an_outage_it_says_that_it_is_connected_again()
    {
        await Watch();
        await Say("{\"waiting\":null}");
        _gateway.Next(FakeGateway.Break, FakeGateway.Break);
        _gateway.Events.Writer.Complete();
        await _seen.Until("Trying again.");
        await _seen.Until("Connected again.");
    }

    [Theory]
    [InlineData("695 551")]
    [InlineData(" 695\u00A0551 ")]
    [InlineData("695-551")]
    [InlineData("\u200B６９５\u3000５５１")]
    public async Task A_number_is_taken_with_the_gap_it_is_shown_with(string typed)
    {
        await Watch();
        _gateway.Number = "695551";
        await Say(FakeGateway.WaitingJson("enter6", ""));
        await _seen.Until("Type the 6 digits");
        _typed.Type(typed);
        await _seen.Until("Approve with 695551. PIN");
    }

    [Fact]
    public async Task News_of_the_account_is_shown_once_and_stays_until_the_person_says_that_it_was_read()
    {
        const string Notices = """
            [{"number":3,"kind":"phone_added","phone":"Bob\u0022s \u202ephone\u300d","at":"2026-11-22T10:00:00Z"},
            {"number":4,"kind":"made_up_later","phone":"","at":"2026-11-22T10:05:00Z"}]
            """;
        var notices = Notices.ReplaceLineEndings("");
        await Watch();
        await Say("{\"waiting\":null}");
        await Say($"{{\"waiting\":null,\"notices\":{notices}}}");
        await _seen.Until("A phone, \"Bob's \uFFFDphone'\", was added to your account alice@contoso.example on 2026-11-22 10:00 UTC.");
        await _seen.Until("Something was changed in your account alice@contoso.example on 2026-11-22 10:05 UTC.");
        await _seen.Until("type seen.");
        Assert.Empty(_gateway.Seen);   // nobody may have looked
        await Say(FakeGateway.WaitingJson().Replace("} }", "},\"notices\":" + notices + "}", StringComparison.Ordinal));
        await _seen.Until("Enter alone does nothing.");
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(_seen.Text, "was added to your account"));
        _typed.Type("seen");
        _typed.Type("d");
        await _seen.Until("Denied.");
        Assert.Equal([4L], _gateway.Seen);
    }

    [Fact]
    public async Task A_sign_in_that_was_cancelled_in_the_browser_is_said_to_be_that()
    {
        await Watch();
        await Say(FakeGateway.WaitingJson());
        await _seen.Until("Enter alone does nothing.");
        _gateway.Next(FakeGateway.Problem(409, "CS4016", "sign_in_cancelled"));
        _typed.Type("d");
        await _seen.Until("This sign-in was cancelled in the browser; nobody was signed in.");
    }

    [Fact]
    public async Task A_denial_needs_no_pin()
    {
        await Watch();
        await Say(FakeGateway.WaitingJson());
        await _seen.Until("Enter alone does nothing.");
        _typed.Type("d");
        await _seen.Until("Denied.");
        Assert.Single(_gateway.Statements);
    }

    [Fact]
    public async Task A_wrong_pin_leaves_the_sign_in_to_be_answered()
    {
        await Watch();
        await Say(FakeGateway.WaitingJson());
        await _seen.Until("Enter alone does nothing.");
        _typed.Type("2");
        await _seen.Until("PIN (Enter alone goes back): ");
        _typed.Type("000000");
        await _seen.Until("Tries left before the key is erased: 9.");
        _typed.Type("d");
        await _seen.Until("Denied.");
    }

    [Fact]
    public async Task Digits_are_typed_where_the_phone_does_not_know_them()
    {
        await Watch();
        _gateway.Number = "007042";
        await Say(FakeGateway.WaitingJson("enter6", ""));
        await _seen.Until("Type the 6 digits");
        _typed.Type("7042");
        await _seen.Until("Type the 6 digits");
        _typed.Type("007042");
        await _seen.Until("Approve with 007042. PIN");
        _typed.Type(Given.Pin);
        await _seen.Until("Approved.");
    }

    [Fact]
    public async Task A_sign_in_that_ended_elsewhere_can_no_longer_be_answered()
    {
        await Watch();
        await Say(FakeGateway.WaitingJson());
        await _seen.Until("Enter alone does nothing.");
        await Say("{\"waiting\":null}");
        await _seen.Until("That sign-in is over.");
        _typed.Type("2");
        await _seen.Until("Nothing is waiting.");
    }

    [Fact]
    public async Task What_the_browser_says_of_itself_is_shown_as_plain_text()
    {
        await Watch();
        await Say(FakeGateway.WaitingJson(browser: "\\u001b[2JSafe\\u202E"));
        await _seen.Until("Enter alone does nothing.");
        Assert.Contains("\uFFFD[2JSafe\uFFFD", _seen.Text);
        Assert.DoesNotContain('\u001b', _seen.Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_screen_rings_once_for_a_sign_in_and_is_coloured_where_that_is_wanted(bool hasColours)
    {
        await Watch(new(IsScreen: true, hasColours));
        await Say(FakeGateway.WaitingJson());
        await _seen.Until("Enter alone does nothing.");
        _typed.Type("d");
        await _seen.Until("Denied. Nobody was signed in.");
        Assert.Equal(1, _seen.Text.Count(c => c == '\a'));
        Assert.Equal(hasColours, _seen.Text.Contains("\u001b[1m42\u001b[0m", StringComparison.Ordinal));
        Assert.Equal(hasColours, _seen.Text.Contains('\u001b'));
    }

    [Fact]
    public async Task What_is_no_screen_neither_rings_nor_has_colours()
    {
        await Watch();
        await Say(FakeGateway.WaitingJson());
        await _seen.Until("Enter alone does nothing.");
        Assert.DoesNotContain(_seen.Text, c => c is '\a' or '\u001b');
    }

    [Fact]
    public async Task It_says_when_half_a_minute_and_ten_seconds_are_left()
    {
        var clock = new FakeTime(_ => false);
        await Watch(clock: clock);
        _gateway.Waiting = FakeGateway.WaitingJson();
        await Say(_gateway.Waiting);
        await _seen.Until("Enter alone does nothing.");   // 97 seconds are left
        clock.Advance(TimeSpan.FromSeconds(67));
        await _seen.Until("30 seconds left.");
        clock.Advance(TimeSpan.FromSeconds(20));
        await _seen.Until("10 seconds left.");
    }

    private async Task Watch(Display? display = null, TimeProvider? clock = null)
    {
        _gateway = await FakeGateway.Start(clock);
        Assert.Equal(ExitCode.Done, await Run(null, clock, "enrol", _gateway.Code, "--pin", Given.Pin, "--language", "en"));
        _exit = Run(display, clock, "watch", "--language", "en");
        await _seen.Until("Ctrl-C ends it.");
    }

    private Task<int> Run(Display? display, TimeProvider? clock, params string[] arguments) => CommandLine.Run(
        [.. arguments, "--home", _home.Path], new(_typed, _seen, _seen, null, display), clock ?? TimeProvider.System, _ctrlC.Token);

    private ValueTask Say(string waiting) => _gateway.Events.Writer.WriteAsync($"event: waiting\ndata: {waiting}\n\n", Given.Cancel);

    /// <summary>The person's input, line by line; null ends it.</summary>
    private sealed class Typed : TextReader
    {
        private readonly System.Collections.Concurrent.BlockingCollection<string?> _lines = [];

        public void Type(string? line) => _lines.Add(line);

        public override string? ReadLine() => _lines.Take();
    }

    /// <summary>The person's screen, and a way to wait until something is seen: each sight is looked for behind the last one.</summary>
    private sealed class Seen : TextWriter
    {
        private readonly Lock _lock = new();
        private readonly StringBuilder _text = new();
        private readonly Channel<bool> _more = Channel.CreateUnbounded<bool>();
        private int _looked;

        public override Encoding Encoding => Encoding.UTF8;

        public string Text
        {
            get { lock (_lock) return _text.ToString(); }
        }

        public override void Write(char value)
        {
            lock (_lock) _text.Append(value);
            _more.Writer.TryWrite(true);
        }

        public async Task Until(string sight)
        {
            while (true)
            {
                var at = Text.IndexOf(sight, _looked, StringComparison.Ordinal);
                if (at >= 0)
                {
                    _looked = at + sight.Length;
                    return;
                }
                await _more.Reader.ReadAsync(Given.Cancel);
            }
        }
    }
}
