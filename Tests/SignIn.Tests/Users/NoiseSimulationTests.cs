namespace Countersign.SignIn.Tests.Users;

/// <summary>
/// Hours of attack on one person in simulated time: what it costs the person, and what the attacker gets for it (T1, T3).
/// </summary>
public sealed class NoiseSimulationTests
{
    private static readonly Phone Mine = Phone.Number(0);
    private static readonly TimeSpan Never = TimeSpan.MaxValue;

    /// <summary>What strangers do with a prompt they have got; what the person does with it.</summary>
    public enum Play { LetExpire, Cancel, PersonDenies, PersonSaysNotMe }

    [Theory, Trait("Rule", "settled: prompt budget")]
    [InlineData(Play.LetExpire, 20260302), InlineData(Play.Cancel, 20260303)]
    [InlineData(Play.PersonDenies, 20260304), InlineData(Play.PersonSaysNotMe, 20260305)]
    public void Under_four_starts_a_second_from_a_hundred_sources_the_persons_browser_gets_in_within_two_lives(Play play, int seed)
    {
        var scene = new Scene(play, seed, sources: 100);
        var (tries, successes) = (0, 0);
        for (var at = TimeSpan.Zero; at < TimeSpan.FromHours(6); at = scene.Passed)
        {
            scene.Attack(TimeSpan.FromSeconds(scene.Random.Next(1, 1200)), TimeSpan.FromMilliseconds(250));
            tries++;
            if (scene.PersonSignsIn(2 * Limits.ChallengeLife)) successes++;
        }

        Assert.True(successes >= 0.95 * tries, $"{successes} of {tries}, {scene.Prompts} prompts of strangers, seed {seed}");
        Assert.InRange(scene.Prompts, 0, Limits.PromptsInADay);
    }

    [Theory, Trait("Rule", "settled: prompt budget")]
    [InlineData(Play.LetExpire, 20260306), InlineData(Play.Cancel, 20260307)]
    public void A_million_starts_in_a_day_from_a_million_networks_are_ten_prompts_at_most(Play play, int seed)
    {
        var scene = new Scene(play, seed, sources: int.MaxValue);
        for (var hour = 0; hour < 24; hour++)
        {
            scene.Attack(TimeSpan.FromHours(hour + 1) - scene.Passed, TimeSpan.FromMilliseconds(86.4));
            if (hour % 3 == 1) Assert.True(scene.PersonSignsIn(2 * Limits.ChallengeLife), $"hour {hour}, seed {seed}");
        }

        Assert.True(scene.Starts > 950_000, $"{scene.Starts} starts");
        Assert.True(scene.Prompts <= Limits.PromptsInADay, $"{scene.Prompts} prompts, seed {seed}");
    }

    /// <summary>One person, strangers who start sign-ins for her, and the browser she has signed in with before.</summary>
    private sealed class Scene
    {
        private static readonly Initiator Own = new(Sample.Hash("own"), Sample.Hash("home"));
        private static readonly TimeSpan Glance = TimeSpan.FromSeconds(8), Patience = TimeSpan.FromSeconds(5);
        private readonly Play _play;
        private readonly Person _alice = new World().Ready();
        private readonly StartSignIn _start;
        private readonly int _sources;
        private TimeSpan _until = Never;

        public Scene(Play play, int seed, int sources)
        {
            (_play, _sources, Random) = (play, sources, new(seed));
            _start = _alice.Starting("stranger");
        }

        public Random Random { get; }
        public int Prompts { get; private set; }
        public int Starts { get; private set; }
        public TimeSpan Passed => _alice.World.Now - World.Morning;

        public void Attack(TimeSpan time, TimeSpan pace)
        {
            for (var end = Passed + time; Passed < end; _alice.World.Later(pace)) Stranger();
        }

        /// <summary>Tries again and again while strangers do, until there is a number, which the phone approves.</summary>
        public bool PersonSignsIn(TimeSpan within)
        {
            for (var end = Passed + within; Passed < end; Attack(Patience, TimeSpan.FromMilliseconds(250)))
            {
                if (Begin(Own) is not Prompted) continue;
                Attack(Glance, TimeSpan.FromMilliseconds(250));
                return _alice.Approve(Mine) is Decided { Outcome: Outcome.Approved };
            }

            return false;
        }

        private void Stranger()
        {
            Starts++;
            if (_alice.Present.Slot is Slot.Waiting { Initiator.Browser: null } && Passed >= _until) Settle();
            var source = new SecretHash("source " + Random.Next(_sources));
            if (Begin(new(null, source)) is not Prompted) return;
            Prompts++;
            _until = _play switch { Play.LetExpire => Never, Play.Cancel => Passed, _ => Passed + Glance };
        }

        private UserAnswer Begin(Initiator initiator) => _alice.Ask(_start with
        {
            Request = new("request " + Starts + initiator.Browser), Challenge = new("challenge " + Starts + initiator.Browser),
            Initiator = initiator, Browser = initiator.Browser ?? _start.Browser,
        });

        private void Settle() => _ = _play switch
        {
            Play.Cancel => _alice.Ask(new CancelChallenge(_alice.Waiting.Id, _start.Browser)),
            Play.PersonDenies => _alice.Deny(Mine),
            _ => _alice.Say(_alice.Denial(Mine) with { NotMe = true }, Mine.Asks),
        };
    }
}
