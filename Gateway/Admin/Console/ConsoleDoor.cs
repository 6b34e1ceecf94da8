using System.Security.Cryptography;
using System.Text;
using Countersign.Engine;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.Gateway.Observability;
using Countersign.Gateway.Throttling;
using Countersign.SignIn;
using Countersign.SignIn.AdminTokens;

namespace Countersign.Gateway.Admin.Console;

/// <summary>Stands with each page of the console: the endpoint of administration whose right it takes.</summary>
/// <param name="Name">A row of <see cref="AdminDoors"/>; null: every administrator sees it.</param>
internal sealed record Door(string? Name);

/// <summary>
/// Lets administrators in to the pages of the console, as far as their scope reaches (ADM-3, T31). Who is not signed in is taken there. The
/// right of a page is that of the endpoint that does the same; so one table decides both.
/// </summary>
internal sealed class ConsoleDoor(
    Administrators administrators, AdminAccess access, ConsoleSessions sessions, TenantId operators, Origins origins,
    AdminThrottle throttle, Telemetry telemetry)
{
    public const string TokenField = "form", SignInPath = "/console/sign-in";

    /// <summary>A page.</summary>
    public Func<HttpContext, Task<IResult>> Show(Func<ConsoleView, Task<IResult>> show) => async http =>
    {
        var (view, away) = await Enter(http);
        if (view is null) return away ?? new SeeOther(SignInPath);
        return await Forbid(view) ?? await show(view);
    };

    /// <summary>A form, which changes something: with the reason that it gives (T18: from a page of this very session alone).</summary>
    /// <param name="shape">Null: that of most. Another is read only of a browser that is signed in.</param>
    public Func<HttpContext, Task<IResult>> Take(
        Func<ConsoleView, Form, Task<IResult>> take, FormShape? shape = null) => async http =>
    {
        if (!IsFromOurPage(http.Request)) return new Problem(HttpErrors.OriginRefused);
        if (shape is not null && sessions.Find(http) is null) return new Problem(AdminErrors.ConsoleSignInRequired);
        var (form, unread) = await Form.Read(http, shape ?? FormShape.Long);
        if (unread is not null) return unread;
        var (view, away) = await Enter(http);
        if (view is null) return away ?? new Problem(AdminErrors.ConsoleSignInRequired);
        if (!IsOf(view.Session, form![TokenField])) return new Problem(HttpErrors.OriginRefused);
        var (actor, unfit) = Acting.Of(http, view.Administrator.User.Value, form["reason"]?.Trim());
        if (unfit is not null) return unfit;
        if (throttle.Change(http) is { } wait) return new Problem(HttpErrors.RateLimited, wait);
        if (await Forbid(view) is { } forbidden) return forbidden;
        Acting.Begin(actor!);
        var result = await take(view, form);
        // the audit names whom
        if (result is not (Problem or Page { IsDone: false })) telemetry.Administered(http, "an administrator at the console");
        // Whatever the form would say: nothing is changed yet (T31).
        return result is not Problem && Acting.Waiting is { } tenant ? ProposalsPage.Waiting(tenant) : result;
    };

    /// <summary>Who is signed in and an administrator still; or neither, and whoever was is signed out.</summary>
    private async ValueTask<(ConsoleView? View, IResult? Away)> Enter(HttpContext http)
    {
        var screen = new Screen(null, Languages.Choose(http, null), null, null, null) { IsWide = true };
        if (sessions.Find(http) is not { } session) return (null, null);
        var person = new UserKey(operators, session.User);
        if (await administrators.Find(person, session.Session, session.Number, http.RequestAborted) is not { } administrator)
        {
            ConsoleSessions.End(http);
            return (null, null);
        }

        sessions.Keep(http, session);
        return (new(http, screen.Of(http, session.User), administrator, session), null);
    }

    /// <summary>First the role, then a tenant that is another's and so not there (T30): as with tokens.</summary>
    private async ValueTask<Problem?> Forbid(ConsoleView view)
    {
        var http = view.Http;
        var door = http.GetEndpoint()?.Metadata.GetMetadata<Door>() ?? throw new InvalidOperationException("A page without a door.");
        if (door.Name is null) return null;
        if (view.Administrator.Scope.Has(AdminDoors.RightOf(door.Name)))
        {
            if (Tenants.FromPath(http) is { } tenant && !view.Administrator.Scope.Reaches(tenant))
                return Problem.FromRefusal(Refusal.TenantNotFound);
            if (HttpMethods.IsGet(http.Request.Method)) return null;
            if (!await AdminGate.IsAboutMore(http, door.Name, view.Administrator.Scope, access)) return null;
        }

        return await Refuse(view, door.Name);
    }

    /// <summary>For a form that names the user itself: who may do more is changed, and made, by nobody who may do less (T31).</summary>
    /// <param name="name">The endpoint whose right the form takes.</param>
    public async ValueTask<Problem?> Forbid(ConsoleView view, UserKey user, string name) =>
        await access.IsBeyond(user, view.Administrator.Scope, view.Http.RequestAborted) ? await Refuse(view, name) : null;

    /// <summary>What the form is about is beyond whoever sent it; that they tried is recorded (T31).</summary>
    public async ValueTask<Problem> Refuse(ConsoleView view, string name)
    {
        var (actor, _) = Acting.Of(view.Http, view.Administrator.User.Value, null);
        await access.NoteRefusal(view.Administrator.User.Value, name, actor!, view.Http.RequestAborted);
        return new(AdminErrors.RoleRequired);
    }

    public bool IsFromOurPage(HttpRequest request)
    {
        var (origin, site) = (request.Headers.Origin, request.Headers["Sec-Fetch-Site"]);
        if (origin.Count == 0 && site.Count == 0) return false;
        var isOurOrigin = origin.Count == 0 || (origin.Count == 1 && origins.IsOwn(origin[0], request));
        return isOurOrigin && (site.Count == 0 || (site.Count == 1 && site[0] == "same-origin"));
    }

    private static bool IsOf(ConsoleSession session, string? token) =>
        token is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(session.FormToken), Encoding.UTF8.GetBytes(token));
}
