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

    /// <summary>Whether one of the tenant's providers may meet the authentication context: asked for it, and believed.</summary>
    public async ValueTask<bool> MayMeet(TenantId tenant, string context, CancellationToken cancel) =>
        await Read(tenant, cancel) is { Providers: { } providers }
        && (context == FederatedSignIn.PlainContext || providers.Values.Any(provider => Meets(provider, context)));

    private static bool Meets(Provider provider, string context) => provider.IsTrusted && provider.Contexts.Contains(context);

    private async ValueTask<TenantState.Present?> Read(TenantId tenant, CancellationToken cancel) =>
        (await administration.Ask(tenant, new TenantQuestion.Read(), cancel)).Answer?.Tenant;
}
