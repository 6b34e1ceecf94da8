using Countersign.Engine.Contract.Contracts;
using Countersign.Engine.Contract.Hosts;

namespace Countersign.Engine.Contract;

public sealed class SignInInMemory() : SignInContract(new MemoryHosting());
public sealed class RaceInMemory() : RaceContract(new MemoryHosting());
public sealed class BindingInMemory() : BindingContract(new MemoryHosting());
public sealed class WaitingInMemory() : WaitingContract(new MemoryHosting());
public sealed class FaultInMemory() : FaultContract(new MemoryHosting());
public sealed class OutageInMemory() : OutageContract(new MemoryHosting());
public sealed class TimeInMemory() : TimeContract(new MemoryHosting());
public sealed class RevocationInMemory() : RevocationContract(new MemoryHosting());
public sealed class DeviceInMemory() : DeviceContract(new MemoryHosting());
public sealed class AuditInMemory() : AuditContract(new MemoryHosting());
public sealed class PolicyInMemory() : PolicyContract(new MemoryHosting());
public sealed class ClientNotificationInMemory() : ClientNotificationContract(new MemoryHosting());
public sealed class SecurityEventInMemory() : SecurityEventContract(new MemoryHosting());
public sealed class EventFeedInMemory() : EventFeedContract(new MemoryHosting());
public sealed class SharedStoreInMemory() : SharedStoreContract(new MemoryHosting());
public sealed class GrantInMemory() : GrantContract(new MemoryHosting());
public sealed class BackchannelInMemory() : BackchannelContract(new MemoryHosting());
public sealed class KeyInMemory() : KeyContract(new MemoryHosting());
public sealed class AdminTokenInMemory() : AdminTokenContract(new MemoryHosting());
public sealed class StoredRequestInMemory() : StoredRequestContract(new MemoryHosting());
public sealed class DecoyInMemory() : DecoyContract(new MemoryHosting());
public sealed class OtherWayInMemory() : OtherWayContract(new MemoryHosting());

public sealed class SignInOnSqlite() : SignInContract(new SqliteHosting());
public sealed class RaceOnSqlite() : RaceContract(new SqliteHosting());
public sealed class BindingOnSqlite() : BindingContract(new SqliteHosting());
public sealed class WaitingOnSqlite() : WaitingContract(new SqliteHosting());
public sealed class FaultOnSqlite() : FaultContract(new SqliteHosting());
public sealed class OutageOnSqlite() : OutageContract(new SqliteHosting());
public sealed class TimeOnSqlite() : TimeContract(new SqliteHosting());
public sealed class RevocationOnSqlite() : RevocationContract(new SqliteHosting());
public sealed class DeviceOnSqlite() : DeviceContract(new SqliteHosting());
public sealed class AuditOnSqlite() : AuditContract(new SqliteHosting());
public sealed class PolicyOnSqlite() : PolicyContract(new SqliteHosting());
public sealed class ClientNotificationOnSqlite() : ClientNotificationContract(new SqliteHosting());
public sealed class SecurityEventOnSqlite() : SecurityEventContract(new SqliteHosting());
public sealed class EventFeedOnSqlite() : EventFeedContract(new SqliteHosting());
public sealed class SharedStoreOnSqlite() : SharedStoreContract(new SqliteHosting());
public sealed class GrantOnSqlite() : GrantContract(new SqliteHosting());
public sealed class BackchannelOnSqlite() : BackchannelContract(new SqliteHosting());
public sealed class KeyOnSqlite() : KeyContract(new SqliteHosting());
public sealed class AdminTokenOnSqlite() : AdminTokenContract(new SqliteHosting());
public sealed class StoredRequestOnSqlite() : StoredRequestContract(new SqliteHosting());
public sealed class DecoyOnSqlite() : DecoyContract(new SqliteHosting());
public sealed class OtherWayOnSqlite() : OtherWayContract(new SqliteHosting());

