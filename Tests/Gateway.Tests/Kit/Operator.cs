using System.Collections.Immutable;
using Countersign.Engine;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users;
using Countersign.SignIn.Users.Administration;
using Countersign.SignIn.Users.Passwords;

namespace Countersign.Gateway.Tests.Kit;

/// <summary>Sets the scene: tenants, users, policies, codes. By the use cases that administration and My Security Info stand on.</summary>
internal sealed class Operator(RunningGateway gateway)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public Task CreateTenant(string tenant) => Set(tenant, new TenantQuestion.Create(Request()));

    public Task AllowEveryone(string tenant) => Set(tenant, new TenantQuestion.SavePolicy(Request(), null, true, new Target.AllUsers()));

    public Task AllowNobody(string tenant) => Set(tenant, new TenantQuestion.SavePolicy(Request(), null, false, new Target.AllUsers()));

    public Task AllowOnly(string tenant, params string[] users) => Set(tenant, new TenantQuestion.SavePolicy(
        Request(), null, true, new Target.SelectUsers([.. users.Select(user => new UserName(user))], [])));

    public Task Require(string tenant, Func<Prerequisites, Prerequisites> change) =>
        Set(tenant, new TenantQuestion.SetPrerequisites(Request(), change(Prerequisites.Default)));

    public Task Configure(string tenant, Func<TenantSettings, TenantSettings> change) =>
        Set(tenant, new TenantQuestion.SetSettings(Request(), change(TenantSettings.Default)));

    public Task Federate(string tenant, string domain, string url) =>
        Set(tenant, new TenantQuestion.SetDomain(Request(), domain, new Domain.Federated(url)));

    public Task PassThrough(string tenant, string domain) =>
        Set(tenant, new TenantQuestion.SetDomain(Request(), domain, new Domain.Managed(true)));

    public Task Register(string tenant, Client client) => Set(tenant, new TenantQuestion.SetClient(Request(), client));

    /// <summary>A secret of this client, drawn anew.</summary>
    public async Task<string> Secret(string tenant, string client) =>
        (await gateway.Engine.Administration.AddClientSecret(new(tenant), client, Cancel)).Answer!.Secret;

    public Task RemoveClient(string tenant, string client) => Set(tenant, new TenantQuestion.RemoveClient(Request(), client));

    public Task CreateUser(string tenant, string user) => Set(tenant, user, new ProvisionUser(null, null));

    public Task Disable(string tenant, string user) => Set(tenant, user, new ProvisionUser(false, null));

    public Task Join(string tenant, string user, string group) => Set(tenant, user, new ChangeGroupMembership(group, true));

    public async Task RemoveMethod(string tenant, string user, string device) =>
        Assert.IsType<UserAnswer.Done>((await gateway.Engine.Administration.RemoveMethod(Key(tenant, user), new(device), Cancel)).Answer);

    public async Task<string> Pass(string tenant, string user) =>
        (await gateway.Engine.Administration.IssuePass(Key(tenant, user), Cancel)).Answer!.Pass;

    /// <summary>A session of My Security Info: the cookie's value.</summary>
    public async Task<string> Session(string tenant, string user) =>
        (await gateway.Engine.SecurityInfo.UsePass(Key(tenant, user), await Pass(tenant, user), Cancel)).Answer!.Secret;

    /// <param name="session">By the user, in this session; null by an administrator.</param>
    public Task SetPassword(string tenant, string user, string hash, string? session) =>
        Set(tenant, user, new SetPassword(hash, session is null ? null : SecretHash.OfSecret(session)));

    public async Task<string> ActivationCode(string tenant, string user) =>
        (await gateway.Engine.SecurityInfo.AddMethod(new(tenant), await Session(tenant, user), Cancel)).Answer!.Code;

    public async Task<bool> IsOpen(string tenant, string session) =>
        (await gateway.Engine.SecurityInfo.Check(new(tenant), session, Cancel)).Answer is not null;

    /// <summary>The audit facts of one kind, oldest first, each as its JSON.</summary>
    public async Task<ImmutableArray<System.Text.Json.JsonElement>> Audit(string kind) =>
        [.. await gateway.Store.ReadWholeAudit(Cancel)
            .Select(record => System.Text.Json.JsonElement.Parse(record.Body.Span))
            .Where(fact => fact.GetProperty("kind").GetString() == kind)
            .ToListAsync(Cancel)];

    private async Task Set(string tenant, TenantQuestion command) =>
        Assert.IsType<TenantAnswer.Is>((await gateway.Engine.Administration.Ask(new TenantId(tenant), command, Cancel)).Answer);

    private async Task Set(string tenant, string user, UserQuestion<UserAnswer.Done> command) =>
        Assert.IsType<UserAnswer.Done>((await gateway.Engine.Administration.Ask(Key(tenant, user), command, Cancel)).Answer);

    private static UserKey Key(string tenant, string user) => new(new(tenant), new(user));

    private static RequestId Request() => new(RandomValues.Handle());
}
