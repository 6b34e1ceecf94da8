using System.Collections.Immutable;
using System.Diagnostics;
using System.Net.Sockets;
using Countersign.LoadTests.Wire;

namespace Countersign.LoadTests.Servers;

/// <summary>The server to start: its program, port and data.</summary>
/// <param name="Binary">Countersign.Gateway.dll.</param>
/// <param name="Port">The public listener; the administration listener is on the next one.</param>
/// <param name="Pinned">On a core of its own, to be measured; otherwise on all, as it would be.</param>
internal sealed record ServerChoice(string Binary, int Port, bool Pinned = true)
{
    /// <summary>The gateway of this checkout, built in the configuration of this program.</summary>
    public static string BuiltAlongside =>
        Path.GetFullPath($"../../../../Gateway/bin/{Configuration}/net10.0/Countersign.Gateway.dll", AppContext.BaseDirectory);

    /// <summary>The silo of this checkout.</summary>
    public static string SiloBuiltAlongside =>
        Path.GetFullPath($"../../../../Silo/bin/{Configuration}/net10.0/Countersign.Silo.dll", AppContext.BaseDirectory);

    private static string Configuration => AppContext.BaseDirectory.Contains("/Debug/", StringComparison.Ordinal) ? "Debug" : "Release";

    public Target Target => Target.OnPort(Port);
}

/// <summary>The gateway as a process of its own, on a data folder, killed or stopped by its id and never left behind.</summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ReadyPatience = TimeSpan.FromSeconds(30);
    private static readonly byte[] ReadyRequest = "GET /health/ready HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"u8.ToArray();

    private readonly Process _process;
    private bool _disposed;

    private GatewayProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <exception cref="IOException">It ended, or was not ready in time; its output is in <c>server.log</c> in the data folder.</exception>
    /// <param name="more">Settings beside those that every scenario has.</param>
    public static async Task<GatewayProcess> Start(
        ServerChoice choice, string data, CancellationToken cancel, IReadOnlyDictionary<string, string>? more = null)
    {
        if (!File.Exists(choice.Binary))
            throw new FileNotFoundException($"There is no server {choice.Binary}. Build it first: dotnet build Gateway -c Release");
        var log = Path.Combine(data, "server.log");
        var command = $"exec {(choice.Pinned ? Cores.ServerPrefix : "")}dotnet \"$0\" >>\"$1\" 2>&1";
        var start = new ProcessStartInfo("/bin/sh", ["-c", command, choice.Binary, log]);
        start.Environment["Countersign__Data"] = data;
        start.Environment["Countersign__Urls"] = choice.Target.Origin;
        start.Environment["Countersign__AdminUrls"] = Target.OnPort(choice.Port + 1).Origin;
        start.Environment["Countersign__Unthrottled"] = "127.0.0.0/8";
        foreach (var (name, value) in more ?? ImmutableDictionary<string, string>.Empty) start.Environment[name] = value;
        var server = new GatewayProcess(Process.Start(start)!);
        AppDomain.CurrentDomain.ProcessExit += server.KillAtExit;
        try
        {
            await server.Ready(choice.Target, log, cancel);
            return server;
        }
        catch (Exception failed) when (failed is IOException or OperationCanceledException)
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The end without warning: nothing is flushed, nothing is said.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        if (!_process.HasExited)
        {
            using var stop = Process.Start("kill", ["-TERM", _process.Id.ToString()]);
            using var patience = new CancellationTokenSource(StopPatience);
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                await Kill();
            }
        }

        _process.Dispose();
    }

    private async Task Ready(Target target, string log, CancellationToken cancel)
    {
        var waited = Stopwatch.StartNew();
        using var connection = new HttpConnection(target.Address);
        while (waited.Elapsed < ReadyPatience && !HasEnded)
        {
            try
            {
                if (await connection.Send(ReadyRequest, cancel) == 200) return;
            }
            catch (Exception failed) when (failed is SocketException or IOException)
            {
                // Not listening yet.
            }

            await Task.Delay(5, cancel);
        }

        throw new IOException($"The server {(HasEnded ? $"ended with {_process.ExitCode}" : "was not ready in time")}; see {log}.");
    }

    private void KillAtExit(object? sender, EventArgs e)
    {
        if (!_process.HasExited) _process.Kill();
    }
}
