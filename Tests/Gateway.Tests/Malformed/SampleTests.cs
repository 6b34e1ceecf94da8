namespace Countersign.Gateway.Tests.Malformed;

/// <summary>
/// The samples are good: a refusal of a damaged one is for the damage. Apart from the other tests, so that it runs beside them.
/// </summary>
public sealed class SampleTests
{
    [Fact]
    public async Task S_26_Every_sample_would_be_carried_out_and_none_of_administrations_creates_a_credential()
    {
        await using var scene = await Scene.Set();
        var names = scene.Samples.Where(sample => !sample.Value.IsStream)
            .ToLookup(sample => sample.Value.Method == "GET", sample => sample.Key);
        foreach (var name in names[true]) await IsCarriedOut(scene, name);   // what only looks leaves the next one what it needs
        foreach (var name in names[false])
        {
            await scene.Rewind();
            await IsCarriedOut(scene, name);
        }
    }

    private static async Task IsCarriedOut(Scene scene, string name)
    {
        var sample = scene.Samples[name];
        var before = sample.IsAdministration ? await Credentials(scene.Gateway) : [];
        var reply = await Wire.Ask(scene.UrlOf(sample), sample.Request());
        Assert.True(reply.IsDone, name + ": " + reply.Look);
        if (sample.IsAdministration) Assert.Empty((await Credentials(scene.Gateway)).Except(before));
    }

    private static async Task<string[]> Credentials(RunningGateway gateway)
    {
        var users = (await gateway.Admin(HttpMethod.Get, "contoso/users?limit=1000")).MustBe(200).Json.GetProperty("users");
        var all = new List<string>();
        foreach (var user in users.EnumerateArray().Select(user => user.GetProperty("user_name").GetString()))
        {
            var methods = (await gateway.Admin(HttpMethod.Get, "contoso/users/" + user)).MustBe(200).Json.GetProperty("methods");
            all.AddRange(methods.EnumerateArray().Select(method => $"{user} {method.GetRawText()}"));
        }

        return [.. all];
    }
}
