namespace Countersign.Silo;

/// <summary>The exit codes of the process besides 0, as a gateway has them.</summary>
internal static class ExitCode
{
    /// <summary>An option or a setting cannot be used, or a listener cannot bind.</summary>
    public const int BadSetting = 2;

    /// <summary>The store or the table of members cannot be used.</summary>
    public const int Refused = 3;

    /// <summary>Says why on standard error, in one line.</summary>
    public static int Because(int code, string why)
    {
        Console.Error.WriteLine(why.ReplaceLineEndings(" "));
        return code;
    }
}
