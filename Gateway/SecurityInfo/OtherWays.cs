using System.Collections.Immutable;
using Countersign.Gateway.Browsers;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.SecurityInfo;

/// <param name="CanSetPassword">The password is kept here.</param>
/// <param name="PasswordSetAt">Absent: there is none.</param>
/// <param name="CanHaveRecoveryCodes">The organisation has them.</param>
/// <param name="RecoveryCodesLeft">That are not used.</param>
/// <param name="RecoveryCodesIssuedAt">Absent: none were.</param>
public sealed record OtherWaysAnswer(
    bool CanSetPassword, bool CanHaveRecoveryCodes, int RecoveryCodesLeft, DateTimeOffset? PasswordSetAt = null,
    DateTimeOffset? RecoveryCodesIssuedAt = null);

/// <param name="NewPassword">8 to 256 characters.</param>
public sealed record NewPasswordBody(string NewPassword);

/// <param name="RecoveryCodes">Ten, each good once; shown this once. Those before are good no more.</param>
public sealed record RecoveryCodesAnswer(IReadOnlyList<string> RecoveryCodes);

/// <summary><c>…/security-info/other-ways</c>, <c>/password</c> and <c>/recovery-codes</c>: what a person has beside the phone.</summary>
internal sealed class OtherWays(OwnSecrets secrets)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/security-info/other-ways", Tenants.In(List))
            .Produces<OtherWaysAnswer>().ProducesProblems(401, 404, 503).Needs(SecurityScheme.Session)
            .WithSummary("The user's ways beside the phone: password and recovery codes.");
        routes.MapPut("/security-info/password", Tenants.In(Set))
            .Accepts<NewPasswordBody>("application/json").Produces(204).ProducesProblems(400, 401, 403, 404, 409, 429, 503)
            .Needs(SecurityScheme.Session)
            .WithSummary("Set or change the password; what was signed in with the one before ends.");
        routes.MapPost("/security-info/recovery-codes", Tenants.In(Issue))
            .Produces<RecoveryCodesAnswer>(201).ProducesProblems(401, 403, 404, 503).Needs(SecurityScheme.Session)
            .WithSummary("Ten new recovery codes; those before are good no more.");
    }

    private async Task<IResult> List(HttpContext http, TenantId tenant) =>
        (await secrets.List(tenant, Cookies.SessionSecret(http), http.RequestAborted)).Match<IResult>(
            ways => Json.Ok(
                new OtherWaysAnswer(
                    ways.CanSetPassword, ways.CanHaveCodes, ways.RecoveryCodesLeft, ways.PasswordSetAt, ways.RecoveryIssuedAt),
                SecurityInfoJson.Default.OtherWaysAnswer),
            why => Problem.FromRefusal(why));

    private async Task<IResult> Set(HttpContext http, TenantId tenant)
    {
        var (body, refused) = await RequestBody.Read(http, SecurityInfoJson.Default.NewPasswordBody);
        if (refused is not null) return refused;
        var (unfit, why) = await secrets.SetPassword(tenant, Cookies.SessionSecret(http), body!.NewPassword, http.RequestAborted);
        return unfit ?? (why is { } known ? Problem.FromRefusal(known) : Results.NoContent());
    }

    private async Task<IResult> Issue(HttpContext http, TenantId tenant) =>
        (await secrets.IssueCodes(tenant, Cookies.SessionSecret(http), http.RequestAborted)).Match<IResult>(
            codes => Json.Created(new RecoveryCodesAnswer(codes), SecurityInfoJson.Default.RecoveryCodesAnswer),
            refused => Problem.FromRefusal(refused));
}
