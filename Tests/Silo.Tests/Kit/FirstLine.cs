using Microsoft.Extensions.Logging;

namespace Countersign.Silo.Tests.Kit;

/// <summary>A log that keeps its first line.</summary>
internal sealed class FirstLine : ILogger
{
    private readonly TaskCompletionSource<string> _line = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<string> Line => _line.Task;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel level) => true;

    public void Log<TState>(LogLevel level, EventId id, TState state, Exception? failed, Func<TState, Exception?, string> format) =>
        _line.TrySetResult(format(state, failed));
}
