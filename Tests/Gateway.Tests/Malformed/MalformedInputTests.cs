namespace Countersign.Gateway.Tests.Malformed;

/// <summary>F17, T27: whatever comes in malformed, anywhere, gets a 4xx with a number and changes nothing.</summary>
public sealed class MalformedInputTests
{
    [Fact]
    public async Task F_17_A_malformed_body_is_refused_and_changes_nothing()
    {
        await using var scene = await Scene.Set();
        await Refused(scene, scene.Samples.Values.Where(sample => sample is { Json: not null, IsPage: false }), Bodies.Of);
    }

    [Fact]
    public async Task F_17_A_malformed_address_is_refused_and_changes_nothing()
    {
        await using var scene = await Scene.Set();
        var methods = scene.Samples.ToDictionary(sample => sample.Value, sample => scene.MethodsBeside(sample.Key));
        await Refused(scene, scene.Samples.Values, sample => Addresses.Of(sample, methods[sample]));
    }

    [Fact]
    public async Task F_17_A_malformed_head_is_refused_and_changes_nothing()
    {
        await using var scene = await Scene.Set();
        await Refused(scene, scene.Samples.Values, Heads.Of);
    }

    [Fact]
    public async Task F_17_Three_thousand_requests_damaged_at_random_do_no_harm()
    {
        await using var scene = await Scene.Set();
        var seed = Environment.GetEnvironmentVariable("SEED") is { } given ? int.Parse(given, null) : Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"SEED={seed}");
        var damage = new Damage(new Random(seed));
        var samples = scene.Samples.Values.ToArray();
        var before = await Rows.Of(scene.Gateway.Store);
        for (var number = 0; number < 3000; number++)
        {
            var sample = samples[damage.Next(samples.Length)];
            var request = damage.Of(sample);
            var replies = await Wire.Exchange(scene.UrlOf(sample), request);
            var fault = replies is [{ IsDone: true }] ? null : Fault(replies);
            var after = await Rows.Of(scene.Gateway.Store);
            if (fault is null && replies[0].Status >= 400 && after != before && !Counts(replies[0].Code))
            {
                fault = "changed something: " + Brief(replies[0]);
            }

            Assert.True(fault is null, $"SEED={seed}, request {number}: {fault}\n{System.Text.Encoding.UTF8.GetString(request)}");
            before = after;
        }

        await SignInStillWorks(scene);
    }

    /// <summary>Refusals that leave something behind: what they count, or the proof (T22) that was good and is now used.</summary>
    private static bool Counts(string? code) =>
        code is "CS2005" or "CS2041" or "CS4007" or "CS4008" or "CS4010" || code?.StartsWith("CS30", StringComparison.Ordinal) == true;

    /// <summary>In a tenant of its own: damage may have hit on a valid change of the other's settings.</summary>
    private static async Task SignInStillWorks(Scene scene)
    {
        await scene.Gateway.Operator.CreateTenant("afterwards");
        await scene.Gateway.Operator.AllowEveryone("afterwards");
        await scene.Gateway.SignIn(await scene.Gateway.Enrol("zoe@afterwards.example", "afterwards"));
    }

    private static async Task Refused(
        Scene scene, IEnumerable<Sample> samples, Func<Sample, IEnumerable<(string Case, byte[] Request)>> corpus)
    {
        var before = await Rows.Of(scene.Gateway.Store);
        var wrong = new List<string>();
        var count = 0;
        foreach (var sample in samples)
        {
            foreach (var (name, request) in corpus(sample))
            {
                count++;
                if (Fault(await Wire.Exchange(scene.UrlOf(sample), request)) is { } fault)
                {
                    wrong.Add($"{sample.Method} {sample.Path}, {name}: {fault}");
                }
            }

            var after = await Rows.Of(scene.Gateway.Store);
            if (after != before && !sample.IsCounted) wrong.Add($"{sample.Method} {sample.Path} changed something");
            before = after;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{count} requests");
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {count}:\n" + string.Join('\n', wrong));
        await SignInStillWorks(scene);
    }

    private static string Brief(Reply reply) => $"{reply.Status} {reply.Header("Content-Type")} {reply.Header("Connection")} {reply.Text}";

    /// <summary>
    /// The reason why this is no proper refusal, or null. The web server's own come without a body, and end the connection.
    /// </summary>
    private static string? Fault(List<Reply> replies)
    {
        if (replies.Count != 1) return $"{replies.Count} replies";
        var reply = replies[0];
        if (reply.Status is < 400 or > 499) return Brief(reply);
        if ((reply.IsPage || reply.IsScimError) && reply.Code is not null) return null;
        if (reply.IsProblem)
        {
            return reply.Text.Length == 0 || (reply.Code is { Length: 6 } && reply.Has("name")) ? null : "no number: " + Brief(reply);
        }

        return reply.Text.Length == 0 && reply.Header("Content-Length") == "0" && reply.Header("Connection") == "close"
            ? null
            : "no problem: " + Brief(reply);
    }
}
