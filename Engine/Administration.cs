using Countersign.SignIn;
using Countersign.SignIn.AdminTokens;
using Countersign.SignIn.Audit;
using Countersign.SignIn.Machines;
using Countersign.SignIn.Tenants;

namespace Countersign.Engine;

/// <param name="Tenant">As it is now: after the change, or unchanged when it was only previewed.</param>
/// <param name="Tried">As the change makes it.</param>
/// <param name="Waits">The number of the proposal that the change has become (T31).</param>
public sealed record TenantChanged(TenantState.Present Tenant, PolicyForecast Forecast, TenantState.Present Tried, long? Waits = null);

/// <param name="Next">The sequence after which to go on; null at the end.</param>
public sealed record AuditPage(IReadOnlyList<AuditRecord> Records, long? Next);

/// <param name="Pass">The Temporary Access Pass in its groups, once to be seen.</param>
public sealed record PassIssued(string Pass, TimeSpan Life, bool Reusable);

/// <param name="Secret">The client's new secret, once to be seen.</param>
public sealed record ClientSecretAdded(string Secret);

/// <summary>Administration of tenants and users.</summary>
/// <param name="actor">Says who asks, in the turn of the asking; null, or when it says null: nobody of administration.</param>
/// <param name="waits">Hears of a tenant's change that has to wait for a second person (T31); null: nobody does.</param>
public sealed class Administration(ISignInEngine engine, Func<Actor?>? actor = null, Action<TenantId>? waits = null)
{
    /// <summary>The entries of the sign-in log that a change is tried on.</summary>
    public const int MostTried = 20_000;

    /// <summary>And the pages that they are looked for on, as a page may be short.</summary>
    private const int MostReads = 40;

    /// <summary>The audit records looked at for one page of a search.</summary>
    public const int MostSearched = 20_000;

    /// <exception cref="EngineUnavailableException">See <see cref="ISignInEngine"/>; so all below.</exception>
    public ValueTask<Reply<TenantAnswer.Is>> Ask(TenantId tenant, TenantQuestion question, CancellationToken cancel)
    {
        question = question with { By = actor?.Invoke() };
        return question is TenantQuestion.Agree || HeldChange.Of(question) is not null
            ? AskWithTies(tenant, question, cancel)
            : engine.Ask(tenant, question, cancel);
    }

    /// <summary>T31: what may take two people comes with who made whom, so that the rules can tell whether they are two.</summary>
    private async ValueTask<Reply<TenantAnswer.Is>> AskWithTies(TenantId tenant, TenantQuestion question, CancellationToken cancel)
    {
        var access = await engine.Ask(new AdminTokensQuestion.Read(), cancel);
        if (!access.Has(out var are, out var why)) return why;
        var answer = await engine.Ask(tenant, question with { Ties = are.Tokens.Ties }, cancel);
        if (answer.Answer?.Waits is not null) waits?.Invoke(tenant);
        return answer;
    }

    /// <summary>The same, where every change names whom <paramref name="actor"/> says (ADM-3).</summary>
    /// <param name="waits">See above.</param>
    public Administration By(Func<Actor?> actor, Action<TenantId>? waits = null) => new(engine, actor, waits);

    /// <summary>The reason why nothing can be listed of this tenant; null when it is there.</summary>
    public async ValueTask<Refusal?> Missing(TenantId tenant, CancellationToken cancel) =>
        (await engine.Ask(tenant, new TenantQuestion.Read(), cancel)).Refused;

    public ValueTask<Reply<TAnswer>> Ask<TAnswer>(UserKey user, UserQuestion<TAnswer> question, CancellationToken cancel)
        where TAnswer : UserAnswer => engine.Ask(user, question with { By = actor?.Invoke() }, cancel);

    /// <summary>
    /// S-21, S-25, S-54: saves a policy, settings or prerequisites, and says what that means for the users. Counted before, against what is
    /// in force then, so that a warning names all.
    /// </summary>
    /// <param name="preview">Only counts; saves nothing.</param>
    public async ValueTask<Reply<TenantChanged>> ChangeForeseen(
        TenantId tenant, TenantQuestion change, bool preview, CancellationToken cancel)
    {
        var tried = await Try(tenant, change, cancel);
        if (!tried.Has(out var both, out var why)) return why;
        var (now, then) = both;
        var forecaster = new PolicyForecaster(now, then);
        await EachUser(tenant, forecaster.Take, cancel);
        var forecast = forecaster.Say();
        if (preview) return new TenantChanged(now, forecast, then);
        return (await Ask(tenant, change, cancel)).Then(after => new TenantChanged(after.Tenant, forecast, then, after.Waits));
    }

    /// <summary>
    /// ADM-4, S-54: what the sign-ins of the last time would have come to under the change. Looks at <see cref="MostTried"/> entries at
    /// most, the newest first, and says so where there are more.
    /// </summary>
    /// <param name="from">From when on.</param>
    public async ValueTask<Reply<SignInsForeseen>> TryOnSignIns(
        TenantId tenant, TenantQuestion change, DateTimeOffset from, DateTimeOffset now, CancellationToken cancel)
    {
        var tried = await Try(tenant, change, cancel);
        if (!tried.Has(out var both, out var why)) return why;
        var run = new WhatIfRun(both.Then);
        var (query, entries) = (new SignInQuery(new(From: from), null, ISignInEngine.MostListed), 0);
        for (var reads = 1; ; reads++)
        {
            var page = await engine.ReadSignIns(tenant, query, cancel);
            foreach (var entry in page.Entries) run.Take(entry);
            entries += page.Entries.Count;
            if (page.Next is null) return await Say(from, isPart: false);
            if ((entries >= MostTried || reads >= MostReads) && SignInCursor.Parse(page.Next) is var (at, _, _))
                return await Say(DateTimeOffset.FromUnixTimeMilliseconds(at), isPart: true);
            query = query with { After = page.Next };
        }

        async ValueTask<SignInsForeseen> Say(DateTimeOffset begin, bool isPart)
        {
            await EachUser(tenant, run.Take, cancel);
            return run.Say(begin, now, isPart);
        }
    }

