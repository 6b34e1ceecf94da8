using System.CommandLine;
using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Countersign.Engine;
using Countersign.LoadTests.Driving;
using Countersign.LoadTests.Output;
using Countersign.LoadTests.Population;
using Countersign.LoadTests.Servers;
using Countersign.LoadTests.Wire;

namespace Countersign.LoadTests.Scenarios;

/// <summary>T5, T39: how well a stranger tells the kinds of people apart, by what is answered and by how long it takes.</summary>
internal sealed partial class Enumeration() : Scenario(
    "enumeration",
    "Leads the same sign-ins under names of enrolled, disabled, phoneless, half-enrolled and unknown people, at rest and under load, "
    + "types a wrong password for each, and tells how well statuses, lengths and times tell them apart (AUC; 0.5 is a guess).")
{
    private const double Most = 0.55;

    /// <summary>Strangers at once: answers about people come at set times, so each waits for most of its own.</summary>
    private const int Lanes = 4;

    private readonly Option<int> _rounds = Number("--rounds", 2_000, "Rounds, each with one new person of each kind.");
    private readonly Option<int> _warmUp = Number("--warm-up", 500, "Rounds before anything is measured.");
    private readonly Option<int> _people = Number("--people", 2_000, "Enrolled users who sign in meanwhile.");
    private readonly Option<int> _guesses = Number("--guesses", 800, "Rounds of wrong passwords, at rest; each takes a hash a person.");
    private readonly Option<int> _virtualUsers = Number("--virtual-users", 4, "Of them at once, under load.");

    protected override void AddOptions(Command command)
    {
        foreach (Option option in new Option[] { _rounds, _warmUp, _people, _guesses, _virtualUsers }) command.Options.Add(option);
    }

    protected override async Task<bool> Run(ParseResult parsed, CancellationToken cancel)
    {
        var (rounds, warmUp, people) =
            (parsed.GetRequiredValue(_rounds), parsed.GetRequiredValue(_warmUp), parsed.GetRequiredValue(_people));
        using var folder = Common.Folder(parsed);
        var population = await Common.Population(parsed, folder, people, 120, cancel);
        var guesses = parsed.GetRequiredValue(_guesses);
        await Strangers.Write(population, (2 * (warmUp + (2 * rounds))) + (2 * guesses));
        Cores.PinDriver();
        var choice = Common.Server(parsed);
        var (client, authorization) = Client();
        var token = RandomValues.Handle() + RandomValues.Handle();
        client["Countersign__Admin__Token"] = token;
        await using var server = await GatewayProcess.Start(choice, folder.Path, cancel, client);
        await Passwords.Take(Target.OnPort(choice.Port + 1), token, cancel);
        var strangers = Enumerable.Range(0, Lanes).Select(_ => new Stranger(choice.Target, authorization, population)).ToArray();
        var next = -1;
        await Lead(warmUp);
        var atRest = await Lead(rounds);
        var underLoad = await Beside(new(choice.Target, [server.Id], parsed.GetRequiredValue(_virtualUsers)));
        var guessed = guesses == 0 ? null : await Lead(guesses, isGuess: true);
        foreach (var stranger in strangers) stranger.Dispose();
        return Judge("at rest", Stranger.Steps, atRest) & Judge("under load", Stranger.Steps, underLoad)
            & (guessed is null || Judge("wrong passwords", ["password"], guessed));

        async Task<Sightings> Lead(int count, bool isGuess = false)
        {
            var seen = new Sightings();
            var left = count;
            await Task.WhenAll(strangers.Select(who => Task.Run(
                async () =>
                {
                    while (Interlocked.Decrement(ref left) >= 0) await Round(who, Interlocked.Increment(ref next), seen, isGuess);
                },
                cancel)));
            return seen;
        }

        async Task Round(Stranger who, int number, Sightings seen, bool isGuess)
        {
            // in another order each time, so that nobody is always the one after a certain other
            var kinds = Enum.GetValues<PersonKind>();
            Random.Shared.Shuffle(kinds);
            foreach (var kind in kinds)
            {
                var sighting = isGuess ? await who.Guess(kind, number, cancel) : await who.Visit(kind, number, cancel);
                lock (seen) seen.Add(kind, sighting);
            }
        }

        async Task<Sightings> Beside(Load load)
        {
            using (load)
            {
                using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                var others = SignInUntil(load, population, people, over.Token);
                var seen = await Lead(rounds);
                await over.CancelAsync();
                await others;
                return seen;
            }
        }
    }

    private static async Task SignInUntil(Load load, SeededFolder population, int people, CancellationToken over)
    {
        try
        {
            while (!over.IsCancellationRequested) await load.SignIns(population, people, 500, 0, over);
        }
        catch (OperationCanceledException)
        {
            // That is how it ends.
        }
    }

    private static (Dictionary<string, string> Settings, string Authorization) Client()
    {
        var secret = RandomValues.Handle() + RandomValues.Handle();
        Dictionary<string, string> client = new()
        {
            ["Tenant"] = Target.Tenant, ["Id"] = "till", ["Name"] = "The till", ["Secret"] = secret,
            ["Grants"] = "urn:openid:params:grant-type:ciba", ["IdTokenAlgorithm"] = "ES256",
        };
        return (
            client.ToDictionary(setting => "Countersign__Clients__0__" + setting.Key, setting => setting.Value),
            $"Authorization: Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes("till:" + secret))}\r\n");
    }

    private bool Judge(string when, string[] steps, Sightings seen)
    {
        var table = new Table([when, .. steps, "combined"]);
        var worst = 0.5;
        foreach (var (one, other) in Sightings.Pairs)
        {
            var each = steps.Select((_, step) => seen.Auc(one, other, step)).ToArray();
            var combined = seen.CombinedAuc(one, other);
            worst = Math.Max(worst, each.Append(combined).Max());
            table.Add([$"{one}, {other}", .. each.Append(combined).Select(auc => Report.Text(auc, 3))]);
        }

        table.Print(asMarkdown: true);
        return Expect(seen.LooksAlike, $"{when}: the same statuses and lengths for all")
            & Expect(worst <= Most, $"{when}: no pair is told apart by time with an AUC above {Most} (the highest is {worst:F3})");
    }

    /// <summary>One who asks for people by name, on connections of its own.</summary>
    private sealed partial class Stranger(Target target, string authorization, SeededFolder population) : IDisposable
    {
        public static readonly string[] Steps =
            ["start", "state", "second attempt", "cancel", "start again", "page", "number page", "bc-authorize", "repeated"];

        private const string Api = "/" + Target.Tenant + "/v1/sign-in", Page = "/" + Target.Tenant + "/sign-in";
        private readonly HttpConnection _line = new(target.Address);
        private readonly RequestText _text = new();

        public void Dispose() => _line.Dispose();

        /// <summary>One person is asked for at the API and the page, and another on the backchannel.</summary>
        public async Task<Sighting> Visit(PersonKind kind, int number, CancellationToken cancel)
        {
            var seen = new Sighting(Steps.Length);
            var name = Strangers.Of(kind, 2 * number, population).Name.Value;
            var (start, form) = ($$"""{"user_name":"{{name}}"}""", "user_name=" + Uri.EscapeDataString(name));
            await Ask("POST", Api, null, start);
            var cookie = $"Cookie: __Host-countersign-sign-in={_line.Cookie("__Host-countersign-sign-in")}\r\n";
            await Ask("GET", Api, cookie, null);
            await Ask("POST", Api, null, start);
            await Ask("POST", Api + "/cancel", cookie, null);
            await Ask("POST", Api, null, start);
            cookie = $"Cookie: __Host-countersign-sign-in={_line.Cookie("__Host-countersign-sign-in")}\r\n";
            await _line.Send(_text.Of("POST", Api + "/cancel", target, cookie, null), cancel);
            await Post(Page, "Sec-Fetch-Site: same-origin\r\n", form);
            var head = Encoding.ASCII.GetString(_line.Head);
            var address = Between(head, "Location: ", "\r\n");
            await Ask("GET", address, "Cookie: " + Between(head, "Set-Cookie: ", ";") + "\r\n", null);
            form = "scope=openid&login_hint=" + Uri.EscapeDataString(Strangers.Of(kind, (2 * number) + 1, population).Name.Value);
            await Post("/" + Target.Tenant + "/bc-authorize", authorization, form);
            await Post("/" + Target.Tenant + "/bc-authorize", authorization, form);
            return seen;

            Task Ask(string method, string path, string? headers, string? json) => Send(_text.Of(method, path, target, headers, json));

            Task Post(string path, string headers, string body) => Send(_text.OfForm(path, target, headers, body));

            async Task Send(ReadOnlyMemory<byte> request)
            {
                var began = Stopwatch.GetTimestamp();
                await _line.Send(request, cancel);
                seen.Add(Stopwatch.GetElapsedTime(began), $"{_line.Status} {_line.Head.Length} {LengthOfBody()}");
            }
        }

        /// <summary>
        /// A wrong password, after a second attempt, which leads to it whoever is asked for. All but the unknown have one (WAY-4).
        /// </summary>
        public async Task<Sighting> Guess(PersonKind kind, int number, CancellationToken cancel)
        {
            var start = $$"""{"user_name":"{{Strangers.Of(kind, 2 * number, population).Name.Value}}"}""";
            await _line.Send(_text.Of("POST", Api, target, null, start), cancel);
            await _line.Send(_text.Of("POST", Api, target, null, start), cancel);
            var ticket = Between(Encoding.UTF8.GetString(_line.Body), "ticket=", "\"");
            if (ticket.Length == 0) throw new IOException("A second attempt did not lead to the password.");
            var seen = new Sighting(1);
            var began = Stopwatch.GetTimestamp();
            await _line.Send(
                _text.Of("POST", Api + "/password", target, null, $$"""{"ticket":"{{ticket}}","password":"a guess at a password"}"""),
                cancel);
            seen.Add(Stopwatch.GetElapsedTime(began), $"{_line.Status} {_line.Head.Length} {LengthOfBody()}");
            return seen;
        }

        /// <summary>Without the fraction of a second that a stamp has, which is one digit shorter every tenth time.</summary>
        private int LengthOfBody() => Fraction().Replace(Encoding.UTF8.GetString(_line.Body), "").Length;

        [GeneratedRegex(@"\.\d+(?=\+00:00)")]
        private static partial Regex Fraction();

        private static string Between(string text, string before, string after)
        {
            var from = text.IndexOf(before, StringComparison.Ordinal) + before.Length;
            return from < before.Length ? "" : text[from..text.IndexOf(after, from, StringComparison.Ordinal)];
        }
    }
}
