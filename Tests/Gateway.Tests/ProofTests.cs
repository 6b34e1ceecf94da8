using Countersign.Engine;
using Countersign.Gateway.Throttling;
using Countersign.SignIn;
using Countersign.SignIn.Jose;
using Verdict = Countersign.SignIn.Jose.Decision;

namespace Countersign.Gateway.Tests;

/// <summary>A device's requests carry a proof of their own (T10, T11, T22). Every wrong one is refused, and nobody learns why.</summary>
public sealed class ProofTests
{
    private const string Ada = "ada@contoso.example";

    /// <summary>The device's doors: method, path, body.</summary>
    private static readonly (HttpMethod Method, string Path, string? Body)[] Doors =
    [
        (HttpMethod.Get, "/device/waiting", null),
        (HttpMethod.Get, "/device/events", null),
        (HttpMethod.Post, "/device/register", """{"ownership":"individual"}"""),
        (HttpMethod.Put, "/device/phone-sign-in", null),
        (HttpMethod.Delete, "/device/phone-sign-in", null),
        (HttpMethod.Put, "/device/name", """{"name":"Another phone"}"""),
        (HttpMethod.Put, "/device/push", new PushReceiver().Subscription("https://push.example/send/1")),
        (HttpMethod.Delete, "/device/push", null),
    ];

    /// <summary>Every way in which a proof can be wrong, as the header's values.</summary>
    private static IEnumerable<(string Case, string[] Proofs)> Wrong(
        RunningGateway gateway, Handset ada, Handset bob, (HttpMethod Method, string Path, string? Body) door)
    {
        RequestProof New() => ada.Proof(door.Method, door.Path, door.Body);
        string By(HandsetKey key) => New().Sign(key.Name, key.Sign);
        var now = gateway.Clock.GetUtcNow();
        var stranger = new HandsetKey();
        var good = ada.Sign(New());
        yield return ("unknown user", [ada.Sign(New() with { User = new("nobody@contoso.example") })]);
        yield return ("other user", [ada.Sign(New() with { User = new(bob.User) })]);
        yield return ("other user and device", [ada.Sign(New() with { User = new(bob.User), Device = new(bob.Device) })]);
        yield return ("other tenant", [ada.Sign(New() with { Tenant = new("fabrikam") })]);
        yield return ("other issuer", [ada.Sign(New() with { Audience = gateway.Url + "/fabrikam" })]);
        yield return ("other host", [ada.Sign(New() with { Audience = "https://elsewhere.example/contoso" })]);
        yield return ("issuer with a slash", [ada.Sign(New() with { Audience = gateway.Url + "/contoso/" })]);
        yield return ("unknown device", [ada.Sign(New() with { Device = new(RandomValues.Handle()) })]);
        yield return ("other device", [ada.Sign(New() with { Device = new(bob.Device) })]);
        yield return ("unknown key", [By(stranger)]);
        yield return ("other user's key", [By(bob.RequestKey)]);
        yield return ("decision key", [By(ada.DecisionKey)]);
        yield return ("key named, other key used", [New().Sign(ada.RequestKey.Name, stranger.Sign)]);
        yield return ("other key named", [New().Sign(stranger.Name, ada.RequestKey.Sign)]);
        yield return ("other method", [ada.Sign(New() with { Method = "PATCH" })]);
        yield return ("other path", [ada.Sign(New() with { Path = "/contoso/v1/device/other" })]);
        yield return ("path of the other tenant", [ada.Sign(New() with { Path = "/fabrikam/v1" + door.Path })]);
        yield return ("other body", [ada.Sign(ada.Proof(door.Method, door.Path, "{}"))]);
        yield return ("stale", [ada.Sign(New() with { IssuedAt = now - TimeSpan.FromSeconds(61) })]);
        yield return ("future", [ada.Sign(New() with { IssuedAt = now + TimeSpan.FromSeconds(61) })]);
        yield return ("none", [""]);
        yield return ("two", [good, ada.Sign(New())]);
        yield return ("two in one", [good + ", " + ada.Sign(New())]);
        yield return ("garbage", ["garbage"]);
        yield return ("unsigned", [good[..(good.LastIndexOf('.') + 1)]]);
        yield return ("damaged", [good[..(good.LastIndexOf('.') + 1)] + Altered.Text(good[(good.LastIndexOf('.') + 1)..])]);
        yield return ("a decision", [Decision(ada)]);
        yield return ("bearer", ["Bearer " + good]);
        yield return ("huge", [new string('A', 9000)]);
    }

