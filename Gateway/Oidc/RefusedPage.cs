using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;

namespace Countersign.Gateway.Oidc;

/// <summary>
/// A refusal for whoever sits at the browser, where there is no application to send it to (B2). What went wrong is for the application's
/// people: they look the number up.
/// </summary>
internal sealed class RefusedPage(OAuthError error) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        // which the pages have words for
        if (IsOurs(error.Row)) return new Problem(error.Row, error.RetryAfter).ExecuteAsync(httpContext);
        var screen = new Screen(Tenants.FromPath(httpContext), Languages.Choose(httpContext, null), null, null, null);
        var texts = screen.Texts;
        var (title, text) = error == OidcErrors.RequestOver ? (texts.LinkTitle, texts.Link) : (texts.WrongTitle, texts.WrongApplication);
        return new Notice(title) { Tone = Tone.Bad, Paragraphs = [text], Error = error.Row }.On(screen).ExecuteAsync(httpContext);
    }

    private static bool IsOurs(ProtocolError row) =>
        row == HttpErrors.RateLimited || row == HttpErrors.TemporarilyUnavailable || row == RefusalErrors.TenantNotFound;
}
