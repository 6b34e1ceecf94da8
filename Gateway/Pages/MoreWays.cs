using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Pages;

/// <summary>A way that a fallback offers beside the password or the provider.</summary>
/// <param name="Address">Of this service.</param>
internal sealed record MoreWay(OtherWay Way, string Label, string Address);

/// <summary>
/// What tenant and client leave beside the password or the provider, by links that only a fallback makes (WAY-7). It follows from them, and
/// never from the person (I16).
/// </summary>
internal static class MoreWays
{
    /// <param name="name">The attempt's.</param>
    public static IReadOnlyList<MoreWay> Of(
        ProviderTickets tickets, TenantId tenant, Screen screen, UserName user, FellBack fallBack, string name)
    {
        var client = screen.ClientId();
        (OtherWay Way, string Label, string Page)[] all =
        [
            (OtherWay.Passkey, screen.Texts.PasskeyLink, "passkey"), (OtherWay.Recovery, screen.Texts.RecoveryLink, "recovery"),
        ];
        return
        [
            .. from more in all
               where screen.Settled?.Leaves(more.Way, fallBack.Reason, client) == true
               select new MoreWay(
                   more.Way, more.Label, tickets.LeadTo(more.Page, tenant, user, fallBack.Reason, name, client, screen.Request)),
        ];
    }

    /// <summary>Who sent the person, by id.</summary>
    public static string ClientId(this Screen screen) => screen.Visit?.ClientId ?? BrowserContext.WebClient;
}
