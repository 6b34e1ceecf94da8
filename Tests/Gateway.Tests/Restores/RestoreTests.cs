using System.Text.RegularExpressions;

namespace Countersign.Gateway.Tests.Restores;

/// <summary>F23: a backup that is put back revives nothing that was ended since it was made.</summary>
public sealed class RestoreTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("countersign-").FullName;

    private string Data => Path.Combine(_home, "data");

    private string Backup => Path.Combine(_home, "backup");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public async Task Everything_that_a_backup_has_under_way_ends_when_it_is_put_back()
    {
        await using var gateway = await RunningGateway.OnDisk(Data);
        await gateway.Operator.CreateTenant("contoso");
        await gateway.Operator.AllowEveryone("contoso");
        var scene = await Scene.Set(gateway);
        await Replace(gateway, Data, Backup);
        await gateway.Begin();
        await Replace(gateway, Backup, Data);
        await gateway.Begin(isRestored: true);

        foreach (var (door, status) in await scene.Doors()) Assert.True(status >= 400, $"{door}: {status}");
        var phones = await File.ReadAllLinesAsync(Path.Combine(Data, "restored-phones.tsv"), Cancel);
        var hers = $"contoso\tada@contoso.example\t{scene.Ada.Device}\ton\t";
        Assert.Contains(phones, line => line.StartsWith(hers, StringComparison.Ordinal));
        var audit = (await gateway.Admin(HttpMethod.Get, "contoso/audit?limit=1000")).MustBe(200).Text;
        foreach (var kind in (string[])["store.restored", "user.ended", "grant.ended"])
            Assert.Contains($"\"{kind}\"", audit, StringComparison.Ordinal);
        (await gateway.Get(gateway.Url + "/health/ready")).MustBe(200);
        await gateway.SignIn(scene.Ada);
    }

    [Fact]
    public async Task A_database_older_than_its_mark_serves_nobody_until_an_operator_says_that_it_was_restored()
    {
        await using var gateway = await RunningGateway.OnDisk(Data);
        await gateway.Operator.CreateTenant("contoso");
        await Replace(gateway, Data, Backup);
        await gateway.Begin();
        (await gateway.Get(gateway.Url + "/health/ready")).MustBe(200);   // an honest restart is none
        await Replace(gateway, Backup, Data);
        await gateway.Begin();
        foreach (var url in new[] { gateway.Url, gateway.AdminUrl }) (await gateway.Get(url + "/health/ready")).MustBe(503, "CS5006");
        (await gateway.Get(gateway.Url + "/contoso/v1/sign-in")).MustBe(503, "CS5006");
        (await gateway.Get(gateway.Url + "/health/live")).MustBe(200);
        (await gateway.Admin(HttpMethod.Get, "contoso")).MustBe(200);
        await gateway.Stop();
        await gateway.Begin(isRestored: true);
        (await gateway.Get(gateway.Url + "/health/ready")).MustBe(200);
    }

    /// <summary>docs/operations.md, its commands as they stand there.</summary>
    [Fact]
    public async Task The_backup_and_the_restore_run_as_they_are_written()
    {
        var (url, adminUrl) = ("http://127.0.0.1:" + FreePort.Find(), "http://127.0.0.1:" + FreePort.Find());
        (string, string)[] variables =
            [("DATA", Data), ("BACKUP", Backup), ("Countersign__Urls", url), ("Countersign__AdminUrls", adminUrl)];
        var site = new Site(url, adminUrl, TimeProvider.System);
        Browser signedIn;
        Handset ada;
        using (var first = await Running.Serve(Data, url, adminUrl))
        {
            (await site.Admin(HttpMethod.Put, "contoso")).MustBe(200);
            (await site.Admin(HttpMethod.Put, "contoso/policy", """{"enabled":true,"target":{"type":"all"}}""")).MustBe(200);
            ada = await site.EnrolByHand("ada@contoso.example");
            signedIn = await site.SignIn(ada);
            Assert.Equal(0, (await first.Terminate()).ExitCode);
        }

        var backup = await Running.Once(Block("backup"), variables);
        Assert.True(backup.ExitCode == 0 && backup.Output.EndsWith("clean\n", StringComparison.Ordinal), backup.Output + backup.Errors);
        using var restored = await Running.Serve(Block("restore"), variables);
        (await signedIn.Send(HttpMethod.Get, "/session")).MustBe(401, "CS2003");
        await site.SignIn(ada);
        var phones = await File.ReadAllTextAsync(Path.Combine(Data, "restored-phones.tsv"), Cancel);
        Assert.Contains(ada.Device, phones, StringComparison.Ordinal);
    }

    /// <summary>The shell commands under the heading of this name.</summary>
    private static string Block(string name)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Directory.Packages.props"))) folder = Path.GetDirectoryName(folder)!;
        var page = File.ReadAllText(Path.Combine(folder, "docs", "operations.md"));
        var block = Regex.Match(page, $"<!-- run: {name} -->\n```sh\n(.*?)```", RegexOptions.Singleline);
        Assert.True(block.Success, name);
        return block.Groups[1].Value;
    }

    private static async Task Replace(RunningGateway gateway, string from, string to)
    {
        await gateway.Stop();
        if (Directory.Exists(to)) Directory.Delete(to, recursive: true);
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }

    /// <summary>One of everything that can be under way.</summary>
    private sealed record Scene(
        RunningGateway Gateway, Handset Ada, Browser SignedIn, Browser Pending, Browser Approved, RelyingParty Portal, string Code,
        string Refresh, string Access, string Pass, Handset New, string ActivationCode, string AdminToken)
    {
        public static async Task<Scene> Set(RunningGateway gateway)
        {
            var (ada, bob) = (await gateway.Enrol("ada@contoso.example"), await gateway.Enrol("bob@contoso.example"));
            var portal = await RelyingParty.WithSecret(gateway);
            var signedIn = await gateway.SignIn(ada);
            var tokens = await portal.Tokens(signedIn);
            var code = await portal.Code(signedIn);
            var (approved, pending) = (gateway.Browser(), gateway.Browser());
            (await ada.Approve(await approved.Prompt(ada.User))).MustBe(200);
            await pending.Prompt(bob.User);
            var pass = (await gateway.Admin(HttpMethod.Post, "contoso/users/bob@contoso.example/pass")).MustBe(201)["pass"];
            var activation = (await signedIn.Send(HttpMethod.Post, "/security-info/methods")).MustBe(201)["activation_code"];
            var admin = await gateway.Engine.AdminAccess.Create(
                "nightly", Countersign.SignIn.AdminTokens.AdminScope.Everything, null, new("command"), Cancel);
            return new(
                gateway, ada, signedIn, pending, approved, portal, code, tokens["refresh_token"], tokens["access_token"], pass,
                gateway.Handset(ada.User), activation, admin.Answer!.Text);
        }

        private async Task<int> Administers()
        {
            var request = new HttpRequestMessage(HttpMethod.Get, Gateway.AdminUrl + "/admin/v1/tenants/contoso");
            request.Headers.Add("Authorization", "Bearer " + AdminToken);
            return (await Browser.Read(Gateway.Client, request)).Status;
        }

        /// <summary>What each of them is answered now.</summary>
        public async Task<(string Door, int Status)[]> Doors() =>
        [
            ("administration", await Administers()),
            ("session", (await SignedIn.Send(HttpMethod.Get, "/session")).Status),
            ("security info", (await SignedIn.Send(HttpMethod.Get, "/security-info/methods")).Status),
            ("approved", (await Approved.Redeem()).Status),
            ("pending", (await Pending.Redeem()).Status),
            ("code", (await Portal.Redeem(Code)).Status),
            ("refresh token", (await Portal.Refresh(Refresh)).Status),
            ("access token", (await Portal.UserInfo(Access)).Status),
            ("activation code", (await New.Activate(ActivationCode)).Status),
            ("pass", (await Gateway.Browser().Send(
                HttpMethod.Post, "/session", $$"""{"user_name":"bob@contoso.example","pass":"{{Pass}}"}""")).Status),
        ];
    }
}
