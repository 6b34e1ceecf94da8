using System.Collections.Concurrent;
using Countersign.Authenticator.Cli;
using Xunit;

namespace Countersign.Authenticator.Tests;

/// <summary>What a terminal shows while a line is typed, and what it is asked not to show.</summary>
public sealed class TerminalTests : IDisposable
{
    private readonly BlockingCollection<ConsoleKeyInfo> _keys = [];
    private readonly SemaphoreSlim _asks = new(0);
    private readonly StringWriter _screen = new();

    [Fact]
    public async Task What_was_typed_stands_behind_each_new_prompt_and_is_read_whole()
    {
        var terminal = On(new(IsScreen: true, HasColours: false));
        var line = terminal.ReadLine(Given.Cancel);
        await Asks();
        Press('4');
        await Asks();
        terminal.Prompt("1:37 left > ");
        terminal.Prompt("1:37 left > ");
        terminal.Prompt(null);
        _screen.Write("News.\n");
        terminal.Prompt("1:36 left > ");
        Press('2');
        await Asks();
        Press('\r', ConsoleKey.Enter);
        Assert.Equal("42", await line);
        Assert.Equal("4\r\u001b[K1:37 left > 4\r\u001b[KNews.\n\r\u001b[K1:36 left > 42" + Environment.NewLine, _screen.ToString());
    }

    [Fact]
    public void Without_a_screen_no_line_is_drawn_anew()
    {
        var terminal = On(Display.Plain);
        terminal.Prompt("1:37 left > ");
        terminal.Ring();
        Assert.Equal("", _screen.ToString());
    }

    [Theory]
    [InlineData(false, "xterm", null, true, true)]
    [InlineData(false, null, "", true, true)]
    [InlineData(false, "xterm", "1", true, false)]
    [InlineData(false, "xterm", "0", true, false)]   // any text
    [InlineData(false, "dumb", null, false, false)]
    [InlineData(true, "xterm", null, false, false)]
    public void Colours_are_shown_on_a_screen_whose_owner_did_not_ask_for_none(
        bool isRedirected, string? term, string? noColour, bool isScreen, bool hasColours) =>
        Assert.Equal(
            new Display(isScreen, hasColours),
            Display.Find(isRedirected, name => name switch { "TERM" => term, "NO_COLOR" => noColour, _ => null }));

    private Terminal On(Display display) => new(TextReader.Null, _screen, _screen, Key, display);

    private ConsoleKeyInfo Key()
    {
        _asks.Release();
        return _keys.Take();
    }

    /// <summary>The terminal asks for a key: the one before is on the screen.</summary>
    private Task Asks() => _asks.WaitAsync(Given.Cancel);

    private void Press(char letter, ConsoleKey key = ConsoleKey.None) => _keys.Add(new(letter, key, false, false, false));

    public void Dispose()
    {
        _asks.Dispose();
        _keys.Dispose();
        _screen.Dispose();
    }
}
