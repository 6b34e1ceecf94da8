using System.Collections.Concurrent;
using System.Collections.Immutable;
using Countersign.Engine.Contract.Hosts;
using Countersign.Engine.Contract.Storage;
using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.SignIn.Audit;
using Countersign.SignIn.Prompts;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users;

namespace Countersign.Engine.Contract;

/// <summary>A host with one tenant, seen through the use cases as a gateway would see it.</summary>
internal sealed class House : IAsyncDisposable
{
    public const string Origin = "https://sign-in.example";
    public const string Client = "portal";
    public static readonly ShownContext Context = new("Portal", "Bergen, Norway", "192.0.2.1", "Firefox on Linux");

    private readonly Hosting _hosting;
    private readonly RunningHost _host;
    private readonly HookedStore _hooked;
    private readonly Func<ValueTask> _close;

    public House(Hosting hosting, RunningHost host, TestClock clock, FaultyStore store, HookedStore hooked, Func<ValueTask> close)
    {
        (_hosting, _host, Clock, Store, _hooked, _close) = (hosting, host, clock, store, hooked, close);
        Proofs = new(Engine, new InProcessReplayMemory(clock), clock, Origin);
        SignIns = new(Engine, clock, Woken);
        Phones = new(Engine, Proofs, clock, Woken);
        SecurityInfo = new(Engine, Proofs);
        Administration = new(Engine);
        Grants = new(Engine, clock);
        Backchannels = new(Engine, clock, Woken);
        SigningKeys = new(Engine);
        StoredRequests = new(Engine);
        Housekeeping = new(Engine, hooked, clock);
    }

