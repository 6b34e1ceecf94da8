using Countersign.SignIn;
using Countersign.SignIn.Audit;
using Countersign.SignIn.Keys;
using Countersign.SignIn.Machines;

namespace Countersign.Engine;

/// <summary>A tenant's signing keys, as everybody sees them.</summary>
public sealed class TenantSigningKeys(ISignInEngine engine)
{
    /// <summary>None, when there is no such tenant.</summary>
    public async ValueTask<KeyRingState> Read(TenantId tenant, CancellationToken cancel) =>
        (await engine.Ask(tenant, new KeyRingQuestion.Read(), cancel)).Answer?.Keys ?? KeyRingState.None;

    /// <summary>All of them go, for what seals them is lost; answers how many there were.</summary>
    public async ValueTask<int> Abandon(TenantId tenant, CancellationToken cancel)
    {
        var before = await Read(tenant, cancel);
        await engine.Ask(tenant, new KeyRingQuestion.Abandon(), cancel);
        return before.Keys.Length;
    }

    /// <summary>
    /// Adds a key where one is needed. When somebody else was first, or none is needed, nothing is added: what is answered is true either
    /// way.
    /// </summary>
    /// <param name="replaces">The newest key of the algorithm that was seen; null for none.</param>
    public async ValueTask<KeyRingState> Add(TenantId tenant, SealedKey key, string? replaces, CancellationToken cancel) =>
        (await engine.Ask(tenant, new KeyRingQuestion.Add(key, replaces), cancel)).Answer?.Keys ?? await Read(tenant, cancel);

    /// <summary>Adds a key before it is time, for whoever administers; refused while the one before is not known everywhere yet.</summary>
    /// <param name="replaces">The newest key of the algorithm that was seen; null for none.</param>
    public ValueTask<Reply<KeyRingAnswer.Are>> Rotate(
        TenantId tenant, SealedKey key, string? replaces, Actor? by, CancellationToken cancel) =>
        engine.Ask(tenant, new KeyRingQuestion.Add(key, replaces, IsEarly: true) { By = by }, cancel);

    /// <summary>The keys; of a tenant that is not there a refusal.</summary>
    public ValueTask<Reply<KeyRingAnswer.Are>> Find(TenantId tenant, CancellationToken cancel) =>
        engine.Ask(tenant, new KeyRingQuestion.Read(), cancel);
}
