namespace Countersign.Authenticator.Demo;

/// <summary>A step of the demonstration did not come out as it should: what a person needs to know, and the exit code.</summary>
internal sealed class DemoFailure(string why, int exitCode) : Exception(why)
{
    public int ExitCode => exitCode;
}
