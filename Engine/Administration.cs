using System.Collections.Immutable;
using Countersign.SignIn;
using Countersign.SignIn.Audit;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users;

namespace Countersign.Engine;

/// <param name="LosingAccess">
/// S-25: how many users the legacy policy lets sign in with the phone and the saved one does not; null when no legacy policy was superseded.
/// </param>
public sealed record PolicySaved(TenantAnswer Answer, int? LosingAccess);

/// <param name="Pass">The Temporary Access Pass, once to be seen; null when refused.</param>
public sealed record PassIssued(UserAnswer Answer, string? Pass);

/// <param name="Secret">The client's new secret, once to be seen; null when refused.</param>
public sealed record ClientSecretAdded(TenantAnswer Answer, string? Secret);

/// <summary>What administrators do.</summary>
public sealed class Administration(ISignInEngine engine)
{
    public ValueTask<TenantAnswer> Ask(TenantId tenant, TenantCommand command, CancellationToken cancel) => engine.Ask(tenant, command, cancel);

    /// <summary>Why nothing can be listed of this tenant; null when it is there.</summary>
    public async ValueTask<Refusal?> Missing(TenantId tenant, CancellationToken cancel) =>
        (await engine.Ask(tenant, new TenantCommand.Read(), cancel) as TenantAnswer.Refused)?.Why;

    public ValueTask<UserAnswer> Ask(UserKey user, UserCommand command, CancellationToken cancel) => engine.Ask(user, command, cancel);

    /// <summary>
    /// S-21, S-25: saves the policy, and says how many lose what the legacy policy gave them. Counted before, so that the warning names all.
    /// </summary>
    /// <param name="preview">Only counts; saves nothing.</param>
    public async ValueTask<PolicySaved> SavePolicy(TenantId tenant, TenantCommand.SavePolicy save, bool preview, CancellationToken cancel)
    {
        var before = await engine.Ask(tenant, new TenantCommand.Read(), cancel);
        if (before is not TenantAnswer.Is { Tenant: { } present }) return new(before, null);
        var losing = present is { Legacy: true, Policy: null } ? await CountLosing(tenant, present, save, cancel) : (int?)null;
        return new(preview ? before : await engine.Ask(tenant, save, cancel), losing);
    }

    public async ValueTask<PassIssued> IssuePass(UserKey user, CancellationToken cancel)
    {
        var pass = Draw.Handle();
        var answer = await engine.Ask(user, new UserCommand.IssuePass(Draw.Hash(pass)), cancel);
        return new(answer, answer is UserAnswer.Done ? pass : null);
    }

    public async ValueTask<ClientSecretAdded> AddClientSecret(TenantId tenant, string client, CancellationToken cancel)
    {
        var secret = Draw.Handle() + Draw.Handle();   // 256 bits: no PIN or lock stands behind it
        var answer = await engine.Ask(tenant, new TenantCommand.AddClientSecret(new(Draw.Handle()), client, Draw.Hash(secret)), cancel);
        return new(answer, answer is TenantAnswer.Is ? secret : null);
    }

    public async ValueTask<UserAnswer> RemoveMethod(UserKey user, DeviceId device, CancellationToken cancel)
    {
        var answer = await engine.Ask(user, new UserCommand.RemoveMethod(device, null), cancel);
        return await Phones.Release(engine, user, device, answer, cancel);
    }

    public ValueTask<IReadOnlyList<ListedUser>> ListUsers(TenantId tenant, UserName? after, int limit, CancellationToken cancel) =>
        engine.ListUsers(tenant, after, limit, cancel);

    public ValueTask<IReadOnlyList<AuditRecord>> ReadAudit(TenantId tenant, long after, int limit, CancellationToken cancel) =>
        engine.ReadAudit(tenant, after, limit, cancel);

    private async ValueTask<int> CountLosing(TenantId tenant, TenantState.Present present, TenantCommand.SavePolicy save, CancellationToken cancel)
    {
        var after = present with { Policy = new(1, save.Enabled, save.Target) };
        var losing = 0;
        UserName? last = null;
        while (true)
        {
            var page = await engine.ListUsers(tenant, last, Storage.StoredLists.MostAtOnce, cancel);
            losing += page.Count(user => user.HasCredential && !after.Targets(user.Name, [.. user.Groups]));
            if (page.Count < Storage.StoredLists.MostAtOnce) return losing;
            last = page[^1].Name;
        }
    }
}
