namespace Countersign.Gateway.Remote;

/// <summary>Why a command that asks a running service ends early. The message is for whoever ran it, and has no secret.</summary>
internal sealed class RemoteException(string message, bool isUnreachable) : Exception(message)
{
    /// <summary>Nobody answered, or nobody knows what is true now; otherwise the service said no.</summary>
    public bool IsUnreachable => isUnreachable;

    public static RemoteException Refused(string message) => new(message, isUnreachable: false);

    public static RemoteException Unreachable(string message) => new(message, isUnreachable: true);
}
