using Azure.Data.Tables;
using Countersign.Engine.Ports;

namespace Countersign.Stores.AzureStorage;

/// <summary>
/// A row as an entity: <c>k</c> kind, <c>i</c> id, <c>o</c> owner, <c>v</c> version, <c>d</c> due in Unix milliseconds, <c>m</c> the row
/// key of its due mark, <c>c</c> the commit that wrote it, <c>p</c> the ETag of its entry in the index when it came into being, and the
/// body.
/// </summary>
internal static class RowEntity
{
    private const long Never = long.MinValue;

    public static TableEntity Of(RowWrite write, string commit, string pointer, string mark)
    {
        var entity = new TableEntity(TableKeys.PartitionOf(write.Key.Owner!.Value), TableKeys.RowOf(write.Key))
        {
            ["k"] = (int)write.Key.Kind,
            ["i"] = write.Key.Id,
            ["o"] = write.Key.Owner!.Value.Text,
            ["v"] = write.ExpectedVersion + 1,
            ["d"] = write.Due?.ToUnixTimeMilliseconds() ?? Never,
            ["m"] = mark,
            ["c"] = commit,
            ["p"] = pointer,
        };
        Bodies.Put(entity, write.Body);
        return entity;
    }

    /// <exception cref="StorageUnavailableException">It is not such an entity (F16).</exception>
    public static Row Read(TableEntity entity) => new(KeyOf(entity), VersionOf(entity), DueOf(entity), Bodies.Get(entity));

    /// <exception cref="StorageUnavailableException">See <see cref="Read"/>.</exception>
    public static Known KnownOf(TableEntity entity) => new(
        VersionOf(entity), entity.ETag, entity.GetString("p") ?? throw Bodies.Torn(entity), DueOf(entity), MarkOf(entity));

    public static string MarkOf(TableEntity entity) => entity.GetString("m") ?? throw Bodies.Torn(entity);

    public static string CommitOf(TableEntity entity) => entity.GetString("c") ?? throw Bodies.Torn(entity);

    public static long VersionOf(TableEntity entity) => entity.GetInt64("v") ?? throw Bodies.Torn(entity);

    public static DateTimeOffset? DueOf(TableEntity entity) => entity.GetInt64("d") switch
    {
        null => throw Bodies.Torn(entity),
        Never => null,
        { } due => DateTimeOffset.FromUnixTimeMilliseconds(due),
    };

    /// <summary>As it stands in an entity of a row, of the index or of a mark.</summary>
    public static RowKey KeyOf(TableEntity entity) => new(
        (RowKind)(entity.GetInt32("k") ?? throw Bodies.Torn(entity)), entity.GetString("i") ?? throw Bodies.Torn(entity),
        new RowOwner(entity.GetString("o") ?? throw Bodies.Torn(entity)));
}
