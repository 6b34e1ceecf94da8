using System.Text;

namespace Countersign.Authenticator.Cli;

/// <summary>
/// The terminal the person sits at. A line that is being read goes on being read when its reader is called away: the next reader gets it.
/// One reader at a time.
/// </summary>
/// <param name="keys">Reads one key without showing it, or null where there is no keyboard; then <paramref name="input"/> is read.</param>
/// <param name="display">What it can do besides; null: nothing.</param>
internal sealed class Terminal(
    TextReader input, TextWriter output, TextWriter error, Func<ConsoleKeyInfo>? keys, Display? display = null)
{
    private const string Anew = "\r\u001b[K";   // the same line, empty

    private readonly Lock _line = new();
    private readonly StringBuilder _typed = new();
    private volatile bool _shows = true;
    private string? _prompt;
    private Task<string?>? _reading;

    public TextWriter Out => output;

    public TextWriter Error => error;

    public Display Display { get; } = display ?? Display.Plain;

    /// <summary>The console, or whatever stands in for it.</summary>
    public static Terminal OfConsole() =>
        new(
            Console.In, Console.Out, Console.Error, Console.IsInputRedirected ? null : () => Console.ReadKey(intercept: true),
            Display.Find(Console.IsOutputRedirected, Environment.GetEnvironmentVariable));

    /// <summary>Calls a person who looks elsewhere.</summary>
    public void Ring()
    {
        if (Display.IsScreen) output.Write('\a');
    }

    /// <summary>Whether <see cref="Prompt"/> can be seen.</summary>
    public bool HasPrompt => Display.IsScreen && keys is not null;

    /// <summary>Puts a text before what is being typed, in the place of the one before; null takes both away, so that lines may be written.
    /// What was typed comes back with the next.</summary>
    public void Prompt(string? text)
    {
        if (!HasPrompt) return;
        lock (_line)
        {
            if (text == _prompt) return;
            _prompt = text;
            output.Write(Anew + (text is null ? "" : text + _typed));
        }
    }

    /// <summary>The next line, or null when there are no more.</summary>
    public async Task<string?> ReadLine(CancellationToken cancel)
    {
        _reading ??= Task.Run(() => keys is null ? input.ReadLine() : Assemble(keys), CancellationToken.None);
        var line = await _reading.WaitAsync(cancel);
        _reading = null;
        return line;
    }

    /// <summary>A line that is not shown while it is typed.</summary>
    public async Task<string?> ReadSecret(string prompt, CancellationToken cancel)
    {
        output.Write(prompt);
        _shows = false;
        try
        {
            return await ReadLine(cancel);
        }
        finally
        {
            _shows = true;
            if (keys is null) output.WriteLine();
        }
    }

    /// <summary>
    /// Text from elsewhere, fit for a terminal: a control character could move the cursor or a bidirectional override turn words
    /// around, and with them what the person believes to approve (T20).
    /// </summary>
    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var harmless = Rune.GetUnicodeCategory(rune) is not (System.Globalization.UnicodeCategory.Control
                or System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator
                or System.Globalization.UnicodeCategory.ParagraphSeparator or System.Globalization.UnicodeCategory.Surrogate);
            plain.Append(harmless ? rune.ToString() : "\uFFFD");
        }
        return plain.ToString();
    }

    private string Assemble(Func<ConsoleKeyInfo> keys)
    {
        while (true)
        {
            var key = keys();
            lock (_line)
            {
                if (key.Key == ConsoleKey.Enter) return EndLine();
                Take(key);
            }
        }
    }

    private string EndLine()
    {
        var line = _typed.ToString();
        _typed.Clear();
        _prompt = null;
        output.WriteLine();
        return line;
    }

    private void Take(ConsoleKeyInfo key)
    {
        if (key.Key == ConsoleKey.Backspace && _typed.Length > 0)
        {
            _typed.Length--;
            if (_shows) output.Write("\b \b");
        }

        if (char.IsControl(key.KeyChar)) return;
        _typed.Append(key.KeyChar);
        if (_shows) output.Write(key.KeyChar);
    }
}
