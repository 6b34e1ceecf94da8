namespace Countersign.Gateway.Commands;

/// <summary>The exit codes of commands.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>The database or the audit chain is not as it was written.</summary>
    public const int Findings = 1;

    /// <summary>An option or a setting cannot be used, or a listener cannot bind.</summary>
    public const int BadSetting = 2;

    /// <summary>The database cannot be opened: a running server holds it, it is not ours, it is not there.</summary>
    public const int DatabaseRefused = 3;

    /// <summary>What a running service has is not what a file says.</summary>
    public const int Differences = 1;

    /// <summary>A running service said no, or what was to be sent breaks a rule.</summary>
    public const int Refused = 2;

    /// <summary>No service answers there, or it cannot say what is true now.</summary>
    public const int Unreachable = 3;

    /// <summary>Says why on standard error, in one line.</summary>
    public static int Because(int code, string why)
    {
        Console.Error.WriteLine(why.ReplaceLineEndings(" "));
        return code;
    }
}
