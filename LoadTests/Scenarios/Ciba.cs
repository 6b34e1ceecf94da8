using System.CommandLine;
using Countersign.LoadTests.Driving;
using Countersign.LoadTests.Output;
using Countersign.LoadTests.Peers;
using Countersign.LoadTests.Population;
using Countersign.LoadTests.Servers;

namespace Countersign.LoadTests.Scenarios;

/// <summary>The same work unit by a standard protocol, so that another server can do it too, in turn with this one.</summary>
internal sealed class Ciba() : Scenario(
    "ciba",
    "Full CIBA sign-ins (bc-authorize, device fetch, signed answer, token with two signatures) of Countersign and, "
    + "in turn with it, npm oidc-provider.")
{
    private readonly Option<int> _virtualUsers = Number("--virtual-users", 16, "Sign-ins under way at once.");
    private readonly Option<int> _people = Number("--people", 10_000, "Enrolled users, who take turns.");
    private readonly Option<int> _warmUp =
        Number("--warm-up", 40_000, "Sign-ins of Countersign before the first round; with fewer it still compiles.");
    private readonly Option<int> _peerWarmUp = Number("--peer-warm-up", 3_000, "Sign-ins of the other server before the first round.");
    private readonly Option<int> _signIns = Number("--sign-ins", 3_000, "Sign-ins a round.");
    private readonly Option<int> _runs = Number("--runs", 5, "Rounds; the medians are over them.");
    private readonly Option<bool> _alone = new("--alone") { Description = "Without the other server: no node is needed." };

    protected override void AddOptions(Command command)
    {
        foreach (Option option in new Option[] { _virtualUsers, _people, _warmUp, _peerWarmUp, _signIns, _runs,
            _alone }) command.Options.Add(option);
    }

    protected override async Task<bool> Run(ParseResult parsed, CancellationToken cancel)
    {
        var people = parsed.GetRequiredValue(_people);
        using var folder = Common.Folder(parsed);
        var population = await Common.Population(parsed, folder, people, 120, cancel);
        Cores.PinDriver();
        var choice = Common.Server(parsed);
        await using var ours = await CountersignPeer.Start(choice, folder.Path, cancel);
        await using var theirs = parsed.GetValue(_alone)
            ? null
            : await OidcProviderPeer.Start(choice.Port + 2, folder.Path, population.Keys, cancel);
        using var our = new Side(ours, population, people, parsed.GetRequiredValue(_virtualUsers));
        using var their = theirs is null ? null : new Side(theirs, population, people, parsed.GetRequiredValue(_virtualUsers));
        await our.SignIns(parsed.GetRequiredValue(_warmUp), cancel);
        if (their is not null) await their.SignIns(parsed.GetRequiredValue(_peerWarmUp), cancel);
        Side[] sides = their is null ? [our] : [our, their];
        for (var round = 0; round < parsed.GetRequiredValue(_runs); round++)
        {
            foreach (var side in sides) side.Runs.Add(await side.SignIns(parsed.GetRequiredValue(_signIns), cancel));
        }

        return Judge(sides);
    }

    private bool Judge(Side[] sides)
    {
        var report = new Report();
        foreach (var side in sides)
        {
            for (var i = 0; i < side.Runs.Count; i++) report.Add($"{side.Name} {i + 1}", side.Runs[i]);
            report.AddMedian(side.Name + " median", side.Runs);
            Tell($"{side.Name}: server CPU per CIBA sign-in", Report.Text(side.Median, 0) + " µs");
        }

        report.Print();
        if (sides.Length == 2) Tell("oidc-provider to Countersign, server CPU", Report.Text(sides[1].Median / sides[0].Median, 2) + " ×");
        foreach (var finding in Findings) Console.WriteLine($"{finding.What}: {finding.Seen}");
        var first = sides.SelectMany(side => side.Runs).Select(run => run.FirstFailure).FirstOrDefault(failure => failure is not null);
        return Expect(first is null, "every sign-in succeeded" + (first is null ? "" : "; first failure: " + first));
    }

    /// <summary>One server and those who use it.</summary>
    private sealed class Side(CibaPeer peer, SeededFolder population, int people, int virtualUsers) : IDisposable
    {
        private readonly Crowd<CibaUser> _crowd = new(peer.NewUser, [peer.ProcessId], virtualUsers);
        private int _next;

        public string Name => peer.Name;

        public List<RunResult> Runs { get; } = [];

        public double Median => Report.MedianOf(Runs.Select(run => run.ServerMicros));

        public Task<RunResult> SignIns(int count, CancellationToken cancel) =>
            _crowd.Run(count, 0, (user, _, _, seen, stop) => user.SignIn(population[NextOf()], seen, stop), cancel);

        public void Dispose() => _crowd.Dispose();

        private int NextOf() => (int)((uint)(Interlocked.Increment(ref _next) - 1) % (uint)people);
    }
}
