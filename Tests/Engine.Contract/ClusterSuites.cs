using Countersign.Engine.Contract.Contracts;
using Countersign.Engine.Contract.Hosts;

namespace Countersign.Engine.Contract;

[Collection(nameof(MemoryClusterHosting))]
public sealed class SignInInCluster(MemoryClusterHosting cluster) : SignInContract(cluster);

[Collection(nameof(MemoryClusterHosting))]
public sealed class RaceInCluster(MemoryClusterHosting cluster) : RaceContract(cluster);

[Collection(nameof(MemoryClusterHosting))]
public sealed class BindingInCluster(MemoryClusterHosting cluster) : BindingContract(cluster);

[Collection(nameof(MemoryClusterHosting))]
public sealed class WaitingInCluster(MemoryClusterHosting cluster) : WaitingContract(cluster);

[Collection(nameof(MemoryClusterHosting))]
public sealed class FaultInCluster(MemoryClusterHosting cluster) : FaultContract(cluster);

[Collection(nameof(MemoryClusterHosting))]
public sealed class OutageInCluster(MemoryClusterHosting cluster) : OutageContract(cluster);

[Collection(nameof(MemoryClusterHosting))]
public sealed class TimeInCluster(MemoryClusterHosting cluster) : TimeContract(cluster);

[Collection(nameof(MemoryClusterHosting))]
public sealed class RevocationInCluster(MemoryClusterHosting cluster) : RevocationContract(cluster);

[Collection(nameof(MemoryClusterHosting))]
public sealed class DeviceInCluster(MemoryClusterHosting cluster) : DeviceContract(cluster);

[Collection(nameof(MemoryClusterHosting))]
public sealed class AuditInCluster(MemoryClusterHosting cluster) : AuditContract(cluster);

[Collection(nameof(MemoryClusterHosting))]
public sealed class PolicyInCluster(MemoryClusterHosting cluster) : PolicyContract(cluster);

[Collection(nameof(MemoryClusterHosting))]
public sealed class ClientNotificationInCluster(MemoryClusterHosting cluster) : ClientNotificationContract(cluster);

[Collection(nameof(MemoryClusterHosting))]
public sealed class SecurityEventInCluster(MemoryClusterHosting cluster) : SecurityEventContract(cluster);

[Collection(nameof(MemoryClusterHosting))]
public sealed class EventFeedInCluster(MemoryClusterHosting cluster) : EventFeedContract(cluster);

[Collection(nameof(MemoryClusterHosting))]
public sealed class SharedStoreInCluster(MemoryClusterHosting cluster) : SharedStoreContract(cluster);

[Collection(nameof(MemoryClusterHosting))]
public sealed class GrantInCluster(MemoryClusterHosting cluster) : GrantContract(cluster);

[Collection(nameof(MemoryClusterHosting))]
public sealed class BackchannelInCluster(MemoryClusterHosting cluster) : BackchannelContract(cluster);

[Collection(nameof(MemoryClusterHosting))]
public sealed class KeyInCluster(MemoryClusterHosting cluster) : KeyContract(cluster);
[Collection(nameof(MemoryClusterHosting))]
public sealed class AdminTokenInCluster(MemoryClusterHosting cluster) : AdminTokenContract(cluster);

[Collection(nameof(MemoryClusterHosting))]
public sealed class StoredRequestInCluster(MemoryClusterHosting cluster) : StoredRequestContract(cluster);

[Collection(nameof(MemoryClusterHosting))]
public sealed class ProvisioningInCluster(MemoryClusterHosting cluster) : ProvisioningContract(cluster);

[Collection(nameof(MemoryClusterHosting))]
public sealed class DecoyInCluster(MemoryClusterHosting cluster) : DecoyContract(cluster);

[Collection(nameof(MemoryClusterHosting))]
public sealed class OtherWayInCluster(MemoryClusterHosting cluster) : OtherWayContract(cluster);

[Collection(nameof(PostgresClusterHosting))]
public sealed class SignInInPostgresCluster(PostgresClusterHosting cluster) : SignInContract(cluster);

[Collection(nameof(PostgresClusterHosting))]
public sealed class RaceInPostgresCluster(PostgresClusterHosting cluster) : RaceContract(cluster);

[Collection(nameof(PostgresClusterHosting))]
public sealed class BindingInPostgresCluster(PostgresClusterHosting cluster) : BindingContract(cluster);

[Collection(nameof(PostgresClusterHosting))]
public sealed class WaitingInPostgresCluster(PostgresClusterHosting cluster) : WaitingContract(cluster);

[Collection(nameof(PostgresClusterHosting))]
public sealed class FaultInPostgresCluster(PostgresClusterHosting cluster) : FaultContract(cluster);

