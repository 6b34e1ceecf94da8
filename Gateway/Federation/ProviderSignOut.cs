using System.Text;
using Countersign.Engine;
using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Sealing;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Federation;

/// <summary>
/// Signing out at the provider, too (OpenID Connect RP-Initiated Logout 1.0), and
/// <c>GET /{tenant}/federation/{provider}/signed-out</c>, the way back. A provider that does not answer keeps nobody signed in here.
/// </summary>
internal sealed class ProviderSignOut(
    Administration administration, ProviderDocuments documents, ProviderAddresses addresses, ProviderSecrets secrets, Sealer sealer,
    TimeProvider clock) : IProviderSignOut
{
    private const string Purpose = "provider-sign-out";
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(30);

    public async ValueTask<string?> AddressFor(TenantId tenant, SignedInUser ended, string? onward, CancellationToken cancel)
    {
        if (ended.Session.Federated is not { } how) return null;
        var read = await administration.Ask(tenant, new TenantQuestion.Read(), cancel);
        if (read.Answer?.Tenant.ProviderOf(how.Provider) is not { SignsOut: true } provider) return null;
        try
        {
            var endpoint = (await documents.Find(tenant, provider, cancel)).Configuration.EndSessionEndpoint;
            if (!ProviderDocuments.IsForBrowsers(endpoint)) return null;
            (string Name, string? Value)[] query =
            [
                ("id_token_hint", secrets.OpenToken(tenant, ended.Session.ProviderToken)), ("client_id", provider.ClientId),
                ("post_logout_redirect_uri", addresses.SignedOut(tenant, provider.Id)),
                ("state", onward is null ? null : Seal(tenant, onward)),
            ];
            return ProviderAddresses.With(endpoint, query);
        }
        catch (ProviderUnavailableException)
        {
            return null;
        }
    }

    /// <summary>Back from the provider: on to where the person was going, or the page that says that they are signed out.</summary>
    public Task<IResult> Return(HttpContext http, TenantId tenant, Screen screen)
    {
        var state = http.Request.Query["state"] is [{ } only] ? only : null;
        var onward = sealer.Open(Purpose, tenant, state, clock.GetUtcNow()) is { } path ? Encoding.UTF8.GetString(path) : null;
        IResult page = onward is not null
            ? new SeeOther(onward)
            : new Notice(screen.Texts.SignedOutTitle)
            {
                Paragraphs = [screen.Texts.SignedOut], Ways = [screen.StartAgainLink()],
            }.On(screen);
        return Task.FromResult(page);
    }

    private string Seal(TenantId tenant, string onward) =>
        sealer.Seal(Purpose, tenant, Encoding.UTF8.GetBytes(onward), clock.GetUtcNow() + Life);
}
