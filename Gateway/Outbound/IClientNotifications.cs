namespace Countersign.Gateway.Outbound;

/// <summary>Notifies the clients of backchannel sign-ins of how they ended.</summary>
public interface IClientNotifications
{
    /// <summary>Something may be due: look now. Otherwise it is found a second later.</summary>
    void MayBeDue();
}
