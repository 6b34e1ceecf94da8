using System.Globalization;
using System.Text;
using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.Gateway.Sealing;
using Countersign.SignIn;

namespace Countersign.Gateway.Browsers;

/// <summary>A start that fell back to a provider: whom it was for, and what it was begun for.</summary>
/// <param name="Name">Of the attempt: what comes of it takes its name.</param>
/// <param name="Client">Who asked, by id.</param>
/// <param name="Purpose">Of the request that it was begun for (<see cref="Transaction.PurposeOf"/>).</param>
internal sealed record ProviderTicket(UserName User, FallbackReason Reason, string Name, string Client, string Purpose);

/// <summary>
/// Leads browsers from a fallback to a provider (WAY-3) or to the password page: the address of this service from which the way there
/// begins, with the fallback in it, sealed. Only a start makes one, so nobody is sent there for a name or a reason of their own choosing.
/// </summary>
internal sealed class ProviderTickets(Sealer sealer, Proofs proofs, TimeProvider clock)
{
    private const string Purpose = "provider-ticket";
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(30);

    /// <summary>The fallback with the address to go to, when it is to a provider or the password page; any other as it is.</summary>
    /// <param name="name">Of the attempt: 32 hexadecimal digits.</param>
    /// <param name="request">What leads back to whoever sent the person; null for nobody.</param>
    public FellBack Lead(TenantId tenant, UserName user, FellBack fallBack, string name, string client, string? request)
    {
        if ((fallBack.Provider is { } provider ? "federation/" + provider : fallBack.TakesPassword ? "password" : null) is not { } page)
            return fallBack;
        return fallBack with { SignInUrl = LeadTo(page, tenant, user, fallBack.Reason, name, client, request) };
    }

    /// <summary>Where whoever falls back goes on in this way: a page of this service, below the tenant's.</summary>
    public string LeadTo(
        string page, TenantId tenant, UserName user, FallbackReason reason, string name, string client, string? request)
    {
        var ticket = new ProviderTicket(user, reason, name, client, Transaction.PurposeOf(tenant, request));
        return $"/{tenant}/{page}?ticket={Seal(tenant, ticket)}" + (request is null ? "" : "&request=" + Uri.EscapeDataString(request));
    }

    /// <summary>The fallback with a whole address, for front ends that are elsewhere.</summary>
    public FellBack LeadFromAnywhere(TenantId tenant, UserName user, FellBack fallBack, string client)
    {
        var name = Transaction.NameOf(new(RandomValues.Handle()));
        var led = Lead(tenant, user, fallBack, name, client, null);
        return led.SignInUrl is not (['/', ..])
            ? led
            : led with { SignInUrl = proofs.Issuer(tenant)[..^(tenant.Value.Length + 1)] + led.SignInUrl };
    }

    /// <summary>Null: not ours, another tenant's, altered or over.</summary>
    public ProviderTicket? Open(TenantId tenant, string? text)
    {
        if (sealer.Open(Purpose, tenant, text, clock.GetUtcNow()) is not { } content) return null;
        return Encoding.UTF8.GetString(content).Split('\n') is [var user, var reason, var name, var client, var purpose]
            && byte.TryParse(reason, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new(new(user), (FallbackReason)number, name, client, purpose)
            : null;
    }

    private string Seal(TenantId tenant, ProviderTicket ticket)
    {
        string[] lines =
            [ticket.User.Value, ((byte)ticket.Reason).ToString(CultureInfo.InvariantCulture), ticket.Name, ticket.Client, ticket.Purpose];
        return sealer.Seal(Purpose, tenant, Encoding.UTF8.GetBytes(string.Join('\n', lines)), clock.GetUtcNow() + Life);
    }
}
