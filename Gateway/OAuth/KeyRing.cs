using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Countersign.Engine;
using Countersign.Gateway.Sealing;
using Countersign.SignIn;
using Countersign.SignIn.Audit;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Keys;

namespace Countersign.Gateway.OAuth;

/// <summary>
/// The tenants' signing keys, made when first needed and renewed by the rules. What is remembered of them is a few seconds old at most; a
/// new key signs a day after everybody could know it, so nobody notices. Without a key nothing is signed (F20, I10).
/// </summary>
internal sealed class KeyRing(TenantSigningKeys keys, Sealer sealer, TimeProvider clock)
{
    /// <summary>What private parts are sealed for.</summary>
    internal const string Purpose = "signing-key";
    private const int Most = 1000;   // tenants, and keys, remembered at once
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<TenantId, (KeyRingState State, long At)> _states = new();
    private readonly ConcurrentDictionary<string, TokenSigningKey> _open = new();
    private readonly ConcurrentDictionary<string, ClientVerificationKey> _public = new();
    private readonly SemaphoreSlim _drawing = new(1);

    /// <summary>The key that signs now.</summary>
    /// <exception cref="EngineUnavailableException">There is none, and none can be made or opened.</exception>
    public async ValueTask<TokenSigningKey> Signing(TenantId tenant, SigningAlgorithm algorithm, CancellationToken cancel)
    {
        var state = await Ensure(tenant, algorithm, cancel);
        var key = KeyRingRules.Signing(state, algorithm, clock.GetUtcNow())
            ?? throw new EngineUnavailableException("There is no key to sign with.");
        return _open.TryGetValue(key.KeyId, out var open) ? open : Remember(_open, key.KeyId, Open(tenant, key));
    }

    /// <summary>The published key of this name and algorithm, or null (J6: the name only finds, it does not vouch).</summary>
    public async ValueTask<ClientVerificationKey?> Verifying(TenantId tenant, string? keyId, string algorithm, CancellationToken cancel)
    {
        var published = KeyRingRules.Published(await Read(tenant, cancel), clock.GetUtcNow());
        var key = published.FirstOrDefault(key => key.KeyId == keyId && SigningAlgorithms.WordOf(key.Algorithm) == algorithm);
        return key is null ? null : Verifying(key.KeyId, key.PublicJwk, key.Algorithm);
    }

    /// <summary>The same among all keys there were: for what says who somebody was, and opens nothing.</summary>
    public async ValueTask<ClientVerificationKey?> VerifyingHints(
        TenantId tenant, string? keyId, string algorithm, CancellationToken cancel)
    {
        var remembered = KeyRingRules.Remembered(await Read(tenant, cancel));
        var key = remembered.FirstOrDefault(key => key.KeyId == keyId && SigningAlgorithms.WordOf(key.Algorithm) == algorithm);
        return key is null ? null : Verifying(key.KeyId, key.PublicJwk, key.Algorithm);
    }

    private ClientVerificationKey Verifying(string keyId, string publicJwk, SigningAlgorithm algorithm) =>
        _public.TryGetValue(keyId, out var ready) ? ready : Remember(_public, keyId, ClientVerificationKey.FromKept(publicJwk, algorithm));

    /// <summary>The key set (RFC 7517 5) as everybody may see it, with keys of these algorithms at least.</summary>
    public async ValueTask<JsonObject> Published(TenantId tenant, IEnumerable<SigningAlgorithm> algorithms, CancellationToken cancel)
    {
        foreach (var algorithm in algorithms) await Ensure(tenant, algorithm, cancel);
        var published = KeyRingRules.Published(await Read(tenant, cancel), clock.GetUtcNow());
        return new() { ["keys"] = new JsonArray([.. published.Select(Describe)]) };
    }

    private static JsonNode Describe(SealedKey key)
    {
        var jwk = JsonNode.Parse(key.PublicJwk)!.AsObject();
        (jwk["kid"], jwk["alg"], jwk["use"]) = (key.KeyId, SigningAlgorithms.WordOf(key.Algorithm), "sig");
        return jwk;
    }

