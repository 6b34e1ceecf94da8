using Countersign.Engine;
using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.SignIn;

namespace Countersign.Gateway.SecurityInfo;

/// <summary><c>GET</c> and <c>POST /{tenant}/pass/phone</c>: whoever has a session sets up a phone (S-29, S-30).</summary>
internal sealed class PhonePage(Engine.SecurityInfo info)
{
    public async Task<IResult> Show(HttpContext http, TenantId tenant, Screen screen)
    {
        var check = await info.Check(tenant, Cookies.SessionSecret(http), http.RequestAborted);
        if (check.Answer is not { User: var user }) return screen.GoTo("/pass");
        screen = screen.Of(http, user.Name);
        var texts = screen.Texts;
        return new Notice(texts.PhoneTitle)
        {
            Paragraphs = [texts.PhoneAbout],
            Ways =
            [
                Markup.Html($"""
                    <form method="post" action="/{tenant.Value}/pass/phone">
                    {screen.RequestField()}
                    <button class="primary" type="submit">{texts.PhoneShowCode}</button>
                    </form>
                    """),
                screen.StartAgainLink("quiet", texts.PhoneSignIn), screen.BackLink(),
            ],
        }.On(screen);
    }

    /// <summary>The code is shown in the answer and nowhere else: it stands in no address.</summary>
    public async Task<IResult> Take(HttpContext http, TenantId tenant, Screen screen, Form form)
    {
        var session = Cookies.SessionSecret(http);
        var check = await info.Check(tenant, session, http.RequestAborted);
        if (check.Answer is not { User: var user }) return screen.GoTo("/pass");
        screen = screen.Of(http, user.Name);
        var issued = await info.AddMethod(tenant, session, http.RequestAborted);
        return issued.Has(out var code, out var why) ? Code(screen, code) : Refused(screen, why);
    }

    private static IResult Refused(Screen screen, Refusal why)
    {
        var texts = screen.Texts;
        return why switch
        {
            Refusal.SessionRequired => screen.GoTo("/pass"),
            Refusal.FreshSignInRequired => screen.GoTo("/sign-in"),
            Refusal.PushNotAllowed or Refusal.CombinedRegistrationRequired => Say(texts.PhoneNotNow),
            Refusal.TooManyCodes => Say(texts.PhoneTooManyCodes),
            _ => Problem.FromRefusal(why, screen.Account),
        };

        IResult Say(string text) => new Notice(texts.PhoneTitle)
        {
            Tone = Tone.Bad, Paragraphs = [text], Error = RefusalErrors.RowOf(why), Ways = [screen.BackLink()],
        }.On(screen);
    }

    private static Page Code(Screen screen, CodeIssued issued)
    {
        var texts = screen.Texts;
        var life = Wait.Format(texts.Minutes, Limits.ActivationCodeLife.TotalMinutes);
        return new(screen, texts.PhoneCodeTitle, Markup.Html($"""
            <h1>{texts.PhoneCodeTitle}</h1>
            <p class="lead">{Markup.Fill(texts.PhoneCode, life)}</p>
            <div class="scan">{QrCode.Draw(issued.Address, texts.PhoneCodeTitle)}</div>
            <p class="unseen" id="code_name">{texts.PhoneCodeText}</p>
            <p class="text" id="code" aria-describedby="code_name"><code>{issued.Code}</code></p>
            <p>{texts.PhoneThen}</p>
            {screen.StartAgainLink(label: texts.PhoneSignIn)}
            {screen.BackLink()}
            """));
    }
}
