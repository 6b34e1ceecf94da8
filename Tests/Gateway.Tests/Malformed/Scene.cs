using System.Buffers.Text;
using System.Security.Cryptography;
using Countersign.SignIn.AdminTokens;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Jose;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace Countersign.Gateway.Tests.Malformed;

/// <summary>A gateway where every endpoint has something to do, and a sample of each that would do it.</summary>
internal sealed partial class Scene : IAsyncDisposable
{
    private readonly Dictionary<string, Sample> _samples = [];
    private readonly RewindableStore _rows;
    private string _set = "";

    private Scene(RunningGateway gateway, FailingStore store, RewindableStore rows) => (Gateway, Store, _rows) = (gateway, store, rows);

    public RunningGateway Gateway { get; }

    public FailingStore Store { get; }

    /// <summary>The phone that is set up and not otherwise in use.</summary>
    public Handset Ada { get; private set; } = null!;

    /// <summary>
    /// Every endpoint but those of OpenID Connect, by its method and route, with its sample. One that has none fails here.
    /// </summary>
    public IReadOnlyDictionary<string, Sample> Samples => field ??=
        Endpoints(Gateway.Apps.Public).Concat(Endpoints(Gateway.Apps.Admin).Select(name => "admin " + name)).Distinct().ToDictionary(
            name => name,
            name => _samples.GetValueOrDefault(name) ?? throw new InvalidOperationException($"The endpoint '{name}' has no sample."));

    /// <summary>The methods of the route that an endpoint's name has in it.</summary>
    public IReadOnlyCollection<string> MethodsBeside(string name) =>
        [.. Samples.Keys.Where(other => RouteOf(other) == RouteOf(name))
            .Select(other => other.Replace("admin ", "", StringComparison.Ordinal).Split(' ')[0])];

    public string UrlOf(Sample sample) => sample.IsAdministration ? Gateway.AdminUrl : Gateway.Url;

    public static async Task<Scene> Set()
    {
        var rows = new RewindableStore();
        var store = new FailingStore(rows);
        var scene = new Scene(await RunningGateway.Furnished(store: store), store, rows);
        scene.Ada = await scene.Gateway.Enrol("ada@contoso.example");
        await scene.AddBrowsers();
        await scene.AddDevices();
        await scene.AddSecurityInfo();
        await scene.AddTokens();
        await scene.AddTenants();
        await scene.AddClients();
        await scene.AddUsers();
        await scene.AddPages();
        await scene.AddPasswords();
        await scene.AddScim();
        scene.AddOwnDescriptions();
        rows.Mark();
        scene._set = await Rows.Of(rows);
        return scene;
    }

    /// <summary>
    /// As it was when it was set: the same rows, to the letter, and another process, which has seen nothing of what came after.
    /// </summary>
    public async Task Rewind()
    {
        await Gateway.Restart(_rows.Rewind);
        Assert.Equal(_set, await Rows.Of(_rows));
    }

    public ValueTask DisposeAsync() => Gateway.DisposeAsync();

    private static (bool IsAdministration, string Route) RouteOf(string name) =>
        (name.StartsWith("admin ", StringComparison.Ordinal), name.Split(' ')[^1]);

    private static IEnumerable<string> Endpoints(WebApplication app) =>
        from source in ((IEndpointRouteBuilder)app).DataSources
        from endpoint in source.Endpoints.OfType<RouteEndpoint>()
        // it has refusals and tests of its own
        where endpoint.Metadata.GetMetadata<ITagsMetadata>()?.Tags.Contains("OpenID Connect") != true
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
        select method + " " + endpoint.RoutePattern.RawText;

    private void Add(string name, Sample sample) => _samples.Add(name, sample);

    private async Task AddBrowsers()
    {
        Add("POST /{tenant}/v1/sign-in", new(
            "POST", "/contoso/v1/sign-in",
            """
            {"user_name":"ada@contoso.example","application":"Portal","place":"Bergen","login_hint":"ada",
            "domain_hint":"contoso.example"}
            """.ReplaceLineEndings(""),
            "application", "place", "login_hint", "domain_hint"));
        var bob = await Gateway.Enrol("bob@contoso.example");
        var pending = Gateway.Browser();
        var approved = Gateway.Browser();
        await pending.Prompt(bob.User);
        var carol = await Gateway.Enrol("carol@contoso.example");
        (await carol.Approve(await approved.Prompt(carol.User))).MustBe(200);
        AddBrowser("GET", "/sign-in", pending, waits: true);
        AddBrowser("GET", "/sign-in/events", pending, isStream: true);
        AddBrowser("POST", "/sign-in/cancel", pending);
        AddBrowser("POST", "/sign-in/use-password", pending);
        AddBrowser("POST", "/sign-in/redeem", approved);
        Add("POST /{tenant}/v1/device/answer", new(
            "POST", "/contoso/v1/device/answer", $$"""{"statement":"{{bob.Sign(bob.Statement(await bob.See(), Decision.Deny, ""))}}"}"""));
    }

