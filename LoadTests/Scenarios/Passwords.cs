using System.CommandLine;
using System.Text;
using System.Text.Json;
using Countersign.Engine;
using Countersign.LoadTests.Driving;
using Countersign.LoadTests.Population;
using Countersign.LoadTests.Servers;
using Countersign.LoadTests.Wire;

namespace Countersign.LoadTests.Scenarios;

/// <summary>WAY-4: what wrong passwords that come all at once do to people who sign in with the phone.</summary>
internal sealed class Passwords() : Scenario(
    "passwords",
    "Paced sign-ins with the phone, alone and beside a burst of wrong passwords for names that nobody has: what the burst does to "
    + "their p99.")
{
    private const double Most = 1.5;

    private readonly Option<int> _people = Number("--people", 2_000, "Enrolled users, who take turns.");
    private readonly Option<int> _virtualUsers = Number("--virtual-users", 8, "Sign-ins under way at once, at most.");
    private readonly Option<double> _rate = Number("--rate", 60.0, "Sign-ins begun each second.");
    private readonly Option<int> _signIns = Number("--sign-ins", 1_200, "Sign-ins a run.");
    private readonly Option<int> _warmUp = Number("--warm-up", 3_000, "Sign-ins before the first run.");
    private readonly Option<int> _runs = Number("--runs", 3, "Pairs of runs.");
    private readonly Option<int> _burst = Number("--burst", 200, "Wrong passwords at once.");

    protected override void AddOptions(Command command)
    {
        foreach (Option option in new Option[] { _people, _virtualUsers, _rate, _signIns, _warmUp, _runs, _burst })
            command.Options.Add(option);
    }

    protected override async Task<bool> Run(ParseResult parsed, CancellationToken cancel)
    {
        var (people, rate, count) = (parsed.GetRequiredValue(_people), parsed.GetRequiredValue(_rate), parsed.GetRequiredValue(_signIns));
        using var folder = Common.Folder(parsed);
        var population = await Common.Population(parsed, folder, people, 120, cancel);
        var choice = Common.Server(parsed) with { Pinned = false };
        var token = RandomValues.Handle() + RandomValues.Handle();
        await using var server = await GatewayProcess.Start(
            choice, folder.Path, cancel, new Dictionary<string, string> { ["Countersign__Admin__Token"] = token });
        using var strangers = new Guessers(choice.Target, cancel);
        await Take(Target.OnPort(choice.Port + 1), token, cancel);
        using var load = new Load(choice.Target, [server.Id], parsed.GetRequiredValue(_virtualUsers));
        await load.SignIns(population, people, parsed.GetRequiredValue(_warmUp), 0, cancel);
        var report = new Report();
        List<double> alone = [], beside = [];
        for (var run = 0; run < parsed.GetRequiredValue(_runs); run++)
        {
            var quiet = await load.SignIns(population, people, count, rate, cancel);
            var tickets = await strangers.Tickets(run, parsed.GetRequiredValue(_burst));
            var burst = strangers.Type(tickets);
            var busy = await load.SignIns(population, people, count, rate, cancel);
            var (answers, seconds) = await burst;
            report.Add("alone", quiet);
            report.Add($"beside {answers} in {Report.Text(seconds, 1)} s", busy);
            alone.Add(quiet.Latencies.Milliseconds(Step.Total, 0.99));
            beside.Add(busy.Latencies.Milliseconds(Step.Total, 0.99));
        }

        report.Print(asMarkdown: true);
        var ratio = Report.MedianOf(beside) / Report.MedianOf(alone);
        return Expect(
            ratio < Most, $"a burst of wrong passwords moves the p99 of sign-ins by less than {Most} × ({Report.Text(ratio, 2)} ×)");
    }

    /// <summary>The tenant takes passwords from now on, and keeps them itself.</summary>
    internal static async Task Take(Target administration, string token, CancellationToken cancel)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{administration.Origin}/admin/v1/tenants/{Target.Tenant}/passwords")
        {
            Content = new StringContent("""{"place":"here"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new("Bearer", token);
        using var response = await http.SendAsync(request, cancel);
        if (!response.IsSuccessStatusCode) throw new IOException($"The tenant takes no passwords: {response.StatusCode}.");
    }

    /// <summary>Those who guess at names that nobody has.</summary>
    private sealed class Guessers(Target target, CancellationToken cancel) : IDisposable
    {
        private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, MaxConnectionsPerServer = 400 });

        public void Dispose() => _http.Dispose();

        /// <summary>What leads to the password page: of a second attempt, which falls back for every name.</summary>
        public async Task<string[]> Tickets(int run, int count)
        {
            var tickets = new string[count];
            for (var n = 0; n < count; n++)
            {
                var name = $"stranger-{run}-{n}@contoso.example";
                await Post("/sign-in", $$"""{"user_name":"{{name}}"}""");
                var answer = JsonElement.Parse(await Post("/sign-in", $$"""{"user_name":"{{name}}"}"""));
                tickets[n] = answer.GetProperty("url").GetString()!.Split("ticket=")[1];
            }

            return tickets;
        }

        public async Task<(int Answers, double Seconds)> Type(string[] tickets)
        {
            var began = System.Diagnostics.Stopwatch.StartNew();
            await Task.WhenAll(tickets.Select(ticket =>
                Post("/sign-in/password", $$"""{"ticket":"{{ticket}}","password":"a guess at a password"}""")));
            return (tickets.Length, began.Elapsed.TotalSeconds);
        }

        private async Task<string> Post(string path, string json)
        {
            using var response = await _http.PostAsync($"{target.Origin}/{Target.Tenant}/v1{path}", Json(json), cancel);
            return await response.Content.ReadAsStringAsync(cancel);
        }

        private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
    }
}