    [Fact]
    public async Task T_10_Every_wrong_proof_is_refused_alike_and_changes_nothing()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.CreateTenant("fabrikam");
        var (ada, bob) = (await gateway.Enrol(Ada), await gateway.Enrol("bob@contoso.example"));
        gateway.Clock.Advance(TimeSpan.FromSeconds(90));
        var before = await Rows.Of(gateway.Store);
        foreach (var door in Doors)
        {
            var looks = new Dictionary<string, string>();
            foreach (var (name, proofs) in Wrong(gateway, ada, bob, door))
                looks[name] = (await Browser.Read(gateway.Client, ada.Request(door.Method, door.Path, door.Body, "", proofs))).Look;
            var bare = ada.Request(door.Method, door.Path, door.Body);
            bare.Headers.Remove("Countersign-Proof");
            looks["no header"] = (await Browser.Read(gateway.Client, bare)).Look;
            Assert.True(looks.Values.Distinct()
                .Count() == 1, door + "\n" + string.Join("\n---\n", looks.Select(look => look.Key + ": " + look.Value)));
            Assert.StartsWith("401\n", looks["garbage"]);
            Assert.Contains("CS2006", looks["garbage"]);
        }

        Assert.Equal(before, await Rows.Of(gateway.Store));
        await gateway.SignIn(ada);
    }

    [Fact]
    public async Task T_22_A_proof_serves_once()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        foreach (var (method, path, body) in Doors.Where(door => door.Path != "/device/events"))
        {
            var proof = ada.Sign(ada.Proof(method, path, body));
            Assert.InRange((await Browser.Read(gateway.Client, ada.Request(method, path, body, "", proof))).Status, 200, 204);
            (await Browser.Read(gateway.Client, ada.Request(method, path, body, "", proof))).MustBe(401, "CS2006");
        }
    }

    [Fact]
    public async Task T_22_One_proof_sent_twenty_times_at_once_serves_once()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        var proof = ada.Sign(ada.Proof(HttpMethod.Get, "/device/waiting"));
        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(
            _ => Browser.Read(gateway.Client, ada.Request(HttpMethod.Get, "/device/waiting", null, "", proof))));
        Assert.Single(replies, reply => reply.Status == 200);
        Assert.Equal(19, replies.Count(reply => reply.Code == "CS2006"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    public async Task T_22_A_proof_that_changed_something_is_refused_after_a_restart_too(int secondsLater)
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        var proof = ada.Sign(ada.Proof(HttpMethod.Delete, "/device/phone-sign-in"));
        (await Browser.Read(gateway.Client, ada.Request(HttpMethod.Delete, "/device/phone-sign-in", null, "", proof))).MustBe(204);
        (await ada.Register()).MustBe(204);
        (await ada.Enable()).MustBe(204);

        gateway.Clock.Advance(TimeSpan.FromSeconds(secondsLater));
        await gateway.Restart();
        var replayed = await Browser.Read(gateway.Client, ada.Request(HttpMethod.Delete, "/device/phone-sign-in", null, "", proof));
        Assert.Contains(replayed.Code, new[] { "CS2006", "CS2007" });
        replayed.MustBe(401);
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        (await ada.Waiting()).MustBe(200);
    }

    [Fact]
    public async Task T_8_The_same_statement_again_is_the_same_answer_and_another_comes_too_late()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        var number = await gateway.Browser().Prompt(Ada);
        var seen = await ada.See();
        var statement = ada.Statement(seen, Verdict.Approve, number);
        var jws = ada.Sign(statement);
        (await ada.Answer(jws)).MustBe(200);
        var rows = await Rows.Of(gateway.Store);
        Assert.Equal("approved", (await ada.Answer(jws)).MustBe(200)["outcome"]);
        Assert.Equal("approved", (await ada.Answer(ada.Sign(statement))).MustBe(200)["outcome"]);
        (await ada.Answer(ada.Sign(statement with { Number = "00" == number ? "01" : "00" }))).MustBe(409, "CS4003");
        (await ada.Answer(ada.Sign(ada.Statement(seen, Verdict.Deny, "")))).MustBe(409, "CS4003");
        Assert.Equal(rows, await Rows.Of(gateway.Store));
    }

    [Fact]
    public async Task A_removed_device_is_a_stranger_although_its_key_is_still_warm()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (ada, bob) = (await gateway.Enrol(Ada), await gateway.Enrol("bob@contoso.example"));
        (await ada.Waiting()).MustBe(200);
        await gateway.Operator.RemoveMethod("contoso", Ada, ada.Device);
        var removed = (await ada.Waiting()).MustBe(401, "CS2006").Look;
        var stranger = await Browser.Read(gateway.Client, bob.Request(
            HttpMethod.Get, "/device/waiting", null, "",
            bob.Sign(bob.Proof(HttpMethod.Get, "/device/waiting") with { User = new("nobody@contoso.example") })));
        Assert.Equal(stranger.Look, removed);
    }

    /// <summary>T36: behind one address somebody makes up proofs; the phones there that have proved themselves do not suffer.</summary>
    [Fact, Trait("Rule", "T36")]
    public async Task Made_up_proofs_end_at_their_source_and_stop_no_phone_that_proved_itself_there()
    {
        await using var gateway = await RunningGateway.Furnished(settings => settings with { Unthrottled = [] });
        var (ada, bob) = (await gateway.Enrol(Ada), await gateway.Enrol("bob@contoso.example"));
        (await ada.Waiting()).MustBe(200);
        var number = await gateway.Browser().Prompt(Ada);
        var stranger = new HandsetKey();
        Task<Reply> MakeUp()
        {
            var proof = ada.Proof(HttpMethod.Get, "/device/waiting") with { Device = new(RandomValues.Handle()) };
            return Browser.Read(
                gateway.Client, ada.Request(HttpMethod.Get, "/device/waiting", null, "", proof.Sign(stranger.Name, stranger.Sign)));
        }

        for (var n = 0; n < UnprovedThrottle.PerHost; n++) (await MakeUp()).MustBe(401, "CS2006");
        var stopped = (await MakeUp()).MustBe(429, "CS5002");
        Assert.InRange(int.Parse(stopped.Header("Retry-After")!, null), 1, 60);
        (await bob.Waiting()).MustBe(429, "CS5002");   // nobody has seen it there
        (await gateway.Get(gateway.Url + "/contoso/v1/device/push")).MustBe(200);
        (await ada.Send(HttpMethod.Put, "/device/name", """{"name":"Hers"}""")).MustBe(204);
        (await ada.Approve(number)).MustBe(200);
        gateway.Clock.Advance(TimeSpan.FromMinutes(1));
        (await bob.Waiting()).MustBe(200);
    }

    private static string Decision(Handset handset) => new DecisionStatement(
        "x", new("contoso"), new(Ada), new(RandomValues.Handle()), RandomValues.Handle(), Verdict.Deny, "", new(handset.Device), "web",
        SecretHash.OfSecret("x").Value, false, DateTimeOffset.UnixEpoch).Sign(handset.RequestKey.Name, handset.RequestKey.Sign);
}
