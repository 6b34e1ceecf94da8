using Countersign.Engine;
using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.Gateway.Html.Texts;
using Countersign.Gateway.Http;
using Countersign.Gateway.Observability;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Pages;

/// <summary><c>GET</c> and <c>POST /{tenant}/sign-in</c>: the user name and <em>Next</em> (S-01).</summary>
internal sealed class SignInPage(
    SignIns signIns, BrowserContext browsers, StartGate gate, Transactions transactions, ProviderTickets tickets, Telemetry telemetry,
    TimeProvider clock)
{
    /// <summary>
    /// Whose browser this is stands in the field already: that name was typed here before. Whoever was signed in and is so no longer reads
    /// why, so that nobody goes round in a circle (I8).
    /// </summary>
    public async Task<IResult> Show(HttpContext http, TenantId tenant, Screen screen)
    {
        var session = Cookies.SessionSecret(http);
        var name = screen.Expected?.Value ?? LoginHint(screen)
            ?? (await signIns.PersonOf(tenant, session, http.RequestAborted))?.Value ?? "";
        return Ask(screen, name, why: await signIns.WhyNotServed(tenant, session, http.RequestAborted));
    }

    private static string? LoginHint(Screen screen) =>
        DisplayText.TryRead(screen.Visit?.LoginHint, out var hint, Limits.TypedUserNameLength) && hint.Length > 0 ? hint : null;

    /// <summary>S-02, S-45: on to the number, or in the same answer where to go instead.</summary>
    public async Task<IResult> Take(HttpContext http, TenantId tenant, Screen screen, Form form)
    {
        var typed = form["user_name"] ?? "";
        if (!UserName.TryParse(typed, out var user)) return Ask(screen, typed, HttpErrors.InvalidUserName);
        if (!IsAttempt(form["attempt"], out var attempt)) return new Problem(HttpErrors.InvalidRequest);
        var (initiator, toWait) = await gate.Admit(http, tenant, user);
        if (toWait is { } wait) return new Problem(HttpErrors.RateLimited, wait) { About = user };

        var context = browsers.Of(http, screen.Visit?.Application ?? "");
        var name = Transaction.NameOf(attempt ??= new(RandomValues.Handle()));
        var start = new SignInStart(
            tenant, user, attempt, null, screen.Visit?.ClientId ?? BrowserContext.WebClient, context, transactions.Held(http, tenant),
            initiator);
        var started = await signIns.Start(start, http.RequestAborted);
        if (started.Reply.Refused == Refusal.AlreadyDecided)   // an earlier attempt's form, sent once more by the person
            started = await signIns.Start(start with { Request = null }, http.RequestAborted);
        telemetry.Started(http, new UserKey(tenant, user), started.Reply);
        gate.Started(http, new UserKey(tenant, user), initiator, started.Reply.Answer);
        var now = clock.GetUtcNow();
        if (started is { Reply.Answer: Prompted prompted, Transaction: { } begun })
        {
            var purpose = Transaction.PurposeOf(tenant, screen.Request);
            var transaction = new Transaction(begun, name, tenant, purpose, now.ToUnixTimeMilliseconds());
            await transactions.Begin(http, tenant, transaction, prompted.ExpiresAt - now, signIns);
            return screen.GoToNumber(name);
        }

        return Answer(http, tenant, screen, user, name, started, now);
    }

    private IResult Answer(
        HttpContext http, TenantId tenant, Screen screen, UserName user, string name, SignInStarted started, DateTimeOffset now)
    {
        if (!started.Reply.Has(out var answer, out var why)) return Problem.FromRefusal(why, user);
        // I16: one page for all names that no phone can be asked for.
        var about = answer is FellBack { Reason: FallbackReason.NotAvailable } ? screen : screen.Of(http, user);
        return answer.Match(
            prompted => throw new InvalidOperationException("A prompt goes to its number."),
            fallBack => FallBack(tenant, about, user, name, fallBack, now),
            throttled => new Problem(HttpErrors.Throttled, throttled.RetryAt - now) { About = user });
    }

    /// <summary>To the password page at once where the tenant says so (S-45): it says why, too.</summary>
    private IResult FallBack(TenantId tenant, Screen screen, UserName user, string name, FellBack fallBack, DateTimeOffset now)
    {
        var client = screen.Visit?.ClientId ?? BrowserContext.WebClient;
        var led = tickets.Lead(tenant, user, fallBack, name, client, screen.Request);
        if (led is { TakesPassword: true, IsTaken: true, SignInUrl: { } page }) return new SeeOther(page);
        var recovery = screen.Settled?.Leaves(OtherWay.Recovery, fallBack.Reason, client) == true
            ? tickets.LeadToRecovery(tenant, user, fallBack, name, client, screen.Request)
            : null;
        return FallBackPage.For(screen, led, now, recovery: recovery);
    }

    private static Page Ask(Screen screen, string typed, ProtocolError? error = null, Lapse? why = null)
    {
        var texts = screen.Texts;
        var kept = typed.Length <= Limits.TypedUserNameLength ? typed : "";
        return new(screen, texts.SignIn, Markup.Html($"""
            <h1>{texts.SignIn}</h1>
            {(screen.Visit is null ? default : Markup.Html($"""<p class="lead">{screen.AboutApplication(texts.SignInTo)}</p>"""))}
            {(ReasonFor(texts, why) is { } reason ? Markup.Html($"""<p class="lead" id="why" role="status">{reason}</p>""") : default)}
            <form method="post" action="{Path(screen)}">
            <div class="field">
            <label for="user_name">{texts.UserName}</label>
            <p class="hint" id="user_name_hint">{texts.UserNameHint}</p>
            <input type="text" id="user_name" name="user_name" value="{kept}" inputmode="email" autocomplete="username"
            autocapitalize="none" spellcheck="false" maxlength="{Limits.TypedUserNameLength}" required autofocus
            aria-describedby="{Described(error)}"{Invalid(error)}>
            {Wrong(texts, error, typed)}
            </div>
            <input type="hidden" name="attempt" value="{RandomValues.Handle()}">
            {screen.RequestField()}
            <button class="primary" type="submit">{texts.Next}</button>
            </form>
            {screen.BackLink()}
            """), error);
    }

    private static string? ReasonFor(PageTexts texts, Lapse? lapse) => lapse switch
    {
        Lapse.Locked => texts.Locked,
        Lapse.NotAllowed => texts.NotAllowed,
        Lapse.PhoneGone => texts.PhoneGone,
        Lapse.Ended => texts.EverythingEnded,
        Lapse.NumberTooWeak => texts.HarderNumber,
        Lapse.PhoneTooOld => texts.TooOld,
        Lapse.SecondFactorOwed => texts.SecondOwed,
        _ => null,
    };

    private static string Path(Screen screen) => $"/{screen.Tenant}/sign-in";

    private static Markup Wrong(PageTexts texts, ProtocolError? error, string typed)
    {
        if (error is null) return default;
        var text = UserName.FirstForeign(typed) is var (character, _)
            ? Markup.Fill(texts.UserNameHolds, Markup.Html($"<bdi>{TypedText.Name(character)}</bdi>"))
            : Markup.Html($"{texts.UserNameWrong}");
        return Markup.Html($"""<p class="error" id="user_name_error" data-code="{error.Code}">{text}</p>""");
    }

    private static string Described(ProtocolError? error) => error is null ? "user_name_hint" : "user_name_error user_name_hint";

    private static Markup Invalid(ProtocolError? error) => error is null ? default : Markup.Html($" aria-invalid=\"true\"");

    /// <summary>
    /// I19: the form's own unguessable name, so that <em>Next</em> pressed twice is one attempt. It may be absent: then one is drawn.
    /// </summary>
    private static bool IsAttempt(string? text, out RequestId? attempt)
    {
        attempt = Alphabets.IsHandle(text) ? new RequestId(text!) : null;
        return text is null || attempt is not null;
    }
}
