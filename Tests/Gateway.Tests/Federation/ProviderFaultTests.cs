using System.Text.Json.Nodes;
using Countersign.SignIn.Tenants;
using Microsoft.AspNetCore.Http;

namespace Countersign.Gateway.Tests.Federation;

/// <summary>A provider that is away, slow, endless or lies about itself: a page says so and offers the phone (WAY-3, I10, T16).</summary>
public sealed class ProviderFaultTests
{
    private const string Fran = FederationScene.Fran;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static Task<bool> Answer(HttpContext http, int status, string body, string? location = null)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        if (location is not null) http.Response.Headers.Location = location;
        return Write();

        async Task<bool> Write()
        {
            await http.Response.WriteAsync(body);
            return true;
        }
    }

    private static readonly Dictionary<string, Func<HttpContext, Task<bool>>> Faults = new()
    {
        ["an error"] = http => Answer(http, 500, "{}"),
        ["too busy"] = http => Answer(http, 429, "{}"),
        ["elsewhere"] = http => Answer(http, 302, "{}", "https://evil.example/"),
        ["no JSON"] = http => Answer(http, 200, "<html>"),
        ["a list"] = http => Answer(http, 200, "[]"),
        ["endless"] = http => Answer(http, 200, "{\"a\":\"" + new string('x', 200_000) + "\"}"),
        ["twice"] = http => Answer(http, 200, "{\"issuer\":\"a\",\"issuer\":\"b\"}"),
    };

    [Theory]
    [InlineData("/.well-known")]
    [InlineData("/keys")]
    [InlineData("/token")]
    public async Task A_provider_that_answers_wrongly_signs_nobody_in(string path)
    {
        await using var scene = await FederationScene.Open();
        await scene.Create();
        foreach (var fault in Faults.Keys)
        {
            scene.Gateway.Clock.Advance(TimeSpan.FromMinutes(1));   // it is not left alone any more
            await AnswersWrongly(scene, fault, path);
        }
    }

    private static async Task AnswersWrongly(FederationScene scene, string fault, string path)
    {
        scene.Provider.Trouble = http =>
            http.Request.Path.Value!.Contains(path, StringComparison.Ordinal) ? Faults[fault](http) : Task.FromResult(false);
        var visitor = scene.Visitor();
        var link = Visitor.LinkOn(await scene.Begin(visitor), "Continue to your organisation");
        var end = await visitor.Open(link);
        if (path == "/token") end = await visitor.Open(scene.Provider.SignIn(end.MustBe(303).Header("Location")!, "S-1", Fran));
        Says(end, scene);
        await scene.NobodyIsSignedIn(visitor);
        scene.Provider.Trouble = null;
    }

    /// <summary>Nobody goes on by themselves from there, and the phone is offered: no circle.</summary>
    private static void Says(Reply page, FederationScene scene)
    {
        page.MustBe(503, "CS5021");
        Assert.Equal("Your organisation’s sign‑in does not answer", Visitor.Heading(page));
        Assert.DoesNotContain("http-equiv", page.Text, StringComparison.Ordinal);
        Assert.StartsWith("/contoso/sign-in?", Visitor.LinkOn(page, "Start again"));
        Assert.NotEqual("", scene.Provider.Issuer);
    }

    [Theory]
    [InlineData("/.well-known")]
    [InlineData("/token")]
    public async Task A_provider_that_is_slow_is_waited_for_five_seconds(string path)
    {
        await using var scene = await FederationScene.Open();
        await scene.Create();
        var visitor = scene.Visitor();
        var link = Visitor.LinkOn(await scene.Begin(visitor), "Continue to your organisation");
        var address = path == "/token"
            ? scene.Provider.SignIn((await visitor.Open(link)).MustBe(303).Header("Location")!, "S-1", Fran)
            : link;
        scene.Provider.Trouble = http =>
            http.Request.Path.Value!.Contains(path, StringComparison.Ordinal) ? scene.Provider.Hold(http) : Task.FromResult(false);
        var waits = scene.Gateway.Clock.NextWaitOf(Patience);
        var asked = visitor.Open(address);
        await waits;
        scene.Gateway.Clock.Advance(Patience);
        Says(await asked.WaitAsync(TimeSpan.FromSeconds(30), Browser.Cancel), scene);
        await scene.NobodyIsSignedIn(visitor);
    }

    /// <summary>It is left alone for a while, and then tried again.</summary>
    [Fact]
    public async Task A_provider_that_fails_is_left_alone_for_fifteen_seconds()
    {
        await using var scene = await FederationScene.Open();
        await scene.Create();
        var calls = 0;
        scene.Provider.Trouble = http =>
        {
            Interlocked.Increment(ref calls);
            return Answer(http, 500, "{}");
        };
        var visitor = scene.Visitor();
        var link = Visitor.LinkOn(await scene.Begin(visitor), "Continue to your organisation");
        for (var i = 0; i < 10; i++) Says(await visitor.Open(link), scene);
        Assert.Equal(4, calls);
        scene.Provider.Trouble = null;
        scene.Gateway.Clock.Advance(TimeSpan.FromSeconds(16));
        (await visitor.Open(link)).MustBe(303);
    }

    [Fact]
    public async Task The_documents_of_the_last_day_serve_while_it_is_away()
    {
        await using var scene = await FederationScene.Open();
        await scene.Create();
        await scene.Tokens(await scene.SignIn(scene.Visitor()));
        scene.Gateway.Clock.Advance(TimeSpan.FromHours(23));
        scene.Provider.Trouble = http => http.Request.Path.Value!.Contains("/.well-known", StringComparison.Ordinal)
            ? Answer(http, 500, "{}")
            : Task.FromResult(false);
        await scene.Tokens(await scene.SignIn(scene.Visitor()));
        scene.Gateway.Clock.Advance(TimeSpan.FromHours(2));
        var visitor = scene.Visitor();
        Says(await visitor.Open(Visitor.LinkOn(await scene.Begin(visitor), "Continue to your organisation")), scene);
    }

    private static readonly Dictionary<string, Action<JsonObject>> Lies = new()
    {
        ["another issuer"] = document => document["issuer"] = "https://evil.example",
        ["no issuer"] = document => document.Remove("issuer"),
        ["a token endpoint of this machine in plain http"] = document => document["token_endpoint"] = "http://localhost:5081/admin",
        ["a token endpoint that is metadata's"] = document => document["token_endpoint"] = "https://169.254.169.254/latest",
        ["keys of an inside address"] = document => document["jwks_uri"] = "https://10.0.0.1/keys",
        ["no keys"] = document => document.Remove("jwks_uri"),
        ["an authorization endpoint that is a script"] = document => document["authorization_endpoint"] = "javascript:alert(1)",
        ["an authorization endpoint in plain http"] = document => document["authorization_endpoint"] = "http://fs.fabrikam.example/",
        ["no authorization endpoint"] = document => document.Remove("authorization_endpoint"),
    };

    [Fact, Trait("Rule", "T16")]
    public async Task A_provider_whose_document_leads_astray_is_not_followed()
    {
        await using var scene = await FederationScene.Open();
        foreach (var lie in Lies.Values)
        {
            scene.Provider.Discovery = lie;
            scene.Gateway.Clock.Advance(TimeSpan.FromMinutes(1));
            var visitor = scene.Visitor();
            Says(await visitor.Open(Visitor.LinkOn(await scene.Begin(visitor), "Continue to your organisation")), scene);
        }
    }

    [Fact, Trait("Rule", "WAY-3")]
    public async Task The_phone_signs_in_while_the_provider_is_away()
    {
        await using var scene = await FederationScene.Open();
        var phone = await scene.Gateway.Enrol(Fran);
        scene.Provider.Trouble = http => Answer(http, 500, "{}");
        var visitor = scene.Visitor();
        (await phone.Approve(Visitor.NumberOn(await scene.Begin(visitor)))).MustBe(200);
        await scene.Tokens(await FederationScene.Back(visitor, "/sign-in/number?request=" + visitor.LastRequest));
    }

    [Fact, Trait("Rule", "I10")]
    public async Task A_secret_that_cannot_be_read_signs_nobody_in()
    {
        await using var scene = await FederationScene.Open();
        await scene.Create();
        var present = (await scene.Gateway.Engine.Administration.Ask(
            new("contoso"), new TenantQuestion.Read(), Browser.Cancel)).Answer!.Tenant;
        var provider = present.ProviderOf("fabrikam")! with { SealedSecret = "sealed-elsewhere" };
        await scene.Gateway.Engine.Administration.Ask(
            new("contoso"), new TenantQuestion.SetProvider(new("another-secret-00000000"), provider), Browser.Cancel);
        Says(await scene.SignIn(scene.Visitor()), scene);
        Assert.Equal(0, scene.Provider.Exchanges);
    }
}
