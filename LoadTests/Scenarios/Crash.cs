using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Countersign.LoadTests.Crashing;
using Countersign.LoadTests.Output;
using Countersign.LoadTests.Population;
using Countersign.LoadTests.Servers;

namespace Countersign.LoadTests.Scenarios;

/// <summary>The acceptance script for crashes (I2, I3, I5, I18, I19, F2): kill -9 under load, again and again, and hold the server to its word.</summary>
internal sealed class Crash() : Scenario(
    "crash", "Load while the server is killed with -9 and started again on its data: nothing acknowledged is lost, nothing happens twice, ready again in time, a clean database at the end.")
{
    private static readonly TimeSpan LeastUp = TimeSpan.FromSeconds(0.5), MostToReady = TimeSpan.FromSeconds(2);

    private readonly Option<int> _seconds = Number("--seconds", 120, "How long the killing goes on.");
    private readonly Option<double> _every = Number("--every", 2.0, "Seconds from one kill to the next.");
    private readonly Option<int> _virtualUsers = Number("--virtual-users", 16, "Sign-ins under way at once.");
    private readonly Option<double> _rate = Number("--rate", 200.0, "Most sign-ins begun in a second; each is checked about ten times over.");
    private readonly Option<int> _people = Number("--people", 10_000, "Enrolled users.");

    protected override void AddOptions(Command command)
    {
        foreach (Option option in new Option[] { _seconds, _every, _virtualUsers, _rate, _people }) command.Options.Add(option);
    }

    protected override async Task<bool> Run(ParseResult parsed, CancellationToken cancel)
    {
        using var folder = Common.Folder(parsed);
        var population = await Common.Population(parsed, folder, parsed.GetRequiredValue(_people), 120, cancel);
        var (choice, gate, ledger) = (Common.Server(parsed), new Gate(), new Ledger(population));
        var verification = new Verification(choice.Target, gate, ledger);
        using var enough = new CancellationTokenSource();
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var toReady = new List<TimeSpan>();
        var server = await GatewayProcess.Start(choice, folder.Path, cancel);
        try
        {
            var load = new CrashLoad(choice.Target, gate, ledger, parsed.GetRequiredValue(_rate)).Run(parsed.GetRequiredValue(_virtualUsers), enough.Token, failed.Token);
            var checks = verification.Run(enough.Token, failed.Token);
            var clock = Stopwatch.StartNew();
            while (clock.Elapsed < TimeSpan.FromSeconds(parsed.GetRequiredValue(_seconds)) && !load.IsFaulted && !checks.IsFaulted)
            {
                var untilKill = TimeSpan.FromSeconds(parsed.GetRequiredValue(_every) * (toReady.Count + 1)) - clock.Elapsed;
                await Task.Delay(untilKill > LeastUp ? untilKill : LeastUp, cancel);
                gate.Close();
                var killed = Stopwatch.StartNew();
                await server.Kill();
                await server.DisposeAsync();
                server = await GatewayProcess.Start(choice, folder.Path, cancel);
                toReady.Add(killed.Elapsed);
                verification.Restarted();
                gate.Open();
            }

            await enough.CancelAsync();
            await Task.WhenAll(load, checks);
            await verification.Finish(cancel);
            await server.Kill();   // the last word is the database's, as a crash leaves it
        }
        finally
        {
            await failed.CancelAsync();
            await server.DisposeAsync();
        }

        var (report, finals) = await Autopsy.Of(population.Database, ledger, cancel);
        return Judge(ledger, toReady, report.Head.Sequence, finals);
    }

    private static bool Judge(Ledger ledger, List<TimeSpan> toReady, long records, int finals)
    {
        var table = new Table("what", "seen");
        void Row(string what, long seen) => table.Add(what, seen.ToString("N0", CultureInfo.InvariantCulture));
        Row("kills", toReady.Count);
        Row("starts acknowledged", ledger.Starts);
        Row("decisions acknowledged", ledger.Decisions);
        Row("redemptions acknowledged", ledger.Redemptions);
        Row("requests asked again", ledger.Retries);
        Row("checks made", ledger.Checks);
        Row("audit records", records);
        Row("challenges with a final record", finals);
        table.Add("kill to ready, median / longest", $"{Milliseconds(Report.MedianOf(toReady.Select(t => t.TotalMilliseconds)))} / {Milliseconds(toReady.Max().TotalMilliseconds)}");
        Row("violations", ledger.Violated);
        table.Print();
        foreach (var violation in ledger.Violations) Console.WriteLine("violation: " + violation);

        var held = Expect(ledger.Violated == 0, "nothing acknowledged was lost, nothing had two outcomes, the database is clean and the audit chain whole");
        held &= Expect(ledger.Redemptions > 0 && ledger.Retries > 0, "the kills fell into the load");
        return held & Expect(toReady.Max() <= MostToReady, $"ready again within {MostToReady.TotalSeconds} s of each kill");
    }

    private static string Milliseconds(double value) => Report.Text(value, 0) + " ms";
}
