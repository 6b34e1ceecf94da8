using System.Collections.Immutable;
using Countersign.Engine;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Tests.Kit;

/// <summary>Sets the scene: tenants, users, policies, codes. By the use cases that administration and My Security Info stand on.</summary>
internal sealed class Operator(RunningGateway gateway)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public Task CreateTenant(string tenant) => Set(tenant, new TenantCommand.Create(Request()));

    public Task AllowEveryone(string tenant) => Set(tenant, new TenantCommand.SavePolicy(Request(), null, true, new Target.AllUsers()));

    public Task AllowNobody(string tenant) => Set(tenant, new TenantCommand.SavePolicy(Request(), null, false, new Target.AllUsers()));

    public Task AllowOnly(string tenant, params string[] users) => Set(tenant, new TenantCommand.SavePolicy(
        Request(), null, true, new Target.SelectUsers([.. users.Select(user => new UserName(user))], [])));

    public Task Require(string tenant, Func<Prerequisites, Prerequisites> change) =>
        Set(tenant, new TenantCommand.SetPrerequisites(Request(), change(Prerequisites.Default)));

    public Task Configure(string tenant, Func<TenantSettings, TenantSettings> change) =>
        Set(tenant, new TenantCommand.SetSettings(Request(), change(TenantSettings.Default)));

    public Task Federate(string tenant, string domain, string url) =>
        Set(tenant, new TenantCommand.SetDomain(Request(), domain, new Domain.Federated(url)));

    public Task PassThrough(string tenant, string domain) =>
        Set(tenant, new TenantCommand.SetDomain(Request(), domain, new Domain.Managed(true)));

    public Task Register(string tenant, Client client) => Set(tenant, new TenantCommand.SetClient(Request(), client));

    /// <summary>A secret of this client, drawn anew.</summary>
    public async Task<string> Secret(string tenant, string client) =>
        (await gateway.Engine.Administration.AddClientSecret(new(tenant), client, Cancel)).Secret!;

    public Task RemoveClient(string tenant, string client) => Set(tenant, new TenantCommand.RemoveClient(Request(), client));

    public Task CreateUser(string tenant, string user) => Set(tenant, user, new UserCommand.Provision(null, null));

    public Task Disable(string tenant, string user) => Set(tenant, user, new UserCommand.Provision(false, null));

    public Task Join(string tenant, string user, string group) => Set(tenant, user, new UserCommand.ChangeGroup(group, true));

    public async Task RemoveMethod(string tenant, string user, string device) =>
        Assert.IsType<UserAnswer.Done>(await gateway.Engine.Administration.RemoveMethod(Key(tenant, user), new(device), Cancel));

    public async Task<string> Pass(string tenant, string user) =>
        (await gateway.Engine.Administration.IssuePass(Key(tenant, user), Cancel)).Pass!;

    /// <summary>A session of My Security Info: the cookie's value.</summary>
    public async Task<string> Session(string tenant, string user) =>
        (await gateway.Engine.SecurityInfo.UsePass(Key(tenant, user), await Pass(tenant, user), Cancel)).Session!;

    public async Task<string> ActivationCode(string tenant, string user) =>
        (await gateway.Engine.SecurityInfo.AddMethod(new(tenant), await Session(tenant, user), Cancel)).Code!;

    public async Task<bool> IsOpen(string tenant, string session) =>
        (await gateway.Engine.SecurityInfo.Check(new(tenant), session, Cancel)).Answer is UserAnswer.SessionIs;

    /// <summary>The audit facts of one kind, oldest first, each as its JSON.</summary>
    public async Task<ImmutableArray<System.Text.Json.JsonElement>> Audit(string kind) =>
        [.. await gateway.Store.ReadWholeAudit(Cancel)
            .Select(record => System.Text.Json.JsonElement.Parse(record.Body.Span))
            .Where(fact => fact.GetProperty("kind").GetString() == kind)
            .ToListAsync(Cancel)];

    private async Task Set(string tenant, TenantCommand command) =>
        Assert.IsType<TenantAnswer.Is>(await gateway.Engine.Administration.Ask(new TenantId(tenant), command, Cancel));

    private async Task Set(string tenant, string user, UserCommand command) =>
        Assert.IsType<UserAnswer.Done>(await gateway.Engine.Administration.Ask(Key(tenant, user), command, Cancel));

    private static UserKey Key(string tenant, string user) => new(new(tenant), new(user));

    private static RequestId Request() => new(Draw.Handle());
}
