using Countersign.Engine.Machines;
using Countersign.Grains.Interfaces;
using Countersign.SignIn;
using Countersign.SignIn.Groups;

namespace Countersign.Grains;

/// <summary>Hosts a tenant's groups that a directory has named.</summary>
public sealed class GroupsGrain(SiloServices silo) : MachineGrain<GroupsState, GroupsQuestion, GroupsAnswer, GroupsEvent>(
    key => new GroupsHost(new TenantId(key), silo.Store, silo.Clock, silo.Tenants), ActivationAges.Known), IGroupsGrain;
