using System.Collections.Immutable;
using Countersign.SignIn;
using Countersign.SignIn.Audit;
using Countersign.SignIn.Machines;
using Countersign.SignIn.Tenants;

namespace Countersign.Engine;

/// <param name="LosingAccess">
/// S-25: how many users the legacy policy lets sign in with the phone and the saved one does not; null when no legacy policy was
/// superseded.
/// </param>
public sealed record PolicySaved(TenantState.Present Tenant, int? LosingAccess);

/// <param name="Pass">The Temporary Access Pass, once to be seen.</param>
public sealed record PassIssued(string Pass);

/// <param name="Secret">The client's new secret, once to be seen.</param>
public sealed record ClientSecretAdded(string Secret);

/// <summary>Administration of tenants and users.</summary>
public sealed class Administration(ISignInEngine engine)
{
    /// <exception cref="EngineUnavailableException">See <see cref="ISignInEngine"/>; so all below.</exception>
    public ValueTask<Reply<TenantAnswer.Is>> Ask(TenantId tenant, TenantQuestion question, CancellationToken cancel) =>
        engine.Ask(tenant, question, cancel);

    /// <summary>The reason why nothing can be listed of this tenant; null when it is there.</summary>
    public async ValueTask<Refusal?> Missing(TenantId tenant, CancellationToken cancel) =>
        (await engine.Ask(tenant, new TenantQuestion.Read(), cancel)).Refused;

    public ValueTask<Reply<TAnswer>> Ask<TAnswer>(UserKey user, UserQuestion<TAnswer> question, CancellationToken cancel)
        where TAnswer : UserAnswer => engine.Ask(user, question, cancel);

    /// <summary>
    /// S-21, S-25: saves the policy, and says how many lose what the legacy policy gave them. Counted before, so that the warning names
    /// all.
    /// </summary>
    /// <param name="preview">Only counts; saves nothing.</param>
    public async ValueTask<Reply<PolicySaved>> SavePolicy(
        TenantId tenant, TenantQuestion.SavePolicy save, bool preview, CancellationToken cancel)
    {
        var before = await engine.Ask(tenant, new TenantQuestion.Read(), cancel);
        if (!before.Has(out var now, out var why)) return why;
        var losing = now.Tenant is { Legacy: true, Policy: null } ? await CountLosing(tenant, now.Tenant, save, cancel) : (int?)null;
        var saved = preview ? before : await engine.Ask(tenant, save, cancel);
        return saved.Then(after => new PolicySaved(after.Tenant, losing));
    }

    public async ValueTask<Reply<PassIssued>> IssuePass(UserKey user, CancellationToken cancel)
    {
        var pass = RandomValues.Handle();
        var issued = await engine.Ask(user, new IssueTemporaryPass(SecretHash.OfSecret(pass)), cancel);
        return issued.Then(_ => new PassIssued(pass));
    }

    public async ValueTask<Reply<ClientSecretAdded>> AddClientSecret(TenantId tenant, string client, CancellationToken cancel)
    {
        var secret = RandomValues.Handle() + RandomValues.Handle();   // 256 bits: no PIN or lock stands behind it
        var add = new TenantQuestion.AddClientSecret(new(RandomValues.Handle()), client, SecretHash.OfSecret(secret));
        var added = await engine.Ask(tenant, add, cancel);
        return added.Then(_ => new ClientSecretAdded(secret));
    }

    public async ValueTask<Reply<UserAnswer.Done>> RemoveMethod(UserKey user, DeviceId device, CancellationToken cancel) =>
        await Phones.Release(engine, user, device, await engine.Ask(user, new RemoveMethod(device, null), cancel), cancel);

    public ValueTask<IReadOnlyList<ListedUser>> ListUsers(TenantId tenant, UserName? after, int limit, CancellationToken cancel) =>
        engine.ListUsers(tenant, after, limit, cancel);

    public ValueTask<IReadOnlyList<AuditRecord>> ReadAudit(TenantId tenant, long after, int limit, CancellationToken cancel) =>
        engine.ReadAudit(tenant, after, limit, cancel);

    private async ValueTask<int> CountLosing(
        TenantId tenant, TenantState.Present present, TenantQuestion.SavePolicy save, CancellationToken cancel)
    {
        var after = present with { Policy = new(1, save.Enabled, save.Target) };
        var losing = 0;
        UserName? last = null;
        while (true)
        {
            var page = await engine.ListUsers(tenant, last, ISignInEngine.MostListed, cancel);
            losing += page.Count(user => user.HasCredential && !after.Targets(user.Name, [.. user.Groups]));
            if (page.Count < ISignInEngine.MostListed) return losing;
            last = page[^1].Name;
        }
    }
}
