using System.Text.Json;

namespace Countersign.Gateway.Tests;

/// <summary>A7, T29: a person's other phones hear of a phone that somebody adds, and of what else changes the way in.</summary>
public sealed class NoticeTests
{
    private const string Ada = "ada@contoso.example";

    [Fact]
    public async Task A_thief_who_adds_a_phone_is_seen_on_the_persons_own()
    {
        await using var gateway = await RunningGateway.Furnished();
        var mine = await gateway.EnrolByHand(Ada);
        Assert.False((await mine.Waiting()).MustBe(200).Has("notices"));
        var session = await gateway.SignIn(mine);
        var code = (await session.Send(HttpMethod.Post, "/security-info/methods")).MustBe(201)["activation_code"];
        var other = gateway.Handset(Ada);
        (await other.Activate(code)).MustBe(200);
        (await other.Register()).MustBe(204);
        (await other.Enable()).MustBe(204);

        var told = Assert.Single(Notices((await mine.Waiting()).MustBe(200)));
        Assert.Equal("phone_added", told.GetProperty("kind").GetString());
        Assert.NotEqual("", told.GetProperty("phone").GetString());
        Assert.True(told.TryGetProperty("at", out _));
        Assert.False((await other.Waiting()).MustBe(200).Has("notices"));

        // The thief removes the person's phone: it hears that it was removed; what there is to tell is in the audit.
        (await session.Send(HttpMethod.Delete, "/security-info/methods/" + mine.Device)).MustBe(204);
        (await mine.Waiting()).MustBe(401, "CS2006");
        Assert.Equal("phone_removed", Assert.Single(Notices((await other.Waiting()).MustBe(200))).GetProperty("kind").GetString());
    }

    [Fact]
    public async Task What_was_seen_on_one_phone_is_told_on_it_no_more()
    {
        await using var gateway = await RunningGateway.Furnished();
        var mine = await gateway.Enrol(Ada);
        var second = await gateway.Enrol(Ada);
        await gateway.Activate(Ada);
        var last = Notices((await mine.Waiting()).MustBe(200))[^1].GetProperty("number").GetInt64();
        var body = $$"""{"through":{{last}}}""";
        (await mine.Send(HttpMethod.Post, "/device/notices/seen", body)).MustBe(204);
        (await mine.Send(HttpMethod.Post, "/device/notices/seen", body)).MustBe(204);
        Assert.False((await mine.Waiting()).MustBe(200).Has("notices"));
        Assert.True((await second.Waiting()).MustBe(200).Has("notices"));

        foreach (var wrong in new[] { """{"through":0}""", """{"through":-1}""", """{"through":"1"}""", "{}" })
            (await second.Send(HttpMethod.Post, "/device/notices/seen", wrong)).MustBe(400, "CS1000");
        var proof = second.Request(HttpMethod.Post, "/device/notices/seen", body, "", mine.Sign(mine.Proof(HttpMethod.Post, "/x", body)));
        (await Browser.Read(gateway.Client, proof)).MustBe(401);
        Assert.True((await second.Waiting()).MustBe(200).Has("notices"));
    }

    [Fact]
    public async Task A_phone_that_listens_hears_at_once_and_one_that_polls_is_held_all_the_same()
    {
        await using var gateway = await RunningGateway.Furnished();
        var mine = await gateway.Enrol(Ada);
        using var events = await mine.Events();
        Assert.False((await events.Next("waiting"))!.Value.TryGetProperty("notices", out _));
        await gateway.Activate(Ada);
        // One change may be heard as one event or as two.
        while (true)
        {
            var heard = (await events.Next("waiting"))!.Value;
            if (heard.GetProperty("notices").EnumerateArray().Any(notice => notice.GetProperty("kind").GetString() == "phone_added")) break;
        }

        var held = gateway.Clock.NextWaitOf(TimeSpan.FromSeconds(20));
        var polling = mine.Waiting(20);
        await held;   // otherwise a phone that does not know notices would ask all the time
        Assert.False(polling.IsCompleted);
        gateway.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.NotEmpty(Notices((await polling).MustBe(200)));
    }

    private static JsonElement[] Notices(Reply reply) => [.. reply.Json.GetProperty("notices").EnumerateArray()];
}
