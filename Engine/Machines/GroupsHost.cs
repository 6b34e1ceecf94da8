using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.SignIn.Groups;
using Countersign.SignIn.Machines;

namespace Countersign.Engine.Machines;

/// <summary>Hosts a tenant's groups that a directory has named; of a tenant that is not there, none.</summary>
public sealed class GroupsHost(TenantId tenant, IStore store, TimeProvider clock, TenantDirectory tenants)
    : StateMachineHost<GroupsState, GroupsQuestion, GroupsAnswer, GroupsEvent>(
        RowKey.OfGroups(tenant), GroupsState.None, store, clock)
{
    protected override async ValueTask<Ruling<GroupsAnswer, GroupsEvent>> Decide(
        GroupsState state, GroupsQuestion question, DateTimeOffset now, CancellationToken cancel) =>
        GroupsRules.Decide(state, question, tenant, await tenants.Current(tenant, cancel), now);

    protected override GroupsState Apply(GroupsState state, GroupsEvent happened) => GroupsRules.Apply(state, happened);

    protected override byte[] Write(GroupsState state) => StateJson.Write(state);

    protected override GroupsState Read(ReadOnlySpan<byte> body) => StateJson.ReadGroups(body);
}
