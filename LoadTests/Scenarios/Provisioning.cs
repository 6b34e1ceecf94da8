using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Countersign.Engine;
using Countersign.LoadTests.Driving;
using Countersign.LoadTests.Population;
using Countersign.LoadTests.Servers;
using Countersign.LoadTests.Wire;

namespace Countersign.LoadTests.Scenarios;

/// <summary>ADM-5: a directory brings all its people and groups in by SCIM while others sign in.</summary>
internal sealed class Provisioning() : Scenario(
    "provisioning",
    "People and groups come in by SCIM's bulk requests while others sign in with the phone: how long that takes, and what it does to "
    + "their p99.")
{
    private const double Most = 1.5;
    private const int OperationsAtOnce = 100;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly Option<int> _newcomers = Number("--newcomers", 10_000, "People who come in.");
    private readonly Option<int> _groups = Number("--groups", 50, "Groups that they are spread over, each person in one.");
    private readonly Option<double> _writes =
        Number("--writes", 95.0, "People and memberships sent each second; the service takes 100 a second of a tenant.");
    private readonly Option<int> _people = Number("--people", 2_000, "Enrolled users, who take turns signing in.");
    private readonly Option<int> _virtualUsers = Number("--virtual-users", 8, "Sign-ins under way at once, at most.");
    private readonly Option<double> _rate = Number("--rate", 30.0, "Sign-ins begun each second.");
    private readonly Option<int> _signIns = Number("--sign-ins", 1_200, "Sign-ins a run.");
    private readonly Option<int> _warmUp = Number("--warm-up", 3_000, "Sign-ins before the first run.");
    private readonly Option<int> _runs = Number("--runs", 3, "Quiet runs before the import.");

    protected override void AddOptions(Command command)
    {
        foreach (Option option in new Option[]
                 {
                     _newcomers, _groups, _writes, _people, _virtualUsers, _rate, _signIns, _warmUp, _runs,
                 })
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
        using var load = new Load(choice.Target, [server.Id], parsed.GetRequiredValue(_virtualUsers));
        await load.SignIns(population, people, parsed.GetRequiredValue(_warmUp), 0, cancel);
        var report = new Report();
        List<double> alone = [], beside = [];
        for (var run = 0; run < parsed.GetRequiredValue(_runs); run++)
        {
            var quiet = await load.SignIns(population, people, count, rate, cancel);
            report.Add("alone", quiet);
            alone.Add(quiet.Latencies.Milliseconds(Step.Total, 0.99));
        }

        using var directory = new Directory(Target.OnPort(choice.Port + 1), token, parsed.GetRequiredValue(_writes), cancel);
        var import = directory.Import(parsed.GetRequiredValue(_newcomers), parsed.GetRequiredValue(_groups));
        do
        {
            var busy = await load.SignIns(population, people, count, rate, cancel);
            report.Add("beside the import", busy);
            beside.Add(busy.Latencies.Milliseconds(Step.Total, 0.99));
        }
        while (!import.IsCompleted);
        var (took, members) = await import;
        report.Print(asMarkdown: true);
        var ratio = Report.MedianOf(beside) / Report.MedianOf(alone);
        Tell("people and groups brought in", $"{parsed.GetRequiredValue(_newcomers):N0} in {Report.Text(took.TotalSeconds, 0)} s");
        return Expect(members == parsed.GetRequiredValue(_newcomers), $"everybody is in a group ({members:N0} memberships)")
            & Expect(took < Longest, $"all came in within {Longest.TotalMinutes} minutes ({Report.Text(took.TotalSeconds, 0)} s)")
            & Expect(ratio < Most, $"the import moves the p99 of sign-ins by less than {Most} × ({Report.Text(ratio, 2)} ×)");
    }

    /// <summary>Somebody's directory: sends what it has, no faster than the service takes it.</summary>
    private sealed class Directory(Target target, string token, double writes, CancellationToken cancel) : IDisposable
    {
        private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(2) };
        private const string ScimJson = "application/scim+json";
        private readonly Stopwatch _clock = new();
        private long _sent;

        public void Dispose() => _http.Dispose();

        /// <returns>How long it took, and how many memberships there are then.</returns>
        public async Task<(TimeSpan Took, int Members)> Import(int people, int groups)
        {
            var ids = new string[people];
            _clock.Start();
            for (var from = 0; from < people; from += OperationsAtOnce) await BringIn(from, Math.Min(people, from + OperationsAtOnce), ids);
            for (var group = 0; group < groups; group++) await Name(group, groups, ids);
            var took = _clock.Elapsed;
            return (took, await Members());
        }

        private async Task BringIn(int from, int to, string[] ids)
        {
            var operations = string.Join(',', Enumerable.Range(from, to - from).Select(n => $$$"""
                {"method":"POST","path":"/Users","bulkId":"{{{n}}}","data":{"userName":"newcomer-{{{n}}}@contoso.example",
                "externalId":"directory-{{{n}}}","displayName":"Newcomer {{{n}}}","active":true}}
                """));
            var answer = await Send(HttpMethod.Post, "/Bulk", $$"""
                {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[{{operations}}]}
                """, to - from);
            foreach (var one in answer.GetProperty("Operations").EnumerateArray())
            {
                if (one.GetProperty("status").GetString() != "201") throw new IOException("A person did not come in: " + one);
                var number = int.Parse(one.GetProperty("bulkId").GetString()!, CultureInfo.InvariantCulture);
                ids[number] = one.GetProperty("location").GetString()!.Split('/')[^1];
            }
        }

        /// <summary>A group, and then its members, some at a time.</summary>
        private async Task Name(int group, int groups, string[] ids)
        {
            var made = await Send(HttpMethod.Post, "/Groups", $$"""{"displayName":"Department {{group}}"}""", 1);
            var members = ids.Where((_, n) => n % groups == group).ToArray();
            foreach (var some in members.Chunk(OperationsAtOnce))
            {
                var values = string.Join(',', some.Select(id => $$"""{"value":"{{id}}"}"""));
                await Send(HttpMethod.Patch, "/Groups/" + made.GetProperty("id").GetString(), $$"""
                    {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                    "Operations":[{"op":"add","path":"members","value":[{{values}}]}]}
                    """, some.Length);
            }
        }

        private async Task<int> Members()
        {
            var groups = await Send(HttpMethod.Get, "/Groups?count=1000", null, 0);
            return groups.GetProperty("Resources").EnumerateArray().Sum(group => group.GetProperty("members").GetArrayLength());
        }

        private async Task<JsonElement> Send(HttpMethod method, string path, string? json, int count)
        {
            var due = TimeSpan.FromSeconds((_sent += count) / writes) - _clock.Elapsed;
            if (count > 0 && due > TimeSpan.Zero) await Task.Delay(due, cancel);
            using var request = new HttpRequestMessage(method, $"{target.Origin}/scim/v2/{Target.Tenant}{path}");
            request.Headers.Authorization = new("Bearer", token);
            if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue(ScimJson));
            using var response = await _http.SendAsync(request, cancel);
            var text = await response.Content.ReadAsStringAsync(cancel);
            if (response.StatusCode == HttpStatusCode.NoContent) return default;
            return response.IsSuccessStatusCode ? JsonElement.Parse(text) : throw new IOException($"{method} {path}: {text}");
        }
    }
}