[Collection(nameof(PostgresClusterHosting))]
public sealed class OutageInPostgresCluster(PostgresClusterHosting cluster) : OutageContract(cluster);

[Collection(nameof(PostgresClusterHosting))]
public sealed class TimeInPostgresCluster(PostgresClusterHosting cluster) : TimeContract(cluster);

[Collection(nameof(PostgresClusterHosting))]
public sealed class RevocationInPostgresCluster(PostgresClusterHosting cluster) : RevocationContract(cluster);

[Collection(nameof(PostgresClusterHosting))]
public sealed class DeviceInPostgresCluster(PostgresClusterHosting cluster) : DeviceContract(cluster);

[Collection(nameof(PostgresClusterHosting))]
public sealed class AuditInPostgresCluster(PostgresClusterHosting cluster) : AuditContract(cluster);

[Collection(nameof(PostgresClusterHosting))]
public sealed class PolicyInPostgresCluster(PostgresClusterHosting cluster) : PolicyContract(cluster);

[Collection(nameof(PostgresClusterHosting))]
public sealed class ClientNotificationInPostgresCluster(PostgresClusterHosting cluster) : ClientNotificationContract(cluster);

[Collection(nameof(PostgresClusterHosting))]
public sealed class SecurityEventInPostgresCluster(PostgresClusterHosting cluster) : SecurityEventContract(cluster);

[Collection(nameof(PostgresClusterHosting))]
public sealed class EventFeedInPostgresCluster(PostgresClusterHosting cluster) : EventFeedContract(cluster);

[Collection(nameof(PostgresClusterHosting))]
public sealed class SharedStoreInPostgresCluster(PostgresClusterHosting cluster) : SharedStoreContract(cluster);

[Collection(nameof(PostgresClusterHosting))]
public sealed class GrantInPostgresCluster(PostgresClusterHosting cluster) : GrantContract(cluster);

[Collection(nameof(PostgresClusterHosting))]
public sealed class BackchannelInPostgresCluster(PostgresClusterHosting cluster) : BackchannelContract(cluster);

[Collection(nameof(PostgresClusterHosting))]
public sealed class KeyInPostgresCluster(PostgresClusterHosting cluster) : KeyContract(cluster);
[Collection(nameof(PostgresClusterHosting))]
public sealed class AdminTokenInPostgresCluster(PostgresClusterHosting cluster) : AdminTokenContract(cluster);

[Collection(nameof(PostgresClusterHosting))]
public sealed class StoredRequestInPostgresCluster(PostgresClusterHosting cluster) : StoredRequestContract(cluster);

[Collection(nameof(PostgresClusterHosting))]
public sealed class ProvisioningInPostgresCluster(PostgresClusterHosting cluster) : ProvisioningContract(cluster);

[Collection(nameof(PostgresClusterHosting))]
public sealed class DecoyInPostgresCluster(PostgresClusterHosting cluster) : DecoyContract(cluster);

[Collection(nameof(PostgresClusterHosting))]
public sealed class OtherWayInPostgresCluster(PostgresClusterHosting cluster) : OtherWayContract(cluster);

[Collection(nameof(AzureClusterHosting))]
public sealed class SignInInAzureCluster(AzureClusterHosting cluster) : SignInContract(cluster);

[Collection(nameof(AzureClusterHosting))]
public sealed class RaceInAzureCluster(AzureClusterHosting cluster) : RaceContract(cluster);

[Collection(nameof(AzureClusterHosting))]
public sealed class BindingInAzureCluster(AzureClusterHosting cluster) : BindingContract(cluster);

[Collection(nameof(AzureClusterHosting))]
public sealed class WaitingInAzureCluster(AzureClusterHosting cluster) : WaitingContract(cluster);

[Collection(nameof(AzureClusterHosting))]
public sealed class FaultInAzureCluster(AzureClusterHosting cluster) : FaultContract(cluster);

[Collection(nameof(AzureClusterHosting))]
public sealed class OutageInAzureCluster(AzureClusterHosting cluster) : OutageContract(cluster);

[Collection(nameof(AzureClusterHosting))]
public sealed class TimeInAzureCluster(AzureClusterHosting cluster) : TimeContract(cluster);

[Collection(nameof(AzureClusterHosting))]
public sealed class RevocationInAzureCluster(AzureClusterHosting cluster) : RevocationContract(cluster);

[Collection(nameof(AzureClusterHosting))]
public sealed class DeviceInAzureCluster(AzureClusterHosting cluster) : DeviceContract(cluster);

[Collection(nameof(AzureClusterHosting))]
public sealed class AuditInAzureCluster(AzureClusterHosting cluster) : AuditContract(cluster);

[Collection(nameof(AzureClusterHosting))]
public sealed class PolicyInAzureCluster(AzureClusterHosting cluster) : PolicyContract(cluster);