    private async ValueTask<KeyRingState> Read(TenantId tenant, CancellationToken cancel, bool isFresh = false)
    {
        if (!isFresh && _states.TryGetValue(tenant, out var held) && clock.GetElapsedTime(held.At) < Freshness) return held.State;
        var (state, at) = (await keys.Read(tenant, cancel), clock.GetTimestamp());
        Remember(_states, tenant, (state, at));
        return state;
    }

    private async ValueTask<KeyRingState> Ensure(TenantId tenant, SigningAlgorithm algorithm, CancellationToken cancel)
    {
        var state = await Read(tenant, cancel);
        return KeyRingRules.NeedsNew(state, algorithm, clock.GetUtcNow()) ? await Renew(tenant, algorithm, cancel) : state;
    }

    /// <summary>One at a time: a key of RSA takes a processor a good part of a second.</summary>
    private async ValueTask<KeyRingState> Renew(TenantId tenant, SigningAlgorithm algorithm, CancellationToken cancel)
    {
        await _drawing.WaitAsync(cancel);
        try
        {
            var state = await Read(tenant, cancel, isFresh: true);
            if (!KeyRingRules.NeedsNew(state, algorithm, clock.GetUtcNow())) return state;
            var key = await Draw(tenant, algorithm, cancel);
            state = await keys.Add(tenant, key, state.Newest(algorithm)?.KeyId, cancel);   // somebody else's is as good for us
            Remember(_states, tenant, (state, clock.GetTimestamp()));
            return state;
        }
        finally
        {
            _drawing.Release();
        }
    }

    private async ValueTask<SealedKey> Draw(TenantId tenant, SigningAlgorithm algorithm, CancellationToken cancel)
    {
        var drawn = await Task.Run(() => TokenSigningKey.Draw(algorithm), cancel);
        var privatePart = sealer.Seal(Purpose, tenant, drawn.Export(), DateTimeOffset.MaxValue);
        return new(drawn.KeyId, algorithm, drawn.PublicJwk.ToJsonString(), privatePart, clock.GetUtcNow());
    }

    /// <summary>The keys as they are, or why they cannot be told.</summary>
    public ValueTask<Reply<KeyRingAnswer.Are>> Find(TenantId tenant, CancellationToken cancel) => keys.Find(tenant, cancel);

    /// <summary>
    /// Makes the next key of an algorithm that the tenant has keys of before it is time; of those that have one under way, none. Refused
    /// where that is so of all.
    /// </summary>
    /// <param name="by">Who of administration asks.</param>
    public async ValueTask<Reply<KeyRingAnswer.Are>> Rotate(TenantId tenant, Actor? by, CancellationToken cancel)
    {
        await _drawing.WaitAsync(cancel);
        try
        {
            var read = await keys.Find(tenant, cancel);
            if (!read.Has(out var are, out var why)) return why;
            var (state, now) = (are.Keys, clock.GetUtcNow());
            SigningAlgorithm[] used =
                state.Keys.IsEmpty ? [SigningAlgorithm.RS256] : [.. state.Keys.Select(key => key.Algorithm).Distinct()];
            Reply<KeyRingAnswer.Are> reply = Refusal.KeyRefused;
            foreach (var algorithm in used.Where(one => KeyRingRules.MayRotate(state, one, now)))
            {
                var key = await Draw(tenant, algorithm, cancel);
                reply = await keys.Rotate(tenant, key, state.Newest(algorithm)?.KeyId, by, cancel);
                if (reply.Refused is not null) return reply;
            }

            _states.TryRemove(tenant, out _);
            return reply;
        }
        finally
        {
            _drawing.Release();
        }
    }

    private TokenSigningKey Open(TenantId tenant, SealedKey key)
    {
        var pkcs8 = sealer.Open(Purpose, tenant, key.SealedPrivate, clock.GetUtcNow())
            ?? throw new EngineUnavailableException(
                "A signing key was sealed with another secret than this gateway's (Countersign:Keys:Secret).");
        try
        {
            return TokenSigningKey.Import(pkcs8, key.Algorithm);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pkcs8);
        }
    }

    private static TValue Remember<TKey, TValue>(ConcurrentDictionary<TKey, TValue> memory, TKey key, TValue value) where TKey : notnull
    {
        if (memory.Count >= Most) memory.Clear();
        return memory[key] = value;
    }
}
