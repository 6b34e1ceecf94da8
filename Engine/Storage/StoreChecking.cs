using System.Text.Json;
using Countersign.Engine.Ports;

namespace Countersign.Engine.Storage;

/// <summary>Collects the findings of a check, row by row; every store asks the same of its rows.</summary>
public sealed class StoreChecking
{
    private const int MostFindings = 100;   // a store damaged everywhere needs no longer list

    private readonly List<string> _findings = [];
    private readonly Dictionary<RowKind, long> _rows = [];

    public StoreCheck End(IReadOnlyList<AuditHead> heads) => new(_findings, _rows, heads);

    public void Add(string finding)
    {
        if (_findings.Count < MostFindings) _findings.Add(finding);
        else if (_findings.Count == MostFindings) _findings.Add("and more");
    }

    /// <param name="number">The kind, as it stands there.</param>
    /// <param name="due">Unix milliseconds; 0 when there is none.</param>
    public void Row(long number, string id, string owner, long version, long due, ReadOnlySpan<byte> body)
    {
        var key = new RowKey(number is > 0 and <= byte.MaxValue ? (RowKind)number : RowKind.Malformed, id);
        _rows[key.Kind] = _rows.GetValueOrDefault(key.Kind) + 1;
        if (!CommitShape.IsKind(key.Kind)) Add($"row {number} {key.Id}: the kind is not known");
        else if (!CommitShape.IsKey(key)) Add($"row {key.Kind} {key.Id}: the id is malformed");
        if (!CommitShape.IsText(owner)) Add($"row {key.Kind} {key.Id}: the owner is malformed");
        if (version < 1) Add($"row {key.Kind} {key.Id}: version {version} is below 1");
        if (!UnixMilliseconds.IsTime(due)) Add($"row {key.Kind} {key.Id}: due {due} is not a time");
        if (!IsJson(body)) Add($"row {key.Kind} {key.Id}: the body is not JSON");
    }

    public void Breaks(AuditVerification verification)
    {
        foreach (var found in verification.Breaks) Add($"audit record {found.Sequence}: {found.Explanation}");
    }

    private static bool IsJson(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            while (reader.Read()) { }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
