using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Countersign.TestServers;

/// <summary>
/// A server that lives no longer than this process, however this process ends: a shell beside it waits for the end of its own input, which
/// this process holds open, and then ends the server by its id and removes its folder. The last of what it prints is kept, for messages.
/// </summary>
public sealed class ServerProcess : IDisposable
{
    private const int MostKept = 20_000;

    // The first line is the server's process id. The server must not hold the shell's input, or it would never end.
    private const string Shell =
        "\"$@\" </dev/null & server=$!; echo $server; read -r _; kill -s {0} $server 2>/dev/null; "
        + "n=0; while kill -0 $server 2>/dev/null && [ $n -lt 50 ]; do sleep 0.1; n=$((n + 1)); done; kill -9 $server 2>/dev/null; "
        + "rm -rf \"$FOLDER\"";

    private readonly Process _shell;
    private readonly StringBuilder _said = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _sign;

    private ServerProcess(Process shell, string sign) => (_shell, _sign) = (shell, sign);

    public int Id { get; private set; }

    /// <summary>Starts a program and waits until it prints <paramref name="sign"/>.</summary>
    /// <param name="stopSignal">What asks it to stop: <c>INT</c>, <c>QUIT</c>, <c>TERM</c>. Five seconds later it is killed.</param>
    /// <param name="folder">Is removed when the server has ended.</param>
    /// <exception cref="InvalidOperationException">It ended, or did not say so in time; the message has its last words.</exception>
    public static async Task<ServerProcess> Start(
        IReadOnlyList<string> command, string sign, string stopSignal, TimeSpan limit, string folder)
    {
        var script = string.Format(CultureInfo.InvariantCulture, Shell, stopSignal);
        var start = new ProcessStartInfo("/bin/sh", ["-c", script, "server", .. command])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/",
            Environment = { ["FOLDER"] = folder },
        };
        var server = new ServerProcess(Process.Start(start)!, sign);
        server.Listen();
        var first = await Task.WhenAny(server._ready.Task, server._shell.WaitForExitAsync(), Task.Delay(limit));
        if (first == server._ready.Task) return server;
        server.Dispose();
        throw new InvalidOperationException($"{command[0]} did not say \"{sign}\" within {limit.TotalSeconds} s. It said: {server.Said}");
    }

    /// <summary>The last that it printed.</summary>
    public string Said
    {
        get { lock (_said) return _said.ToString(); }
    }

    /// <summary>Comes back when it has ended, by itself or by a signal; the shell beside it takes no note of that yet.</summary>
    public async Task Ended(CancellationToken cancel)
    {
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (IsAlive()) await looks.WaitForNextTickAsync(cancel);
    }

    public void Dispose()
    {
        try
        {
            _shell.StandardInput.Close();
            if (!_shell.WaitForExit(TimeSpan.FromSeconds(20))) _shell.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It is gone already.
        }

        _shell.Dispose();
    }

    /// <summary>A process that has ended stays in the list until its shell asks for it: state Z (proc(5)).</summary>
    private bool IsAlive()
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{Id}/stat");
            return stat.AsSpan(stat.LastIndexOf(')') + 2)[0] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }

    private void Listen()
    {
        _shell.OutputDataReceived += (_, line) => Hear(line.Data);
        _shell.ErrorDataReceived += (_, line) => Hear(line.Data);
        _shell.BeginOutputReadLine();
        _shell.BeginErrorReadLine();
    }

    private void Hear(string? line)
    {
        if (line is null) return;
        if (Id == 0 && int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var id)) Id = id;
        lock (_said)
        {
            _said.AppendLine(line);
            if (_said.Length > MostKept) _said.Remove(0, _said.Length - MostKept);
        }

        if (line.Contains(_sign, StringComparison.Ordinal)) _ready.TrySetResult();
    }
}
