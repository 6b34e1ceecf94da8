using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Outbound;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Admin;

/// <param name="Host">A name on the directory's certificate.</param>
/// <param name="Port">636 with <paramref name="Tls"/> <c>ldaps</c>, 389 otherwise, when it is absent.</param>
/// <param name="Tls"><c>starttls</c> (when absent) or <c>ldaps</c>.</param>
/// <param name="Base">The entry below which people and groups are.</param>
/// <param name="Attribute">That holds the user name: <c>userPrincipalName</c>, <c>mail</c>, <c>uid</c>.</param>
/// <param name="LocalPart">What stands before the <c>@</c> is looked for; false when absent.</param>
/// <param name="BindName">The entry that looks for people; absent: nobody in particular may.</param>
/// <param name="BindPassword">Never read back. Absent: the one there is stays.</param>
/// <param name="Group">Only its members may sign in, by way of other groups, too; absent: everybody who is found.</param>
public sealed record DirectoryBody(
    string Host, string Base, string Attribute, int? Port = null, string? Tls = null, bool? LocalPart = null, string? BindName = null,
    string? BindPassword = null, string? Group = null)
{
    public static DirectoryBody From(PasswordPlace.Directory place) => new(
        place.Host, place.Base, place.Attribute, place.Port, place.IsTlsFromStart ? "ldaps" : "starttls", place.IsLocalPart,
        place.BindName, null, place.Group);

    /// <summary>Null when a word is none of those above.</summary>
    public PasswordPlace.Directory? ToPlace(Func<string, string> seal) => Tls is not (null or "starttls" or "ldaps")
        ? null
        : new(
            Host, Port ?? (Tls == "ldaps" ? 636 : 389), Tls == "ldaps", Base, Attribute, LocalPart ?? false, BindName,
            BindPassword is { Length: > 0 } secret ? seal(secret) : null, Group);
}

/// <param name="Url">https.</param>
/// <param name="Secret">8 to 256 characters; never read back. Absent: the one there is stays.</param>
public sealed record VerifierBody(string Url, string? Secret = null);

/// <param name="Place"><c>here</c>, <c>directory</c> or <c>verifier</c>.</param>
/// <param name="Directory">With <c>directory</c>.</param>
/// <param name="Verifier">With <c>verifier</c>.</param>
/// <param name="TakeWithoutPhone">Who has no phone to be asked goes to the password page without a click; false when absent.</param>
/// <param name="TakeSecondAttempt">So does a second attempt; true when absent.</param>
public sealed record PasswordsBody(
    string Place, DirectoryBody? Directory = null, VerifierBody? Verifier = null, bool? TakeWithoutPhone = null,
    bool? TakeSecondAttempt = null)
{
    /// <summary>What is said where no passwords are taken.</summary>
    public static readonly PasswordsBody None = new("none");

    public static PasswordsBody From(PasswordWay way) => new(
        way.Place.Word, way.Place is PasswordPlace.Directory directory ? DirectoryBody.From(directory) : null,
        way.Place is PasswordPlace.Verifier verifier ? new(verifier.Url) : null, way.TakesThoseWithout, way.TakesSecondAttempts);

    /// <summary>Null when it is none of the three.</summary>
    public PasswordWay? ToWay(Func<string, string> seal)
    {
        PasswordPlace? place = this switch
        {
            { Place: "here", Directory: null, Verifier: null } => PasswordPlace.Here.It,
            { Place: "directory", Directory: { } directory, Verifier: null } => directory.ToPlace(seal),
            { Place: "verifier", Directory: null, Verifier: { Secret: null } verifier } => new PasswordPlace.Verifier(verifier.Url),
            { Place: "verifier", Directory: null, Verifier: { Secret: { } secret } verifier } when ProviderSecrets.IsSecret(secret) =>
                new PasswordPlace.Verifier(verifier.Url, seal(secret)),
            _ => null,
        };
        return place is null ? null : new(place, 0, TakeWithoutPhone ?? false, TakeSecondAttempt ?? true);
    }
}

/// <summary><c>…/passwords</c>: where the passwords of managed people are checked (WAY-4).</summary>
internal sealed class PasswordsEndpoint(Administration administration, ProviderSecrets secrets, OutboundSettings outbound)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/passwords", Tenants.In(Show))
            .Produces<PasswordsBody>().ProducesProblems(400, 401, 404, 503)
            .WithSummary("Where passwords are checked.");
        routes.MapPut("/passwords", Tenants.In(Set))
            .Accepts<PasswordsBody>("application/json").Produces<PasswordsBody>().MayWait().ProducesProblems(400, 401, 404, 409, 429, 503)
            .TakesIdempotencyKey()
            .WithSummary("Say where the passwords of managed people are checked; what was signed in elsewhere ends.");
        routes.MapDelete("/passwords", Tenants.In(Remove))
            .Produces(204).MayWait().ProducesProblems(400, 401, 404, 409, 429, 503)
            .TakesIdempotencyKey()
            .WithSummary("Take no passwords any more; what was signed in with one ends.");
    }

    private async Task<IResult> Show(HttpContext http, TenantId tenant) => Answers.ForTenant(
        await administration.Ask(tenant, new TenantQuestion.Read(), http.RequestAborted), Describe);

    private async Task<IResult> Set(HttpContext http, TenantId tenant)
    {
        var (body, refused) = await RequestBody.Read(http, AdminJson.Default.PasswordsBody);
        if (refused is not null) return refused;
        if (Judge(tenant, body!, secrets, outbound, out var way) is { } objection) return new Problem(objection);
        var (request, badKey) = Names.Request(http);
        return badKey ?? Answers.ForTenant(
            await administration.Ask(tenant, new TenantQuestion.SetPasswords(request, way), http.RequestAborted), Describe);
    }

    /// <summary>The way that is meant, its secret sealed, and why it cannot be; null: it goes to the rules.</summary>
    public static ProtocolError? Judge(
        TenantId tenant, PasswordsBody body, ProviderSecrets secrets, OutboundSettings outbound, out PasswordWay? way)
    {
        way = body.ToWay(secret => secrets.SealPlace(tenant, secret));
        if (way is null) return HttpErrors.InvalidRequest;
        return way.Place is PasswordPlace.Verifier verifier && !OutboundHttp.IsCallable(verifier.Url, outbound)
            ? RefusalErrors.SettingOutOfRange   // T16
            : null;
    }

    private async Task<IResult> Remove(HttpContext http, TenantId tenant)
    {
        var (request, badKey) = Names.Request(http);
        return badKey ?? Answers.ForTenant(
            await administration.Ask(tenant, new TenantQuestion.SetPasswords(request, null), http.RequestAborted),
            _ => Results.NoContent());
    }

    private static IResult Describe(TenantState.Present present) => present.Passwords is { } way
        ? Json.Ok(PasswordsBody.From(way), AdminJson.Default.PasswordsBody)
        : Json.Ok(PasswordsBody.None, AdminJson.Default.PasswordsBody);
}