    private void AddBrowser(
        string method, string route, Browser browser, string device = "", bool isStream = false, bool waits = false, string? body = null,
        string tenant = "contoso")
    {
        var path = route.Replace("{device}", device, StringComparison.Ordinal);
        var cookies = string.Join("; ", browser.Cookies.Select(cookie => cookie.Key + "=" + cookie.Value));
        Add($"{method} /{{tenant}}/v1{route}",
            new(method, $"/{tenant}/v1{path}", body) { IsStream = isStream, Waits = waits, Headers = _ => [("Cookie", cookies)] });
    }

    private async Task AddDevices()
    {
        await Gateway.Operator.CreateUser("contoso", "dora@contoso.example");
        var dora = Gateway.Handset("dora@contoso.example");
        Add("POST /{tenant}/v1/device/activate", new(
            "POST", "/contoso/v1/device/activate", dora.ActivationBody(await Gateway.Operator.ActivationCode("contoso", dora.User))));
        var eve = await Gateway.Activate("eve@contoso.example");
        AddDevice("POST", "/device/register", eve, """{"ownership":"individual"}""");
        AddDevice("PUT", "/device/phone-sign-in", Ada);
        AddDevice("PUT", "/device/name", Ada, """{"name":"Another phone"}""");
        AddDevice("DELETE", "/device/phone-sign-in", Ada);
        AddDevice("GET", "/device/waiting", Ada, waits: true);
        AddDevice("GET", "/device/events", Ada, isStream: true);
        AddDevice("POST", "/device/notices/seen", Ada, """{"through":1}""");
        Add("GET /{tenant}/v1/device/push", new("GET", "/contoso/v1/device/push"));
        AddDevice("PUT", "/device/push", Ada, new PushReceiver().Subscription("https://push.example/send/1"));
        AddDevice("DELETE", "/device/push", Ada);
    }

    private void AddDevice(string method, string path, Handset handset, string? json = null, bool isStream = false, bool waits = false) =>
        Add($"{method} /{{tenant}}/v1{path}", new(method, "/contoso/v1" + path, json)
        {
            IsStream = isStream,
            Waits = waits,
            Headers = body =>
            {
                var proof = handset.Proof(new(method), path) with { BodyHash = Base64Url.EncodeToString(SHA256.HashData(body)) };
                return [("Countersign-Proof", handset.Sign(proof))];
            },
        });

    private async Task AddSecurityInfo()
    {
        var fay = await Gateway.Enrol("fay@contoso.example");
        Add("POST /{tenant}/v1/session", new(
            "POST", "/contoso/v1/session",
            $$"""{"user_name":"fay@contoso.example","pass":"{{await Gateway.Operator.Pass("contoso", fay.User)}}"}"""));
        var browser = await Gateway.SignIn(fay);
        AddBrowser("GET", "/session", browser);
        AddBrowser("DELETE", "/session", browser);
        AddBrowser("GET", "/security-info", browser);
        AddBrowser("POST", "/security-info/methods", browser);
        AddBrowser("DELETE", "/security-info/methods/{device}", browser, fay.Device);
        AddBrowser("PUT", "/security-info/methods/{device}/name", browser, fay.Device, body: """{"name":"Another phone"}""");
        var max = await Gateway.Enrol("max@contoso.example");
        var asked = await Gateway.SignIn(max);
        await Gateway.Browser().Prompt(max.User);
        var challenge = (await max.See()).GetProperty("challenge").GetString();
        AddBrowser("POST", "/security-info/not-me", asked, body: $$"""{"challenge":"{{challenge}}"}""");
        AddBrowser("POST", "/security-info/sign-out-everywhere", await Gateway.SignIn(await Gateway.Enrol("hal@contoso.example")));
    }

