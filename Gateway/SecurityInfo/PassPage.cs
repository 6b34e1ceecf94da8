using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.SecurityInfo;

/// <summary>
/// <c>GET</c> and <c>POST /{tenant}/pass</c>: a Temporary Access Pass, as it was read out or pasted. It leads to My Security Info, where a
/// phone is set up.
/// </summary>
internal sealed class PassPage(PassDoor door)
{
    public Task<IResult> Show(HttpContext http, TenantId tenant, Screen screen) =>
        Task.FromResult<IResult>(Ask(screen, screen.Expected?.Value ?? ""));

    public async Task<IResult> Take(HttpContext http, TenantId tenant, Screen screen, Form form)
    {
        var typed = form["user_name"] ?? "";
        if (!UserName.TryParse(typed, out var user)) return Ask(screen, typed, HttpErrors.InvalidUserName);
        var (_, refused) = await door.Open(http, new(tenant, user), form["pass"] ?? "");
        if (refused is null)
            return screen.Visit is { TakesPass: true, ContinueTo: var onward } ? new SeeOther(onward) : screen.GoTo(MyPage.Place);
        if (refused.Error != RefusalErrors.PassRefused) return refused;
        http.Features.Set(refused);   // whom it was about is logged, as of any refusal
        return Ask(screen, typed, refused.Error);
    }

    private static Page Ask(Screen screen, string typed, ProtocolError? error = null)
    {
        var texts = screen.Texts;
        var kept = typed.Length <= Limits.TypedUserNameLength ? typed : "";
        var wrongName = error == HttpErrors.InvalidUserName ? error : null;
        var wrongPass = error == RefusalErrors.PassRefused ? error : null;
        return new(screen, texts.PassTitle, Markup.Html($"""
            <h1>{texts.PassTitle}</h1>
            <p class="lead">{texts.PassAbout}</p>
            <form method="post" action="/{screen.Tenant?.Value}/pass">
            <div class="field">
            <label for="user_name">{texts.UserName}</label>
            <p class="hint" id="user_name_hint">{texts.UserNameHint}</p>
            <input type="text" id="user_name" name="user_name" value="{kept}" inputmode="email" autocomplete="username"
            autocapitalize="none" spellcheck="false" maxlength="{Limits.TypedUserNameLength}" required {Described("user_name", wrongName)}>
            {Wrong("user_name", texts.UserNameWrong, wrongName)}
            </div>
            <div class="field">
            <label for="pass">{texts.Pass}</label>
            <p class="hint" id="pass_hint">{texts.PassHint}</p>
            <input type="text" id="pass" name="pass" autocomplete="off"
            autocapitalize="characters" spellcheck="false" maxlength="{Limits.TypedPassLength}" required {Described("pass", wrongPass)}>
            {Wrong("pass", texts.PassWrong, wrongPass)}
            </div>
            {screen.RequestField()}
            <button class="primary" type="submit">{texts.Next}</button>
            </form>
            {screen.StartAgainLink("quiet")}
            {screen.BackLink()}
            """), error);
    }

    private static Markup Described(string field, ProtocolError? error) => error is null
        ? Markup.Html($"aria-describedby=\"{field}_hint\"")
        : Markup.Html($"aria-describedby=\"{field}_error {field}_hint\" aria-invalid=\"true\"");

    private static Markup Wrong(string field, string text, ProtocolError? error) => error is null
        ? default
        : Markup.Html($"""<p class="error" id="{field}_error" data-code="{error.Code}">{text}</p>""");
}