    public TenantId Tenant { get; private init; } = new(NewTenantName());
    public TestClock Clock { get; }
    public FaultyStore Store { get; }
    public ISignInEngine Engine => _host.Engine;
    public Woken Woken { get; } = new();
    public Proofs Proofs { get; }
    public SignIns SignIns { get; }
    public Phones Phones { get; }
    public SecurityInfo SecurityInfo { get; }
    public Administration Administration { get; }
    public Grants Grants { get; }
    public Backchannels Backchannels { get; }
    public TenantSigningKeys SigningKeys { get; }
    public StoredRequests StoredRequests { get; }
    public Housekeeping Housekeeping { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static string NewTenantName() => "t" + Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8));

    /// <summary>Another host of the same kind on the same store, with the same tenant.</summary>
    public async Task<House> Beside() =>
        new(_hosting, await _hosting.Start(_hooked, Clock), Clock, Store, _hooked, () => ValueTask.CompletedTask) { Tenant = Tenant };

    /// <summary>The same host and store, seen from another tenant.</summary>
    public House NextDoor() =>
        new(_hosting, new(Engine, () => ValueTask.CompletedTask), Clock, Store, _hooked, () => ValueTask.CompletedTask);

    /// <summary>The storage is gone before the writer of a commit hears of it.</summary>
    /// <param name="passed">How many commits go by before that one.</param>
    public void BreakAfterCommit(int passed = 0) => _hooked.AfterCommit(passed, () => Store.IsUnavailable = true);

    public async ValueTask DisposeAsync()
    {
        Store.IsUnavailable = false;
        await _host.DisposeAsync();
        await _close();
    }

    /// <summary>The tenant with phone sign-in on for all, and budgets out of the way.</summary>
    public async Task<House> Furnish(TenantSettings? settings = null)
    {
        await Set(new TenantQuestion.Create(Request()));
        await Set(new TenantQuestion.SavePolicy(Request(), null, true, new Target.AllUsers()));
        await Set(new TenantQuestion.SetSettings(Request(), settings ?? TenantSettings.Default with { Budget = new(100, 100, 100) }));
        return this;
    }

    /// <summary>Changes the tenant, and lets the time pass within which every host must have heard of it (I8).</summary>
    public async Task<TenantState.Present> Set(TenantQuestion command)
    {
        var answer = await Administration.Ask(Tenant, command, Cancel);
        Clock.Advance(TimeSpan.FromSeconds(5));
        return Assert.IsType<TenantAnswer.Is>(answer.Told()).Tenant;
    }

    /// <summary>A user who is provisioned and has no phone yet.</summary>
    public async Task<UserKey> Provision(string name)
    {
        var user = new UserKey(Tenant, new(name));
        Assert.IsType<UserAnswer.Done>(await Administration.Ask(user, new ProvisionUser(true, null), Cancel).Told());
        return user;
    }

    /// <summary>A user with a phone on which phone sign-in is enabled.</summary>
    public async Task<TestPhone> Enrol(string name = "ada@contoso.example")
    {
        var phone = new TestPhone(this, await Provision(name));
        await phone.Activate();
        Assert.IsType<UserAnswer.Done>(await phone.Register());
        Assert.IsType<UserAnswer.Done>(await phone.Enable());
        return phone;
    }

    /// <summary>A session of My Security Info, by way of a Temporary Access Pass.</summary>
    public async Task<string> SignInWithPass(UserKey user)
    {
        var issued = await Administration.IssuePass(user, Cancel);
        return (await SecurityInfo.UsePass(user, issued.Answer!.Pass, Cancel)).Answer!.Secret;
    }

    public async Task<Started> Start(UserKey user, RequestId? request = null, BrowserTransaction? resume = null)
    {
        var started = await SignIns.Start(new(user.Tenant, user.Name, request, resume, Client, Context), Cancel);
        return new(started.Reply.Told(), started.Transaction);
    }

    /// <summary>A start that must become a prompt.</summary>
    public async Task<(BrowserTransaction Browser, Prompted Prompt)> Prompt(UserKey user)
    {
        var started = await Start(user);
        return (started.Transaction!, Assert.IsType<Prompted>(started.Answer));
    }

    public Task<UserAnswer> Observe(BrowserTransaction browser) => SignIns.Observe(Tenant, browser, TimeSpan.Zero, Cancel).Told();

    public async Task<Redeemed> Redeem(BrowserTransaction browser, RequestId? request = null)
    {
        var redeemed = await SignIns.Redeem(Tenant, browser, request, Cancel);
        return redeemed.Has(out var done, out var why) ? new(done.Result, done.Session) : new(new UserAnswer.Refused(why), null);
    }

    /// <summary>The end of the challenge, as its browser sees it.</summary>
    public async Task<Outcome> OutcomeOf(BrowserTransaction browser) => Assert.IsType<ChallengeEnded>(await Observe(browser)).Outcome;

    public async Task<UserState.Present> StateOf(UserKey user) =>
        Assert.IsType<UserState.Present>(StateJson.ReadUser((await Store.Load(new(RowKind.User, user.ToKey()), Cancel))!.Body.Span));

    public async Task<bool> IsSession(string? session) =>
        (await SecurityInfo.Check(Tenant, session, Cancel)).Answer is not null;

    /// <summary>The tenant's audit facts of these kinds, in order.</summary>
    public async Task<ImmutableArray<AuditFact>> Facts(params string[] kinds)
    {
        ImmutableArray<AuditFact> facts = [];
        for (long after = 0; ;)
        {
            var page = await Engine.ReadAudit(Tenant, after, 100, Cancel);
            if (page.Count == 0) return facts;
            after = page[^1].Sequence;
            facts = facts.AddRange(page.Select(record => AuditBody.Read(record.Body.Span)).Where(fact => kinds.Any(fact.Kind.StartsWith)));
        }
    }

    public async Task<int> CountFacts(params string[] kinds) => (await Facts(kinds)).Length;

    public static RequestId Request() => new(RandomValues.Handle());
}

/// <summary>A push transport that remembers what it was asked.</summary>
internal sealed class Woken : IPhoneWaker
{
    public ConcurrentQueue<(UserKey User, ChallengeId Challenge)> Wakes { get; } = new();

    public ConcurrentQueue<ChallengeId> Looks { get; } = new();

    public void Wake(UserKey user, ChallengeId challenge) => Wakes.Enqueue((user, challenge));

    public void Looked(ChallengeId challenge) => Looks.Enqueue(challenge);
}
