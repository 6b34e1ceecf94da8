using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Countersign.LoadTests.Servers;
using Countersign.LoadTests.Wire;

namespace Countersign.LoadTests.Chaos;

/// <summary>A silo or a gateway to start: its program, its settings, and where it says how it is.</summary>
/// <param name="Settings">Environment variables.</param>
/// <param name="Health">Where <c>/health/ready</c> is asked for.</param>
/// <param name="Folder">Of its own: its log and its clock lie there.</param>
internal sealed record NodeChoice(
    string Name, string Binary, IReadOnlyDictionary<string, string> Settings, IPEndPoint Health, string Folder)
{
    /// <summary>See <see cref="FleetChoice.IsMeasured"/>.</summary>
    public bool IsMeasured { get; init; }

    /// <summary>See <see cref="FleetChoice.HasClocks"/>.</summary>
    public bool HasClock { get; init; }

    /// <summary>Another release's program: from one start to the next the two take turns, this one first. Null: there is one.</summary>
    public string? Before { get; init; }
}

/// <summary>A process of the service that is killed, frozen, told the wrong time and started again, by its id.</summary>
internal sealed class Node(NodeChoice choice) : IAsyncDisposable
{
    private static readonly byte[] ReadyRequest = "GET /health/ready HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"u8.ToArray();
    private static readonly TimeSpan TermPatience = TimeSpan.FromSeconds(15);

    // Debian's libfaketime: the wall clock is what a file says, the steady clock stays what it is.
    private static readonly string? FakeTime = new[]
    {
        "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1", "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
    }.FirstOrDefault(File.Exists);

    private Process? _process;
    private int _starts;

    public string Name => choice.Name;

    public IPEndPoint Health => choice.Health;

    /// <summary>Of the process; null while there is none.</summary>
    public int? Id => IsRunning ? _process!.Id : null;

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Null while it runs.</summary>
    public int? ExitCode => _process is { HasExited: true } ended ? ended.ExitCode : null;

    public string Log => Path.Combine(choice.Folder, "log.txt");

    /// <summary>Whether its clock can be set.</summary>
    public static bool HasClock => FakeTime is not null;

    private string ClockFile => Path.Combine(choice.Folder, "clock");

    public void Start()
    {
        Directory.CreateDirectory(choice.Folder);
        SetClock(TimeSpan.Zero);
        var binary = choice.Before is { } before && _starts++ % 2 == 0 ? before : choice.Binary;
        var prefix = choice.IsMeasured ? Cores.ServerPrefix : "";
        // A file that may grow no further must be an error, not a signal. The shell hands on no name with a dot in it, as a log
        // category has.
        var start = new ProcessStartInfo("/bin/sh",
        [
            "-c", $"trap '' XFSZ; log=$1; shift; exec {prefix}env \"$@\" >>\"$log\" 2>&1", "sh", Log,
            .. choice.Settings.Where(setting => setting.Key.Contains('.')).Select(setting => $"{setting.Key}={setting.Value}"),
            "dotnet", binary,
        ]);
        foreach (var (name, value) in choice.Settings) start.Environment[name] = value;
        if (choice.HasClock && FakeTime is not null)
        {
            start.Environment["LD_PRELOAD"] = FakeTime;
            start.Environment["DONT_FAKE_MONOTONIC"] = "1";
            start.Environment["FAKETIME_TIMESTAMP_FILE"] = ClockFile;
            start.Environment["FAKETIME_CACHE_DURATION"] = "1";
        }

        _process = Process.Start(start)!;
        AppDomain.CurrentDomain.ProcessExit += KillAtExit;
    }

    /// <summary>Waits until it is ready.</summary>
    /// <exception cref="IOException">It ended, or was not ready in time; its log says why.</exception>
    public async Task Ready(TimeSpan patience, CancellationToken cancel)
    {
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < patience && IsRunning)
        {
            if (await IsReady(cancel)) return;
            await Task.Delay(50, cancel);
        }

        throw new IOException($"{Name} {(IsRunning ? "was not ready in time" : $"ended with {ExitCode}")}; see {Log}.");
    }

    /// <summary>The same, and it is started again as a supervisor does where it gave up: its store may be away.</summary>
    /// <exception cref="IOException">It did not become ready.</exception>
    public async Task ReadyAgain(TimeSpan patience, CancellationToken cancel)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await Ready(patience - waited.Elapsed, cancel);
                return;
            }
            catch (IOException) when (!IsRunning && waited.Elapsed < patience)
            {
                await Task.Delay(500, cancel);
                Start();
            }
        }
    }

    public async Task<bool> IsReady(CancellationToken cancel)
    {
        using var connection = new HttpConnection(Health);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(2));
        try
        {
            return await connection.Send(ReadyRequest, limit.Token) == 200;
        }
        catch (Exception failed) when (failed is SocketException or IOException or OperationCanceledException)
        {
            cancel.ThrowIfCancellationRequested();
            return false;
        }
    }

    /// <summary>The end without warning.</summary>
    public async Task Kill()
    {
        if (_process is not { HasExited: false } process) return;
        process.Kill();
        await process.WaitForExitAsync();
        Forget();
    }

    /// <summary>Asks it to stop, and waits until it has.</summary>
    public async Task Stop()
    {
        if (_process is not { HasExited: false } process) return;
        Signal("TERM");
        using var patience = new CancellationTokenSource(TermPatience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
            Forget();
        }
        catch (OperationCanceledException)
        {
            await Kill();
        }
    }

    public void Freeze() => Signal("STOP");

    public void Thaw() => Signal("CONT");

    /// <summary>Its wall clock is ahead of the true time by so much from the next second on.</summary>
    public void SetClock(TimeSpan ahead)
    {
        var seconds = ((int)ahead.TotalSeconds).ToString("+0;-0;+0", CultureInfo.InvariantCulture);
        File.WriteAllText(ClockFile + ".new", seconds + "\n");
        File.Move(ClockFile + ".new", ClockFile, overwrite: true);
    }

    /// <summary>No file of it may become longer; null: as long as it likes. As on a full disk, but for the error's number.</summary>
    public void LimitFiles(long? bytes)
    {
        var limit = bytes?.ToString(CultureInfo.InvariantCulture) ?? "unlimited";
        if (_process is { HasExited: false } process) Run("prlimit", $"--pid={process.Id}", $"--fsize={limit}:unlimited");
    }

    public async ValueTask DisposeAsync()
    {
        if (IsRunning) Thaw();
        await Stop();
        _process?.Dispose();
        _process = null;
    }

    private void Signal(string name)
    {
        if (_process is { HasExited: false } process) Run("kill", "-" + name, process.Id.ToString(CultureInfo.InvariantCulture));
    }

    private static void Run(string program, params string[] arguments)
    {
        using var run = Process.Start(program, arguments);
        run.WaitForExit();
    }

    private void Forget() => AppDomain.CurrentDomain.ProcessExit -= KillAtExit;

    private void KillAtExit(object? sender, EventArgs e)
    {
        if (_process is { HasExited: false } process) process.Kill();
    }
}
