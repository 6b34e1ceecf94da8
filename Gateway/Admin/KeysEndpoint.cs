using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;
using Countersign.SignIn;
using Countersign.SignIn.Keys;

namespace Countersign.Gateway.Admin;

/// <param name="Kid">Its name in tokens and in the key set.</param>
/// <param name="Use"><c>waits</c>: published, and will sign; <c>signs</c>; <c>leaves</c>: what it signed is still good.</param>
/// <param name="SignsFrom">When it began, or begins, to sign.</param>
/// <param name="PublishedUntil">When it goes; absent: it has no successor yet.</param>
/// <param name="NextAt">When its successor is made by itself, at the first use from then on; absent: there is one.</param>
public sealed record SigningKeyBody(
    string Kid, string Alg, string Use, DateTimeOffset CreatedAt, DateTimeOffset SignsFrom, DateTimeOffset? PublishedUntil = null,
    DateTimeOffset? NextAt = null)
{
    public static SigningKeyBody From(KeyStanding key, KeyRingState state) => new(
        key.Key.KeyId, SigningAlgorithms.WordOf(key.Key.Algorithm), WordFor(key.Use), key.Key.CreatedAt, key.SignsFrom, key.PublishedUntil,
        key.PublishedUntil is null ? KeyRingRules.NextAt(state, key.Key.Algorithm) : null);

    private static string WordFor(KeyUse use) => use switch
    {
        KeyUse.Waits => "waits",
        KeyUse.Signs => "signs",
        KeyUse.Leaves => "leaves",
        _ => throw new ArgumentOutOfRangeException(nameof(use), use, "Not a use."),
    };
}

/// <param name="Keys">Those that are published, in the order they were made. The private parts are nobody's to read.</param>
public sealed record SigningKeysAnswer(IReadOnlyList<SigningKeyBody> Keys);

/// <summary><c>…/keys</c>: what the tenant's tokens are signed with, and the next key before its time (N18).</summary>
internal sealed class KeysEndpoint(KeyRing ring, TimeProvider clock)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/keys", Tenants.In(async (http, tenant) => Say(await ring.Find(tenant, http.RequestAborted))))
            .Produces<SigningKeysAnswer>().ProducesProblems(400, 401, 404, 503)
            .WithSummary("The signing keys that are published, and when the next one comes.");
        routes.MapPost("/keys/rotate", Tenants.In(async (http, tenant) => Say(await ring.Rotate(tenant, Acting.Now, http.RequestAborted))))
            .Produces<SigningKeysAnswer>().ProducesProblems(400, 401, 404, 409, 429, 503)
            .WithSummary("Make the next key now; it is published at once and signs a day later.");
    }

    private IResult Say(Reply<KeyRingAnswer.Are> reply) => reply.Match<IResult>(
        are => Json.Ok(
            new SigningKeysAnswer(
                [.. KeyRingRules.Standing(are.Keys, clock.GetUtcNow()).Select(key => SigningKeyBody.From(key, are.Keys))]),
            AdminJson.Default.SigningKeysAnswer),
        why => Problem.FromRefusal(why));
}
