using Azure;
using Azure.Data.Tables;
using Countersign.Engine.Ports;
using Countersign.Engine.Storage;

namespace Countersign.Stores.AzureStorage;

/// <summary>One commit on its way: its name, its marks, its entries in the index, and the one transaction that makes it so.</summary>
internal sealed class CommitPlan
{
    /// <summary>The service's limit.</summary>
    private const int MostEntities = 100;

    private readonly Commit _commit;
    private readonly Known? _known;
    private readonly RowWrite[] _writes;
    private readonly Entry?[] _entries;
    private readonly string[] _marks;

    /// <param name="known">What the row is now, at the version that was decided on; null: it is to be absent.</param>
    public CommitPlan(Commit commit, Known? known)
    {
        (_commit, _known) = (commit, known);
        _writes = [commit.Row, .. commit.Inserts];
        _entries = new Entry?[_writes.Length];
        _marks = [.. _writes.Select(MarkOf)];
        Facts = [.. FactsOf(commit, Name)];
        if (_writes.Length + Facts.Count > MostEntities)
            throw new ArgumentException($"A commit of {_writes.Length + Facts.Count} entities; Azure Tables takes {MostEntities}.");
    }

    public string Name { get; } = TableKeys.NewCommit();

    public Commit Commit => _commit;

    /// <summary>What is to be sealed: for each tenant one, unless they are very many.</summary>
    public IReadOnlyList<UnsealedFacts> Facts { get; }

    /// <summary>The places of writes that need an entry in the index first.</summary>
    public IEnumerable<int> Pointed => Enumerable.Range(0, _writes.Length).Where(i => _writes[i].ExpectedVersion == 0);

    public RowWrite this[int place] => _writes[place];

    public void Point(int place, Entry entry) => _entries[place] = entry;

    /// <summary>The marks to be written ahead: of rows that will be due, and of facts.</summary>
    public IEnumerable<TableEntity> Marks()
    {
        for (var i = 0; i < _writes.Length; i++)
        {
            if (_marks[i].Length > 0 && !IsOldMark(i)) yield return DueMark(i);
        }

        foreach (var facts in Facts) yield return facts.Mark();
    }

    public IReadOnlyList<TableTransactionAction> Actions() =>
    [
        Action(),
        .. Enumerable.Range(1, _writes.Length - 1).Select(i => new TableTransactionAction(TableTransactionActionType.Add, EntityOf(i))),
        .. Facts.Select(facts => new TableTransactionAction(TableTransactionActionType.Add, facts.Entity())),
    ];

    /// <summary>What is known of each row afterwards, by the answers' ETags.</summary>
    public IEnumerable<(RowKey Key, Known? Known)> Written(IReadOnlyList<Response> answers)
    {
        for (var i = 0; i < _writes.Length; i++)
        {
            var etag = answers[i].Headers.ETag;
            yield return (_writes[i].Key, _writes[i].IsRemoval || etag is null ? null
                : new(_writes[i].ExpectedVersion + 1, etag.Value, PointerOf(i), _writes[i].Due, _marks[i]));
        }
    }

    /// <summary>Marks that the commit made obsolete: the one the row had before, if it has another now.</summary>
    public IEnumerable<(string Partition, string Row)> ObsoleteMarks()
    {
        if (_known is { Mark.Length: > 0 } && _known.Mark != _marks[0]) yield return (DuePartitionOf(0), _known.Mark);
    }

    /// <summary>Marks and entries of a commit that never will be.</summary>
    public IEnumerable<(string Partition, string Row)> UselessMarks() => Marks().Select(mark => (mark.PartitionKey, mark.RowKey));

    public IEnumerable<(RowKey Key, ETag ETag)> UselessEntries() =>
        Pointed.Where(i => _entries[i] is { IsNew: true }).Select(i => (_writes[i].Key, _entries[i]!.ETag));

    /// <summary>The entry in the index of a row that was removed.</summary>
    public (RowKey Key, ETag ETag)? RemovedEntry =>
        _commit.Row.IsRemoval && _known is { Pointer: var pointer } ? (_commit.Row.Key, new(pointer)) : null;

    /// <summary>Whether the entity that stands there now was written by this commit.</summary>
    public bool IsBy(TableEntity there) => RowEntity.CommitOf(there) == Name;

    private static IEnumerable<UnsealedFacts> FactsOf(Commit commit, string name) => commit.Audit
        .GroupBy(fact => fact.Tenant)
        .SelectMany(facts => facts.Chunk(ChainSealer.MostRecords).Select(some => (Tenant: facts.Key, Facts: some)))
        .Select((part, i) => new UnsealedFacts(
            part.Tenant, TableKeys.PartitionOf(commit.Row.Key.Owner!.Value), TableKeys.OutboxRow(name, i),
            [.. part.Facts.Select(AuditBody.Write)]));

    private string MarkOf(RowWrite write, int place) =>
        write.Due is not { } due || write.IsRemoval ? ""
        : place == 0 && _known is { Mark.Length: > 0 } && _known.Due?.ToUnixTimeMilliseconds() == due.ToUnixTimeMilliseconds() ? _known.Mark
        : TableKeys.DueRow(due, Name, place);

    private bool IsOldMark(int place) => place == 0 && _known?.Mark == _marks[0];

    private TableTransactionAction Action() =>
        _known is null ? new(TableTransactionActionType.Add, EntityOf(0))
        : _commit.Row.IsRemoval
            ? new(TableTransactionActionType.Delete, new TableEntity(PartitionKeyOf(0), TableKeys.RowOf(_commit.Row.Key)), _known.ETag)
        : new(TableTransactionActionType.UpdateReplace, EntityOf(0), _known.ETag);

    private TableEntity EntityOf(int place) => RowEntity.Of(_writes[place], Name, PointerOf(place), _marks[place]);

    private string PointerOf(int place) => _entries[place]?.ETag.ToString() ?? _known?.Pointer ?? "";

    private string PartitionKeyOf(int place) => TableKeys.PartitionOf(_writes[place].Key.Owner!.Value);

    private string DuePartitionOf(int place) =>
        TableKeys.DuePartition(_writes[place].Key.Kind, TableKeys.DueShard(_writes[place].Key.Id));

    /// <summary>The mark names the version it is for: a row that is further and has another mark has outlived it.</summary>
    private TableEntity DueMark(int place) => new(DuePartitionOf(place), _marks[place])
    {
        ["k"] = (int)_writes[place].Key.Kind,
        ["i"] = _writes[place].Key.Id,
        ["o"] = _writes[place].Key.Owner!.Value.Text,
        ["v"] = _writes[place].ExpectedVersion + 1,
    };
}