[Collection(nameof(AzureClusterHosting))]
public sealed class ClientNotificationInAzureCluster(AzureClusterHosting cluster) : ClientNotificationContract(cluster);

[Collection(nameof(AzureClusterHosting))]
public sealed class SecurityEventInAzureCluster(AzureClusterHosting cluster) : SecurityEventContract(cluster);

[Collection(nameof(AzureClusterHosting))]
public sealed class EventFeedInAzureCluster(AzureClusterHosting cluster) : EventFeedContract(cluster);

[Collection(nameof(AzureClusterHosting))]
public sealed class SharedStoreInAzureCluster(AzureClusterHosting cluster) : SharedStoreContract(cluster);

[Collection(nameof(AzureClusterHosting))]
public sealed class GrantInAzureCluster(AzureClusterHosting cluster) : GrantContract(cluster);

[Collection(nameof(AzureClusterHosting))]
public sealed class BackchannelInAzureCluster(AzureClusterHosting cluster) : BackchannelContract(cluster);

[Collection(nameof(AzureClusterHosting))]
public sealed class KeyInAzureCluster(AzureClusterHosting cluster) : KeyContract(cluster);
[Collection(nameof(AzureClusterHosting))]
public sealed class AdminTokenInAzureCluster(AzureClusterHosting cluster) : AdminTokenContract(cluster);

[Collection(nameof(AzureClusterHosting))]
public sealed class StoredRequestInAzureCluster(AzureClusterHosting cluster) : StoredRequestContract(cluster);

[Collection(nameof(AzureClusterHosting))]
public sealed class ProvisioningInAzureCluster(AzureClusterHosting cluster) : ProvisioningContract(cluster);

[Collection(nameof(AzureClusterHosting))]
public sealed class DecoyInAzureCluster(AzureClusterHosting cluster) : DecoyContract(cluster);

[Collection(nameof(AzureClusterHosting))]
public sealed class OtherWayInAzureCluster(AzureClusterHosting cluster) : OtherWayContract(cluster);

[Collection(nameof(PostgresProcessHosting))]
public sealed class SignInInPostgresProcesses(PostgresProcessHosting silos) : SignInContract(silos);

[Collection(nameof(PostgresProcessHosting))]
public sealed class RaceInPostgresProcesses(PostgresProcessHosting silos) : RaceContract(silos);

[Collection(nameof(PostgresProcessHosting))]
public sealed class BindingInPostgresProcesses(PostgresProcessHosting silos) : BindingContract(silos);

[Collection(nameof(PostgresProcessHosting))]
public sealed class WaitingInPostgresProcesses(PostgresProcessHosting silos) : WaitingContract(silos);

[Collection(nameof(PostgresProcessHosting))]
public sealed class FaultInPostgresProcesses(PostgresProcessHosting silos) : FaultContract(silos);

[Collection(nameof(PostgresProcessHosting))]
public sealed class OutageInPostgresProcesses(PostgresProcessHosting silos) : OutageContract(silos);

[Collection(nameof(PostgresProcessHosting))]
public sealed class TimeInPostgresProcesses(PostgresProcessHosting silos) : TimeContract(silos);

[Collection(nameof(PostgresProcessHosting))]
public sealed class RevocationInPostgresProcesses(PostgresProcessHosting silos) : RevocationContract(silos);

[Collection(nameof(PostgresProcessHosting))]
public sealed class DeviceInPostgresProcesses(PostgresProcessHosting silos) : DeviceContract(silos);

[Collection(nameof(PostgresProcessHosting))]
public sealed class AuditInPostgresProcesses(PostgresProcessHosting silos) : AuditContract(silos);

[Collection(nameof(PostgresProcessHosting))]
public sealed class PolicyInPostgresProcesses(PostgresProcessHosting silos) : PolicyContract(silos);

[Collection(nameof(PostgresProcessHosting))]
public sealed class ClientNotificationInPostgresProcesses(PostgresProcessHosting silos) : ClientNotificationContract(silos);

[Collection(nameof(PostgresProcessHosting))]
public sealed class SecurityEventInPostgresProcesses(PostgresProcessHosting silos) : SecurityEventContract(silos);

[Collection(nameof(PostgresProcessHosting))]
public sealed class EventFeedInPostgresProcesses(PostgresProcessHosting silos) : EventFeedContract(silos);

[Collection(nameof(PostgresProcessHosting))]
public sealed class SharedStoreInPostgresProcesses(PostgresProcessHosting silos) : SharedStoreContract(silos);

[Collection(nameof(PostgresProcessHosting))]
public sealed class GrantInPostgresProcesses(PostgresProcessHosting silos) : GrantContract(silos);

[Collection(nameof(PostgresProcessHosting))]
public sealed class BackchannelInPostgresProcesses(PostgresProcessHosting silos) : BackchannelContract(silos);

