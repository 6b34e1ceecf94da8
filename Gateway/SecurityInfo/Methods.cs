using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.SecurityInfo;

/// <param name="HelpUrl">S-33: the tenant's help article; absent when it has none.</param>
/// <param name="Sessions">Sign-ins that are open, the latest first.</param>
/// <param name="Fresh">Methods may be changed now; otherwise another sign-in comes first.</param>
/// <param name="KnownBrowser">The person has signed in by phone with this browser.</param>
/// <param name="Activation">The activation code that is under way; absent when none is.</param>
/// <param name="Waiting">What waits for the person's phone; absent when nothing does.</param>
public sealed record MethodsAnswer(
    IReadOnlyList<MethodBody> Methods, IReadOnlyList<SessionShown> Sessions, bool Fresh, bool KnownBrowser,
    ActivationShown? Activation = null, WaitingShown? Waiting = null, string? HelpUrl = null)
{
    public static MethodsAnswer From(MethodList shown, DateTimeOffset now) => new(
        [.. shown.List.Select(MethodBody.From)],
        [.. shown.Sessions.Select(one => new SessionShown(
            Words.WordFor(one.Method), one.At, Seconds.Until(one.ExpiresAt, now), one.IsThis, one.Phone?.Value))],
        shown.IsFresh, shown.IsKnownBrowser,
        shown.Code is { } code ? new(Seconds.Until(code.ExpiresAt, now), code.UsedBy?.Value) : null,
        shown.Waiting is { } waiting ? WaitingShown.From(waiting, now) : null,
        shown.HelpUrl);
}

/// <param name="Method">How it began, as in <see cref="SessionAnswer"/>.</param>
/// <param name="ExpiresIn">Seconds.</param>
/// <param name="This">It is the one that asks.</param>
/// <param name="Device">The phone that approved; absent where none did.</param>
public sealed record SessionShown(string Method, DateTimeOffset At, int ExpiresIn, bool This, string? Device = null);

/// <param name="ExpiresIn">Seconds.</param>
/// <param name="Device">The device that used the code; absent as long as none has.</param>
public sealed record ActivationShown(int ExpiresIn, string? Device = null);

/// <summary>A sign-in that waits for the person's phone: what the phone shows, without the number.</summary>
/// <param name="ExpiresIn">Seconds.</param>
public sealed record WaitingShown(
    string Challenge, string Application, string Place, string Address, string Browser, string Message, DateTimeOffset StartedAt,
    int ExpiresIn)
{
    public static WaitingShown From(OwnWaiting waiting, DateTimeOffset now) => new(
        waiting.Challenge.Value, waiting.Context.Application, waiting.Context.Place, waiting.Context.Address, waiting.Context.Browser,
        waiting.Context.Message, waiting.StartedAt, Seconds.Until(waiting.ExpiresAt, now));
}

/// <param name="Name">By which its owner knows the device: 1 to 128 visible characters.</param>
public sealed record RenameBody(string Name);

/// <param name="Challenge">As <c>waiting</c> has it.</param>
public sealed record NotMeBody(string Challenge);

/// <param name="ActivationCode">The whole text (docs/device-protocol.md); shown this once.</param>
/// <param name="QrSvg">The address below as a QR code, an SVG document.</param>
/// <param name="ExpiresIn">Seconds.</param>
/// <param name="Address">Of the web phone, with the code behind the <c>#</c>: where the phone's own camera leads.</param>
public sealed record CodeAnswer(string ActivationCode, string QrSvg, int ExpiresIn, string Address, string? HelpUrl = null);

