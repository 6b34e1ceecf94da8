using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.SignIn;

namespace Countersign.Gateway.SecurityInfo;

/// <summary>
/// <c>GET</c> and <c>POST /{tenant}/my/phones/{device}</c>: one phone, to rename or to remove (S-38). Without a sign-in of the last minutes
/// the page asks for one, and leads back.
/// </summary>
internal sealed class OnePhonePage(Engine.SecurityInfo info, AccountDoor door)
{
    private const string Rename = "rename", Remove = "remove";

    public static string PlaceOf(DeviceId device) => $"{MyPage.Place}/phones/{device.Value}";

    public async Task<IResult> Show(HttpContext http, TenantId tenant, Screen screen)
    {
        var (view, method, away) = await Enter(http, tenant, screen);
        if (view is null) return away!;
        return view.Account.IsFresh
            ? Draw(view, method!, method!.Name)
            : door.SignInAgain(view.Screen, PlaceOf(method!.Device));
    }

    public async Task<IResult> Take(HttpContext http, TenantId tenant, Screen screen, Form form)
    {
        if (form["what"] is not (Rename or Remove)) return new Problem(HttpErrors.InvalidRequest);
        var (view, method, away) = await Enter(http, tenant, screen);
        if (view is null) return away!;
        return form["what"] == Remove
            ? await RemoveIt(view, tenant, method!)
            : await RenameIt(view, tenant, method!, form["name"] ?? "");
    }

    private async ValueTask<(AccountView? View, Method? Method, IResult? Away)> Enter(HttpContext http, TenantId tenant, Screen screen)
    {
        if (!DeviceId.TryParse(http.Request.RouteValues["device"] as string, out var device))
            return (null, null, new Problem(HttpErrors.InvalidDeviceId));
        var (view, away) = await door.Enter(http, tenant, screen, PlaceOf(device));
        if (view is null) return (null, null, away);
        return view.Account.List.FirstOrDefault(one => one.Device == device) is { } method
            ? (view, method, null)
            : (null, null, new Problem(RefusalErrors.MethodNotFound));
    }

    private async ValueTask<IResult> RenameIt(AccountView view, TenantId tenant, Method method, string typed)
    {
        if (!DisplayText.TryRead(typed.Trim(), out var name) || name.Length == 0)
            return Draw(view, method, typed, HttpErrors.InvalidDisplayText);
        var session = Cookies.SessionSecret(view.Http);
        var renamed = await info.RenameMethod(tenant, session, method.Device, name, view.Http.RequestAborted);
        return renamed.Refused is { } why
            ? door.Refused(view.Screen, why, PlaceOf(method.Device))
            : view.Screen.GoTo(MyPage.Place);
    }

    private async ValueTask<IResult> RemoveIt(AccountView view, TenantId tenant, Method method)
    {
        var (http, screen, texts) = (view.Http, view.Screen, view.Screen.Texts);
        var removed = await info.RemoveMethod(tenant, Cookies.SessionSecret(http), method.Device, http.RequestAborted);
        if (removed.Refused is { } why) return door.Refused(screen, why, PlaceOf(method.Device));
        return new Notice(texts.MyRemovedTitle)
        {
            Tone = Tone.Good,
            Lead = Markup.Html($"""<p class="lead"><bdi>{method.Name}</bdi></p>"""),
            Paragraphs = [texts.MyRemoved],
            Ways = [AccountDoor.BackHere(screen, "primary")],
        }.On(screen);
    }

    private static Page Draw(AccountView view, Method method, string typed, ProtocolError? error = null)
    {
        var (screen, texts) = (view.Screen, view.Screen.Texts);
        var kept = typed.Length <= 2 * Limits.DisplayTextLength ? typed : "";
        var wrong = error is null
            ? default
            : Markup.Html($"""<p class="error" id="name_error" data-code="{error.Code}">{texts.MyNameWrong}</p>""");
        var described = error is null
            ? Markup.Html($"aria-describedby=\"name_hint\"")
            : Markup.Html($"aria-describedby=\"name_error name_hint\" aria-invalid=\"true\"");
        var action = $"/{screen.Tenant}{PlaceOf(method.Device)}";
        return new(
            screen, texts.MyPhone,
            Markup.Html($"""
                <h1><bdi>{method.Name}</bdi></h1>
                <div class="under">{PhonesSection.Facts(texts, method, view.Now)}</div>
                <form method="post" action="{action}">
                <div class="field">
                <label for="name">{texts.MyName}</label>
                <p class="hint" id="name_hint">{texts.MyNameHint}</p>
                <input type="text" id="name" name="name" value="{kept}" autocomplete="off"
                maxlength="{Limits.DisplayTextLength}" required {described}>
                {wrong}
                </div>
                {screen.RequestField()}
                <button class="primary" type="submit" name="what" value="{Rename}">{texts.MySaveName}</button>
                </form>
                <section class="part" aria-labelledby="remove">
                <h2 id="remove">{texts.MyRemove}</h2>
                <p>{texts.MyRemoveAbout}</p>
                <form method="post" action="{action}">
                {screen.RequestField()}
                <button class="danger" type="submit" name="what" value="{Remove}">{texts.MyRemove}</button>
                </form>
                </section>
                {AccountDoor.BackHere(screen)}
                """),
            error, Markup.Html($"""<script src="{Assets.Script}" defer></script>"""));
    }
}
