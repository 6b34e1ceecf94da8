using System.Text;
using System.Text.Json;
using Countersign.Gateway.Outbound;
using Microsoft.AspNetCore.Http;

namespace Countersign.Gateway.Tests.Passwords;

/// <summary>WAY-4, N23, I10: a verifier that the tenant runs, and one that lies, is slow, endless or somebody else.</summary>
public sealed class VerifierTests
{
    private const string Mona = PasswordScene.Mona, Password = PasswordScene.Password, Secret = "a secret of the two of us";

    private static async Task<PasswordScene> Open(Callback verifier)
    {
        var scene = await PasswordScene.Open($$$"""{"place":"verifier","verifier":{"url":"{{{verifier.Url}}}","secret":"{{{Secret}}}"}}""");
        await scene.Gateway.Operator.CreateUser("contoso", Mona);
        return scene;
    }

    /// <summary>An answer as a verifier should give it, but for what a test changes.</summary>
    private static Func<HttpContext, Task> Answers(
        Callback verifier, Func<Heard, string> result, string secret = Secret, Func<string, string>? body = null, int status = 200) =>
        async http =>
        {
            Assert.True(verifier.TryNext(out var heard));
            var text = $$"""{"question":"{{heard["question"]}}","result":"{{result(heard)}}"}""";
            text = body?.Invoke(text) ?? text;
            http.Response.StatusCode = status;
            http.Response.Headers["Countersign-Signature"] =
                SharedSecret.Sign(secret, DateTimeOffset.UnixEpoch, Encoding.UTF8.GetBytes(text));
            await http.Response.WriteAsync(text, http.RequestAborted);
        };

    [Fact, Trait("Rule", "N23")]
    public async Task The_verifier_is_asked_with_a_signature_and_believed_with_one()
    {
        await using var verifier = await Callback.Start();
        await using var scene = await Open(verifier);
        Heard? asked = null;
        verifier.Answer = Answers(verifier, heard => (asked = heard)["password"] == Password ? "right" : "wrong");
        var visitor = scene.Visitor();
        var again = await PasswordScene.Type(visitor, await scene.ToPassword(visitor), "wrong password");
        Assert.Equal("CS2041", again.Code);
        scene.Portal.Answer(await PasswordScene.Back(visitor, await PasswordScene.Type(visitor, again, Password)));
        Assert.Equal(("contoso", Mona), (asked!["tenant"], asked["user_name"]));
        Assert.True(SharedSecret.IsSigned(Secret, asked.Signature, Encoding.UTF8.GetBytes(asked.Body)));
        Assert.Contains(
            "checked by verifier", Assert.Single(await scene.Gateway.Operator.Audit("sign_in.password")).GetProperty("detail").GetString());
    }

    public static TheoryData<string> Lies =>
    [
        "signed by nobody", "signed by another", "of another question", "another word", "one member more", "redirect", "error", "empty",
        "endless", "not json",
    ];

    [Theory, MemberData(nameof(Lies)), Trait("Rule", "I10")]
    public async Task A_verifier_that_lies_signs_nobody_in(string lie)
    {
        await using var verifier = await Callback.Start();
        await using var scene = await Open(verifier);
        verifier.Answer = lie switch
        {
            "signed by nobody" => async http =>
            {
                Assert.True(verifier.TryNext(out var heard));
                await http.Response.WriteAsync($$"""{"question":"{{heard["question"]}}","result":"right"}""");
            },
            "signed by another" => Answers(verifier, _ => "right", "another secret"),
            "of another question" => Answers(verifier, _ => "right", body: text => text.Replace("\"question\":\"", "\"question\":\"x")),
            "another word" => Answers(verifier, _ => "yes"),
            "one member more" => Answers(verifier, _ => "right", body: text => text.Replace("}", ",\"more\":1}")),
            "redirect" => Answers(verifier, _ => "right", status: 302),
            "error" => Answers(verifier, _ => "right", status: 500),
            "empty" => Answers(verifier, _ => "right", body: _ => ""),
            "endless" => Answers(verifier, _ => "right", body: text => text + new string(' ', 1_000_000)),
            _ => Answers(verifier, _ => "right", body: _ => "right"),
        };
        var visitor = scene.Visitor();
        var page = await scene.ToPassword(visitor);
        var refused = await PasswordScene.Type(visitor, page, Password);
        Assert.Equal((503, "CS5041"), (refused.Status, refused.Code));
        await scene.NobodyIsSignedIn(visitor);
    }

    /// <summary>Time-outs, breaker, and nobody loses a guess by it.</summary>
    [Fact, Trait("Rule", "I10")]
    public async Task A_slow_verifier_is_given_up_left_alone_for_a_while_and_costs_nobody_a_guess()
    {
        await using var verifier = await Callback.Start();
        await using var scene = await Open(verifier);
        verifier.Answer = verifier.Hold;
        var visitor = scene.Visitor();
        var page = await scene.ToPassword(visitor);
        for (var attempt = 0; attempt < 4; attempt++)
        {
            var held = scene.Gateway.Clock.NextWaitOf(TimeSpan.FromSeconds(8));
            var waiting = PasswordScene.Type(visitor, page, Password);
            await held;
            scene.Gateway.Clock.Advance(TimeSpan.FromSeconds(8));
            Assert.Equal("CS5041", (await waiting).Code);
        }

        var asked = verifier.Count;
        Assert.Equal("CS5041", (await PasswordScene.Type(visitor, page, Password)).Code);
        Assert.Equal(asked, verifier.Count);
        while (verifier.TryNext(out _)) { }
        verifier.Answer = Answers(verifier, _ => "right");
        scene.Gateway.Clock.Advance(TimeSpan.FromSeconds(16));
        scene.Portal.Answer(await PasswordScene.Back(visitor, await PasswordScene.Type(visitor, page, Password)));
    }

    [Theory, Trait("Rule", "T16")]
    [InlineData("http://verifier.contoso.example/"), InlineData("https://169.254.169.254/latest"), InlineData("https://10.0.0.7/check")]
    [InlineData("https://user:secret@verifier.contoso.example/")]
    public async Task An_address_that_may_not_be_called_is_not_taken(string url)
    {
        await using var gateway = await RunningGateway.Furnished();
        var body = JsonSerializer.Serialize(new { place = "verifier", verifier = new { url, secret = Secret } });
        (await gateway.Admin(HttpMethod.Put, "contoso/passwords", body)).MustBe(400, "CS6002");
    }
}
