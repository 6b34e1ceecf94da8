using Countersign.Engine.Ports;
using Npgsql;

namespace Countersign.Stores.Postgres;

/// <summary>
/// Each gateway's last counts, in a table that no crash keeps: in one statement a gateway puts up its own and reads the others'. By the
/// database's clock, which is one for all of them.
/// </summary>
internal static class Counts
{
    // What a gateway that is gone put up last is removed by whoever comes by.
    private const string Sql = """
        WITH put AS (
            INSERT INTO counts (gateway, at, body) VALUES (@gateway, clock_timestamp(), @body)
            ON CONFLICT (gateway) DO UPDATE SET at = excluded.at, body = excluded.body),
        swept AS (DELETE FROM counts WHERE gateway <> @gateway AND at < clock_timestamp() - 6 * @kept)
        SELECT body FROM counts WHERE gateway <> @gateway AND at > clock_timestamp() - @kept ORDER BY at DESC LIMIT @most
        """;

    public static ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> Exchange(
        Lists lists, string gateway, ReadOnlyMemory<byte> counts, CancellationToken cancel) =>
        lists.Hints(
            Sql,
            [
                new NpgsqlParameter<string>("gateway", gateway),
                new NpgsqlParameter<ReadOnlyMemory<byte>>("body", counts),
                new NpgsqlParameter<TimeSpan>("kept", ICountExchange.Kept),
                new NpgsqlParameter<int>("most", ICountExchange.MostGateways),
            ],
            cancel);
}
