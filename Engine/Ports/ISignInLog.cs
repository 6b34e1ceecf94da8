using Countersign.SignIn;
using Countersign.SignIn.Users.SignInLog;

namespace Countersign.Engine.Ports;

/// <summary>
/// Takes what the sign-in log is to have (ADM-4), after the commit and never in its way: at once, whatever becomes of it. What a crash
/// leaves unwritten is the last second of the log, and nothing of the audit chain.
/// </summary>
public interface ISignInLog
{
    /// <summary>Waits for nothing, and never throws.</summary>
    void Add(TenantId tenant, SignInNote note);
}

/// <summary>There is no sign-in log.</summary>
public sealed class NoSignInLog : ISignInLog
{
    public static readonly NoSignInLog Instance = new();

    private NoSignInLog() { }

    public void Add(TenantId tenant, SignInNote note)
    {
    }
}
