using System.Text;
using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.Gateway.Sealing;
using Countersign.SignIn;

namespace Countersign.Gateway.SecurityInfo;

/// <summary>
/// People who are on their way to My Security Info and sign in first (S-56): where they go afterwards travels with them, sealed, so that
/// no address chooses it.
/// </summary>
internal sealed class AccountVisits(Sealer sealer, TimeProvider clock) : IVisits
{
    private const string Purpose = "account-visit", Anew = "anew";
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(30);

    /// <summary>To the sign-in, and back.</summary>
    /// <param name="place">Such as <c>/my</c>.</param>
    /// <param name="title">What the sign-in is for; null: My Security Info.</param>
    public IResult SignInFirst(Screen screen, string place, string? title = null) =>
        new SeeOther(AddressOf(screen, place, isAnew: false, title));

    /// <summary>The address of the same; it remembers whose page this was.</summary>
    /// <param name="isAnew">What a provider remembers of the person does not do.</param>
    public string AddressOf(Screen screen, string place, bool isAnew, string? title = null)
    {
        var tenant = screen.Tenant ?? throw new InvalidOperationException("A page of a tenant.");
        var content = Encoding.UTF8.GetBytes($"{place}\n{title ?? screen.Texts.MyTitle}\n{(isAnew ? Anew : "")}");
        var request = sealer.Seal(Purpose, tenant, content, clock.GetUtcNow() + Life);
        return (screen with { Request = request }).AddressOfForm();
    }

    public ValueTask<Visit?> Find(TenantId tenant, string? request, CancellationToken cancel) => ValueTask.FromResult(
        sealer.Open(Purpose, tenant, request, clock.GetUtcNow()) is { } content
        && Encoding.UTF8.GetString(content).Split('\n') is [var place, var title, var anew]
            ? new Visit(
                title, BrowserContext.WebClient, null, [], $"/{tenant}{place}", null,
                Wishes: anew == Anew ? new(IsAnew: true, null, null, null, 0) : null, TakesPass: true)
            : null);
}
