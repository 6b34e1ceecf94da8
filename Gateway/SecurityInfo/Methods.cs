using Countersign.Gateway.Browsers;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.SecurityInfo;

/// <param name="HelpUrl">S-33: the tenant's help article; absent when it has none.</param>
public sealed record MethodsAnswer(IReadOnlyList<MethodBody> Methods, string? HelpUrl = null);

/// <param name="ActivationCode">The whole text (docs/device-protocol.md); shown this once.</param>
/// <param name="QrSvg">The address below as a QR code, an SVG document.</param>
/// <param name="ExpiresIn">Seconds.</param>
/// <param name="Address">Of the web phone, with the code behind the <c>#</c>: where the phone's own camera leads.</param>
public sealed record CodeAnswer(string ActivationCode, string QrSvg, int ExpiresIn, string Address, string? HelpUrl = null);

/// <summary><c>/{tenant}/v1/security-info</c>: a signed-in user's own methods (S-29, S-30, S-33, S-38).</summary>
internal static class Methods
{
    public static void Map(IEndpointRouteBuilder routes, Engine.SecurityInfo info)
    {
        routes.MapGet("/security-info", Tenants.In((http, tenant) => List(http, tenant, info)))
            .Produces<MethodsAnswer>().ProducesProblems(401, 404, 503).Needs(SecurityScheme.Session)
            .WithSummary("My Security Info: the user's methods.");
        routes.MapPost("/security-info/methods", Tenants.In((http, tenant) => Add(http, tenant, info)))
            .Produces<CodeAnswer>(201).ProducesProblems(401, 403, 404, 429, 503).Needs(SecurityScheme.Session)
            .WithSummary("Add a method: an activation code for the app, as text and as QR code.");
        routes.MapDelete("/security-info/methods/{device}", Tenants.In((http, tenant) => Remove(http, tenant, info)))
            .Produces(204).ProducesProblems(400, 401, 403, 404, 503).Needs(SecurityScheme.Session)
            .WithSummary("Remove a method; its device need not be at hand.");
    }

    private static async Task<IResult> List(HttpContext http, TenantId tenant, Engine.SecurityInfo info) =>
        (await info.ListMethods(tenant, Cookies.SessionSecret(http), http.RequestAborted)).Match<IResult>(
            methods => Json.Ok(
                new MethodsAnswer([.. methods.List.Select(MethodBody.From)], methods.HelpUrl), SecurityInfoJson.Default.MethodsAnswer),
            why => Problem.FromRefusal(why));

    private static async Task<IResult> Add(HttpContext http, TenantId tenant, Engine.SecurityInfo info)
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

    private static async Task<IResult> Remove(HttpContext http, TenantId tenant, Engine.SecurityInfo info) =>
        DeviceId.TryParse(http.Request.RouteValues["device"] as string, out var device)
            ? Answers.NoContent(await info.RemoveMethod(tenant, Cookies.SessionSecret(http), device, http.RequestAborted))
            : new Problem(HttpErrors.InvalidDeviceId);
}
