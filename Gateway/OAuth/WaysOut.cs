using Countersign.Engine;
using Countersign.SignIn;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Providers;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.OAuth;

/// <summary>Asks a tenant about the ways beside the phone (WAY-7).</summary>
internal sealed class WaysOut(Administration administration)
{
    /// <summary>Whether tenant and client leave this way after this reason.</summary>
    public async ValueTask<bool> Leaves(TenantId tenant, OtherWay way, FallbackReason reason, string client, CancellationToken cancel) =>
        await Read(tenant, cancel) is { } present && present.Leaves(way, reason, client);

    /// <summary>
    /// Whether a way beside the phone may meet the authentication context: a provider of the tenant's that is asked for it, and believed;
    /// a password, where one is taken.
    /// </summary>
    public async ValueTask<bool> MayMeet(TenantId tenant, string context, CancellationToken cancel)
    {
        if (await Read(tenant, cancel) is not { } present) return false;
        if (context == SecretSignIn.PasswordContext) return present.Passwords is not null;
        if (context == SecretSignIn.RecoveryContext) return present.Settings.RecoveryCodes;
        if (context == SecretSignIn.PasskeyContext) return present.EverLeaves(OtherWay.Passkey);
        return present.Providers is { } providers
            && (context == FederatedSignIn.PlainContext || providers.Values.Any(provider => Meets(provider, context)));
    }

    private static bool Meets(Provider provider, string context) => provider.IsTrusted && provider.Contexts.Contains(context);

    private async ValueTask<TenantState.Present?> Read(TenantId tenant, CancellationToken cancel) =>
        (await administration.Ask(tenant, new TenantQuestion.Read(), cancel)).Answer?.Tenant;
}
