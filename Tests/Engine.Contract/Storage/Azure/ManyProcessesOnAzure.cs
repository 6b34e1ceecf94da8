using System.Diagnostics;
using System.Globalization;
using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.Stores.AzureStorage;
using Countersign.TestServers;
using Xunit;
using static Countersign.Engine.Contract.Storage.Samples;

namespace Countersign.Engine.Contract.Storage.Azure;

/// <summary>Several processes on one account (I13, I18, F22): one of them is this test, another its own program, started anew.</summary>
public sealed class ManyProcessesOnAzure(ITestOutputHelper output)
{
    private const int Races = 1000, AtOnce = 16;
    private const string Connection = "COUNTERSIGN_RACE_CONNECTION", Prefix = "COUNTERSIGN_RACE_PREFIX", Result = "COUNTERSIGN_RACE_RESULT";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Of_a_thousand_first_writes_raced_by_two_processes_each_has_one_winner()
    {
        var (connection, prefix) = ((await AzuriteServer.Shared).Connection(), AzuriteServer.NewPrefix());
        await using var store = await AzureScene.OpenStore(connection, prefix);
        using var folder = new TemporaryFolder();
        using var other = Start(connection, prefix, folder.File("won"));
        try
        {
            var mine = await Race(store, "this", "other");
            await other.WaitForExitAsync(Cancel).WaitAsync(Patience, Cancel);
            Assert.Equal(0, other.ExitCode);
            var theirs = (await File.ReadAllLinesAsync(folder.File("won"), Cancel)).Select(int.Parse).ToHashSet();
            output.WriteLine($"{mine.Count} here, {theirs.Count} there");
            Assert.True(mine.Count > 0 && theirs.Count > 0, "they did not race");
            Assert.Empty(mine.Intersect(theirs));
            Assert.Equal(Races, mine.Count + theirs.Count);
            var rows = await store.List(RowKind.User, "race", "", Races + 1, Cancel);
            Assert.Equal(Races, rows.Count);
            foreach (var row in rows)
            {
                var number = int.Parse(row.Key.Id[4..], CultureInfo.InvariantCulture);
                Assert.Equal(Body(mine.Contains(number) ? "this" : "other"), row.Body.ToArray());
            }
        }
        finally
        {
            if (!other.HasExited) other.Kill(entireProcessTree: true);
        }
    }

    /// <summary>The other process of the race; run by the test above alone.</summary>
    [Fact(Explicit = true)]
    public async Task The_other_process_races()
    {
        await using var store = await AzureScene.OpenStore(Read(Connection), Read(Prefix));
        var won = await Race(store, "other", "this");
        await File.WriteAllLinesAsync(Read(Result), won.Select(number => number.ToString(CultureInfo.InvariantCulture)), Cancel);

        static string Read(string name) => Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException(name);
    }

    [Fact]
    public async Task However_many_seal_at_once_each_fact_is_in_its_chain_once()
    {
        await using var scene = await AzureScene.Open();
        var others = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => scene.OpenStore()));
        AzureStore[] stores = [scene.Direct, .. others];
        using var stop = new CancellationTokenSource();
        var sealing = Task.WhenAll(stores.Select(store => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await store.Recovery.LookAtOnce(Cancel);
                await Task.Delay(20, Cancel);
            }
        }, Cancel)));
        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(async () =>
            await stores[i % 3].Commit(AzureScene.Change($"u{i}.", 0)).Must(), Cancel)));
        await Task.WhenAll(stores.Select(store => store.Sealer.Flush(null, Cancel)));
        await stop.CancelAsync();
        await sealing;
        foreach (var store in stores) await store.Sealer.Flush(null, Cancel);
        var facts = await scene.Sealed();
        Assert.Equal(60, facts.Count);
        Assert.All(facts.Values, count => Assert.Equal(1, count));
    }

    [Fact]
    public async Task A_list_walked_while_rows_come_has_each_that_was_there_once_and_in_order()
    {
        await using var scene = await AzureScene.Open();
        string[] before = [.. Enumerable.Range(0, 120).Select(i => $"list{i:D3}.before")];
        await Parallel.ForEachAsync(before, Cancel, async (id, _) => await scene.Direct.Put(User(id), 0).Must());
        var inserting = await scene.OpenStore();
        using var stop = new CancellationTokenSource();
        var coming = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++) await inserting.Put(User($"list{i * 7 % 120:D3}.new{i}"), 0).Must();
        }, Cancel);
        for (var walk = 0; walk < 3; walk++)
        {
            List<string> walked = [];
            var after = "";
            for (; await scene.Direct.List(RowKind.User, "list", after, 17, Cancel) is { Count: > 0 } page; after = walked[^1])
                walked.AddRange(page.Select(row => row.Key.Id));
            Assert.Equal(walked.Distinct().Order(StringComparer.Ordinal), walked);
            Assert.Empty(before.Except(walked));
        }

        await stop.CancelAsync();
        await coming;
    }

    /// <summary>Round by round together with the other; within a round in an order of its own.</summary>
    private static async Task<HashSet<int>> Race(AzureStore store, string who, string other)
    {
        var won = new HashSet<int>();
        foreach (var round in Enumerable.Range(0, Races).Chunk(50))
        {
            await store.Put(User($"{who} at {round[0]}"), 0).Must();
            var began = Stopwatch.GetTimestamp();
            while (await store.Load(User($"{other} at {round[0]}"), Cancel) is null)
            {
                Assert.True(Stopwatch.GetElapsedTime(began) < Patience, "the other does not come");
                await Task.Delay(2, Cancel);
            }

            Random.Shared.Shuffle(round);
            var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Cancel };
            await Parallel.ForEachAsync(round, options, async (i, _) =>
            {
                var result = await store.Put(User($"race{i:D4}"), 0, who);
                Assert.NotEqual(CommitResult.Unknown, result);
                if (result != CommitResult.Committed) return;
                lock (won) won.Add(i);
            });
        }

        return won;
    }

    private static Process Start(string connection, string prefix, string result)
    {
        var program = typeof(ManyProcessesOnAzure).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", [program, "-noColor", "-explicit", "only", "-method", "*The_other_process_races"])
        {
            Environment = { [Connection] = connection, [Prefix] = prefix, [Result] = result },
        };
        return Process.Start(start)!;
    }
}
