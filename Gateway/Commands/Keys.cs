using System.CommandLine;
using Countersign.Engine;
using Countersign.Engine.Embedded;
using Countersign.Engine.Ports;
using Countersign.Gateway.Sealing;
using Countersign.SignIn;
using Countersign.Stores.Registry;

namespace Countersign.Gateway.Commands;

/// <summary><c>keys replace</c>: when the secret that seals the signing keys is lost.</summary>
internal static class Keys
{
    private const int Page = 500;

    public static Command Command()
    {
        var data = new Option<string>("--data") { Description = "Folder of the database and the keys.", Required = true };
        var store = StoreOption.Create();
        var replace = new Command(
            "replace", "Give up all signing keys and their secret, of a database that no server holds. New ones come by themselves.")
        {
            data, store,
        };
        replace.SetAction((parsed, cancel) => Replace(parsed.GetValue(store)!, new(parsed.GetRequiredValue(data)), cancel));
        return new("keys", "The signing keys.") { replace };
    }

    private static async Task<int> Replace(string kind, StoreSettings settings, CancellationToken cancel)
    {
        try
        {
            var found = StoreRegistry.Find(kind);
            await found.OpenExisting(settings, TimeProvider.System).DisposeAsync();   // makes none where there is none
            await using var store = found.Open(settings, TimeProvider.System);
            var keys = new TenantSigningKeys(new EmbeddedEngine(store, TimeProvider.System));
            foreach (var tenant in await Tenants(store, cancel))
                Console.WriteLine($"{tenant.Value}: {await keys.Abandon(tenant, cancel)} keys given up");
        }
        catch (Exception refused) when (refused is StoreRefusedException or StorageUnavailableException or EngineUnavailableException)
        {
            return ExitCode.Because(ExitCode.DatabaseRefused, refused.Message);
        }
        catch (FormatException unknown)
        {
            return ExitCode.Because(ExitCode.BadSetting, unknown.Message);
        }

        var secret = Path.Combine(settings.Data, Sealer.FileName);
        if (File.Exists(secret)) File.Move(secret, secret + ".replaced", overwrite: true);
        Console.WriteLine($"The next start draws a new {secret}.");
        return ExitCode.Done;
    }

    private static async Task<IReadOnlyList<TenantId>> Tenants(IStore store, CancellationToken cancel)
    {
        List<TenantId> tenants = [];
        IReadOnlyList<Row> rows;
        do
        {
            rows = await store.List(RowKind.Keys, "", tenants.Count == 0 ? "" : tenants[^1].Value, Page, cancel);
            tenants.AddRange(rows.Select(row => new TenantId(row.Key.Id)));
        }
        while (rows.Count == Page);
        return tenants;
    }
}