    private async Task AddTokens()
    {
        await Gateway.Engine.AdminAccess.Create(
            "weekly", AdminScope.Everything, null, new("command"), TestContext.Current.CancellationToken);
        AddAdmin("GET", "/tokens", "/tokens", root: "/admin/v1");
        AddAdmin("POST", "/tokens", "/tokens", new("", "",
            """{"name":"nightly","role":"reader","tenants":["contoso"],"days":30}""", "tenants", "days"), "/admin/v1");
        AddAdmin("DELETE", "/tokens/{token}", "/tokens/weekly", root: "/admin/v1");
        await Gateway.Engine.Administrators.Make(
            new(new("contoso"), new("weekly@contoso.example")), AdminScope.Everything, new("command"),
            TestContext.Current.CancellationToken);
        AddAdmin("GET", "/administrators", "/administrators", root: "/admin/v1");
        AddAdmin("POST", "/administrators", "/administrators", new("", "",
            """{"user_name":"ada@contoso.example","role":"reader","tenants":["contoso"],"tenant":"contoso"}""", "tenants", "tenant"),
            "/admin/v1");
        AddAdmin("DELETE", "/administrators/{administrator}", "/administrators/weekly@contoso.example", root: "/admin/v1");
        AddAdmin("GET", "/audit", "/audit", root: "/admin/v1");
        AddAdmin("GET", "/tenants", "/tenants", root: "/admin/v1");
    }

    private async Task AddTenants()
    {
        AddAdmin("PUT", "/{tenant}", "/northwind");
        AddAdmin("GET", "/{tenant}", "/contoso");
        AddAdmin("GET", "/{tenant}/policy", "/contoso/policy");
        AddAdmin("PUT", "/{tenant}/policy", "/contoso/policy", new("", "",
            """{"enabled":true,"target":{"type":"select","users":["ada@contoso.example"],"groups":["staff"]}}""", "target.users",
            "target.groups")
            { MostBytes = 1024 * 1024 });
        AddAdmin("POST", "/{tenant}/policy/what-if", "/contoso/policy/what-if", new("", "",
            """{"enabled":true,"target":{"type":"select","users":["ada@contoso.example"],"groups":["staff"]}}""", "target.users",
            "target.groups")
            { MostBytes = 1024 * 1024 });
        AddAdmin("GET", "/{tenant}/legacy-policy", "/contoso/legacy-policy");
        AddAdmin("PUT", "/{tenant}/legacy-policy", "/contoso/legacy-policy", new("", "", """{"enabled":true}"""));
        AddAdmin("GET", "/{tenant}/prerequisites", "/contoso/prerequisites");
        AddAdmin("PUT", "/{tenant}/prerequisites", "/contoso/prerequisites", new("", "",
            """{"push_allowed":true,"combined_registration":true,"minimum_ios":"8.0","minimum_android":"6.0","minimum_app":"1.1"}"""));
        AddAdmin("GET", "/{tenant}/settings", "/contoso/settings");
        var settings =
            """
            {"number_mode":"select","challenge_seconds":120,"second_attempt":"fall_back","policy_check":"after_completion",
            "prompts_in_5_minutes":3,"prompts_in_an_hour":5,"prompts_in_a_day":10,"wrong_numbers_to_lock":3,"installation_limit":5,
            "help_url":"https://help.contoso.example/","pin_keys":"on","synced_keys":"off","passkeys":"device_bound","accounts_per_phone":2}
            """.ReplaceLineEndings("");
        AddAdmin("PUT", "/{tenant}/settings", "/contoso/settings",
            new("", "", settings, "help_url", "pin_keys", "synced_keys", "passkeys", "accounts_per_phone") { MostBytes = 32 * 1024 });
        await Gateway.Operator.CreateTenant("hooked");   // of its own: where nobody is, nothing is delivered in between
        var hooked = settings.Replace(
            "\"help_url\"",
            """
            "security_webhook":"https://hooks.contoso.example/","branding":{"accent":"#006b5b"},"help_url"
            """, StringComparison.Ordinal);
        (await Gateway.Admin(HttpMethod.Put, "hooked/settings", hooked)).MustBe(200);
        AddAdmin("POST", "/{tenant}/settings/security-webhook/secret", "/hooked/settings/security-webhook/secret");
        await AddProposals();
        await Gateway.Operator.Federate("contoso", "old.example", "https://adfs.old.example/");
        AddAdmin("GET", "/{tenant}/domains", "/contoso/domains");
        AddAdmin("PUT", "/{tenant}/domains/{domain}", "/contoso/domains/new.example", new("", "",
            """{"type":"federated","sign_in_url":"https://adfs.new.example/"}""", "pass_through"));
        AddAdmin("DELETE", "/{tenant}/domains/{domain}", "/contoso/domains/old.example");
        await AddProviders();
        AddAdmin("GET", "/{tenant}/audit", "/contoso/audit");
        AddAdmin("GET", "/{tenant}/sign-ins", "/contoso/sign-ins");
        AddAdmin("GET", "/{tenant}/sign-ins/counts", "/contoso/sign-ins/counts");
        AddAdmin("GET", "/{tenant}/security-events", "/contoso/security-events");
    }

