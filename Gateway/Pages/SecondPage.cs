using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.SignIn;

namespace Countersign.Gateway.Pages;

/// <summary>
/// <c>POST /{tenant}/sign-in/second</c>: another number to the phone, after a first factor (S-58). Only the browser that gave it may have
/// one sent, for ten minutes.
/// </summary>
internal sealed class SecondPage(SecondStep second, NumberPage number, TimeProvider clock)
{
    public async Task<IResult> Take(HttpContext http, TenantId tenant, Screen screen, Form form)
    {
        if (number.TransactionOf(http, tenant, screen) is not { Name: not null } transaction) return screen.GoTo("/sign-in");
        return await Ask(http, tenant, screen.Of(http, transaction.Handle.Carried?.User), transaction);
    }

    /// <summary>On to the number, or to why there is none.</summary>
    /// <param name="transaction">What the browser holds, or is to hold, since the first factor.</param>
    public async Task<IResult> Ask(HttpContext http, TenantId tenant, Screen screen, Transaction transaction)
    {
        var asked = await second.Ask(http, tenant, transaction, screen.Visit?.Application ?? "");
        if (asked.Prompted is not null) return screen.GoToNumber(transaction.Name!);
        return asked.Instead is { } instead
            ? SecondFactorNotice.For(screen, instead, transaction.Name, clock.GetUtcNow())
            : OutcomePage.Late(screen with { Account = null });
    }
}
