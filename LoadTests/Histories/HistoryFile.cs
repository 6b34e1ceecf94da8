using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Countersign.LoadTests.Histories;

/// <summary>A history as JSON lines, one thing a line, so that a run that was broken off can be judged as far as it went.</summary>
internal static class HistoryFile
{
    /// <summary>A last line that is not whole is left out, and the history says so.</summary>
    /// <exception cref="FormatException">It is not such a file; the message names the line.</exception>
    public static History Read(string path)
    {
        History? history = null;
        var (number, whole) = (0, WholeLines(path));
        foreach (var text in File.ReadLines(path))
        {
            if (number++ == whole && history is not null)
            {
                history.WasCutOff = true;
                break;
            }

            if (text.Length == 0) continue;
            var line = Parse(path, number, text);
            if (line.Conditions is { } conditions) history = new() { Conditions = conditions };
            if (history is null) throw new FormatException($"{path} does not begin with the conditions of a history.");
            Add(history, line);
        }

        return history ?? throw new FormatException($"{path} holds no history.");
    }

    public static string ToText(HistoryLine line) => JsonSerializer.Serialize(line, HistoryJson.Default.HistoryLine);

    /// <summary>How many lines have an end.</summary>
    private static int WholeLines(string path)
    {
        var (buffer, count) = (new byte[1 << 16], 0);
        using var file = File.OpenRead(path);
        while (file.Read(buffer) is var read and > 0) count += buffer.AsSpan(0, read).Count((byte)'\n');
        return count;
    }

    private static HistoryLine Parse(string path, int number, string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, HistoryJson.Default.HistoryLine)!;
        }
        catch (JsonException malformed)
        {
            throw new FormatException($"{path}, line {number}: {malformed.Message}", malformed);
        }
    }

    private static void Add(History history, HistoryLine line)
    {
        if (line.Operation is { } operation) history.Operations.Add(operation);
        if (line.Fault is { } fault) history.Faults.Add(fault);
        if (line.Person is { } person) history.People.Add(person);
        if (line.Audit is { } entry) history.Audit.Add(entry);
        if (line.Finding is { } finding) history.Findings.Add(finding);
        if (line.AuditIsWhole is true) history.HasAudit = true;
    }
}

/// <summary>One of these.</summary>
internal sealed record HistoryLine(
    Conditions? Conditions = null, Operation? Operation = null, Fault? Fault = null, Participant? Person = null, AuditEntry? Audit = null,
    string? Finding = null, bool? AuditIsWhole = null);

/// <summary>Writes a history while it happens. Any thread may add to it.</summary>
internal sealed class Recorder : IDisposable
{
    private readonly StreamWriter _file;
    private readonly Lock _turn = new();
    private readonly ConcurrentDictionary<string, bool> _people = new();
    private readonly long _began = System.Diagnostics.Stopwatch.GetTimestamp();
    private long _lastId;

    public Recorder(string path, Conditions conditions)
    {
        _file = new(path, append: false);
        History = new() { Conditions = conditions };
        Write(new(Conditions: conditions));
    }

    /// <summary>What was written so far; to be read when nobody adds any more.</summary>
    public History History { get; }

    /// <summary>Microseconds since the history began.</summary>
    public long Now => (long)System.Diagnostics.Stopwatch.GetElapsedTime(_began).TotalMicroseconds;

    public long NextId() => Interlocked.Increment(ref _lastId);

    public void Add(Operation operation) => Write(new(Operation: operation), () => History.Operations.Add(operation));

    public void Add(Fault fault) => Write(new(Fault: fault), () => History.Faults.Add(fault));

    public void Add(AuditEntry entry) => Write(new(Audit: entry), () => History.Audit.Add(entry));

    public void Finding(string what) => Write(new(Finding: what), () => History.Findings.Add(what));

    public void AuditIsWhole() => Write(new(AuditIsWhole: true), () => History.HasAudit = true);

    /// <summary>Once for each person.</summary>
    public void Add(Participant person)
    {
        if (_people.TryAdd(person.User, true)) Write(new(Person: person), () => History.People.Add(person));
    }

    public void Dispose()
    {
        lock (_turn) _file.Dispose();
    }

    private void Write(HistoryLine line, Action? also = null)
    {
        var text = HistoryFile.ToText(line);
        lock (_turn)
        {
            _file.WriteLine(text);
            also?.Invoke();
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HistoryLine))]
internal sealed partial class HistoryJson : JsonSerializerContext;
