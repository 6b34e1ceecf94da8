using System.Text.Json.Serialization;
using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Admin;

/// <summary>
/// Changes to a user; members that are absent stay as they are. A new user is enabled and without on-premises MFA.
/// </summary>
public sealed record ProvisionBody(bool? Enabled = null, bool? OnPremisesMfa = null);

/// <param name="Pending">A sign-in waits for an answer.</param>
/// <param name="LockedUntil">Null: not locked.</param>
/// <param name="WrongNumbers">Within the last 24 hours.</param>
/// <param name="Targeted">The policy in force allows the user the method.</param>
/// <param name="LinkedTo">The provider that the user is a person of, by id.</param>
/// <param name="Passkeys">Which sign the user in beside the phone; absent: none.</param>
/// <param name="RecoveryCodesLeft">That are not used; absent: none.</param>
public sealed record UserBody(
    string UserName, bool Enabled, bool OnPremisesMfa, IReadOnlyList<string> Groups, IReadOnlyList<MethodBody> Methods, bool Pending,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? LockedUntil, int WrongNumbers, bool Targeted,
    string? LinkedTo = null, IReadOnlyList<PasskeyBody>? Passkeys = null, int? RecoveryCodesLeft = null);

/// <param name="Number">In its address.</param>
/// <param name="Key"><c>webauthn</c>, or <c>webauthn_synced</c> where it can be copied to other devices.</param>
/// <param name="Taken">The tenant takes such a one now.</param>
/// <param name="LastUsedAt">Absent: not yet.</param>
public sealed record PasskeyBody(
    long Number, string Name, string Key, bool Taken, DateTimeOffset AddedAt, DateTimeOffset? LastUsedAt = null)
{
    public static PasskeyBody From(PasskeyShown shown) => new(
        shown.Number, shown.Name, Words.WordForKey(shown.IsSynced), shown.IsTaken, shown.AddedAt, shown.LastUsedAt);
}

/// <summary><c>PUT</c>, <c>GET</c> and <c>DELETE …/users/{user}</c>. None of it creates a credential (S-26).</summary>
internal static class UserEndpoint
{
    public static void Map(IEndpointRouteBuilder routes, Administration administration)
    {
        routes.MapPut("/users/{user}", Names.OfUser((http, user) => Provision(http, user, administration)))
            .Accepts<ProvisionBody>(isOptional: true, "application/json").Produces<UserBody>().ProducesProblems(400, 401, 404, 429, 503)
            .WithSummary("Create the user, or change what the body names.");
        routes.MapGet("/users/{user}", Names.OfUser((http, user) => Show(http, user, administration)))
            .Produces<UserBody>().ProducesProblems(400, 401, 404, 503)
            .WithSummary("The user as an administrator sees one.");
        routes.MapDelete("/users/{user}", Names.OfUser((http, user) => Remove(http, user, administration)))
            .Produces(204).ProducesProblems(400, 401, 404, 429, 503)
            .WithSummary("Remove the user with all methods and sessions.");
    }

    private static async Task<IResult> Provision(HttpContext http, UserKey user, Administration administration)
    {
        var (body, refused) = await RequestBody.ReadOptional(http, AdminJson.Default.ProvisionBody, new());
        if (refused is not null) return refused;
        var provisioned = await administration.Ask(user, new ProvisionUser(body!.Enabled, body.OnPremisesMfa), http.RequestAborted);
        return provisioned.Refused is { } why ? Problem.FromRefusal(why, user.Name) : await Show(http, user, administration);
    }

    private static async Task<IResult> Show(HttpContext http, UserKey user, Administration administration) =>
        (await administration.Ask(user, new DescribeUser(), http.RequestAborted)).Match<IResult>(
            described => Json.Ok(Describe(user.Name, described.User), AdminJson.Default.UserBody),
            why => Problem.FromRefusal(why, user.Name));

    private static UserBody Describe(UserName name, Description user) => new(
        name.Value, user.Enabled, user.OnPremisesMfa, user.Groups, [.. user.Methods.Select(MethodBody.From)], user.Pending,
        user.LockedUntil, user.WrongNumbers, user.Targeted, user.LinkedTo,
        user.Passkeys.IsEmpty ? null : [.. user.Passkeys.Select(PasskeyBody.From)],
        user.RecoveryCodesLeft == 0 ? null : user.RecoveryCodesLeft);

    private static async Task<IResult> Remove(HttpContext http, UserKey user, Administration administration) =>
        Answers.NoContent(await administration.Ask(user, new RemoveUser(), http.RequestAborted));
}
