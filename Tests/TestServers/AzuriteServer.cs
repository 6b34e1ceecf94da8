using System.Globalization;
using System.Runtime.CompilerServices;

namespace Countersign.TestServers;

/// <summary>
/// Azurite, the emulator of Azure Storage: one of this test process, with nothing in it, on loopback ports. All is in its memory.
/// </summary>
public sealed class AzuriteServer : IDisposable
{
    // The emulator's account, which everybody has.
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);   // generous: a busy machine is slow at the first start

    private static readonly Lazy<Task<AzuriteServer>> TheOne = new(() => Start());   // ends with this process

    private readonly ServerProcess _process;
    private readonly int _blobs, _queues;

    private AzuriteServer(ServerProcess process, int blobs, int queues, int tables) =>
        (_process, _blobs, _queues, Port) = (process, blobs, queues, tables);

    /// <summary>The one server that all tests of this process share; each has tables of its own.</summary>
    public static Task<AzuriteServer> Shared => TheOne.Value;

    /// <summary>Where the tables are.</summary>
    public int Port { get; }

    public int Id => _process.Id;

    /// <param name="port">Where the tables are reached: the server's own port, or that of a proxy in front of it.</param>
    public string Connection(int? port = null) =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};"
        + $"TableEndpoint=http://127.0.0.1:{port ?? Port}/{Account};BlobEndpoint=http://127.0.0.1:{_blobs}/{Account};"
        + $"QueueEndpoint=http://127.0.0.1:{_queues}/{Account};";

    /// <summary>Letters and digits that no other test has, for the names of tables to begin with.</summary>
    public static string NewPrefix() => "t" + Guid.NewGuid().ToString("N")[..20];

    /// <exception cref="InvalidOperationException">There is no Azurite here, or it does not start.</exception>
    public static async Task<AzuriteServer> Start()
    {
        var program = Path.Combine(Folder(), "node_modules", "azurite", "dist", "src", "azurite.js");
        if (!File.Exists(program))
        {
            throw new InvalidOperationException(
                "These tests need Azurite, and it is not here: run ./test, or npm ci in Tests/TestServers/node.");
        }

        var folder = Directory.CreateTempSubdirectory("countersign-azurite-").FullName;
        var (blobs, queues, tables) = (FreePort.Find(), FreePort.Find(), FreePort.Find());
        var process = await ServerProcess.Start(
            [
                "node", program, "--blobPort", Text(blobs), "--queuePort", Text(queues), "--tablePort", Text(tables),
                "--skipApiVersionCheck", "--disableTelemetry", "--inMemoryPersistence", "--silent",
            ],
            "Azurite Table service is successfully listening", "INT", Limit, folder);
        return new(process, blobs, queues, tables);
    }

    public void Dispose() => _process.Dispose();

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "node");
}
