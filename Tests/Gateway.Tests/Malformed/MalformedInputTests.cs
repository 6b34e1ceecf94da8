namespace Countersign.Gateway.Tests.Malformed;

/// <summary>F17, T27: whatever comes in malformed, anywhere, gets a 4xx with a number and changes nothing.</summary>
public sealed class MalformedInputTests
{
    [Fact]
    public async Task Every_sample_is_one_that_would_be_carried_out()
    {
        await using var first = await Scene.Set();
        foreach (var name in first.Samples.Where(sample => !sample.Value.IsStream).Select(sample => sample.Key))
        {
            await using var scene = await Scene.Set();
            var sample = scene.Samples[name];
            var reply = await Wire.Ask(scene.UrlOf(sample), sample.Request());
            Assert.True(reply.Status is >= 200 and < 300, name + ": " + reply.Look);
        }
    }

    [Fact]
    public async Task F_17_A_malformed_body_is_refused_and_changes_nothing()
    {
        await using var scene = await Scene.Set();
        await Refused(scene, scene.Samples.Values.Where(sample => sample.Json is not null), Bodies.Of);
    }

    [Fact]
    public async Task F_17_A_malformed_address_is_refused_and_changes_nothing()
    {
        await using var scene = await Scene.Set();
        var all = scene.Samples.Values.ToArray();
        await Refused(scene, all, sample => Addresses.Of(sample, all));
    }

    [Fact]
    public async Task F_17_A_malformed_head_is_refused_and_changes_nothing()
    {
        await using var scene = await Scene.Set();
        await Refused(scene, scene.Samples.Values, Heads.Of);
    }

    private static async Task Refused(Scene scene, IEnumerable<Sample> samples, Func<Sample, IEnumerable<(string Case, byte[] Request)>> corpus)
    {
        var before = await Rows.Of(scene.Gateway.Store);
        var wrong = new List<string>();
        var count = 0;
        foreach (var sample in samples)
        {
            foreach (var (name, request) in corpus(sample))
            {
                count++;
                var fault = Fault(await Wire.Exchange(scene.UrlOf(sample), request));
                if (fault is null && await Rows.Of(scene.Gateway.Store) != before) fault = "changed something";
                if (fault is null) continue;
                wrong.Add($"{sample.Method} {sample.Path}, {name}: {fault}");
                before = await Rows.Of(scene.Gateway.Store);
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{count} requests");
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {count}:\n" + string.Join('\n', wrong));
        await scene.Gateway.SignIn(await scene.Gateway.Enrol("zoe@contoso.example"));
    }

    /// <summary>Why this is no proper refusal, or null. The web server's own come without a body, and end the connection.</summary>
    private static string? Fault(List<Reply> replies)
    {
        if (replies.Count != 1) return $"{replies.Count} replies";
        var reply = replies[0];
        if (reply.Status is < 400 or > 499) return reply.Look;
        if (reply.IsProblem) return reply.Text.Length == 0 || (reply.Code is { Length: 6 } && reply.Has("name")) ? null : "no number: " + reply.Look;
        return reply.Text.Length == 0 && reply.Header("Content-Length") == "0" && reply.Header("Connection") == "close" ? null : "no problem: " + reply.Look;
    }
}
