using System.Runtime.CompilerServices;
using Countersign.SignIn;
using Countersign.SignIn.Audit;
using Countersign.SignIn.Groups;
using Countersign.SignIn.Machines;

namespace Countersign.Engine;

/// <summary>A user as another directory sees one.</summary>
/// <param name="Groups">Canonical group names.</param>
public sealed record ProvisionedUser(UserName Name, bool Enabled, Profile Profile, IReadOnlyList<string> Groups);

/// <summary>What a directory may say of a user, whole.</summary>
public sealed record ProfileText(bool Enabled, string? ExternalId, string? DisplayName);

/// <summary>What a directory may say of a group, whole; its members apart.</summary>
public sealed record GroupText(string DisplayName, string? ExternalId);

/// <summary>Another directory brings its people and groups in (ADM-5), and sees those alone.</summary>
/// <param name="actor">Says who asks, in the turn of the asking.</param>
public sealed class Provisioning(ISignInEngine engine, Func<Actor?> actor)
{
    /// <summary>How often a change is read and tried again when somebody else was faster.</summary>
    private const int Attempts = 5;

    /// <summary>Members that are written at once: more would take the store from those who sign in.</summary>
    private const int AtOnce = 4;

    /// <exception cref="EngineUnavailableException">See <see cref="ISignInEngine"/>; so all below.</exception>
    public async ValueTask<Refusal?> Missing(TenantId tenant, CancellationToken cancel) =>
        (await engine.Ask(tenant, new GroupsQuestion.Find(""), cancel)).Refused is Refusal.TenantNotFound ? Refusal.TenantNotFound : null;

    /// <param name="life">Whose (<see cref="Profile.Life"/>); null: whoever has the name now.</param>
    public async ValueTask<Reply<ProvisionedUser>> Find(UserKey user, long? life, CancellationToken cancel)
    {
        if (!(await engine.Ask(user, new DescribeUser(), cancel)).Has(out var found, out var why)) return why;
        var profile = found.User.Profile ?? Profile.None;
        return life is null || life == profile.Life
            ? new ProvisionedUser(user.Name, found.User.Enabled, profile, found.User.Groups)
            : Refusal.UserNotFound;
    }

    public async ValueTask<IReadOnlyList<ProvisionedUser>> FindByExternalId(TenantId tenant, string id, CancellationToken cancel)
    {
        List<ProvisionedUser> found = [];
        if (!ExternalIds.IsFit(id)) return found;
        foreach (var name in await engine.FindByExternalId(tenant, ExternalIds.Hash(id), cancel))
        {
            var user = await Find(new(tenant, name), null, cancel);
            if (user.Answer is { } one && one.Profile.ExternalId == id) found.Add(one);
        }

        return found;
    }

    public async ValueTask<Reply<ProvisionedUser>> Create(UserKey user, ProfileText text, CancellationToken cancel) =>
        Kept(user, await Ask(user, new CreateUser(text.Enabled, text.ExternalId, text.DisplayName), cancel));