[Collection(nameof(PostgresProcessHosting))]
public sealed class KeyInPostgresProcesses(PostgresProcessHosting silos) : KeyContract(silos);
[Collection(nameof(PostgresProcessHosting))]
public sealed class AdminTokenInPostgresProcesses(PostgresProcessHosting silos) : AdminTokenContract(silos);

[Collection(nameof(PostgresProcessHosting))]
public sealed class StoredRequestInPostgresProcesses(PostgresProcessHosting silos) : StoredRequestContract(silos);

[Collection(nameof(PostgresProcessHosting))]
public sealed class ProvisioningInPostgresProcesses(PostgresProcessHosting silos) : ProvisioningContract(silos);

[Collection(nameof(PostgresProcessHosting))]
public sealed class DecoyInPostgresProcesses(PostgresProcessHosting silos) : DecoyContract(silos);

[Collection(nameof(PostgresProcessHosting))]
public sealed class OtherWayInPostgresProcesses(PostgresProcessHosting silos) : OtherWayContract(silos);

[Collection(nameof(AzureProcessHosting))]
public sealed class SignInInAzureProcesses(AzureProcessHosting silos) : SignInContract(silos);

[Collection(nameof(AzureProcessHosting))]
public sealed class RaceInAzureProcesses(AzureProcessHosting silos) : RaceContract(silos);

[Collection(nameof(AzureProcessHosting))]
public sealed class BindingInAzureProcesses(AzureProcessHosting silos) : BindingContract(silos);

[Collection(nameof(AzureProcessHosting))]
public sealed class WaitingInAzureProcesses(AzureProcessHosting silos) : WaitingContract(silos);

[Collection(nameof(AzureProcessHosting))]
public sealed class FaultInAzureProcesses(AzureProcessHosting silos) : FaultContract(silos);

[Collection(nameof(AzureProcessHosting))]
public sealed class OutageInAzureProcesses(AzureProcessHosting silos) : OutageContract(silos);

[Collection(nameof(AzureProcessHosting))]
public sealed class TimeInAzureProcesses(AzureProcessHosting silos) : TimeContract(silos);

[Collection(nameof(AzureProcessHosting))]
public sealed class RevocationInAzureProcesses(AzureProcessHosting silos) : RevocationContract(silos);

[Collection(nameof(AzureProcessHosting))]
public sealed class DeviceInAzureProcesses(AzureProcessHosting silos) : DeviceContract(silos);

[Collection(nameof(AzureProcessHosting))]
public sealed class AuditInAzureProcesses(AzureProcessHosting silos) : AuditContract(silos);

[Collection(nameof(AzureProcessHosting))]
public sealed class PolicyInAzureProcesses(AzureProcessHosting silos) : PolicyContract(silos);

[Collection(nameof(AzureProcessHosting))]
public sealed class ClientNotificationInAzureProcesses(AzureProcessHosting silos) : ClientNotificationContract(silos);

[Collection(nameof(AzureProcessHosting))]
public sealed class SecurityEventInAzureProcesses(AzureProcessHosting silos) : SecurityEventContract(silos);

[Collection(nameof(AzureProcessHosting))]
public sealed class EventFeedInAzureProcesses(AzureProcessHosting silos) : EventFeedContract(silos);

[Collection(nameof(AzureProcessHosting))]
public sealed class SharedStoreInAzureProcesses(AzureProcessHosting silos) : SharedStoreContract(silos);

[Collection(nameof(AzureProcessHosting))]
public sealed class GrantInAzureProcesses(AzureProcessHosting silos) : GrantContract(silos);

[Collection(nameof(AzureProcessHosting))]
public sealed class BackchannelInAzureProcesses(AzureProcessHosting silos) : BackchannelContract(silos);

[Collection(nameof(AzureProcessHosting))]
public sealed class KeyInAzureProcesses(AzureProcessHosting silos) : KeyContract(silos);
[Collection(nameof(AzureProcessHosting))]
public sealed class AdminTokenInAzureProcesses(AzureProcessHosting silos) : AdminTokenContract(silos);

[Collection(nameof(AzureProcessHosting))]
public sealed class StoredRequestInAzureProcesses(AzureProcessHosting silos) : StoredRequestContract(silos);

[Collection(nameof(AzureProcessHosting))]
public sealed class ProvisioningInAzureProcesses(AzureProcessHosting silos) : ProvisioningContract(silos);

[Collection(nameof(AzureProcessHosting))]
public sealed class DecoyInAzureProcesses(AzureProcessHosting silos) : DecoyContract(silos);

[Collection(nameof(AzureProcessHosting))]
public sealed class OtherWayInAzureProcesses(AzureProcessHosting silos) : OtherWayContract(silos);
