using System.Collections.Immutable;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Tenants;

namespace Countersign.SignIn.Keys;

/// <summary>
/// The rules of a tenant's signing keys: a new key is published a day before it signs, and an old one until all that it signed is over and
/// every cache has had time. So whoever verifies with a key set that is not older than a day never meets a signature it cannot check.
/// </summary>
public static class KeyRingRules
{
    /// <param name="tenant">Of a tenant that is not there, there are none.</param>
    public static KeyRingRuling Decide(KeyRingState state, KeyRingQuestion question, TenantId id, TenantState tenant, DateTimeOffset now) =>
        tenant is TenantState.Present
            ? Decide(state, question, now).WithFacts(id, KeyRingAudit.Fact).By(question.By)
            : Refuse(Refusal.TenantNotFound);

    private static KeyRingRuling Decide(KeyRingState state, KeyRingQuestion question, DateTimeOffset now) => question switch
    {
        KeyRingQuestion.Read => new(new KeyRingAnswer.Are(state)),
        KeyRingQuestion.Add add => Add(state, add, now),
        KeyRingQuestion.Abandon => state.Keys.IsEmpty
            ? new(new KeyRingAnswer.Are(state))
            : new(new KeyRingAnswer.Are(KeyRingState.None), new KeyRingEvent.Abandoned(state.Keys.Length, now)),
        _ => throw new ArgumentOutOfRangeException(nameof(question), question.GetType().Name),
    };

    private static KeyRingRuling Add(KeyRingState state, KeyRingQuestion.Add add, DateTimeOffset now)
    {
        if (state.Keys.Any(key => key.KeyId == add.Key.KeyId && key.PublicJwk == add.Key.PublicJwk))
            return new(new KeyRingAnswer.Are(state));
        if (!HasForm(add.Key) || state.Keys.Any(key => key.KeyId == add.Key.KeyId)) return Refuse(Refusal.KeyRefused);
        if (state.Newest(add.Key.Algorithm)?.KeyId != add.Replaces) return Refuse(Refusal.KeyRefused);
        if (!NeedsNew(state, add.Key.Algorithm, now) && !(add.IsEarly && MayRotate(state, add.Key.Algorithm, now)))
            return Refuse(Refusal.KeyRefused);
        var added = new KeyRingEvent.Added(add.Key with { CreatedAt = now });
        return new(new KeyRingAnswer.Are(Apply(state, added)), added);
    }

    private static bool HasForm(SealedKey key) =>
        key.KeyId is { Length: >= 1 and <= Limits.KeyIdLength } && key.KeyId.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0
        && key.Algorithm is >= SigningAlgorithm.RS256 and <= SigningAlgorithm.PS256
        && key.PublicJwk.Length <= Limits.JwkLength && key.SealedPrivate.Length <= Limits.SealedKeyLength;

    /// <summary>The next state: of keys that nobody needs any more, the public part stays when a new one comes.</summary>
    public static KeyRingState Apply(KeyRingState state, KeyRingEvent happened) => happened switch
    {
        KeyRingEvent.Abandoned => KeyRingState.None,
        KeyRingEvent.Added added => Add(state, Published(state, added.At), added.Key),
        _ => state,
    };

    private static KeyRingState Add(KeyRingState state, ImmutableArray<SealedKey> published, SealedKey added)
    {
        var leaving = state.Keys.Except(published).Select(key => new FormerKey(key.KeyId, key.Algorithm, key.PublicJwk));
        ImmutableArray<FormerKey> former = [.. state.Former ?? [], .. leaving];
        return new(published.Add(added), former.IsEmpty ? null : Latest(former));
    }

    private static ImmutableArray<FormerKey> Latest(ImmutableArray<FormerKey> former) =>
        [.. former.Where((key, place) =>
            former.Skip(place + 1).Count(later => later.Algorithm == key.Algorithm) < Limits.FormerKeysPerAlgorithm)];

    /// <summary>
    /// Every key that an ID token of the tenant may have been signed with: a hint is good however old it is (OpenID Connect Core 3.1.2.1,
    /// RP-Initiated Logout 2).
    /// </summary>
    public static IEnumerable<FormerKey> Remembered(KeyRingState state) =>
        [.. state.Keys.Select(key => new FormerKey(key.KeyId, key.Algorithm, key.PublicJwk)), .. state.Former ?? []];

    /// <summary>The key of this algorithm that signs now; null when there is none yet.</summary>
    public static SealedKey? Signing(KeyRingState state, SigningAlgorithm algorithm, DateTimeOffset now)
    {
        SealedKey? signing = null;
        foreach (var key in state.Keys)
        {
            if (key.Algorithm == algorithm && (signing is null || TakesOverAt(key) <= now)) signing = key;
        }

        return signing;
    }

    /// <summary>The keys that everybody is told of now, in the order they were added.</summary>
    public static ImmutableArray<SealedKey> Published(KeyRingState state, DateTimeOffset now) =>
        [.. state.Keys.Where((key, place) => Successor(state, key, place) is not { } next || now < TakesOverAt(next) + Afterwards)];

    /// <summary>Whether it is time to make one: there is none, or the newest has signed its 90 days.</summary>
    public static bool NeedsNew(KeyRingState state, SigningAlgorithm algorithm, DateTimeOffset now) =>
        state.Newest(algorithm) is not { } newest || now >= newest.CreatedAt + Limits.SigningKeyLife;

    /// <summary>
    /// Whether another may be made before it is time: the newest is known everywhere, so that each signs in its turn and a few are there at
    /// once.
    /// </summary>
    public static bool MayRotate(KeyRingState state, SigningAlgorithm algorithm, DateTimeOffset now) =>
        state.Newest(algorithm) is not { } newest || now >= TakesOverAt(newest);

    /// <summary>The keys that everybody is told of now, each with what it is for and until when.</summary>
    public static ImmutableArray<KeyStanding> Standing(KeyRingState state, DateTimeOffset now) =>
    [
        .. Published(state, now).Select(key =>
        {
            var (place, signs) = (state.Keys.IndexOf(key), Signing(state, key.Algorithm, now));
            var isVeryFirst = state.Keys.First(one => one.Algorithm == key.Algorithm) == key
                && state.Former?.Any(one => one.Algorithm == key.Algorithm) != true;
            return new KeyStanding(
                key,
                signs == key ? KeyUse.Signs : place > state.Keys.IndexOf(signs!) ? KeyUse.Waits : KeyUse.Leaves,
                isVeryFirst ? key.CreatedAt : TakesOverAt(key),
                Successor(state, key, place) is { } next ? TakesOverAt(next) + Afterwards : null);
        }),
    ];

    /// <summary>When the next key of the algorithm is made by itself, at its first use from then on; null: there is none yet.</summary>
    public static DateTimeOffset? NextAt(KeyRingState state, SigningAlgorithm algorithm) =>
        state.Newest(algorithm)?.CreatedAt + Limits.SigningKeyLife;

    /// <summary>The time for which a replaced key stays published after the new one took over.</summary>
    private static TimeSpan Afterwards => Limits.SigningKeyNotice + Limits.AccessTokenLife;

    /// <summary>The very first of its algorithm signs at once: there is nothing older to sign with.</summary>
    private static DateTimeOffset TakesOverAt(SealedKey key) => key.CreatedAt + Limits.SigningKeyNotice;

    private static SealedKey? Successor(KeyRingState state, SealedKey key, int place) =>
        state.Keys.Skip(place + 1).FirstOrDefault(later => later.Algorithm == key.Algorithm);

    private static KeyRingRuling Refuse(Refusal why) => new(new KeyRingAnswer.Refused(why));
}
