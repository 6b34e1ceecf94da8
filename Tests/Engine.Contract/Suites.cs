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
public sealed class SharedStoreInMemory() : SharedStoreContract(new MemoryHosting());
public sealed class GrantInMemory() : GrantContract(new MemoryHosting());
public sealed class BackchannelInMemory() : BackchannelContract(new MemoryHosting());
public sealed class KeyInMemory() : KeyContract(new MemoryHosting());
public sealed class StoredRequestInMemory() : StoredRequestContract(new MemoryHosting());

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
public sealed class SharedStoreOnSqlite() : SharedStoreContract(new SqliteHosting());
public sealed class GrantOnSqlite() : GrantContract(new SqliteHosting());
public sealed class BackchannelOnSqlite() : BackchannelContract(new SqliteHosting());
public sealed class KeyOnSqlite() : KeyContract(new SqliteHosting());
public sealed class StoredRequestOnSqlite() : StoredRequestContract(new SqliteHosting());

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
public sealed class SharedStoreOnPostgres() : SharedStoreContract(new PostgresHosting());
public sealed class GrantOnPostgres() : GrantContract(new PostgresHosting());
public sealed class BackchannelOnPostgres() : BackchannelContract(new PostgresHosting());
public sealed class KeyOnPostgres() : KeyContract(new PostgresHosting());
public sealed class StoredRequestOnPostgres() : StoredRequestContract(new PostgresHosting());

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
public sealed class SharedStoreOnAzure() : SharedStoreContract(new AzureHosting());
public sealed class GrantOnAzure() : GrantContract(new AzureHosting());
public sealed class BackchannelOnAzure() : BackchannelContract(new AzureHosting());
public sealed class KeyOnAzure() : KeyContract(new AzureHosting());
public sealed class StoredRequestOnAzure() : StoredRequestContract(new AzureHosting());

[Collection(nameof(ClusterHosting))]
public sealed class SignInInCluster(ClusterHosting cluster) : SignInContract(cluster);

[Collection(nameof(ClusterHosting))]
public sealed class RaceInCluster(ClusterHosting cluster) : RaceContract(cluster);

[Collection(nameof(ClusterHosting))]
public sealed class BindingInCluster(ClusterHosting cluster) : BindingContract(cluster);

[Collection(nameof(ClusterHosting))]
public sealed class WaitingInCluster(ClusterHosting cluster) : WaitingContract(cluster);

[Collection(nameof(ClusterHosting))]
public sealed class FaultInCluster(ClusterHosting cluster) : FaultContract(cluster);

[Collection(nameof(ClusterHosting))]
public sealed class OutageInCluster(ClusterHosting cluster) : OutageContract(cluster);

[Collection(nameof(ClusterHosting))]
public sealed class TimeInCluster(ClusterHosting cluster) : TimeContract(cluster);

[Collection(nameof(ClusterHosting))]
public sealed class RevocationInCluster(ClusterHosting cluster) : RevocationContract(cluster);

[Collection(nameof(ClusterHosting))]
public sealed class DeviceInCluster(ClusterHosting cluster) : DeviceContract(cluster);

[Collection(nameof(ClusterHosting))]
public sealed class AuditInCluster(ClusterHosting cluster) : AuditContract(cluster);

[Collection(nameof(ClusterHosting))]
public sealed class PolicyInCluster(ClusterHosting cluster) : PolicyContract(cluster);

[Collection(nameof(ClusterHosting))]
public sealed class ClientNotificationInCluster(ClusterHosting cluster) : ClientNotificationContract(cluster);

[Collection(nameof(ClusterHosting))]
public sealed class SharedStoreInCluster(ClusterHosting cluster) : SharedStoreContract(cluster);

[Collection(nameof(ClusterHosting))]
public sealed class GrantInCluster(ClusterHosting cluster) : GrantContract(cluster);

[Collection(nameof(ClusterHosting))]
public sealed class BackchannelInCluster(ClusterHosting cluster) : BackchannelContract(cluster);

[Collection(nameof(ClusterHosting))]
public sealed class KeyInCluster(ClusterHosting cluster) : KeyContract(cluster);

[Collection(nameof(ClusterHosting))]
public sealed class StoredRequestInCluster(ClusterHosting cluster) : StoredRequestContract(cluster);