    /// <summary>Reads the user, and writes what <paramref name="change"/> makes of it under the revision that was read.</summary>
    /// <param name="seen">The revisions that the caller takes it to have; null: whichever there is.</param>
    public async ValueTask<Reply<ProvisionedUser>> Change(
        UserKey user, long life, IReadOnlyList<long>? seen, Func<ProfileText, ProfileText> change, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (!(await Find(user, life, cancel)).Has(out var before, out var why)) return why;
            if (seen?.Contains(before.Profile.Revision) == false) return Refusal.RevisionMismatch;
            var text = change(new(before.Enabled, before.Profile.ExternalId, before.Profile.DisplayName));
            var kept = await Ask(
                user, new ChangeProfile(text.Enabled, text.ExternalId, text.DisplayName, life, before.Profile.Revision), cancel);
            if (kept.Refused is not Refusal.RevisionMismatch || seen is not null || attempt == Attempts) return Kept(user, kept);
        }
    }

    /// <summary>Removes the user; one who is not there, or another's life, is refused.</summary>
    public async ValueTask<Refusal?> Remove(UserKey user, long life, IReadOnlyList<long>? seen, CancellationToken cancel)
    {
        if (!(await Find(user, life, cancel)).Has(out var before, out var why)) return why;
        if (seen?.Contains(before.Profile.Revision) == false) return Refusal.RevisionMismatch;
        return (await Ask(user, new RemoveUser(life, seen is null ? null : before.Profile.Revision), cancel)).Refused;
    }

    public async ValueTask<Reply<GroupsAnswer.Are>> Groups(TenantId tenant, CancellationToken cancel) =>
        await engine.Ask(tenant, new GroupsQuestion.Read(), cancel);

    public async ValueTask<Reply<NamedGroup>> Group(TenantId tenant, string name, CancellationToken cancel) =>
        (await engine.Ask(tenant, new GroupsQuestion.Find(name), cancel)).Then(are => are.Groups[0]);

    /// <param name="byHand">An administrator makes it, not a directory.</param>
    public async ValueTask<Reply<NamedGroup>> CreateGroup(
        TenantId tenant, GroupText text, CancellationToken cancel, bool byHand = false) =>
        (await Ask(tenant, new GroupsQuestion.Create(text.DisplayName, text.ExternalId, RandomValues.GroupName(), byHand), cancel))
            .Then(are => are.Groups[0]);

    /// <param name="seen">The revisions that the caller takes it to have; null: whichever there is.</param>
    public async ValueTask<Reply<NamedGroup>> ChangeGroup(
        TenantId tenant, string name, IReadOnlyList<long>? seen, Func<GroupText, GroupText> change, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (!(await Group(tenant, name, cancel)).Has(out var before, out var why)) return why;
            if (seen?.Contains(before.Revision) == false) return Refusal.RevisionMismatch;
            var text = change(new(before.DisplayName, before.ExternalId));
            var changed = await Ask(
                tenant, new GroupsQuestion.Change(name, text.DisplayName, text.ExternalId, before.Revision), cancel);
            if (changed.Refused is not Refusal.RevisionMismatch || seen is not null || attempt == Attempts)
                return changed.Then(are => are.Groups[0]);
        }
    }

    /// <summary>
    /// First nobody is a member any more, then the group is gone: whoever does not come to the end finds it, and begins again.
    /// </summary>
    public async ValueTask<Refusal?> RemoveGroup(TenantId tenant, string name, CancellationToken cancel)
    {
        if ((await Group(tenant, name, cancel)).Refused is { } why) return why;
        var members = await Members(tenant, name, cancel);
        if (await Join(tenant, name, [.. members.Select(user => user.Name)], isMember: false, cancel) is { } refused) return refused;
        return await RemoveName(tenant, name, cancel);
    }

    /// <summary>What a group is called, without a look at its members.</summary>
    public async ValueTask<Refusal?> RemoveName(TenantId tenant, string name, CancellationToken cancel) =>
        (await Ask(tenant, new GroupsQuestion.Remove(name), cancel)).Refused;

    /// <summary>Makes these users members of the group, or members no longer. Of a user who is not there, leaving is no fault.</summary>
    /// <returns>Why one of them could not be; those before it are written, and may be written again.</returns>
    public async ValueTask<Refusal?> Join(
        TenantId tenant, string group, IReadOnlyCollection<UserName> users, bool isMember, CancellationToken cancel)
    {
        Refusal? refused = null;
        await Parallel.ForEachAsync(
            users, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (user, stop) =>
            {
                RequestPatience.Renew();   // each is a piece of its own
                var joined = await Ask(new UserKey(tenant, user), new ChangeGroupMembership(group, isMember), stop);
                if (joined.Refused is { } why && (isMember || why != Refusal.UserNotFound)) refused = why;
            });
        return refused;
    }

    /// <summary>In order of name.</summary>
    public async ValueTask<IReadOnlyList<ProvisionedUser>> Members(TenantId tenant, string group, CancellationToken cancel)
    {
        List<ProvisionedUser> members = [];
        await foreach (var user in Everybody(tenant, cancel)) if (user.Groups.Contains(group)) members.Add(user);
        return members;
    }

    /// <summary>The tenant's users in order of name, as far as one goes through them.</summary>
    public async IAsyncEnumerable<ProvisionedUser> Everybody(TenantId tenant, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var user in engine.People(tenant, null, cancel))
            yield return new(user.Name, user.Enabled, user.Profile ?? Profile.None, user.Groups);
    }

    private static Reply<ProvisionedUser> Kept(UserKey user, Reply<ProfileKept> kept) =>
        kept.Then(now => new ProvisionedUser(user.Name, now.Enabled, now.Profile, []));

    private ValueTask<Reply<TAnswer>> Ask<TAnswer>(UserKey user, UserQuestion<TAnswer> question, CancellationToken cancel)
        where TAnswer : UserAnswer => engine.Ask(user, question with { By = actor() }, cancel);

    private ValueTask<Reply<GroupsAnswer.Are>> Ask(TenantId tenant, GroupsQuestion question, CancellationToken cancel) =>
        engine.Ask(tenant, question with { By = actor() }, cancel);
}
