using System.CommandLine;
using System.Globalization;
using Countersign.LoadTests.Crashing;
using Countersign.LoadTests.Output;
using Countersign.LoadTests.Population;
using Countersign.LoadTests.Servers;

namespace Countersign.LoadTests.Scenarios;

/// <summary>
/// The acceptance script for crashes (I2, I3, I5, I18, I19): kill -9 under load, again and again, and hold the server to its word.
/// </summary>
internal sealed class Crash() : Scenario(
    "crash",
    "Load while the server is killed with -9 and started again on its data: nothing acknowledged is lost, nothing happens twice.")
{
    private const int ChallengeSeconds = 600;   // the longest: what is pending must not end by itself between two looks
    private static readonly TimeSpan MostToReady = TimeSpan.FromSeconds(2);

    private readonly Option<int> _seconds = Number("--seconds", 120, "How long the killing goes on.");
    private readonly Option<double> _every = Number("--every", 2.0, "Seconds from one kill to the next.");
    private readonly Option<int> _virtualUsers = Number("--virtual-users", 16, "Sign-ins under way at once.");
    private readonly Option<double> _rate = Number("--rate", 200.0, "Most sign-ins begun in a second; each is checked ten times over.");
    private readonly Option<int> _people = Number("--people", 10_000, "Enrolled users.");

    protected override void AddOptions(Command command)
    {
        foreach (Option option in new Option[] { _seconds, _every, _virtualUsers, _rate, _people }) command.Options.Add(option);
    }

    protected override async Task<bool> Run(ParseResult parsed, CancellationToken cancel)
    {
        using var folder = Common.Folder(parsed);
        var population = await Common.Population(parsed, folder, parsed.GetRequiredValue(_people), ChallengeSeconds, cancel);
        var (choice, gate, ledger) = (Common.Server(parsed) with { Pinned = false }, new Gate(), new Ledger(population));
        var verification = new Verification(choice.Target, gate, ledger);
        var load = new CrashLoad(choice.Target, gate, ledger, parsed.GetRequiredValue(_rate));
        var mortal = await MortalServer.Start(choice, folder.Path, gate, cancel);
        await using (mortal)
        {
            using var enough = new CancellationTokenSource();
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            var under = Task.WhenAll(
                load.Run(parsed.GetRequiredValue(_virtualUsers), enough.Token, stop.Token), verification.Run(enough.Token, stop.Token));
            try
            {
                var every = TimeSpan.FromSeconds(parsed.GetRequiredValue(_every));
                var whole = TimeSpan.FromSeconds(parsed.GetRequiredValue(_seconds));
                await mortal.DieAgainAndAgain(every, whole, verification.Restarted, under, cancel);
                await enough.CancelAsync();
                await under;
                await verification.Finish(cancel);
            }
            finally
            {
                await stop.CancelAsync();
            }

            await mortal.Kill();   // the last word is the database's, as a crash leaves it
        }

        var (report, finals) = await Autopsy.Of(population.Path, ledger, cancel);
        return Judge(ledger, mortal, report.Heads.Sum(head => head.Sequence), finals);
    }

    private bool Judge(Ledger ledger, MortalServer mortal, long records, int finals)
    {
        var toReady = mortal.ToReady;
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
        var took = toReady.Select(time => time.TotalMilliseconds).ToArray();
        var ready = $"{Report.Text(Report.MedianOf(took), 0)} / {Report.Text(took.Max(), 0)} ms";
        table.Add("kill to ready, median / longest", ready);
        var starting = Report.Text(Report.MedianOf(mortal.CpuToReady.Select(time => time.TotalMilliseconds)), 0) + " ms";
        table.Add("CPU of a start until ready, median", starting);
        Row("violations", ledger.Violated);
        table.Print();
        foreach (var violation in ledger.Violations) Console.WriteLine("violation: " + violation);

        Tell("kills, checks made, violations", $"{toReady.Count}, {ledger.Checks:N0}, {ledger.Violated}");
        Tell("kill to ready, median / longest", ready);
        Tell("CPU of a start until ready, median", starting);
        var held = Expect(
            ledger.Violated == 0, "nothing acknowledged was lost, nothing had two outcomes, the database is clean, the audit chain whole");
        held &= Expect(ledger.Redemptions > 0 && ledger.Retries > 0, "the kills fell into the load");
        return held & Expect(toReady.Max() <= MostToReady, $"ready again within {MostToReady.TotalSeconds} s of each kill");
    }
}