    /// <summary>The tenant as it is, and as the change would make it. Nothing is written of this, so the time does not matter.</summary>
    private async ValueTask<Reply<Tried>> Try(TenantId tenant, TenantQuestion change, CancellationToken cancel)
    {
        var before = await engine.Ask(tenant, new TenantQuestion.Read(), cancel);
        if (!before.Has(out var now, out var why)) return why;
        return TenantRules.Foresee(now.Tenant, change) switch
        {
            TenantAnswer.Refused refused => refused.Why,
            TenantAnswer.Is then => new Tried(now.Tenant, then.Tenant),
            var other => throw new InvalidOperationException($"No answer to a change: {other.GetType().Name}."),
        };
    }

    private sealed record Tried(TenantState.Present Now, TenantState.Present Then);

    /// <param name="life">10 minutes to 30 days; null: 10 minutes.</param>
    /// <param name="reusable">For any number of sessions while it lives; otherwise for one.</param>
    public async ValueTask<Reply<PassIssued>> IssuePass(
        UserKey user, CancellationToken cancel, TimeSpan? life = null, bool reusable = false)
    {
        var pass = RandomValues.Pass();
        var issued = await Ask(user, new IssueTemporaryPass(SecretHash.OfSecret(pass), life, reusable), cancel);
        return issued.Then(_ => new PassIssued(PassText.Show(pass), life ?? Limits.PassLife, reusable));
    }

    /// <summary>A secret to be shared with somebody: 256 bits, for no PIN or lock stands behind it.</summary>
    public static string NewSecret() => RandomValues.Handle() + RandomValues.Handle();

    /// <param name="isAlone">Those before it are not to be trusted: they go, and with them whatever the client was granted.</param>
    public async ValueTask<Reply<ClientSecretAdded>> AddClientSecret(
        TenantId tenant, string client, CancellationToken cancel, bool isAlone = false)
    {
        var secret = NewSecret();
        var add = new TenantQuestion.AddClientSecret(new(RandomValues.Handle()), client, SecretHash.OfSecret(secret), isAlone);
        var added = await Ask(tenant, add, cancel);
        return added.Then(_ => new ClientSecretAdded(secret));
    }

    public async ValueTask<Reply<UserAnswer.Done>> RemoveMethod(UserKey user, DeviceId device, CancellationToken cancel) =>
        await Phones.Release(
            engine, user, device, await Ask(user, new RemoveMethod(device, null), cancel), cancel, actor?.Invoke());

    public ValueTask<IReadOnlyList<ListedUser>> ListUsers(TenantId tenant, UserName? after, int limit, CancellationToken cancel) =>
        engine.ListUsers(tenant, after, limit, cancel);

    /// <param name="after">Empty: from the first.</param>
    public ValueTask<IReadOnlyList<TenantId>> ListTenants(string after, int limit, CancellationToken cancel) =>
        engine.ListTenants(after, limit, cancel);

    public ValueTask<IReadOnlyList<AuditRecord>> ReadAudit(TenantId tenant, long after, int limit, CancellationToken cancel) =>
        engine.ReadAudit(tenant, after, limit, cancel);

    /// <summary>
    /// The audit records that <paramref name="wanted"/> takes. Looks at no more than <see cref="MostSearched"/> at a time: a page may have
    /// fewer than asked for, or none, although there are more.
    /// </summary>
    public async ValueTask<AuditPage> SearchAudit(
        TenantId tenant, long after, int limit, Func<AuditRecord, bool> wanted, CancellationToken cancel)
    {
        List<AuditRecord> found = [];
        for (var searched = 0; searched < MostSearched; searched += ISignInEngine.MostListed)
        {
            var page = await engine.ReadAudit(tenant, after, ISignInEngine.MostListed, cancel);
            foreach (var record in page)
            {
                after = record.Sequence;
                if (!wanted(record)) continue;
                found.Add(record);
                if (found.Count == limit) return new(found, after);
            }

            if (page.Count < ISignInEngine.MostListed) return new(found, null);
        }

        return new(found, after);
    }

    /// <summary>ADM-4: the sign-in log, the newest entry first. A page may be short although there are more.</summary>
    public ValueTask<SignInLogPage> ReadSignIns(TenantId tenant, SignInQuery query, CancellationToken cancel) =>
        engine.ReadSignIns(tenant, query, cancel);

    /// <summary>What the tenant's sign-ins came to in each hour since then, as far as its log is kept.</summary>
    public ValueTask<SignInHours> CountSignIns(TenantId tenant, DateTimeOffset from, CancellationToken cancel) =>
        engine.CountSignIns(tenant, from, cancel);

    private async ValueTask EachUser(TenantId tenant, Action<ListedUser> take, CancellationToken cancel)
    {
        UserName? last = null;
        while (true)
        {
            var page = await engine.ListUsers(tenant, last, ISignInEngine.MostListed, cancel);
            foreach (var user in page) take(user);
            if (page.Count < ISignInEngine.MostListed) return;
            last = page[^1].Name;
        }
    }
}
