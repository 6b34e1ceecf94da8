using System.Text;
using Countersign.Engine;
using Countersign.Engine.Embedded;
using Countersign.Engine.Ports;
using Countersign.Engine.Storage;

namespace Countersign.Gateway.Restores;

/// <summary>
/// Notices that a backup was put back (F23): the store then says less than its mark. Nothing is served to the public until an operator says
/// <c>--restored</c>, which ends all that the backup has under way (docs/operations.md).
/// </summary>
internal sealed partial class StoreEpoch : IAsyncDisposable
{
    /// <summary>How much of a store's life a copy can lack without being noticed, when the process was killed.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(10);

    private const string PhonesFile = "restored-phones.tsv";
    private readonly StoreLineages _lineages;
    private readonly MarkFile _mark;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Action<ILogger>> _news = [];
    private Task _keeping = Task.CompletedTask;

    private StoreEpoch(IStore store, MarkFile mark) => (_lineages, _mark) = (new(store), mark);

    /// <summary>The store is older than its mark, and nobody has said that it was restored.</summary>
    public bool IsSuspected { get; private set; }

    /// <param name="mark">The mark's file; null: beside the data folder.</param>
    /// <param name="isRestored">The operator says that a backup was put back.</param>
    /// <exception cref="StoreRefusedException">The store cannot be read or written.</exception>
    public static async Task<StoreEpoch> Enter(
        IStore store, ISignInEngine engine, string data, string? mark, bool isRestored, TimeProvider clock)
    {
        var epoch = new StoreEpoch(store, new(mark ?? MarkFile.BesideOf(data)));
        try
        {
            await epoch.Enter(new Restoring(engine, store), store, data, isRestored);
        }
        catch (Exception away) when (away is StorageUnavailableException or EngineUnavailableException)
        {
            throw new StoreRefusedException($"The database cannot be read or written: {away.Message}", away);
        }

        if (!epoch.IsSuspected) epoch._keeping = epoch.Keep(clock);
        return epoch;
    }

    /// <summary>What happened at the start, for the log.</summary>
    public void Tell(ILogger logger)
    {
        foreach (var one in _news) one(logger);
    }

    /// <summary>Marks the end of this process's time: a copy from before it is older.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _keeping;
        if (!IsSuspected) await Advance();
        _stop.Dispose();
    }

    private async Task Enter(Restoring restoring, IStore store, string data, bool isRestored)
    {
        var ((lineage, isNew), mark) = (await _lineages.Open(default), _mark.Read());
        var isOlder = mark is not null && !isNew && lineage.IsOlderThan(mark);
        if (isRestored || lineage.IsEnding) await End(restoring, store, mark, data);
        else if (isOlder)
        {
            IsSuspected = true;
            _news.Add(logger => Log.Suspected(logger, _mark.Location));
            return;
        }

        if (!await Advance()) _news.Add(logger => Log.Unmarked(logger, _mark.Location));
    }

    private async Task End(Restoring restoring, IStore store, StoreMark? mark, string data)
    {
        var lineage = await _lineages.BeginRestore(mark, default);
        if (store is ISharedReplays shared) await shared.ForgetReplays(default);
        var ended = await restoring.EndAll(lineage.Epoch, default);
        var phones = Path.Combine(data, PhonesFile);
        WriteForOwner(phones, ended.Methods);
        await _lineages.EndRestore(default);
        _news.Add(logger => Log.Restored(logger, lineage.Epoch, ended.Tenants, ended.Users, ended.Grants, ended.Methods.Count, phones));
        foreach (var row in ended.Unreadable) _news.Add(logger => Log.Unreadable(logger, row.Kind.ToString()));
    }

    private static void WriteForOwner(string path, IEnumerable<string> lines)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new StreamWriter(path, Encoding.UTF8, options);
        foreach (var line in lines) file.WriteLine(line);
    }

    private async Task Keep(TimeProvider clock)
    {
        using var timer = new PeriodicTimer(Pace, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token)) await Advance();
        }
        catch (OperationCanceledException)
        {
            // That is how it ends.
        }
    }

    /// <summary>First the store, then the mark, so that the mark is never ahead of an honest store.</summary>
    private async ValueTask<bool> Advance()
    {
        try
        {
            return _mark.Write((await _lineages.Advance(default)).Mark);
        }
        catch (StorageUnavailableException)
        {
            return false;   // the next time will do
        }
    }

    private static partial class Log
    {
        [LoggerMessage(20, LogLevel.Critical, "restore.suspected: the database is older than its mark {Mark} says. If a backup "
            + "was put back, stop, and start with --restored (docs/operations.md). Until then the public listener refuses everyone")]
        public static partial void Suspected(ILogger logger, string mark);

        [LoggerMessage(21, LogLevel.Warning, "restore.done: epoch {Epoch}; everything under way has ended, in {Tenants} tenants, "
            + "of {Users} users, with {Grants} grants. {Phones} phones are in {File}: remove those removed after the backup")]
        public static partial void Restored(ILogger logger, long epoch, int tenants, int users, int grants, int phones, string file);

        [LoggerMessage(22, LogLevel.Warning, "restore.unmarked: {Mark} cannot be written: a backup that is put back will not be noticed")]
        public static partial void Unmarked(ILogger logger, string mark);

        [LoggerMessage(23, LogLevel.Error, "restore.unreadable: a row of kind {Kind} cannot be read; whoever asks for it is refused")]
        public static partial void Unreadable(ILogger logger, string kind);
    }
}
