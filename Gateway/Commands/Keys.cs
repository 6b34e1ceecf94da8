using System.CommandLine;
using Countersign.Engine;
using Countersign.Engine.Embedded;
using Countersign.Engine.Ports;
using Countersign.Gateway.Sealing;
using Countersign.SignIn;

namespace Countersign.Gateway.Commands;

/// <summary><c>keys replace</c>: when the secret that seals the signing keys is lost.</summary>
internal static class Keys
{
    private const int Page = 500;

    public static Command Command()
    {
        var replace = new Command(
            "replace", "Give up all signing keys and their secret, of a database that no server holds. New ones come by themselves.");
        var store = new StoreOption(replace, "Folder of the database and the keys.");
        replace.SetAction((parsed, cancel) => Replace(store, parsed, cancel));
        return new("keys", "The signing keys.") { replace };
    }

    private static async Task<int> Replace(StoreOption option, ParseResult parsed, CancellationToken cancel)
    {
        string data;
        try
        {
            var (found, settings) = option.Find(parsed);
            data = settings.Data;
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

        var secret = Path.Combine(data, Sealer.FileName);
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
