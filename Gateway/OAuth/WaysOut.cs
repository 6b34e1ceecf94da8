using Countersign.Engine;
using Countersign.SignIn;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Prompts;
using Countersign.SignIn.Providers;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.OAuth;

/// <summary>Asks a tenant about the ways beside the phone (WAY-7).</summary>
internal sealed class WaysOut(Administration administration)
{
    /// <summary>The session, unless it was come to by a way that does not do for this client (<see cref="Standing.OfWay"/>).</summary>
    /// <param name="client">By id.</param>
    public async ValueTask<SsoSession?> Fitting(TenantId tenant, SsoSession? session, string client, CancellationToken cancel) =>
        WayOf(session) is not var (way, reason, second)
        || (await Read(tenant, cancel) is { } present && Standing.OfWay(present, way, reason, second, client) is null)
            ? session
            : null;

    /// <summary>Null for the phone.</summary>
    private static (OtherWay Way, FallbackReason Reason, NumberMode? Second)? WayOf(SsoSession? session) => session switch
    {
        { Federated: { } how } => (OtherWay.Federated, how.Reason, how.Second),
        { Secret: { } how } => (how.Way, how.Reason, how.Second),
        _ => null,
    };

    /// <summary>
    /// Whether a way beside the phone, which this client leaves, may meet the authentication context: a provider of the tenant's that is
    /// asked for it, and believed; a password, where one is taken.
    /// </summary>
    /// <param name="client">By id.</param>
    public async ValueTask<bool> MayMeet(TenantId tenant, string client, string context, CancellationToken cancel)
    {
        if (await Read(tenant, cancel) is not { } present) return false;
        if (NumberModes.All.Any(mode => mode.SecondContext == context))
        {
            return present.AsksSecond(client)
                && (present.EverLeaves(OtherWay.Password, client) || present.EverLeaves(OtherWay.Federated, client));
        }

        if (context == SecretSignIn.PasswordContext) return present.Passwords is not null && present.EverLeaves(OtherWay.Password, client);
        if (context == SecretSignIn.RecoveryContext) return present.EverLeaves(OtherWay.Recovery, client);
        if (context == SecretSignIn.PasskeyContext) return present.EverLeaves(OtherWay.Passkey, client);
        return present.Providers is { } providers && present.EverLeaves(OtherWay.Federated, client)
            && (context == FederatedSignIn.PlainContext || providers.Values.Any(provider => Meets(provider, context)));
    }

    private static bool Meets(Provider provider, string context) => provider.IsTrusted && provider.Contexts.Contains(context);

    private async ValueTask<TenantState.Present?> Read(TenantId tenant, CancellationToken cancel) =>
        (await administration.Ask(tenant, new TenantQuestion.Read(), cancel)).Answer?.Tenant;
}