    /// <summary>Of a tenant of its own, two changes of somebody else's.</summary>
    private async Task AddProposals()
    {
        await Gateway.Operator.CreateTenant("paired");
        await Gateway.Operator.Configure("paired", settings => settings with { SecondPerson = true });
        var somebody = Gateway.Engine.Administration.By(() => new("somebody"));
        async Task<long?> Ask(TenantQuestion change) =>
            (await somebody.Ask(new("paired"), change, TestContext.Current.CancellationToken)).Answer!.Waits;
        var agreed = await Ask(new TenantQuestion.SetLegacyPolicy(new("AAAAAAAAAAAAAAAAAAAAAA"), true));
        var declined = await Ask(new TenantQuestion.SetPrerequisites(new("AAAAAAAAAAAAAAAAAAAAAQ"), Prerequisites.Default));
        AddAdmin("GET", "/{tenant}/proposals", "/paired/proposals");
        AddAdmin("POST", "/{tenant}/proposals/{proposal}/agree", $"/paired/proposals/{agreed}/agree");
        AddAdmin("POST", "/{tenant}/proposals/{proposal}/decline", $"/paired/proposals/{declined}/decline");
    }

    private async Task AddProviders()
    {
        const string Provider =
            """
            {"name":"Fabrikam","issuer":"https://fs.fabrikam.example/adfs","client_id":"countersign","client_secret":"a long secret",
            "token_endpoint_auth_method":"client_secret_post","scopes":["openid","profile"],"acr_values":["urn:fabrikam:mfa"],
            "trusted":true,"linking":"create","user_name_claim":"upn","sign_out":true,"assertion_audience":"token_endpoint"}
            """;
        (await Gateway.Admin(HttpMethod.Put, "contoso/providers/fabrikam", Provider)).MustBe(200);
        (await Gateway.Admin(HttpMethod.Put, "contoso/domains/fabrikam.example", """{"type":"federated","provider":"fabrikam"}"""))
            .MustBe(200);
        await Gateway.Operator.CreateUser("contoso", "fran@fabrikam.example");
        AddAdmin("GET", "/{tenant}/providers", "/contoso/providers");
        AddAdmin("GET", "/{tenant}/providers/{provider}", "/contoso/providers/fabrikam");
        AddAdmin("PUT", "/{tenant}/providers/{provider}", "/contoso/providers/fabrikam", new(
            "", "", Provider.ReplaceLineEndings(""),
            "client_secret", "token_endpoint_auth_method", "scopes", "acr_values", "trusted", "linking", "user_name_claim", "sign_out",
            "assertion_audience"));
        AddAdmin("DELETE", "/{tenant}/providers/{provider}", "/contoso/providers/fabrikam");
        const string Link = "/contoso/users/fran@fabrikam.example/link";
        (await Gateway.Admin(HttpMethod.Put, Link[1..], """{"provider":"fabrikam","subject":"S-1-5-20"}""")).MustBe(204);
        AddAdmin("PUT", "/{tenant}/users/{user}/link", Link, new("", "", """{"provider":"fabrikam","subject":"S-1-5-21"}"""));
        AddAdmin("DELETE", "/{tenant}/users/{user}/link", Link);
    }

    private async Task AddClients()
    {
        var jwk = new HandsetKey().Jwk;
        (jwk["kid"], jwk["alg"], jwk["use"]) = ("k1", "ES256", "sig");
        await Gateway.Operator.Register("contoso", Clerk.Portal);
        AddAdmin("GET", "/{tenant}/clients", "/contoso/clients");
        AddAdmin("GET", "/{tenant}/clients/{client}", "/contoso/clients/portal");
        AddAdmin("PUT", "/{tenant}/clients/{client}", "/contoso/clients/bank", new("", "",
            $$"""
            {"client_name":"Bank","token_endpoint_auth_method":"private_key_jwt",
            "grant_types":["authorization_code","urn:openid:params:grant-type:ciba"],
            "redirect_uris":["https://bank.example/callback"],"post_logout_redirect_uris":["https://bank.example/"],
            "jwks":{"keys":[{{System.Text.Json.JsonSerializer.Serialize(jwk)}}]},
            "id_token_signed_response_alg":"ES256","dpop_bound_access_tokens":true,"require_pushed_authorization_requests":true,
            "backchannel_token_delivery_mode":"ping","backchannel_client_notification_endpoint":"https://bank.example/notify",
            "backchannel_signed_requests":true,"backchannel_user_code_parameter":false,"backchannel_knows_users":false,
            "refresh_token_rotation":true}
            """.ReplaceLineEndings(""),
            "post_logout_redirect_uris", "id_token_signed_response_alg", "dpop_bound_access_tokens",
            "require_pushed_authorization_requests",
            "backchannel_signed_requests", "backchannel_user_code_parameter", "backchannel_knows_users",
            "refresh_token_rotation")
            { MostBytes = 128 * 1024 });
        AddAdmin("DELETE", "/{tenant}/clients/{client}", "/contoso/clients/portal");
        AddAdmin("GET", "/{tenant}/keys", "/contoso/keys");
        AddAdmin("POST", "/{tenant}/keys/rotate", "/contoso/keys/rotate");
        AddAdmin("POST", "/{tenant}/clients/{client}/secrets", "/contoso/clients/portal/secrets");
        AddAdmin("POST", "/{tenant}/clients/{client}/secrets/replace", "/contoso/clients/portal/secrets/replace");
    }

