using Countersign.Gateway.Browsers;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.SecurityInfo;

/// <param name="Pass">A Temporary Access Pass, as an administrator handed it out.</param>
public sealed record SessionBody(string UserName, string Pass);

/// <param name="Method">
/// <c>temporary_access_pass</c>, <c>phone_sign_in</c>, <c>federated</c>, <c>password</c> or <c>recovery_code</c>: how the session began.
/// </param>
/// <param name="ExpiresIn">Seconds.</param>
public sealed record SessionAnswer(string UserName, string Method, int ExpiresIn);

/// <summary><c>POST</c>, <c>GET</c> and <c>DELETE /{tenant}/v1/session</c>: what opens My Security Info (S-30, N20).</summary>
internal static class Session
{
    public static void Map(IEndpointRouteBuilder routes, Engine.SecurityInfo info, PassDoor door, EvenAnswers even, TimeProvider clock)
    {
        routes.MapPost("/session", Tenants.In((http, tenant) => Begin(http, tenant, door, clock)))
            .Accepts<SessionBody>("application/json").Produces<SessionAnswer>().ProducesProblems(400, 401, 404, 429, 503)
            .WithSummary("Begin a session with a Temporary Access Pass, which is used up by it.").Behind(even);
        routes.MapGet("/session", Tenants.In((http, tenant) => Show(http, tenant, info, clock)))
            .Produces<SessionAnswer>().ProducesProblems(401, 404, 503).Needs(SecurityScheme.Session)
            .WithSummary("Whose session this is, and for how long.");
        routes.MapDelete("/session", Tenants.In((http, tenant) => End(http, tenant, info)))
            .Produces(204).ProducesProblems(404, 503).Needs(SecurityScheme.Session)
            .WithSummary("Sign out.");
        routes.MapPost("/security-info/sign-out-everywhere", Tenants.In((http, tenant) => EndAll(http, tenant, info)))
            .Produces(204).ProducesProblems(401, 404, 503).Needs(SecurityScheme.Session)
            .WithSummary("Sign out everywhere: this session and all others end, and so do the tokens of applications. The methods stay.");
    }

    private static async Task<IResult> Begin(HttpContext http, TenantId tenant, PassDoor door, TimeProvider clock)
    {
        var (body, refused) = await RequestBody.Read(http, SecurityInfoJson.Default.SessionBody);
        if (refused is not null) return refused;
        if (!UserName.TryParse(body!.UserName, out var user)) return Problem.NoUserName(body.UserName);
        var (session, notOpened) = await door.Open(http, new UserKey(tenant, user), body.Pass);
        return session is null ? notOpened! : Describe(user, session, clock.GetUtcNow());
    }

    private static async Task<IResult> Show(HttpContext http, TenantId tenant, Engine.SecurityInfo info, TimeProvider clock) =>
        (await info.Check(tenant, Cookies.SessionSecret(http), http.RequestAborted)).Match(
            signedIn => Describe(signedIn.User.Name, signedIn.Session, clock.GetUtcNow()), why => Problem.FromRefusal(why));

    private static async Task<IResult> End(HttpContext http, TenantId tenant, Engine.SecurityInfo info)
    {
        var ended = await info.EndSession(tenant, Cookies.SessionSecret(http), http.RequestAborted);
        if (ended.Refused is null) Cookies.EndSession(http);
        return Answers.NoContent(ended);
    }

    private static async Task<IResult> EndAll(HttpContext http, TenantId tenant, Engine.SecurityInfo info)
    {
        var ended = await info.SignOutEverywhere(tenant, Cookies.SessionSecret(http), http.RequestAborted);
        if (ended.Refused is null) Cookies.EndSession(http);
        return Answers.NoContent(ended);
    }

    private static IResult Describe(UserName user, CurrentSession session, DateTimeOffset now) =>
        Json.Ok(new SessionAnswer(user.Value, Words.WordFor(session.Method), Seconds.Until(session.ExpiresAt, now)),
            SecurityInfoJson.Default.SessionAnswer);
}