/// <summary><c>/{tenant}/v1/security-info</c>: a signed-in user's own methods (S-29, S-30, S-33, S-38).</summary>
internal sealed class Methods(Engine.SecurityInfo info, StartGate gate, TimeProvider clock)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/security-info", Tenants.In(List))
            .Produces<MethodsAnswer>().ProducesProblems(401, 404, 503).Needs(SecurityScheme.Session)
            .WithSummary("My Security Info: the user's methods, where the user is signed in, and what is under way.");
        routes.MapPost("/security-info/methods", Tenants.In(Add))
            .Produces<CodeAnswer>(201).ProducesProblems(401, 403, 404, 429, 503).Needs(SecurityScheme.Session)
            .WithSummary("Add a method: an activation code for the app, as text and as QR code.");
        routes.MapDelete("/security-info/methods/{device}", Tenants.In(Remove))
            .Produces(204).ProducesProblems(400, 401, 403, 404, 503).Needs(SecurityScheme.Session)
            .WithSummary("Remove a method; its device need not be at hand.");
        routes.MapPut("/security-info/methods/{device}/name", Tenants.In(Rename))
            .Accepts<RenameBody>("application/json").Produces(204).ProducesProblems(400, 401, 403, 404, 503).Needs(SecurityScheme.Session)
            .WithSummary("Give a method another name.");
        routes.MapPost("/security-info/not-me", Tenants.In(Disown))
            .Accepts<NotMeBody>("application/json").Produces(204).ProducesProblems(400, 401, 404, 409, 503).Needs(SecurityScheme.Session)
            .WithSummary("It wasn't me: ends what waits for the person's phone, and keeps whoever began it away for a while.");
    }

    private async Task<IResult> List(HttpContext http, TenantId tenant)
    {
        var session = Cookies.SessionSecret(http);
        var check = await info.Check(tenant, session, http.RequestAborted);
        if (!check.Has(out var person, out var refused)) return Problem.FromRefusal(refused);
        var shown = await info.ListMethods(tenant, session, http.RequestAborted, gate.InitiatorOf(http, person.User));
        return shown.Match<IResult>(
            methods => Json.Ok(MethodsAnswer.From(methods, clock.GetUtcNow()), SecurityInfoJson.Default.MethodsAnswer),
            why => Problem.FromRefusal(why));
    }

    private async Task<IResult> Add(HttpContext http, TenantId tenant)
    {
        var session = Cookies.SessionSecret(http);
        var issued = await info.AddMethod(tenant, session, http.RequestAborted);
        if (!issued.Has(out var activation, out var why)) return Problem.FromRefusal(why);
        var standing = await info.Check(tenant, session, http.RequestAborted);
        return Json.Created(
            new CodeAnswer(
                activation.Code, QrCode.Svg(activation.Address), (int)Limits.ActivationCodeLife.TotalSeconds, activation.Address,
                standing.Answer?.Session.HelpUrl),
            SecurityInfoJson.Default.CodeAnswer);
    }

    private async Task<IResult> Remove(HttpContext http, TenantId tenant) =>
        DeviceId.TryParse(http.Request.RouteValues["device"] as string, out var device)
            ? Answers.NoContent(await info.RemoveMethod(tenant, Cookies.SessionSecret(http), device, http.RequestAborted))
            : new Problem(HttpErrors.InvalidDeviceId);

    private async Task<IResult> Rename(HttpContext http, TenantId tenant)
    {
        if (!DeviceId.TryParse(http.Request.RouteValues["device"] as string, out var device))
            return new Problem(HttpErrors.InvalidDeviceId);
        var (body, refused) = await RequestBody.Read(http, SecurityInfoJson.Default.RenameBody);
        if (refused is not null) return refused;
        return DisplayText.TryRead(body!.Name, out var name) && name.Length > 0
            ? Answers.NoContent(await info.RenameMethod(tenant, Cookies.SessionSecret(http), device, name, http.RequestAborted))
            : new Problem(HttpErrors.InvalidDisplayText);
    }

    private async Task<IResult> Disown(HttpContext http, TenantId tenant)
    {
        var (body, refused) = await RequestBody.Read(http, SecurityInfoJson.Default.NotMeBody);
        if (refused is not null) return refused;
        return ChallengeId.TryParse(body!.Challenge, out var challenge)
            ? Answers.NoContent(await info.Disown(tenant, Cookies.SessionSecret(http), challenge, http.RequestAborted))
            : new Problem(HttpErrors.InvalidRequest);
    }
}
