using System.CommandLine;
using System.Text;
using Countersign.SignIn;

namespace Countersign.Gateway.Remote;

/// <summary>The options by which a command finds a running service, and proves that it may ask.</summary>
internal sealed class RemoteOptions
{
    /// <summary>
    /// For machines whose secrets come in the environment. Not on the command line, which everyone on the machine can read.
    /// </summary>
    public const string TokenVariable = "COUNTERSIGN_TOKEN";

    public const string UrlVariable = "COUNTERSIGN_URL";

    private readonly Option<string> _url = new("--url")
    {
        Description = $"The administration listener; https, except on this machine. Or set {UrlVariable}. Default: http://127.0.0.1:5081.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(UrlVariable) ?? "http://127.0.0.1:5081",
    };

    private readonly Option<string?> _tokenFile = new("--token-file")
    {
        Description = $"File that holds an administration token. Or set {TokenVariable}.",
    };

    private readonly Option<string?> _reason = new("--reason")
    {
        Description = "What the changes are for; it stands in their audit records.",
    };

    /// <param name="command">Gets the options.</param>
    /// <param name="isChange">It has changes to give a reason for.</param>
    public RemoteOptions(Command command, bool isChange)
    {
        command.Add(_url);
        command.Add(_tokenFile);
        if (isChange) command.Add(_reason);
    }

    /// <exception cref="FormatException">There is no token, or an option cannot be used.</exception>
    public AdminConnection Open(ParseResult parsed, TimeProvider clock, TextWriter progress)
    {
        var reason = parsed.GetResult(_reason) is null ? null : parsed.GetValue(_reason);
        if (!DisplayText.TryRead(reason, out var why, Limits.AdminReasonLength))
            throw new FormatException("--reason is no display text of up to 200 characters.");
        return AdminConnection.At(parsed.GetValue(_url)!, Token(parsed), why.Length == 0 ? null : why, clock, progress);
    }

    private string Token(ParseResult parsed)
    {
        var file = parsed.GetValue(_tokenFile);
        try
        {
            var token = (file is null ? Environment.GetEnvironmentVariable(TokenVariable) : File.ReadAllText(file))?.Trim();
            return string.IsNullOrEmpty(token) || !Ascii.IsValid(token) || token.Any(c => c is <= ' ' or '\x7f')
                ? throw new FormatException($"There is no token: --token-file, or {TokenVariable}.")
                : token;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FormatException($"--token-file {file} cannot be read: {unreadable.Message}", unreadable);
        }
    }
}
