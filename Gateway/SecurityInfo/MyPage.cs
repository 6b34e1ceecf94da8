using Countersign.Gateway.Html;
using Countersign.SignIn;

namespace Countersign.Gateway.SecurityInfo;

/// <summary><c>GET /{tenant}/my</c>: My Security Info, for people (S-56, ADM-1).</summary>
internal sealed class MyPage(AccountDoor door, IReadOnlyList<IAccountSection> sections)
{
    public const string Place = "/my";

    public async Task<IResult> Show(HttpContext http, TenantId tenant, Screen screen)
    {
        var (view, away) = await door.Enter(http, tenant, screen, Place);
        if (view is null) return away!;
        var parts = new List<Markup>();
        foreach (var section in sections) parts.Add(await section.Draw(view));
        screen = view.Screen;
        var texts = screen.Texts;
        // An application sent the person, who came in with a pass: it waits for the phone.
        var isAwaited = screen.Visit is { TakesPass: false };
        return new Page(
            screen, texts.MyTitle,
            Markup.Html($"""
                <h1>{texts.MyTitle}</h1>
                {Markup.Join(parts)}
                {(isAwaited ? screen.StartAgainLink(label: texts.PhoneSignIn) : default)}
                {screen.BackLink()}
                """),
            head: Markup.Html($"""<script src="{Assets.Script}" defer></script>"""));
    }
}
