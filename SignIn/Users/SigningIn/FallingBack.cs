using Countersign.SignIn.Tenants;
using Countersign.SignIn.Ways;

namespace Countersign.SignIn.Users.SigningIn;

/// <summary>
/// Where a start goes that no prompt follows from: to AD FS when the domain is federated, to the password page otherwise (S-45); nowhere
/// where neither tenant nor client leaves another way after this reason (T4, WAY-7). It looks at the name's domain and at nothing of the
/// person, so that it is the same for a name that nobody has (I16).
/// </summary>
internal static class FallingBack
{
    /// <param name="client">Who asks, by id.</param>
    public static UserRuling For(
        TenantState.Present tenant, UserName name, FallbackReason reason, string client, DateTimeOffset? retryAt = null)
    {
        var domain = tenant.DomainOf(name);
        var way = domain is Domain.Managed ? OtherWay.Password : OtherWay.Federated;
        if (!tenant.Leaves(way, reason, client)) return new(new FellBack(reason, null, retryAt, PhoneOnly: true));
        return new(domain switch
        {
            Domain.Federated federated => new FellBack(reason, federated.SignInUrl, retryAt),
            Domain.AtProvider at when tenant.FederationOf(name) is not null => new FellBack(
                reason, null, retryAt, Provider: at.Provider,
                IsTaken: at.Takes(reason) && !tenant.WaysOf(client).AsksFirst),
            Domain.Managed when tenant.Passwords is { } passwords => new FellBack(
                reason, null, retryAt, IsTaken: passwords.Takes(reason) && !tenant.WaysOf(client).AsksFirst,
                TakesPassword: true),
            _ => new FellBack(reason, null, retryAt),
        });
    }
}
