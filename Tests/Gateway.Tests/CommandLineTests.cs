using Countersign.Engine;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Tests;

/// <summary>The program as an operator runs it: commands, exit codes, messages, and a power cut.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("countersign-").FullName;

    /// <summary>With room beside it for what is kept beside a data folder.</summary>
    private string Folder => Path.Combine(_home, "data");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public async Task Killed_without_warning_it_comes_back_with_everything_and_told_nobody_a_secret()
    {
        var (url, adminUrl) = ("http://127.0.0.1:" + FreePort.Find(), "http://127.0.0.1:" + FreePort.Find());
        var site = new Site(url, adminUrl, TimeProvider.System);
        Handset ada;
        Browser signedIn, pending = site.Browser();
        string number;
        List<string> secrets = [Site.Token];
        using (var first = await Running.Serve(Folder, url, adminUrl))
        {
            (await site.Admin(HttpMethod.Put, "contoso")).MustBe(200);
            (await site.Admin(HttpMethod.Put, "contoso/policy", """{"enabled":true,"target":{"type":"all"}}""")).MustBe(200);
            ada = await site.EnrolByHand("ada@contoso.example");
            signedIn = await site.SignIn(ada);
            number = await pending.Prompt(ada.User);
            secrets.AddRange(signedIn.Cookies.Values.Concat(pending.Cookies.Values).SelectMany(cookie => cookie.Split('.')));
            var pass = (await site.Admin(HttpMethod.Post, "contoso/users/ada@contoso.example/pass")).MustBe(201)["pass"];
            var code = (await signedIn.Send(HttpMethod.Post, "/security-info/methods")).MustBe(201)["activation_code"];
            var proof = ada.Sign(ada.Proof(HttpMethod.Get, "/device/waiting"));
            (await Browser.Read(site.Client, ada.Request(HttpMethod.Get, "/device/waiting", null, "", proof))).MustBe(200);
            (await Browser.Read(site.Client, ada.Request(HttpMethod.Get, "/device/waiting", null, "", proof))).MustBe(401);
            (await signedIn.Redeem()).MustBe(409);
            secrets.AddRange([pass, code, proof, "ada@contoso.example", ada.Device]);

            var check = await Running.Once("check", "--data", Folder);
            Assert.Equal((3, ""), (check.ExitCode, check.Output));
            Assert.NotEqual("", check.Errors);
            var output = await first.Kill();
            foreach (var secret in secrets) Assert.DoesNotContain(secret, output, StringComparison.Ordinal);
            Assert.Contains("redeem.reused", output, StringComparison.Ordinal);
        }

        var clean = await Running.Once("check", "--data", Folder);
        Assert.Equal(0, clean.ExitCode);
        Assert.EndsWith("clean\n", clean.Output);
        using var second = await Running.Serve(Folder, url, adminUrl);
        Assert.Equal(number, (await pending.Observe()).MustBe(200)["number"]);
        (await signedIn.Send(HttpMethod.Get, "/session")).MustBe(401, "CS2003");
        (await ada.Approve(number)).MustBe(200);
        (await pending.Redeem()).MustBe(200);
        await second.Kill();
    }

    [Fact]
    public async Task Audit_verify_finds_a_byte_that_was_changed()
    {
        var settings = GatewaySettings.Default with { Data = Folder };
        await using (var engine = await EngineHost.OpenEmbedded(settings, TimeProvider.System, _ => { }))
            await engine.UseCases.Administration.Ask(
                new TenantId("contoso"), new TenantQuestion.Create(new(RandomValues.Handle())), Cancel);

        var whole = await Running.Once("audit", "verify", "--data", Folder);
        Assert.Equal(0, whole.ExitCode);
        Assert.EndsWith("whole\n", whole.Output);
        var database = Path.Combine(Folder, "countersign.db");
        var bytes = await File.ReadAllBytesAsync(database, Cancel);
        var at = bytes.AsSpan().LastIndexOf("tenant.created"u8);
        Assert.True(at > 0);
        bytes[at] ^= 1;
        await File.WriteAllBytesAsync(database, bytes, Cancel);

        var broken = await Running.Once("audit", "verify", "--data", Folder);
        Assert.Equal(1, broken.ExitCode);
        Assert.StartsWith("broken at 1: ", broken.Output);
        Assert.Equal(1, (await Running.Once("check", "--data", Folder)).ExitCode);
    }

    /// <summary>The first token, and the way back when the last owner's is lost.</summary>
    [Fact]
    public async Task A_token_that_the_machine_makes_administers_until_the_machine_revokes_it()
    {
        var settings = GatewaySettings.Default with { Data = Folder };
        await using (var engine = await EngineHost.OpenEmbedded(settings, TimeProvider.System, _ => { }))
            await engine.UseCases.Administration.Ask(
                new TenantId("contoso"), new TenantQuestion.Create(new(RandomValues.Handle())), Cancel);
        var made = await Running.Once("token", "create", "boss", "--role", "owner", "--reason", "the first one", "--data", Folder);
        Assert.Equal((0, ""), (made.ExitCode, made.Errors));
        var token = made.Output.Trim();
        var again = await Running.Once("token", "create", "boss", "--role", "owner", "--data", Folder);
        Assert.Equal((2, ""), (again.ExitCode, again.Output));
        Assert.Contains("CS6063", again.Errors, StringComparison.Ordinal);

        var (url, adminUrl) = ("http://127.0.0.1:" + FreePort.Find(), "http://127.0.0.1:" + FreePort.Find());
        using (var server = await Running.Serve(Folder, url, adminUrl))
        {
            var site = new Site(url, adminUrl, TimeProvider.System);
            var request = new HttpRequestMessage(HttpMethod.Get, adminUrl + "/admin/v1/audit");
            request.Headers.Add("Authorization", "Bearer " + token);
            var fact = Assert.Single((await Browser.Read(site.Client, request)).MustBe(200).Json.GetProperty("records").EnumerateArray())
                .GetProperty("fact");
            Assert.Equal(
                ("admin_token.created", "command", "the first one"),
                (fact.GetProperty("kind").GetString(), fact.GetProperty("actor").GetString(), fact.GetProperty("actorReason").GetString()));
            var held = await Running.Once("token", "list", "--data", Folder);
            Assert.Equal((3, ""), (held.ExitCode, held.Output));
            Assert.DoesNotContain(token, await server.Kill(), StringComparison.Ordinal);
        }

        var list = await Running.Once("token", "list", "--data", Folder);
        Assert.StartsWith("boss\towner\t*\t", list.Output);
        Assert.DoesNotContain(token, list.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await Running.Once("token", "revoke", "boss", "--data", Folder)).ExitCode);
        Assert.Equal((0, "", ""), await Running.Once("token", "list", "--data", Folder));
        Assert.Equal(2, (await Running.Once("token", "revoke", "boss", "--data", Folder)).ExitCode);
    }

    [Theory]
    [InlineData(3, "token", "create", "boss", "--role", "owner", "--data", "/nowhere/at/all")]
    [InlineData(2, "serve", "--urls", "nonsense")]
    [InlineData(2, "serve", "--no-such-option")]
    [InlineData(2, "serve", "--origin", "https://a.example/path")]
    [InlineData(2, "serve", "--engine", "other")]
    [InlineData(2, "serve", "--threads", "other")]
    [InlineData(2, "serve", "--store", "other")]
    [InlineData(2, "check", "--data", "/nowhere/at/all", "--store", "other")]
    [InlineData(2, "audit", "verify", "--data", "/nowhere/at/all", "--store", "other")]
    [InlineData(3, "check", "--data", "/nowhere/at/all", "--store", "memory")]
    [InlineData(2, "check", "--data", "/nowhere/at/all", "--store-connection-file", "/nowhere/at/all")]
    [InlineData(2, "serve", "--store-connection-file", "/nowhere/at/all")]
    [InlineData(2, "no-such-command")]
    [InlineData(2, "audit", "verify", "--data", "/nowhere/at/all", "--head", "x")]
    [InlineData(3, "audit", "verify", "--data", "/nowhere/at/all")]
    [InlineData(3, "check", "--data", "/nowhere/at/all")]
    public async Task What_cannot_be_run_says_why_in_one_line(int exitCode, params string[] arguments)
    {
        var run = await Running.Once(arguments);
        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
        Assert.Equal(1, run.Errors.Count(character => character == '\n'));
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("server", "3")]   // SCHED_BATCH
    [InlineData("system", null)]
    public async Task The_threads_are_run_as_configured(string threads, string? policy)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Scheduling policies are Linux's.");
        using var server =
            await Running.Serve(Folder, "http://127.0.0.1:" + FreePort.Find(), "http://127.0.0.1:" + FreePort.Find(), "--threads", threads);
        Assert.Equal(policy ?? Running.Policy("self"), Running.Policy(server.Id));
        await server.Kill();
    }
}
