using System.Text.Json;
using Countersign.Engine;
using Countersign.Gateway.OAuth;
using Countersign.SignIn;

namespace Countersign.Gateway.Ciba;

/// <summary>
/// Finds the person that a client means (CIBA 7.1): by name, by an ID token that was made for it, or by a token it signed. Nobody is asked
/// here whether there is such a person.
/// </summary>
internal sealed class PersonHints(TokenIssuer tokenIssuer, Proofs proofs, TimeProvider clock)
{
    public const string TokenType = "login-hint+jwt";
    private static readonly string[] Hints = ["login_hint", "login_hint_token", "id_token_hint"];
    private static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(60);

    /// <summary>The client's name for the person; it need not be a user's name.</summary>
    public async ValueTask<(string? Person, OAuthError? Refused)> Find(OAuthCall call, Parameters parameters)
    {
        if (Hints.Count(name => parameters[name] is not null) != 1) return (null, CibaErrors.OneHintRequired);   // C3
        if (parameters["login_hint"] is { } name)
            return name.Length <= Limits.TypedUserNameLength ? (name, null) : (null, OAuthErrors.InvalidParameter);
        return parameters["login_hint_token"] is { } token ? OfToken(call, token) : await OfIdToken(call, parameters["id_token_hint"]!);
    }

    /// <summary>
    /// Ours, made for this client; it may be over. The user's name must be in it: a client of the backchannel always gets it.
    /// </summary>
    private async ValueTask<(string? Person, OAuthError? Refused)> OfIdToken(OAuthCall call, string token) =>
        await tokenIssuer.VerifyIdToken(call.Tenant, token, call.Cancel) is { User: { } user } hint && hint.Client == call.Client!.Id
            ? (user.Value, null)
            : (null, OAuthErrors.HintRefused);

    /// <summary>
    /// A JWT with one of the client's keys: <c>iss</c> the client, <c>aud</c> the issuer alone, <c>exp</c> within the hour, and who.
    /// </summary>
    private (string? Person, OAuthError? Refused) OfToken(OAuthCall call, string text)
    {
        var (client, now) = (call.Client!, clock.GetUtcNow());
        if (StrictJwt.Parse(text, mayBeUntyped: false, TokenType) is not { } token || !ClientAuthentication.IsSignedBy(client, token)
            || token.Text("iss") != client.Id || !ClientAuthentication.IsFor(token.Payload, proofs.Issuer(call.Tenant))
            || token.Instant("exp") is not { } end || end > now + LongestLife + Limits.ClockSkew || PersonOf(token) is not { } person)
        {
            return (null, CibaErrors.HintTokenRefused);
        }

        return now < end + Limits.ClockSkew ? (person, null) : (null, CibaErrors.HintTokenExpired);
    }

    /// <summary><c>sub</c>: the user's name; or <c>sub_id</c> with the format <c>email</c> (RFC 9493 3.2.2).</summary>
    private static string? PersonOf(StrictJwt token)
    {
        var person = token.Text("sub");
        if (token.Payload.TryGetProperty("sub_id", out var id))
        {
            if (person is not null || id.ValueKind != JsonValueKind.Object || StrictJwt.TextOf(id, "format") != "email") return null;
            person = StrictJwt.TextOf(id, "email");
        }

        return person is { Length: >= 1 and <= Limits.TypedUserNameLength } ? person : null;
    }
}
