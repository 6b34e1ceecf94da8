using System.CommandLine;
using System.Diagnostics;
using System.Text;
using Countersign.Engine.Ports;
using Countersign.LoadTests.Output;
using Countersign.SignIn;
using Countersign.SignIn.Audit;
using Countersign.Stores.Registry;

namespace Countersign.LoadTests.Scenarios;

/// <summary>
/// Writers of one tenant on a store alone, with an audit fact in each commit and without, in turn: what its chain costs them.
/// </summary>
internal sealed class StoreWriters() : Scenario(
    "store-writers",
    "Commits of one tenant by so many writers at once, straight to a store, with an audit fact each and without, in turn. "
    + "The store is reached as Countersign__StoreConnection in the environment says; use an empty one, for rows are left in it.")
{
    private const double LeastShare = 0.8;

    private readonly Option<string> _store = new("--store")
    {
        Description = $"The kind of store: {string.Join(", ", StoreRegistry.Names)}.", DefaultValueFactory = _ => StoreRegistry.Default,
    };

    private readonly Option<int> _writers = Number("--writers", 16, "Commits under way at once.");
    private readonly Option<int> _rounds = Number("--rounds", 7, "Rounds of each; the medians are over them.");
    private readonly Option<int> _seconds = Number("--seconds", 3, "Length of a round.");

    protected override void AddOptions(Command command)
    {
        Option[] options = [_store, _writers, _rounds, _seconds];
        foreach (var option in options) command.Options.Add(option);
    }

    protected override async Task<bool> Run(ParseResult parsed, CancellationToken cancel)
    {
        using var folder = Common.Folder(parsed);
        var settings = new StoreSettings(folder.Path) { Connection = Environment.GetEnvironmentVariable("Countersign__StoreConnection") };
        await using var store = StoreRegistry.Find(parsed.GetRequiredValue(_store)).Open(settings, TimeProvider.System);
        var (writers, length) = (parsed.GetRequiredValue(_writers), TimeSpan.FromSeconds(parsed.GetRequiredValue(_seconds)));
        await Round(store, writers, length, hasFacts: true, cancel);   // warm-up
        List<double> with = [], without = [], shares = [];
        var table = new Table("round", "with facts, commits/s", "without", "share");
        for (var round = 1; round <= parsed.GetRequiredValue(_rounds); round++)
        {
            without.Add(await Round(store, writers, length, hasFacts: false, cancel));
            with.Add(await Round(store, writers, length, hasFacts: true, cancel));
            shares.Add(with[^1] / without[^1]);
            table.Add($"{round}", Report.Text(with[^1], 0), Report.Text(without[^1], 0), Report.Text(shares[^1], 2));
        }

        table.Print();
        Tell("commits a second with facts", Report.Text(Report.MedianOf(with), 0));
        Tell("commits a second without", Report.Text(Report.MedianOf(without), 0));
        var share = Report.MedianOf(shares);
        return Expect(share >= LeastShare, $"with facts at least {LeastShare:P0} of the rate without: {share:P0}");
    }

    /// <summary>Each writer has rows of its own, as each person has.</summary>
    private static async Task<double> Round(IStore store, int writers, TimeSpan length, bool hasFacts, CancellationToken cancel)
    {
        var tenant = new TenantId("contoso");
        var (body, clock, commits) = (Encoding.UTF8.GetBytes($$"""{"text":"{{new string('x', 2000)}}"}"""), Stopwatch.StartNew(), 0L);
        AuditFact[] facts = hasFacts ? [new("challenge.approved", DateTimeOffset.UnixEpoch, tenant, Detail: new('x', 500))] : [];
        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            var user = RowKey.OfUser(new(tenant, new($"u{writer}@contoso.example")));
            for (var version = (await store.Load(user, cancel))?.Version ?? 0; clock.Elapsed < length; version++)
            {
                var key = new RowKey(RowKind.Challenge, Guid.NewGuid().ToString("N"), user.Owner);
                var child = new RowWrite(key, 0, DateTimeOffset.UnixEpoch, body);
                if (await store.Commit(new(new(user, version, null, body), [child], facts)) != CommitResult.Committed)
                    throw new IOException("A commit was not confirmed.");
                Interlocked.Increment(ref commits);
            }
        }, cancel)));
        var rate = commits / clock.Elapsed.TotalSeconds;
        while (await store.DropDue(RowKind.Challenge, DateTimeOffset.UnixEpoch, 500, cancel) == 500)
        {
        }

        return rate;
    }
}
