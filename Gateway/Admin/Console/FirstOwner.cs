using Countersign.Engine;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.Gateway.Throttling;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Admin.Console;

/// <summary>
/// <c>/console/first</c>: makes an owner out of a person of the operators' tenant, by the code that the machine showed (ADM-3). Tenant and
/// person are made when they are not there yet; who has no phone gets a pass, shown this once. The code stands in no address.
/// </summary>
internal sealed class FirstOwner(
    Administrators administrators, Administration administration, ConsoleDoor door, TenantId operators, string publicOrigin,
    AdminThrottle throttle)
{
    public const string Path = "/console/first";

    public Task<IResult> Show(HttpContext http) => Task.FromResult<IResult>(Ask(http, "", null));

    public async Task<IResult> Take(HttpContext http)
    {
        if (!door.IsFromOurPage(http.Request)) return new Problem(HttpErrors.OriginRefused);
        var (form, refused) = await Form.Read(http);
        if (refused is not null) return refused;
        var (typed, code) = (form!["user_name"] ?? "", form["code"]?.Trim() ?? "");
        if (!UserName.TryParse(typed, out var user)) return Ask(http, typed, HttpErrors.InvalidUserName);
        if (!await administrators.IsInvited(code, http.RequestAborted)) return Wrong(http, typed);
        var (actor, _) = Acting.Of(http, user.Value, null);
        Acting.Begin(actor!);
        var person = new UserKey(operators, user);
        if (await Prepare(person, http.RequestAborted) is { } why) return Problem.FromRefusal(why, user);
        var accepted = await administrators.Accept(code, person, actor!, http.RequestAborted);
        if (accepted.Refused == Refusal.InvitationRefused) return Wrong(http, typed);
        if (accepted.Refused is { } other) return Problem.FromRefusal(other, user);
        return await Welcome(http, person);
    }

    /// <summary>A wrong code is counted against its source.</summary>
    private IResult Wrong(HttpContext http, string typed) => throttle.Secret(http) is { } wait
        ? new Problem(HttpErrors.RateLimited, wait)
        : Ask(http, typed, RefusalErrors.InvitationRefused);

    /// <summary>Sees to it that the tenant and the person are there. Whoever is there stays as they are.</summary>
    private async ValueTask<Refusal?> Prepare(UserKey person, CancellationToken cancel)
    {
        if ((await administration.Ask(operators, new TenantQuestion.Read(), cancel)).Refused == Refusal.TenantNotFound)
        {
            var made = await administration.Ask(operators, new TenantQuestion.Create(Fresh()), cancel);
            if (made.Refused is { } why) return why;
            var policy = new TenantQuestion.SavePolicy(Fresh(), null, true, new Target.AllUsers());
            if ((await administration.Ask(operators, policy, cancel)).Refused is { } not) return not;
        }

        return (await administration.Ask(person, new DescribeUser(), cancel)).Refused == Refusal.UserNotFound
            ? (await administration.Ask(person, new ProvisionUser(null, null), cancel)).Refused
            : null;
    }

    private async ValueTask<IResult> Welcome(HttpContext http, UserKey person)
    {
        var screen = ConsoleSignIn.ScreenOf(http).Of(http, person.Name);
        var texts = screen.Texts.Console;
        var signIn = Markup.Html($"""<a class="quiet" href="{ConsoleDoor.SignInPath}">{screen.Texts.SignIn}</a>""");
        var described = (await administration.Ask(person, new DescribeUser(), http.RequestAborted)).Answer;
        if (described?.User.Methods.Any(method => method.PhoneSignIn) == true)
            return new Notice(texts.OwnerTitle) { Tone = Tone.Good, Paragraphs = [texts.OwnerPhone], Ways = [signIn] }.On(screen);
        var issued = await administration.IssuePass(person, http.RequestAborted);
        if (!issued.Has(out var pass, out var why)) return Problem.FromRefusal(why, person.Name);
        return new Page(screen, texts.OwnerTitle, Markup.Html($"""
            <h1>{texts.OwnerTitle}</h1>
            <p class="lead">{texts.OwnerPass}</p>
            {PassPaper.Draw(screen, pass, $"{publicOrigin}/{operators}/pass")}
            {signIn}
            """));
    }

    private static Page Ask(HttpContext http, string typed, ProtocolError? error)
    {
        var screen = ConsoleSignIn.ScreenOf(http).Of(http, null);
        var (all, texts) = (screen.Texts, screen.Texts.Console);
        var wrongName = error == HttpErrors.InvalidUserName ? error : null;
        var wrongCode = error == RefusalErrors.InvitationRefused ? error : null;
        return new(screen, texts.FirstTitle, Markup.Html($"""
            <h1>{texts.FirstTitle}</h1>
            <p class="lead">{texts.FirstAbout}</p>
            <form method="post" action="{Path}">
            <div class="field">
            <label for="user_name">{all.UserName}</label>
            <p class="hint" id="user_name_hint">{all.UserNameHint}</p>
            <input type="text" id="user_name" name="user_name" value="{(typed.Length <= Limits.TypedUserNameLength ? typed : "")}"
            inputmode="email" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="{Limits.TypedUserNameLength}"
            required {Field.Described("user_name", wrongName, hasHint: true)}>
            {Field.Wrong("user_name", all.UserNameWrong, wrongName)}
            </div>
            <div class="field">
            <label for="code">{texts.Code}</label>
            <input type="text" id="code" name="code" autocomplete="off" autocapitalize="none" spellcheck="false" maxlength="128"
            required {Field.Described("code", wrongCode, hasHint: false)}>
            {Field.Wrong("code", texts.CodeWrong, wrongCode)}
            </div>
            <button class="primary" type="submit">{all.Next}</button>
            </form>
            """), error);
    }

    private static RequestId Fresh() => new(RandomValues.Handle());
}
