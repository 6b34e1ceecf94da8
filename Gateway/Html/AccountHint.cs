using System.Text;
using Countersign.Gateway.Sealing;
using Countersign.SignIn;

namespace Countersign.Gateway.Html;

/// <summary>The name that a page was about, for the form that the person comes back to: sealed, as no name stands in an address.</summary>
internal sealed class AccountHint(Sealer sealer, TimeProvider clock)
{
    private const string Purpose = "account-hint";
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(30);

    public string Seal(TenantId tenant, UserName user) =>
        sealer.Seal(Purpose, tenant, Encoding.UTF8.GetBytes(user.Value), clock.GetUtcNow() + Life);

    public UserName? Open(TenantId tenant, string? text) =>
        sealer.Open(Purpose, tenant, text, clock.GetUtcNow()) is { } name && UserName.TryParse(Encoding.UTF8.GetString(name), out var user)
            ? user
            : null;
}
