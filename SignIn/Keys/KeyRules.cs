using System.Collections.Immutable;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Tenants;

namespace Countersign.SignIn.Keys;

/// <summary>
/// The rules of a tenant's signing keys: a new key is published a day before it signs, and an old one until all that it signed is over and
/// every cache has had time. So whoever verifies with a key set that is not older than a day never meets a signature it cannot check.
/// </summary>
public static class KeyRules
{
    public static KeyRuling Decide(KeyState state, KeyCommand command, TenantState tenant, DateTimeOffset now) => command switch
    {
        _ when tenant is not TenantState.Present => Refuse(Refusal.TenantNotFound),
        KeyCommand.Read => new(new KeyAnswer.Are(state)),
        KeyCommand.Add add => Add(state, add, now),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command.GetType().Name),
    };

    private static KeyRuling Add(KeyState state, KeyCommand.Add add, DateTimeOffset now)
    {
        if (state.Keys.Any(key => key.KeyId == add.Key.KeyId && key.PublicJwk == add.Key.PublicJwk)) return new(new KeyAnswer.Are(state));
        if (!HasForm(add.Key) || state.Keys.Any(key => key.KeyId == add.Key.KeyId)) return Refuse(Refusal.KeyRefused);
        if (state.Newest(add.Key.Algorithm)?.KeyId != add.Replaces || !NeedsNew(state, add.Key.Algorithm, now)) return Refuse(Refusal.KeyRefused);
        var added = new KeyEvent.Added(add.Key with { CreatedAt = now });
        return new(new KeyAnswer.Are(Apply(state, added)), added);
    }

    private static bool HasForm(SealedKey key) =>
        key.KeyId is { Length: >= 1 and <= Limits.KeyIdLength } && key.KeyId.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0
        && key.Algorithm is >= SigningAlgorithm.RS256 and <= SigningAlgorithm.PS256
        && key.PublicJwk.Length <= Limits.JwkLength && key.SealedPrivate.Length <= Limits.SealedKeyLength;

    /// <summary>What nobody needs any more goes when something new comes.</summary>
    public static KeyState Apply(KeyState state, KeyEvent happened) => happened switch
    {
        KeyEvent.Added added => new(Published(state, added.At).Add(added.Key)),
        _ => state,
    };

    /// <summary>The key of this algorithm that signs now; null when there is none yet.</summary>
    public static SealedKey? Signing(KeyState state, SigningAlgorithm algorithm, DateTimeOffset now)
    {
        SealedKey? signing = null;
        foreach (var key in state.Keys)
        {
            if (key.Algorithm == algorithm && (signing is null || TakesOverAt(key) <= now)) signing = key;
        }

        return signing;
    }

    /// <summary>The keys that everybody is told of now, in the order they were added.</summary>
    public static ImmutableArray<SealedKey> Published(KeyState state, DateTimeOffset now) =>
        [.. state.Keys.Where((key, place) => Successor(state, key, place) is not { } next || now < TakesOverAt(next) + Afterwards)];

    /// <summary>Whether it is time to make one: there is none, or the newest has signed its 90 days.</summary>
    public static bool NeedsNew(KeyState state, SigningAlgorithm algorithm, DateTimeOffset now) =>
        state.Newest(algorithm) is not { } newest || now >= newest.CreatedAt + Limits.SigningKeyLife;

    /// <summary>How long a replaced key stays published after the new one took over.</summary>
    private static TimeSpan Afterwards => Limits.SigningKeyNotice + Limits.AccessTokenLife;

    /// <summary>The very first of its algorithm signs at once: there is nothing older to sign with.</summary>
    private static DateTimeOffset TakesOverAt(SealedKey key) => key.CreatedAt + Limits.SigningKeyNotice;

    private static SealedKey? Successor(KeyState state, SealedKey key, int place) =>
        state.Keys.Skip(place + 1).FirstOrDefault(later => later.Algorithm == key.Algorithm);

    private static KeyRuling Refuse(Refusal why) => new(new KeyAnswer.Refused(why));
}

/// <summary>N18: the life of a signing key, for auditors.</summary>
public static class KeyConsequences
{
    public static Audit.AuditFact Audit(KeyEvent happened, TenantId tenant) => happened switch
    {
        KeyEvent.Added added => new("key.added", added.At, tenant, Detail: $"{added.Key.Algorithm} {added.Key.KeyId}"),
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name),
    };
}
