using System.CommandLine;
using System.Security.Cryptography;
using Countersign.Authenticator.Profiles;
using Countersign.Authenticator.Texts;
using Countersign.SignIn.Devices;

namespace Countersign.Authenticator.Cli;

/// <summary>The options every command has, and what they come to.</summary>
internal sealed class Globals(Terminal terminal, TimeProvider clock)
{
    private readonly Option<string?> _home = new("--home")
    {
        Description = "The installation's folder (default: COUNTERSIGN_HOME, or ~/.countersign)",
        HelpName = "DIR",
    };

    private readonly Option<string?> _profile = new("--profile", "-p")
    {
        Description = "The account, where there are several",
        HelpName = "NAME",
    };

    private readonly Option<string> _platform = new("--platform")
    {
        Description = "What the phone says it is: ios or android",
        DefaultValueFactory = _ => "android",
    };

    private readonly Option<string> _os = new("--os")
    {
        Description = "The operating system's version the phone reports",
        HelpName = "VERSION",
        DefaultValueFactory = _ => "14.0",
    };

    private readonly Option<string> _app = new("--app")
    {
        Description = "The app's version the phone reports",
        HelpName = "VERSION",
        DefaultValueFactory = _ => "1.0",
    };

    private readonly Option<string?> _trusted = new("--ca")
    {
        Description = "Trust the certificates in this PEM file instead of the machine's",
        HelpName = "FILE",
    };

    private readonly Option<string?> _language = new("--language")
    {
        Description = "What the phone speaks: en, zh-Hant or ko (default: LC_ALL, LC_MESSAGES or LANG)",
        HelpName = "TAG",
    };

    private readonly Option<bool> _insecure = new("--insecure")
    {
        Description = "Allow plain http to another machine: anybody on the way can read along",
    };

    public Terminal Terminal => terminal;

    public TimeProvider Clock => clock;

    public void AddTo(RootCommand root)
    {
        foreach (var option in (Option[])[_home, _profile, _platform, _os, _app, _trusted, _language, _insecure])
        {
            option.Recursive = true;
            root.Add(option);
        }
    }

    /// <summary>Runs a command with the phone the options describe; says so when they describe none.</summary>
    public async Task<int> Run(ParseResult parsed, Func<Handset, Task<int>> command)
    {
        if (!AppReport.TryParse(parsed.GetValue(_platform), parsed.GetValue(_os), parsed.GetValue(_app), out var report))
        {
            terminal.Error.WriteLine("--platform is ios or android; --os and --app are versions such as 17.1 or 8.0.");
            return ExitCode.Usage;
        }
        var name = parsed.GetValue(_profile);
        if (name is not null && !ProfileFolder.IsName(name))
        {
            terminal.Error.WriteLine("A profile's name is 1 to 64 letters, digits and . - _ @, not a dot first.");
            return ExitCode.Usage;
        }
        var texts = parsed.GetValue(_language) is { } tag
            ? PhoneTexts.Find(tag)
            : PhoneTexts.OfEnvironment(Environment.GetEnvironmentVariable);
        if (texts is null)
        {
            terminal.Error.WriteLine($"--language is {string.Join(", ", PhoneTexts.All.Select(one => one.Language))}.");
            return ExitCode.Usage;
        }
        using var http = Connect(parsed.GetValue(_trusted));
        if (http is null) return ExitCode.Usage;
        var folder = new ProfileFolder(parsed.GetValue(_home) ?? ProfileFolder.DefaultHome);
        return await command(new(terminal, clock, folder, http, report, name, parsed.GetValue(_insecure), texts));
    }

    private HttpClient? Connect(string? trusted)
    {
        try
        {
            return PhoneConnection.Create(trusted);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            terminal.Error.WriteLine($"--ca: {e.Message}");
            return null;
        }
    }
}
