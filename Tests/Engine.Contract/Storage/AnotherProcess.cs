using System.Diagnostics;

namespace Countersign.Engine.Contract.Storage;

/// <summary>Another process on the same store (Tests/StoreProcess), which ends with the test.</summary>
internal sealed class AnotherProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly List<string> _said = [];
    private readonly Task _reading;
    private (int Count, TaskCompletionSource Reached)? _awaited;

    private AnotherProcess(Process process)
    {
        _process = process;
        _reading = Task.Run(Read);
    }

    public int Id => _process.Id;

    /// <summary>Starts it, and waits until it has opened the store.</summary>
    public static async Task<AnotherProcess> Begin(string kind, string? connection, params string[] task)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Countersign.StoreProcess.dll");
        var start = new ProcessStartInfo("dotnet", [program, kind, .. task])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        };
        start.Environment["STORE_CONNECTION"] = connection;
        var begun = new AnotherProcess(Process.Start(start)!);
        await begun.Says(1);
        return begun;
    }

    public void Go() => _process.StandardInput.WriteLine();

    public void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-" + name, _process.Id.ToString()]);
        kill.WaitForExit();
    }

    /// <summary>Waits until it has said so many lines.</summary>
    public async Task Says(int count)
    {
        TaskCompletionSource reached;
        lock (_said)
        {
            if (_said.Count >= count) return;
            _awaited = (count, reached = new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        await reached.Task.WaitAsync(Patience);
    }

    /// <summary>Waits for its end.</summary>
    public async Task Ends()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        await _reading.WaitAsync(Patience);
    }

    /// <summary>The numbers that it said with this word.</summary>
    public IReadOnlyList<int> Said(string word)
    {
        lock (_said) return [.. _said.Where(line => line.StartsWith(word + " ", StringComparison.Ordinal)).Select(NumberOf)];
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private static int NumberOf(string line) => int.Parse(line[(line.IndexOf(' ') + 1)..]);

    private async Task Read()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            lock (_said)
            {
                _said.Add(line);
                if (_awaited is { } awaited && _said.Count >= awaited.Count) awaited.Reached.TrySetResult();
            }
        }

        lock (_said) _awaited?.Reached.TrySetException(new InvalidOperationException("It ended: " + string.Join('|', _said.TakeLast(3))));
    }
}
