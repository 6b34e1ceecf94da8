using Azure;
using Azure.Data.Tables;
using Countersign.Engine;
using Countersign.Engine.Ports;

namespace Countersign.Stores.AzureStorage;

/// <summary>The tables, and the version of what stands in them.</summary>
internal static class TableSchema
{
    private const int Current = 1;

    /// <exception cref="StoreRefusedException">The account cannot be reached or used, has no tables, or is a later version's.</exception>
    public static async Task Open(StorageAccount account, TimeProvider clock, bool isNew)
    {
        try
        {
            if (isNew) await Make(account, clock);
            var schema = await account.Get(account.Work, TableKeys.Schema, TableKeys.Schema, default);
            if (schema is null) throw new StoreRefusedException("There is no store in this account.");
            if (schema.GetInt32("v") is not { } version || version > Current)
                throw new StoreRefusedException("The tables of this account are of a later version. Use that version, or one after it.");
        }
        catch (Exception failed) when (failed is not StoreRefusedException)
        {
            var inner = failed is StorageUnavailableException ? failed.InnerException ?? failed : failed;
            if (!isNew && inner is RequestFailedException { ErrorCode: "TableNotFound" })
                throw new StoreRefusedException("There is no store in this account.", failed);
            throw new StoreRefusedException($"The account cannot be used: {Outcomes.CauseOf(inner)}.", failed)
            {
                IsAway = Outcomes.IsAway(inner),
            };
        }
    }

    private static async Task Make(StorageAccount account, TimeProvider clock)
    {
        TableClient[] tables = [account.Rows, account.Index, account.Work, account.Audit, account.Replays];
        await Task.WhenAll(tables.Select(table => account.Write(stop => table.CreateIfNotExistsAsync(stop))));
        TableTransactionAction[] first =
        [
            new(TableTransactionActionType.Add, new TableEntity(TableKeys.Schema, TableKeys.Schema) { ["v"] = Current }),
            new(TableTransactionActionType.Add, ReplayTable.SeenSince(clock.GetStamp())),
        ];
        try
        {
            await account.Write(stop => account.Work.SubmitTransactionAsync(first, stop));
        }
        catch (RequestFailedException there) when (there.Status == 409 && Outcomes.IsConflict(there))
        {
            // It has one.
        }
    }
}
