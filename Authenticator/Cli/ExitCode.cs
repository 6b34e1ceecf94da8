namespace Countersign.Authenticator.Cli;

/// <summary>The program's exit codes; listed in <c>--help</c>.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Refused = 1;
    public const int Usage = 2;
    public const int Unreachable = 3;
    public const int WrongPin = 4;
    public const int NothingWaiting = 5;

    public const string Explained =
        "Exit codes: 0 done, 1 refused by the server, 2 the command or a local file is not right, 3 server unreachable or undecided, "
        + "4 wrong PIN, 5 nothing was waiting.";
}
