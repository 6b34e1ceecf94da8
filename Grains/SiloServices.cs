using Countersign.Engine;
using Countersign.Engine.Embedded;
using Countersign.Engine.Machines;
using Countersign.Engine.Ports;
using Countersign.Engine.SignInLog;
using Countersign.Engine.Storage;

namespace Countersign.Grains;

/// <summary>The services that all grains of one silo share.</summary>
/// <param name="journal">
/// Where the store is one silo's alone: what silos before this one were shown. Null: nothing is known of that. The caller's to close.
/// </param>
public sealed class SiloServices(IStore store, TimeProvider clock, IReplayJournal? journal = null)
{
    public IStore Store => store;

    public TimeProvider Clock => clock;

    /// <summary>The questions that are under way at once; more are refused.</summary>
    public int MostUnderWay { get; init; } = DefaultMostUnderWay;

    /// <summary>At half a millisecond of a processor each, some seconds of work: who would wait longer is better told at once.</summary>
    public const int DefaultMostUnderWay = 5000;

    /// <summary>What no gateway may be shown twice: the store's memory, or, on a store of one silo, that silo's.</summary>
    public IReplayMemory Replays { get; } =
        store is ISharedReplays shared ? shared.Replays : new InProcessReplayMemory(clock, journal);

    public SiloCounters Counters { get; } = new();

    public TenantDirectory Tenants { get; } = new(store, clock);

    public DecoyPool Decoys { get; } = DecoyPool.On(store, clock);

    public StoredLists Lists { get; } = new(store);

    public SignInLogReader SignIns { get; } = new(store, clock);

    /// <summary>Of the sign-ins of this silo's users; the silo runs it.</summary>
    public SignInLogWriter SignInLog => LazyInitializer.EnsureInitialized(ref _log, () => new(store, Tenants, clock, LogsSignIns));

    /// <summary>Sign-ins are told to the sign-in log.</summary>
    public bool LogsSignIns { get; init; } = true;

    private SignInLogWriter? _log;

    /// <summary>A grain and all who wait at it are on the same silo, so one instance serves them all.</summary>
    public ChangeNotifications Changes { get; } = new(clock);
}