public sealed class SignInOnPostgres() : SignInContract(new PostgresHosting());
public sealed class RaceOnPostgres() : RaceContract(new PostgresHosting());
public sealed class BindingOnPostgres() : BindingContract(new PostgresHosting());
public sealed class WaitingOnPostgres() : WaitingContract(new PostgresHosting());
public sealed class FaultOnPostgres() : FaultContract(new PostgresHosting());
public sealed class OutageOnPostgres() : OutageContract(new PostgresHosting());
public sealed class TimeOnPostgres() : TimeContract(new PostgresHosting());
public sealed class RevocationOnPostgres() : RevocationContract(new PostgresHosting());
public sealed class DeviceOnPostgres() : DeviceContract(new PostgresHosting());
public sealed class AuditOnPostgres() : AuditContract(new PostgresHosting());
public sealed class PolicyOnPostgres() : PolicyContract(new PostgresHosting());
public sealed class ClientNotificationOnPostgres() : ClientNotificationContract(new PostgresHosting());
public sealed class SecurityEventOnPostgres() : SecurityEventContract(new PostgresHosting());
public sealed class EventFeedOnPostgres() : EventFeedContract(new PostgresHosting());
public sealed class SharedStoreOnPostgres() : SharedStoreContract(new PostgresHosting());
public sealed class GrantOnPostgres() : GrantContract(new PostgresHosting());
public sealed class BackchannelOnPostgres() : BackchannelContract(new PostgresHosting());
public sealed class KeyOnPostgres() : KeyContract(new PostgresHosting());
public sealed class AdminTokenOnPostgres() : AdminTokenContract(new PostgresHosting());
public sealed class StoredRequestOnPostgres() : StoredRequestContract(new PostgresHosting());
public sealed class DecoyOnPostgres() : DecoyContract(new PostgresHosting());
public sealed class OtherWayOnPostgres() : OtherWayContract(new PostgresHosting());

public sealed class SignInOnAzure() : SignInContract(new AzureHosting());
public sealed class RaceOnAzure() : RaceContract(new AzureHosting());
public sealed class BindingOnAzure() : BindingContract(new AzureHosting());
public sealed class WaitingOnAzure() : WaitingContract(new AzureHosting());
public sealed class FaultOnAzure() : FaultContract(new AzureHosting());
public sealed class OutageOnAzure() : OutageContract(new AzureHosting());
public sealed class TimeOnAzure() : TimeContract(new AzureHosting());
public sealed class RevocationOnAzure() : RevocationContract(new AzureHosting());
public sealed class DeviceOnAzure() : DeviceContract(new AzureHosting());
public sealed class AuditOnAzure() : AuditContract(new AzureHosting());
public sealed class PolicyOnAzure() : PolicyContract(new AzureHosting());
public sealed class ClientNotificationOnAzure() : ClientNotificationContract(new AzureHosting());
public sealed class SecurityEventOnAzure() : SecurityEventContract(new AzureHosting());
public sealed class EventFeedOnAzure() : EventFeedContract(new AzureHosting());
public sealed class SharedStoreOnAzure() : SharedStoreContract(new AzureHosting());
public sealed class GrantOnAzure() : GrantContract(new AzureHosting());
public sealed class BackchannelOnAzure() : BackchannelContract(new AzureHosting());
public sealed class KeyOnAzure() : KeyContract(new AzureHosting());
public sealed class AdminTokenOnAzure() : AdminTokenContract(new AzureHosting());
public sealed class StoredRequestOnAzure() : StoredRequestContract(new AzureHosting());
public sealed class DecoyOnAzure() : DecoyContract(new AzureHosting());
public sealed class OtherWayOnAzure() : OtherWayContract(new AzureHosting());

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
public sealed class DecoyInAzureProcesses(AzureProcessHosting silos) : DecoyContract(silos);

[Collection(nameof(AzureProcessHosting))]
public sealed class OtherWayInAzureProcesses(AzureProcessHosting silos) : OtherWayContract(silos);
