using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.Gateway.Sealing;
using Countersign.SignIn;
using Countersign.SignIn.Keys;

namespace Countersign.Gateway.OAuth;

/// <summary>
/// Whether this process has the secret that the signing keys in the store are sealed with (F20). Without it nothing could be signed, and
/// what was drawn in its place would hide that.
/// </summary>
internal static class KeySecret
{
    private const int Page = 100;
    private const int Enough = 100;   // one secret seals them all; some may be of tenants that have long had no other keys
    private const string Advice = "Put the right one there, from the backup. If it is lost for good: 'countersign keys replace --data ";

    /// <summary>The sealer of the configured secret, or of the one in the data folder, drawn there when there is nothing to open.</summary>
    /// <exception cref="FormatException">The secret is missing, or another than the keys were sealed with; the message helps.</exception>
    /// <exception cref="StorageUnavailableException">The store cannot be asked.</exception>
    public static async Task<Sealer> Open(IStore store, string? configured, string folder, DateTimeOffset now)
    {
        var keys = await Newest(store);
        var path = Path.Combine(folder, Sealer.FileName);
        if (configured is null && keys.Count > 0 && !File.Exists(path))
            throw new FormatException($"{path} is missing, and the signing keys in the database are sealed with it. {Advice}{folder}'.");
        var sealer = Sealer.FromSecret(configured, folder);
        if (keys.Count == 0 || keys.Any(key => sealer.Open(KeyRing.Purpose, key.Tenant, key.Sealed, now) is not null)) return sealer;
        throw new FormatException(
            $"{(configured is null ? path : "Countersign:Keys:Secret")} is another secret than the one that sealed the signing keys in the "
            + $"database. {Advice}{folder}'.");
    }

    /// <summary>The newest key of each tenant that has any: those of a tenant whose keys were given up are no more.</summary>
    private static async Task<List<(TenantId Tenant, string Sealed)>> Newest(IStore store)
    {
        List<(TenantId, string)> keys = [];
        IReadOnlyList<Row> rows = [];
        do
        {
            rows = await store.List(RowKind.Keys, "", rows.Count == 0 ? "" : rows[^1].Key.Id, Page, default);
            foreach (var row in rows)
            {
                if (NewestOf(row) is { } newest) keys.Add((new(row.Key.Id), newest.SealedPrivate));
            }
        }
        while (rows.Count == Page && keys.Count < Enough);
        return keys;
    }

    private static SealedKey? NewestOf(Row ring)
    {
        try
        {
            return StateJson.ReadKeys(ring.Body.Span).Keys is [.., var newest] ? newest : null;
        }
        catch (StorageUnavailableException)
        {
            return null;   // F16: its tenant alone is affected
        }
    }
}