    /// <summary>Gina has one of everything: a method, a group, and a prompt she let go, so that there is something to forget.</summary>
    private async Task AddUsers()
    {
        var gina = await Gateway.Enrol("gina@contoso.example");
        var browser = Gateway.Browser();
        await browser.Prompt(gina.User);
        (await browser.CancelSignIn()).MustBe(204);
        await Gateway.Operator.Join("contoso", gina.User, "staff");
        await Gateway.Operator.Join("contoso", gina.User, "field");
        (await Gateway.Admin(HttpMethod.Put, $"contoso/users/{gina.User}/user-code", """{"user_code":"hyacinth"}""")).MustBe(204);
        const string Route = "/{tenant}/users/{user}", Path = "/contoso/users/gina@contoso.example";
        AddAdmin("GET", "/{tenant}/users", "/contoso/users");
        AddAdmin("PUT", Route, Path,
            new("", "", """{"enabled":false,"on_premises_mfa":true}""", "enabled", "on_premises_mfa") { BodyIsOptional = true });
        AddAdmin("GET", Route, Path);
        AddAdmin("GET", Route + "/why", Path + "/why");
        AddAdmin("DELETE", Route, Path);
        AddAdmin("POST", Route + "/pass", Path + "/pass");
        AddAdmin("POST", Route + "/unlock", Path + "/unlock");
        AddAdmin("POST", Route + "/sign-out-everywhere", Path + "/sign-out-everywhere");
        AddAdmin("PUT", Route + "/user-code", Path + "/user-code", new("", "", """{"user_code":"tulip"}""", "user_code"));
        AddAdmin("DELETE", Route + "/user-code", Path + "/user-code");
        AddAdmin("DELETE", Route + "/methods/{device}", Path + "/methods/" + gina.Device);
        AddAdmin("GET", "/{tenant}/groups", "/contoso/groups");
        AddAdmin("POST", "/{tenant}/groups", "/contoso/groups", new("", "", """{"display_name":"Field sales"}"""));
        AddAdmin("GET", "/{tenant}/groups/{group}", "/contoso/groups/staff");
        AddAdmin("DELETE", "/{tenant}/groups/{group}", "/contoso/groups/field");
        AddAdmin("GET", "/{tenant}/groups/{group}/members", "/contoso/groups/staff/members");
        AddAdmin("PUT", "/{tenant}/groups/{group}/members/{user}", "/contoso/groups/crew/members/" + gina.User);
        AddAdmin("DELETE", "/{tenant}/groups/{group}/members/{user}", "/contoso/groups/staff/members/" + gina.User);
    }

    private void AddAdmin(string method, string route, string path, Sample? body = null, string root = "/admin/v1/tenants") =>
        Add($"admin {method} {root}{route}", (body ?? new("", "")) with
        {
            Method = method,
            Path = root + path,
            IsAdministration = true,
            Headers = _ => [("Authorization", "Bearer " + Site.Token)],
        });

    /// <summary>The gateway's descriptions of itself.</summary>
    private void AddOwnDescriptions()
    {
        foreach (var path in new[] { "/health/live", "/health/ready" })
        {
            Add("GET " + path, new("GET", path));
            Add("admin GET " + path, new("GET", path) { IsAdministration = true });
        }

        Add("admin GET /metrics", new("GET", "/metrics") { IsAdministration = true });
        Add("GET /openapi/{documentName}.json", new("GET", "/openapi/public.json"));
        Add("admin GET /openapi/{documentName}.json", new("GET", "/openapi/admin.json") { IsAdministration = true });
    }
}
