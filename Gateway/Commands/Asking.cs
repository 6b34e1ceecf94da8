using System.CommandLine;
using Countersign.Gateway.Remote;

namespace Countersign.Gateway.Commands;

/// <summary>How a command asks a running service, and the person at the terminal.</summary>
internal static class Asking
{
    /// <summary>Answers the exit code; a failure is told on standard error, in one line or one for each thing that is wrong.</summary>
    public static async Task<int> On(RemoteOptions remote, ParseResult parsed, Func<AdminConnection, Task<int>> act)
    {
        try
        {
            using var service = remote.Open(parsed, TimeProvider.System, Console.Error);
            return await act(service);
        }
        catch (RemoteException failed)
        {
            return ExitCode.Because(failed.IsUnreachable ? ExitCode.Unreachable : ExitCode.Refused, failed.Message);
        }
        catch (FormatException unfit)
        {
            foreach (var line in unfit.Message.Split(Environment.NewLine)) ExitCode.Because(ExitCode.Refused, line);
            return ExitCode.Refused;
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            return ExitCode.Because(ExitCode.Refused, unwritable.Message);
        }
    }

    /// <summary>False where nobody is at the terminal.</summary>
    public static bool IsAgreed(string question)
    {
        if (Console.IsInputRedirected) return false;
        Console.Error.Write(question + " [y/N] ");
        return Console.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }
}
