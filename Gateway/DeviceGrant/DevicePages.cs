using Countersign.Engine;
using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Throttling;
using Countersign.SignIn;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Grants;

namespace Countersign.Gateway.DeviceGrant;

/// <summary>
/// The pages of the device grant (RFC 8628 3.3): the code, signing in by the ordinary pages, and the question whether it is the person at
/// that device, with both answers alike (RFC 8628 5.4, CD4).
/// </summary>
internal sealed class DevicePages(
    Grants grants, SignIns signIns, ClientRegistry clients, WaysOut ways, DeviceVisits visits, SourceThrottle throttle)
{
    /// <summary>
    /// The form for the code. A code from <c>verification_uri_complete</c> is only filled in: the person compares it with the device (RFC
    /// 8628 3.3.1).
    /// </summary>
    public Task<IResult> Show(HttpContext http, TenantId tenant, Screen screen)
    {
        var brought = http.Request.Query["user_code"];
        return Task.FromResult<IResult>(
            Ask(tenant, screen, brought.Count == 1 && UserCode.TryParse(brought[0], out var code) ? code.ToString() : ""));
    }

    public async Task<IResult> Take(HttpContext http, TenantId tenant, Screen screen, Form form)
    {
        var typed = form["user_code"] ?? "";
        if (throttle.UserCode(http) is { } wait) return new Problem(HttpErrors.RateLimited, wait);
        if (!UserCode.TryParse(typed, out var code) || await grants.FindDevice(tenant, typed, http.RequestAborted) is not { } question
            || await ClientOf(tenant, question, http.RequestAborted) is not { } client)
        {
            return Ask(tenant, screen, typed, DeviceGrantErrors.DeviceUnknown);
        }

        var request = visits.Seal(tenant, new(code.ToString(), client.Id, client.Name));
        return new SeeOther($"/{tenant}/device/confirm?request={request}");
    }

    public async Task<IResult> Confirm(HttpContext http, TenantId tenant, Screen screen)
    {
        if (visits.Open(tenant, screen.Request) is not { } visit) return new SeeOther($"/{tenant}/device");
        if (await Session(http, tenant, visit) is not { } session) return screen.GoTo("/sign-in");
        var question = await grants.FindDevice(tenant, visit.UserCode, http.RequestAborted);
        return question?.Client == visit.Client && await ClientOf(tenant, question, http.RequestAborted) is not null
            ? Question(tenant, screen, visit, session)
            : Ask(tenant, screen, "", DeviceGrantErrors.DeviceUnknown);
    }

    public async Task<IResult> Answer(HttpContext http, TenantId tenant, Screen screen, Form form)
    {
        if (visits.Open(tenant, screen.Request) is not { } visit || form["answer"] is not ("approve" or "deny"))
            return new Problem(HttpErrors.InvalidRequest);
        if (await Session(http, tenant, visit) is not { } session) return screen.GoTo("/sign-in");
        // Another has signed in since: they are asked.
        if (form["session"] is { } asked && asked != session.Hash.Value) return await Confirm(http, tenant, screen);
        var isApproved = form["answer"] == "approve";
        if (await grants.FindDevice(tenant, visit.UserCode, http.RequestAborted) is not { } question || question.Client != visit.Client
            || await ClientOf(tenant, question, http.RequestAborted) is null
            || !(isApproved
                ? await Agree(tenant, visit, question, session, http)
                : await grants.DeclineDevice(tenant, visit.UserCode, http.RequestAborted)))
        {
            return Ask(tenant, screen, "", DeviceGrantErrors.DeviceUnknown);
        }

        var texts = screen.Texts;
        return isApproved
            ? new Notice(texts.DeviceDoneTitle) { Tone = Tone.Good, Paragraphs = [texts.DeviceDone] }.On(screen)
            : new Notice(texts.DeviceDeniedTitle) { Paragraphs = [texts.DeviceDenied] }.On(screen);
    }

    /// <summary>The person's, where it was come to by a way that does for the client that asked (WAY-7, S-58).</summary>
    private async ValueTask<SsoSession?> Session(HttpContext http, TenantId tenant, DeviceVisit visit) => await ways.Fitting(
        tenant, await signIns.Session(tenant, Cookies.SessionSecret(http), http.RequestAborted), visit.Client, http.RequestAborted);

    /// <summary>The client that asked, while it is registered; made again under its id, it is another (I7).</summary>
    private async ValueTask<Client?> ClientOf(TenantId tenant, DeviceConsentRequest question, CancellationToken cancel) =>
        await clients.Find(tenant, question.Client, cancel) is { } client && client.Generation == question.Generation ? client : null;

    private async ValueTask<bool> Agree(
        TenantId tenant, DeviceVisit visit, DeviceConsentRequest question, SsoSession session, HttpContext http) =>
        await grants.AgreeDevice(
            tenant, visit.UserCode,
            new Grant(
                tenant, session.User, question.Client, question.Scope, session.Mode, session.AuthenticatedAt, StandsOn: session.StandsOn,
                Generation: question.Generation, Federated: session.Federated, Secret: session.Secret),
            http.RequestAborted);

    private static Page Ask(TenantId tenant, Screen screen, string typed, ProtocolError? error = null)
    {
        var texts = screen.Texts;
        var kept = typed.Length <= 4 * UserCode.Length ? typed : "";
        var wrong = error is null
            ? default
            : Markup.Html($"""<p class="error" id="user_code_error" data-code="{error.Code}">{texts.DeviceWrong}</p>""");
        return new(screen, texts.DeviceTitle, Markup.Html($"""
            <h1>{texts.DeviceTitle}</h1>
            <form method="post" action="/{tenant.Value}/device">
            <div class="field">
            <label for="user_code">{texts.DeviceCode}</label>
            <p class="hint" id="user_code_hint">{texts.DeviceHint}</p>
            <input class="cells" type="text" id="user_code" name="user_code" value="{kept}" autocomplete="off"
            autocapitalize="characters" spellcheck="false" maxlength="{4 * UserCode.Length}" required autofocus {Described(error)}>
            {wrong}
            </div>
            <button class="primary" type="submit">{texts.Next}</button>
            </form>
            """), error, Markup.Html($"""<script src="{Assets.Script}" defer></script>"""));
    }

    /// <summary>One for each letter; what is copied is the code.</summary>
    private static Markup Cells(string code) => Markup.Join(code.Select(
        letter => letter == '-' ? Markup.Html($"<i>-</i>") : Markup.Html($"<span>{letter.ToString()}</span>")));

    private static Markup Described(ProtocolError? error) => error is null
        ? Markup.Html($"aria-describedby=\"user_code_hint\"")
        : Markup.Html($"aria-describedby=\"user_code_error user_code_hint\" aria-invalid=\"true\"");

    private static Page Question(TenantId tenant, Screen screen, DeviceVisit visit, SsoSession session)
    {
        var texts = screen.Texts;
        return new(screen, texts.DeviceAskTitle, Markup.Html($"""
            <h1>{texts.DeviceAskTitle}</h1>
            <p class="lead">{screen.AboutApplication(texts.DeviceAsk)}</p>
            <p class="cells"><data value="{visit.UserCode}">{Cells(visit.UserCode)}</data></p>
            <p>{screen.SignedInAs(session.User)}</p>
            <p>{texts.DeviceWarning}</p>
            <form method="post" action="/{tenant.Value}/device/answer">
            {screen.RequestField()}
            <input type="hidden" name="session" value="{session.Hash.Value}">
            <button class="primary" type="submit" name="answer" value="deny" autofocus>{texts.DeviceDeny}</button>
            <button class="primary" type="submit" name="answer" value="approve">{texts.DeviceApprove}</button>
            </form>
            """));
    }
}
