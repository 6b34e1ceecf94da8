using Countersign.Gateway.Html.Texts;
using Countersign.SignIn;
using Countersign.SignIn.AdminTokens;

namespace Countersign.Gateway.Tests.Kit;

/// <summary>An administrator's browser, without script, at a gateway whose operators' tenant is <c>contoso</c>.</summary>
internal sealed class ConsoleVisitor(RunningGateway gateway, string? language = null)
{
    public const string Cookie = "__Host-countersign-console";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public Visitor Browser { get; } = new(gateway) { Languages = language };

    private PageTexts Texts { get; } = PageTexts.All.Single(texts => texts.Language == (language ?? "en"));

    /// <summary>A gateway with a console.</summary>
    public static Task<RunningGateway> Gateway(Func<GatewaySettings, GatewaySettings>? change = null) =>
        RunningGateway.Furnished(settings => (change?.Invoke(settings) ?? settings) with { AdminTenant = "contoso" });

    /// <summary>A person with a phone and this role, signed in at the console.</summary>
    public static async Task<(ConsoleVisitor Visitor, Handset Phone)> SignedIn(
        RunningGateway gateway, string user, AdminRole role, string? language = null, params string[] tenants)
    {
        var phone = await gateway.Enrol(user);
        await Make(gateway, user, role, tenants);
        var visitor = new ConsoleVisitor(gateway, language);
        (await visitor.SignIn(phone)).MustBe(200);
        return (visitor, phone);
    }

    /// <summary>With something of everything that has a page.</summary>
    public static async Task Equip(RunningGateway gateway)
    {
        var settings = (await gateway.Admin(HttpMethod.Get, "contoso/settings")).MustBe(200).Text;
        async Task Put(string path, string body) => (await gateway.Admin(HttpMethod.Put, "contoso/" + path, body)).MustBe(200);
        await Put("clients/portal",
            """
            {"client_name":"Portal","token_endpoint_auth_method":"client_secret_basic","grant_types":["authorization_code"],
            "redirect_uris":["https://portal.contoso.example/callback"]}
            """);
        await Put("providers/fabrikam",
            """
            {"name":"Fabrikam","issuer":"https://sts.fabrikam.example","client_id":"countersign",
            "token_endpoint_auth_method":"private_key_jwt"}
            """);
        await Put("domains/fabrikam.example", """{"type":"federated","provider":"fabrikam"}""");
        await Put("passwords", """{"place":"here"}""");
        (await gateway.Admin(
            HttpMethod.Put, "contoso/settings", settings[..^1] + ",\"security_webhook\":\"https://hooks.contoso.example/\"}")).MustBe(200);
    }

    public static async Task Make(RunningGateway gateway, string user, AdminRole role, params string[] tenants)
    {
        var scope = new AdminScope(role, tenants.Length == 0 ? null : [.. tenants.Select(tenant => new TenantId(tenant))]);
        Assert.Null((await gateway.Engine.Administrators.Make(new(new("contoso"), new(user)), scope, new("command"), Cancel)).Refused);
    }

    public Task<Reply> Open(string path) => Browser.Send(new(HttpMethod.Get, Whole(path)));

    /// <summary>Presses the button of a page's form.</summary>
    /// <param name="page">Whose token goes along; null: none.</param>
    public Task<Reply> Press(string path, Reply? page, params (string Name, string Value)[] fields) =>
        Post(path, page is null ? null : Visitor.Hidden(page, "form"), Browser.From, fields);

    public Task<Reply> Post(string path, string? token, (string Name, string Value)? from, params (string Name, string Value)[] fields)
    {
        var all = token is null ? fields : [("form", token), .. fields];
        var request = new HttpRequestMessage(HttpMethod.Post, Whole(path))
        {
            Content = new FormUrlEncodedContent(all.Select(field => KeyValuePair.Create(field.Item1, field.Item2))),
        };
        if (from is var (name, value)) request.Headers.TryAddWithoutValidation(name, value);
        return Browser.Send(request);
    }

    /// <summary>Presses the button of a form that a logo comes along with.</summary>
    public Task<Reply> Send(string path, Reply page, byte[] logo, params (string Name, string Value)[] fields) =>
        Send(path, page, ("logo", "logo.png", logo), fields);

    /// <summary>Presses the button of a form that a file comes along with.</summary>
    public Task<Reply> Send(
        string path, Reply page, (string Name, string File, byte[] Bytes) file, params (string Name, string Value)[] fields)
    {
        var parts = new MultipartFormDataContent { { new StringContent(Visitor.Hidden(page, "form")!), "form" } };
        foreach (var (name, value) in fields) parts.Add(new StringContent(value), name);
        parts.Add(new ByteArrayContent(file.Bytes), file.Name, file.File);
        var request = new HttpRequestMessage(HttpMethod.Post, Whole(path)) { Content = parts };
        request.Headers.TryAddWithoutValidation(Browser.From!.Value.Name, Browser.From.Value.Value);
        return Browser.Send(request);
    }

    /// <summary>From the console to the operators' sign-in, to the phone and back; the first page.</summary>
    public async Task<Reply> SignIn(Handset phone)
    {
        var back = await SetOutAndApprove(phone);
        if (back.Status != 200) return back;
        var arrived = await Browser.Send(new(HttpMethod.Get, Visitor.LinkOn(back, Texts.Console.Onward)));
        return arrived.Status == 200 ? await Open(Visitor.LinkOn(arrived, Texts.Console.Onward)) : arrived;
    }

    /// <summary>The page of the public listener that leads to the console.</summary>
    public async Task<Reply> SetOutAndApprove(Handset phone)
    {
        Assert.Equal("/console/sign-in", (await Open("/")).MustBe(303).Header("Location"));
        var way = (await Open("/console/sign-in")).MustBe(303).Header("Location")!;
        Assert.StartsWith(gateway.Url + "/contoso/console?challenge=", way, StringComparison.Ordinal);
        var place = way[gateway.Url.Length..];
        var form = (await Browser.Open(place)).MustBe(303).Header("Location")!;
        var number = await Browser.SignIn(phone.User, form);
        (await phone.Approve(Visitor.NumberOn(number))).MustBe(200);
        var request = "?request=" + Uri.EscapeDataString(Browser.LastRequest!);
        Assert.Equal(place, (await Browser.Open("/sign-in/number" + request)).MustBe(303).Header("Location"));
        return await Browser.Open(place);
    }

    private string Whole(string path) => path.StartsWith('/') ? gateway.AdminUrl + path : path;
}
