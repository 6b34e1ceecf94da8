using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Countersign.TestServers;

/// <summary>
/// A PostgreSQL server of this test process: fresh, on a loopback port, in a folder of its own that goes with it. It keeps nothing over a
/// power cut (<c>fsync</c> is off), but everything over a kill.
/// </summary>
public sealed class PostgresServer : IDisposable
{
    public const string User = "countersign";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);   // generous: a busy machine is slow at the first start

    private static readonly Lazy<Task<PostgresServer>> TheOne = new(() => Start());   // ends with this process

    private readonly string _password;
    private readonly ServerProcess _process;

    private PostgresServer(ServerProcess process, string password, int port) =>
        (_process, _password, Port) = (process, password, port);

    /// <summary>The one server that all tests of this process share; each has a schema or a database of its own.</summary>
    public static Task<PostgresServer> Shared => TheOne.Value;

    public int Port { get; }

    /// <summary>The process that listens; its children end with it.</summary>
    public int Id => _process.Id;

    /// <summary>The last lines of its log.</summary>
    public string Log => _process.Said;

    /// <param name="port">Where it is reached: the server's own port, or that of a proxy in front of it.</param>
    public string Connection(string database = "postgres", string? schema = null, int? port = null) =>
        $"Host=127.0.0.1;Port={port ?? Port};Username={User};Password={_password};Database={database}"
        + (schema is null ? "" : $";Search Path={schema}");

    /// <param name="options">Settings of the server beside those of the tests, such as <c>fsync=on</c>.</param>
    /// <exception cref="InvalidOperationException">There is no PostgreSQL here, or it does not start.</exception>
    public static async Task<PostgresServer> Start(params string[] options)
    {
        var programs = Programs();
        var folder = Directory.CreateTempSubdirectory("countersign-postgres-").FullName;
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var file = Path.Combine(folder, "password");
        await File.WriteAllTextAsync(file, password);
        if (IsRoot) await Run(["chown", "-R", "postgres", folder]);
        var data = Path.Combine(folder, "data");
        await Run([.. AsSomebody, Path.Combine(programs, "initdb"), "-D", data, "-U", User, "--auth=scram-sha-256", "--pwfile=" + file,
            "--no-sync", "-E", "UTF8", "--locale=C"]);
        var port = FreePort.Find();
        var switches = Settings(port).Concat(options).SelectMany(Switch);
        var process = await ServerProcess.Start(
            [.. AsSomebody, Path.Combine(programs, "postgres"), "-D", data, .. switches],
            "database system is ready to accept connections", "QUIT", Limit, folder);
        return new(process, password, port);
    }

    public void Dispose() => _process.Dispose();

    private static bool IsRoot => Environment.UserName == "root";

    // PostgreSQL refuses root, for good reasons.
    private static string[] AsSomebody => IsRoot ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];

    private static string[] Switch(string setting) => ["-c", setting];

    private static IEnumerable<string> Settings(int port) =>
    [
        "listen_addresses=127.0.0.1", $"port={port.ToString(CultureInfo.InvariantCulture)}", "unix_socket_directories=", "fsync=off",
        "full_page_writes=off", "max_connections=300", "shared_buffers=64MB", "autovacuum=off", "log_min_messages=warning",
    ];

    private static string Programs()
    {
        string?[] folders =
        [
            Environment.GetEnvironmentVariable("POSTGRES_BIN"),
            .. Directory.Exists("/usr/lib/postgresql")
                ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(version => Path.Combine(version, "bin"))
                : [],
            .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator),
        ];
        return folders.FirstOrDefault(folder => folder is { Length: > 0 } && File.Exists(Path.Combine(folder, "initdb")))
            ?? throw new InvalidOperationException(
                "These tests need PostgreSQL, and it is not on this machine: install Debian's postgresql, or set POSTGRES_BIN.");
    }

    private static async Task Run(string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/",
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException(
                    $"{string.Join(' ', command)} ended with {process.ExitCode}: {await output} {await errors}");
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"{string.Join(' ', command)} did not end within {Limit.TotalMinutes} minutes.");
        }
    }
}
