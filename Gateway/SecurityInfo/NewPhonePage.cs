using Countersign.Engine;
using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.SignIn;

namespace Countersign.Gateway.SecurityInfo;

/// <summary>
/// <c>POST /{tenant}/my/phones</c>: an activation code, as a QR code and as text, and how far the phone has come with it (S-29, S-30,
/// S-57). The code is shown in the answer and nowhere else: it stands in no address.
/// </summary>
internal sealed class NewPhonePage(Engine.SecurityInfo info, AccountDoor door)
{
    public async Task<IResult> Take(HttpContext http, TenantId tenant, Screen screen, Form form)
    {
        var (view, away) = await door.Enter(http, tenant, screen, MyPage.Place);
        if (view is null) return away!;
        var issued = await info.AddMethod(tenant, Cookies.SessionSecret(http), http.RequestAborted);
        return issued.Has(out var code, out var why) ? Code(view.Screen, tenant, code) : Refused(view.Screen, why);
    }

    private IResult Refused(Screen screen, Refusal why)
    {
        var texts = screen.Texts;
        return why switch
        {
            Refusal.PushNotAllowed or Refusal.CombinedRegistrationRequired => Say(texts.PhoneNotNow),
            Refusal.TooManyCodes => Say(texts.PhoneTooManyCodes),
            _ => door.Refused(screen, why, MyPage.Place),
        };

        IResult Say(string text) => new Notice(texts.PhoneTitle)
        {
            Tone = Tone.Bad, Paragraphs = [text], Error = RefusalErrors.RowOf(why),
            Ways = [AccountDoor.BackHere(screen), screen.BackLink()],
        }.On(screen);
    }

    private static Page Code(Screen screen, TenantId tenant, CodeIssued issued)
    {
        var texts = screen.Texts;
        var life = Wait.Format(texts.Minutes, Limits.ActivationCodeLife.TotalMinutes);
        return new(
            screen, texts.PhoneCodeTitle,
            Markup.Html($"""
                <h1>{texts.PhoneCodeTitle}</h1>
                <ol class="steps">
                <li>{texts.MyStepOpen}</li>
                <li>{texts.MyStepScan}</li>
                <li>{texts.MyStepEnable}</li>
                </ol>
                <div class="scan">{QrCode.Draw(issued.Address, texts.PhoneCodeTitle)}</div>
                <div class="progress" id="connecting" hidden data-state="/{tenant.Value}/v1/security-info"
                data-connected="{texts.MyConnected}" data-enabled="{texts.MyEnabled}" data-over="{texts.MyCodeOver}">
                <p class="status" role="status"><span class="pulse" aria-hidden="true"></span>
                <span id="came">{texts.MyConnecting}</span></p>
                </div>
                <p class="unseen" id="code_name">{texts.PhoneCodeText}</p>
                <p class="text" id="code" aria-describedby="code_name"><code>{issued.Code}</code></p>
                <p class="keep">{Markup.Fill(texts.PhoneCode, life)}</p>
                {AccountDoor.DoneLink(screen)}
                {screen.BackLink()}
                """),
            head: Markup.Html($"""<script src="{Assets.Script}" defer></script>"""));
    }
}
