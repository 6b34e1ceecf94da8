using Npgsql;

namespace Countersign.Grains.Interfaces.Clustering;

/// <summary>
/// The table of members in PostgreSQL. The package reads the statements that it works with from a table of the database, so they are ours:
/// each is one statement, and what changes a member moves the version of the cluster on in the same step, or changes nothing.
/// </summary>
internal static class PostgresMembership
{
    public const string Invariant = "Npgsql";

    /// <summary>Any number that nothing else in this database locks.</summary>
    private const long SchemaLock = 7_305_808_869_231_650_667;

    private const string Tables = """
        create table if not exists orleansquery (querykey text primary key, querytext text not null);
        create table if not exists cluster_version (cluster text primary key, version integer not null);
        create table if not exists cluster_member (
            cluster text not null, address text not null, port integer not null, generation integer not null, siloname text not null,
            hostname text not null, status integer not null, proxyport integer, suspecttimes text, starttime timestamptz not null,
            iamalivetime timestamptz not null, primary key (cluster, address, port, generation));
        """;

    private const string Keep = """
        insert into orleansquery (querykey, querytext) values ($1, $2)
        on conflict (querykey) do update set querytext = excluded.querytext where orleansquery.querytext <> excluded.querytext
        """;

    private const string Columns =
        "m.address, m.port, m.generation, m.siloname, m.hostname, m.status, m.proxyport, m.suspecttimes, m.starttime, m.iamalivetime, "
        + "v.version";

    private const string IsMember = "cluster = @DeploymentId and address = @Address and port = @Port and generation = @Generation";

    /// <summary>By the names under which the package looks for them.</summary>
    private static readonly (string Key, string Text)[] Queries =
    [
        ("InsertMembershipVersionKey", """
            with made as (insert into cluster_version (cluster, version) values (@DeploymentId, 0) on conflict do nothing returning 1)
            select exists (select 1 from made)
            """),
        ("InsertMembershipKey", $"""
            with moved as (
                update cluster_version set version = version + 1
                where cluster = @DeploymentId and version = @Version and not exists (select 1 from cluster_member where {IsMember})
                returning 1),
            made as (
                insert into cluster_member (
                    cluster, address, port, generation, siloname, hostname, status, proxyport, starttime, iamalivetime)
                select @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
                from moved returning 1)
            select exists (select 1 from made)
            """),
        ("UpdateMembershipKey", $"""
            with moved as (
                update cluster_version set version = version + 1
                where cluster = @DeploymentId and version = @Version and exists (select 1 from cluster_member where {IsMember})
                returning 1),
            made as (
                update cluster_member set status = @Status, suspecttimes = @SuspectTimes, iamalivetime = @IAmAliveTime
                from moved where {IsMember} returning 1)
            select exists (select 1 from made)
            """),
        ("UpdateIAmAlivetimeKey", $"update cluster_member set iamalivetime = @IAmAliveTime where {IsMember}"),
        ("MembershipReadRowKey", $"""
            select {Columns} from cluster_version v
            left join cluster_member m
                on m.cluster = v.cluster and m.address = @Address and m.port = @Port and m.generation = @Generation
            where v.cluster = @DeploymentId
            """),
        ("MembershipReadAllKey", $"""
            select {Columns} from cluster_version v left join cluster_member m on m.cluster = v.cluster where v.cluster = @DeploymentId
            """),
        ("GatewaysQueryKey", """
            select address, proxyport, generation from cluster_member
            where cluster = @DeploymentId and status = @Status and proxyport > 0
            """),
        ("DeleteMembershipTableEntriesKey", """
            with members as (delete from cluster_member where cluster = @DeploymentId)
            delete from cluster_version where cluster = @DeploymentId
            """),
        ("CleanupDefunctSiloEntriesKey", """
            delete from cluster_member where cluster = @DeploymentId and iamalivetime < @IAmAliveTime and status <> 3
            """),
    ];

    /// <summary>Makes the tables where they are not there yet, and brings the statements up to date; one process at a time.</summary>
    /// <exception cref="NpgsqlException">The database cannot be reached, or does not let this user make tables.</exception>
    public static async Task Prepare(string connection, CancellationToken cancel)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var open = await source.OpenConnectionAsync(cancel);
        await using var step = await open.BeginTransactionAsync(cancel);
        await using var all = new NpgsqlBatch(open, step) { BatchCommands = { new($"select pg_advisory_xact_lock({SchemaLock})") } };
        await all.ExecuteNonQueryAsync(cancel);
        await using var tables = new NpgsqlCommand(Tables, open, step);
        await tables.ExecuteNonQueryAsync(cancel);
        foreach (var (key, text) in Queries)
        {
            await using var keep = new NpgsqlCommand(Keep, open, step) { Parameters = { new() { Value = key }, new() { Value = text } } };
            await keep.ExecuteNonQueryAsync(cancel);
        }

        await step.CommitAsync(cancel);
    }
}
