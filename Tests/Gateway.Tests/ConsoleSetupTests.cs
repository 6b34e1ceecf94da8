using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Countersign.Gateway.Html.Texts;
using Countersign.SignIn.AdminTokens;

namespace Countersign.Gateway.Tests;

/// <summary>ADM-2: what sets a tenant up at the console: its making, people, clients, ways in and keys.</summary>
public sealed partial class ConsoleSetupTests
{
    private const string Ada = "ada@contoso.example", Tenant = "/console/tenants/contoso";
    private static readonly ConsoleTexts English = PageTexts.All.Single(texts => texts.Language == "en").Console;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<(RunningGateway Gateway, ConsoleVisitor Visitor)> Begin(
        AdminRole role = AdminRole.Policy, Func<GatewaySettings, GatewaySettings>? change = null, params string[] tenants)
    {
        var gateway = await ConsoleVisitor.Gateway(change);
        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, Ada, role, null, tenants);
        return (gateway, visitor);
    }

    private static (string, string)[] Portal(params (string, string)[] more) =>
    [
        ("client_name", "Portal"), ("kind", "client_secret_basic"), ("redirect_uris", "https://portal.example/callback"), ("refresh", "on"),
        .. more,
    ];

    private static async Task<JsonElement> Now(RunningGateway gateway, string what) =>
        (await gateway.Admin(HttpMethod.Get, "contoso/" + what)).MustBe(200).Json;

    private static async Task<JsonElement[]> Facts(RunningGateway gateway, string kind) =>
    [
        .. (await gateway.Engine.Engine.ReadAudit(new("contoso"), 0, 1000, Cancel))
            .Select(record => JsonElement.Parse(record.Body.Span))
            .Where(fact => fact.GetProperty("kind").GetString()!.StartsWith(kind, StringComparison.Ordinal)),
    ];

    private static string Secret(Reply page) => SecretText().Match(page.Text).Groups["secret"].Value is { Length: > 40 } secret
        ? secret
        : throw new InvalidOperationException("No secret on the page.");

    [Fact]
    public async Task From_no_tenant_to_one_where_nothing_is_missing()
    {
        var (gateway, visitor) = await Begin(AdminRole.Owner);
        await using var running = gateway;
        var list = (await visitor.Open("/console/tenants")).MustBe(200);
        Assert.Contains("<bdi>contoso</bdi>", list.Text, StringComparison.Ordinal);
        var there = (await visitor.Press("/console/tenants", list, ("name", "fabrikam"))).MustBe(303).Header("Location")!;
        var check = (await visitor.Open(there)).MustBe(200);
        Assert.Contains(English.Setup.Made, check.Text, StringComparison.Ordinal);
        Assert.Equal(4, Regex.Count(check.Text, "class=\"broken\"", RegexOptions.None, TimeSpan.FromSeconds(5)));

        const string Fabrikam = "/console/tenants/fabrikam";
        (await visitor.Press(Fabrikam + "/checklist", check)).MustBe(303);
        (await visitor.Press(Fabrikam + "/checklist", check)).MustBe(412, "CS6001");   // whoever comes second overwrites nothing
        var add = (await visitor.Open(Fabrikam + "/add-person")).MustBe(200);
        var added = (await visitor.Press(Fabrikam + "/add-person", add, ("user_name", "Kim@fabrikam.example"))).MustBe(303);
        var person = (await visitor.Open(added.Header("Location")!)).MustBe(200);
        Assert.Contains("kim@fabrikam.example", person.Text, StringComparison.Ordinal);
        var form = (await visitor.Open(Fabrikam + "/register-client")).MustBe(200);
        Secret((await visitor.Press(Fabrikam + "/register-client", form, Portal(("client_id", "portal")))).MustBe(200));
        await gateway.Enrol("lee@fabrikam.example", "fabrikam");
        check = (await visitor.Open(Fabrikam + "/checklist")).MustBe(200);
        Assert.Contains(English.Setup.Ready, check.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"broken\"", check.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(English.Setup.SwitchOn, check.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Fabrikam", "CS1012")]
    [InlineData("", "CS1012")]
    [InlineData("contoso", "CS1012")]
    [InlineData("assets", "CS6010")]
    public async Task A_tenant_that_may_not_be_is_refused_beside_its_field(string name, string code)
    {
        var (gateway, visitor) = await Begin(AdminRole.Owner);
        await using var running = gateway;
        var list = (await visitor.Open("/console/tenants")).MustBe(200);
        var before = await Rows.Of(gateway.Store);
        var refused = (await visitor.Press("/console/tenants", list, ("name", name))).MustBe(400, code);
        Assert.Contains($"id=\"name_error\" data-code=\"{code}\"", refused.Text, StringComparison.Ordinal);
        Assert.Equal(before, await Rows.Of(gateway.Store));
    }

    [Fact]
    public async Task An_owner_of_some_tenants_makes_no_other()
    {
        var (gateway, visitor) = await Begin(AdminRole.Owner, null, "contoso");
        await using var running = gateway;
        var home = (await visitor.Open("/")).MustBe(200);
        (await visitor.Open("/console/tenants")).MustBe(403, "CS2021");
        var before = await Rows.Of(gateway.Store);
        (await visitor.Press("/console/tenants", home, ("name", "fabrikam"))).MustBe(404, "CS2001");
        Assert.Equal(before, await Rows.Of(gateway.Store));
    }

    [Theory]
    [InlineData("kim", "CS1003")]
    [InlineData(Ada, "CS1003")]
    public async Task A_person_who_is_there_or_has_no_name_is_not_added(string name, string code)
    {
        var (gateway, visitor) = await Begin(AdminRole.Owner);
        await using var running = gateway;
        await gateway.Operator.Disable("contoso", "kim@contoso.example");
        var form = (await visitor.Open(Tenant + "/add-person")).MustBe(200);
        var before = await Rows.Of(gateway.Store);
        var refused = (await visitor.Press(Tenant + "/add-person", form, ("user_name", name))).MustBe(400, code);
        Assert.Contains("id=\"user_name_error\"", refused.Text, StringComparison.Ordinal);
        Assert.Equal(before, await Rows.Of(gateway.Store));
    }

    [Fact]
    public async Task A_client_is_registered_changed_given_secrets_and_removed()
    {
        var (gateway, visitor) = await Begin();
        await using var running = gateway;
        var form = (await visitor.Open(Tenant + "/register-client")).MustBe(200);
        var first = Secret((await visitor.Press(Tenant + "/register-client", form, Portal(("client_id", "portal"), ("reason", "new"))))
            .MustBe(200));
        var one = (await visitor.Open(Tenant + "/clients/portal")).MustBe(200);
        Assert.DoesNotContain(first, one.Text, StringComparison.Ordinal);
        Assert.Equal(Tenant + "/clients/portal", Visitor.LinkOn((await visitor.Open(Tenant + "/clients")).MustBe(200), "Portal"));
        var change = (await visitor.Open(Tenant + "/clients/portal/change")).MustBe(200);
        (await visitor.Press(Tenant + "/clients/portal/change", change, Portal(
            ("redirect_uris", "https://portal.example/callback\r\nhttps://portal.example/second\r\n"), ("pushed", "on"),
            ("id_token_signed_response_alg", "ES256"))[1..])).MustBe(400);
        (await visitor.Press(Tenant + "/clients/portal/change", change, [
            ("client_name", "Portal 2"), ("kind", "client_secret_basic"), ("pushed", "on"), ("id_token_signed_response_alg", "ES256"),
            ("redirect_uris", "https://portal.example/callback\r\nhttps://portal.example/second\r\n"),
        ])).MustBe(303);
        var client = (await Now(gateway, "clients/portal")).GetProperty("client");
        Assert.Equal(
            ("Portal 2", "ES256", true, 2, 1),
            (client.GetProperty("client_name").GetString(), client.GetProperty("id_token_signed_response_alg").GetString(),
                client.GetProperty("require_pushed_authorization_requests").GetBoolean(),
                client.GetProperty("redirect_uris").GetArrayLength(), client.GetProperty("grant_types").GetArrayLength()));

        var ask = (await visitor.Open(Tenant + "/clients/portal/new-secret")).MustBe(200);
        var second = Secret((await visitor.Press(Tenant + "/clients/portal/new-secret", ask)).MustBe(200));
        Assert.NotEqual(first, second);
        Assert.Equal(2, (await Now(gateway, "clients/portal")).GetProperty("secrets").GetInt32());
        Secret((await visitor.Press(Tenant + "/clients/portal/replace-secret", ask)).MustBe(200));
        Assert.Equal(1, (await Now(gateway, "clients/portal")).GetProperty("secrets").GetInt32());
        (await visitor.Press(Tenant + "/clients/portal/remove", ask)).MustBe(303);
        (await visitor.Open(Tenant + "/clients/portal")).MustBe(404, "CS6006");
        var facts = await Facts(gateway, "client.");
        Assert.Equal(6, facts.Length);
        Assert.All(facts, fact => Assert.Equal(Ada, fact.GetProperty("actor").GetString()));
        Assert.Equal("new", facts[0].GetProperty("actorReason").GetString());
    }

    [Theory]
    [InlineData("client_id", "a b", "CS1016")]
    [InlineData("client_id", "taken", "CS6007")]
    [InlineData("client_name", "", "CS6007")]
    [InlineData("client_name", "a\u200Bb", "CS1011")]
    [InlineData("redirect_uris", "http://portal.example/", "CS6007")]
    [InlineData("redirect_uris", "", "CS6007")]
    [InlineData("kind", "private_key_jwt", "CS6007")]
    [InlineData("kind", "king", "CS1000")]
    [InlineData("id_token_signed_response_alg", "none", "CS1000")]
    public async Task A_client_that_may_not_be_is_refused_beside_its_field(string field, string value, string code)
    {
        var (gateway, visitor) = await Begin();
        await using var running = gateway;
        var form = (await visitor.Open(Tenant + "/register-client")).MustBe(200);
        (await visitor.Press(Tenant + "/register-client", form, Portal(("client_id", "taken")))).MustBe(200);
        var before = await Rows.Of(gateway.Store);
        var fields = Portal(("client_id", "portal")).Where(one => one.Item1 != field && one.Item1 != "refresh").Append((field, value));
        var refused = (await visitor.Press(Tenant + "/register-client", form, [.. fields])).MustBe(400, code);
        Assert.Contains($"data-code=\"{code}\"", refused.Text, StringComparison.Ordinal);
        Assert.Equal(before, await Rows.Of(gateway.Store));
    }

    /// <summary>What the form has no field for is there as before.</summary>
    [Fact]
    public async Task A_client_that_the_form_cannot_say_whole_keeps_the_rest()
    {
        var (gateway, visitor) = await Begin();
        await using var running = gateway;
        (await gateway.Admin(HttpMethod.Put, "contoso/clients/till",
            """
            {"client_name":"Till","token_endpoint_auth_method":"client_secret_basic","grant_types":["urn:openid:params:grant-type:ciba"],
            "backchannel_token_delivery_mode":"ping","backchannel_client_notification_endpoint":"https://till.contoso.example/told",
            "backchannel_user_code_parameter":true,"ways":{"pending":[]},"refresh_token_rotation":false}
            """)).MustBe(200);
        var before = (await Now(gateway, "clients/till")).GetRawText();
        var change = (await visitor.Open(Tenant + "/clients/till/change")).MustBe(200);
        (await visitor.Press(Tenant + "/clients/till/change", change,
            ("client_name", "Till"), ("kind", "client_secret_basic"), ("ciba", "on"), ("id_token_signed_response_alg", "RS256")))
            .MustBe(303);
        Assert.Equal(before, (await Now(gateway, "clients/till")).GetRawText());
        Assert.DoesNotContain("<pre", (await visitor.Open(Tenant + "/clients/till")).MustBe(200).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("client_secret_basic")]
    [InlineData("none")]
    public async Task What_connects_a_client_has_its_issuer_id_and_address_and_never_its_secret(string kind)
    {
        var (gateway, visitor) = await Begin();
        await using var running = gateway;
        var form = (await visitor.Open(Tenant + "/register-client")).MustBe(200);
        var made = await visitor.Press(Tenant + "/register-client", form, [
            ("client_id", "portal"), ("client_name", "Portal"), ("kind", kind), ("redirect_uris", "https://portal.example/back?a=1&b='2'"),
        ]);
        var page = (await visitor.Open(Tenant + "/clients/portal")).MustBe(200);
        var snippets = Pre().Matches(page.Text).Select(match => WebUtility.HtmlDecode(match.Groups["text"].Value)).ToArray();
        Assert.Equal(4, snippets.Length);
        var hasSecret = kind != "none";
        Assert.All(snippets, text =>
        {
            Assert.Contains($"\"{gateway.Url}/contoso\"", text, StringComparison.Ordinal);
            Assert.Contains("\"portal\"", text, StringComparison.Ordinal);
            Assert.Equal(hasSecret, text.Contains("Secret", StringComparison.OrdinalIgnoreCase));
            if (hasSecret) Assert.DoesNotContain(Secret(made), text, StringComparison.Ordinal);
        });
        Assert.Contains("CallbackPath = \"/back\"", snippets[0], StringComparison.Ordinal);
        Assert.All(snippets[1..], text => Assert.Contains("\"https://portal.example/back?a=1&b='2'\"", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_domain_goes_to_a_provider_and_back_to_passwords()
    {
        var (gateway, visitor) = await Begin();
        await using var running = gateway;
        var form = (await visitor.Open(Tenant + "/register-provider")).MustBe(200);
        (string, string)[] adfs =
        [
            ("name", "Fabrikam"), ("issuer", "https://sts.fabrikam.example/adfs"), ("client_id", "countersign"),
            ("method", "client_secret_post"), ("linking", "create"), ("claim", "upn"), ("trusted", "on"),
        ];
        (await visitor.Press(Tenant + "/register-provider", form, [("id", "fabrikam"), .. adfs])).MustBe(400, "CS6032");   // no secret
        (await visitor.Press(Tenant + "/register-provider", form, [("id", "fabrikam"), ("secret", "correct horse"), .. adfs])).MustBe(303);
        (await visitor.Press(Tenant + "/register-provider", form, [("id", "fabrikam"), ("secret", "correct horse"), .. adfs]))
            .MustBe(400, "CS6032");   // there already
        var one = (await visitor.Open(Tenant + "/providers/fabrikam")).MustBe(200);
        Assert.Contains($"{gateway.Url}/contoso/federation/fabrikam/callback", one.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("correct horse", one.Text, StringComparison.Ordinal);
        (await visitor.Press(Tenant + "/providers/fabrikam/change", form, [.. adfs[1..], ("name", "Fabrikam AS")])).MustBe(303);
        var kept = await Now(gateway, "providers/fabrikam");
        Assert.Equal(
            (true, "Fabrikam AS", "upn", "create"),
            (kept.GetProperty("has_secret").GetBoolean(), kept.GetProperty("provider").GetProperty("name").GetString(),
                kept.GetProperty("provider").GetProperty("user_name_claim").GetString(),
                kept.GetProperty("provider").GetProperty("linking").GetString()));

        var domain = (await visitor.Open(Tenant + "/set-domain")).MustBe(200);
        (await visitor.Press(Tenant + "/set-domain", domain,
            ("domain", "Fabrikam.example"), ("type", "provider:fabrikam"), ("take_without_phone", "on"))).MustBe(303);
        Assert.Equal(
            """{"type":"federated","provider":"fabrikam","take_without_phone":true,"take_second_attempt":false}""",
            (await Now(gateway, "domains")).GetProperty("domains").GetProperty("fabrikam.example").GetRawText());
        Assert.Contains("Fabrikam AS", (await visitor.Open(Tenant + "/ways-in")).MustBe(200).Text, StringComparison.Ordinal);
        (await visitor.Press(Tenant + "/domains/fabrikam.example", domain, ("type", "managed"))).MustBe(303);
        var managed = (await Now(gateway, "domains")).GetProperty("domains").GetProperty("fabrikam.example");
        Assert.Equal("managed", managed.GetProperty("type").GetString());
        (await visitor.Press(Tenant + "/domains/fabrikam.example/remove", domain)).MustBe(303);
        (await visitor.Press(Tenant + "/providers/fabrikam/remove", domain)).MustBe(303);
        (await visitor.Open(Tenant + "/providers/fabrikam")).MustBe(404, "CS6031");
        JsonElement[] facts = [.. await Facts(gateway, "domain."), .. await Facts(gateway, "provider.")];
        Assert.Equal(6, facts.Length);
        Assert.All(facts, fact => Assert.Equal(Ada, fact.GetProperty("actor").GetString()));
    }

    [Theory]
    [InlineData("/set-domain", "CS1014", "domain=a b", "type=managed")]
    [InlineData("/set-domain", "CS1000", "domain=a.example", "type=king")]
    [InlineData("/set-domain", "CS1000", "domain=a.example", "type=address")]
    [InlineData("/set-domain", "CS6002", "domain=a.example", "type=address", "sign_in_url=http://a.example/")]
    [InlineData("/set-domain", "CS6031", "domain=a.example", "type=provider:nobody")]
    [InlineData("/register-provider", "CS1031", "id=A", "issuer=https://a.example", "method=private_key_jwt", "linking=none")]
    [InlineData("/register-provider", "CS6032", "id=a", "issuer=https://10.0.0.1", "method=private_key_jwt", "linking=none")]
    [InlineData("/register-provider", "CS1000", "id=a", "issuer=https://a.example", "method=king", "linking=none")]
    [InlineData("/register-provider", "CS1000", "id=a", "issuer=https://a.example", "method=private_key_jwt", "linking=king")]
    [InlineData("/passwords", "CS1000", "place=king")]
    [InlineData("/passwords", "CS6002", "place=directory", "host=ldap.example", "base=dc=a", "attribute=mail", "port=many")]
    [InlineData("/passwords", "CS6002", "place=directory", "host=", "base=dc=a", "attribute=mail")]
    [InlineData("/passwords", "CS6002", "place=verifier", "url=http://a.example/", "secret=correct horse")]
    [InlineData("/passwords", "CS6002", "place=verifier", "url=https://a.example/")]
    public async Task A_way_in_that_may_not_be_is_refused_and_changes_nothing(string path, string code, params string[] fields)
    {
        var (gateway, visitor) = await Begin();
        await using var running = gateway;
        var form = (await visitor.Open(Tenant + path)).MustBe(200);
        var before = await Rows.Of(gateway.Store);
        var sent = fields.Select(field => field.Split('=', 2)).Select(pair => (pair[0], pair[1]));
        var refused = await visitor.Press(Tenant + path, form, [.. sent, ("name", "A"), ("client_id", "c")]);
        Assert.Equal(code, refused.Code);
        Assert.Contains($"role=\"alert\" data-code=\"{code}\"", refused.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("correct horse", refused.Text, StringComparison.Ordinal);
        Assert.Equal(before, await Rows.Of(gateway.Store));
    }

    [Fact]
    public async Task A_place_of_passwords_is_set_keeps_its_secret_and_goes()
    {
        var (gateway, visitor) = await Begin();
        await using var running = gateway;
        var form = (await visitor.Open(Tenant + "/passwords")).MustBe(200);
        (string, string)[] directory =
        [
            ("place", "directory"), ("host", "ldap.contoso.example"), ("base", "dc=contoso"), ("attribute", "mail"), ("tls", "ldaps"),
            ("bind_name", "cn=reader"), ("take_second_attempt", "on"),
        ];
        (await visitor.Press(Tenant + "/passwords", form, [.. directory, ("bind_password", "correct horse")])).MustBe(303);
        (await visitor.Press(Tenant + "/passwords", form, [.. directory, ("take_without_phone", "on")])).MustBe(303);
        var now = await Now(gateway, "passwords");
        Assert.Equal(
            (636, true), (now.GetProperty("directory").GetProperty("port").GetInt32(), now.GetProperty("take_without_phone").GetBoolean()));
        (string, string)[] another = [.. directory, ("group", "cn=staff")];   // another place: its secret is typed anew
        (await visitor.Press(Tenant + "/passwords", form, another)).MustBe(400, "CS6002");
        Assert.DoesNotContain("correct horse", (await visitor.Open(Tenant + "/passwords")).MustBe(200).Text, StringComparison.Ordinal);
        (await visitor.Press(Tenant + "/passwords/stop", form)).MustBe(303);
        Assert.Equal("none", (await Now(gateway, "passwords")).GetProperty("place").GetString());
    }

    [Fact]
    public async Task A_key_is_made_before_its_time_once_a_day_and_the_audit_says_by_whom()
    {
        var (gateway, visitor) = await Begin();
        await using var running = gateway;
        Assert.Contains(English.Keys.None, (await visitor.Open(Tenant + "/keys")).MustBe(200).Text, StringComparison.Ordinal);
        await gateway.Operator.Register("contoso", Clerk.Portal);
        (await gateway.Get(gateway.Url + "/contoso/jwks")).MustBe(200);
        var first = Assert.Single((await Now(gateway, "keys")).GetProperty("keys").EnumerateArray(), key => Is(key, "RS256", "signs"));
        var ask = (await visitor.Open(Tenant + "/keys/rotate")).MustBe(200);
        (await visitor.Press(Tenant + "/keys/rotate", ask)).MustBe(409, "CS6009");

        gateway.Clock.Advance(TimeSpan.FromDays(1));
        (await gateway.Admin(HttpMethod.Post, "contoso/keys/rotate")).MustBe(200);
        (await gateway.Admin(HttpMethod.Post, "contoso/keys/rotate")).MustBe(409, "CS6009");
        var keys = (await Now(gateway, "keys")).GetProperty("keys");
        Assert.Single(keys.EnumerateArray(), key => Is(key, "RS256", "waits"));
        var published = (await gateway.Get(gateway.Url + "/contoso/jwks")).MustBe(200).Json.GetProperty("keys").EnumerateArray();
        static IEnumerable<string?> Names(IEnumerable<JsonElement> all) => all.Select(key => key.GetProperty("kid").GetString());
        Assert.Equal(Names(keys.EnumerateArray()), Names(published));

        gateway.Clock.Advance(TimeSpan.FromDays(1));
        keys = (await Now(gateway, "keys")).GetProperty("keys");
        Assert.Contains(keys.EnumerateArray(), key =>
            Is(key, "RS256", "leaves") && key.GetProperty("kid").GetString() == first.GetProperty("kid").GetString());
        var facts = await Facts(gateway, "key.added");
        Assert.Contains(facts, fact => fact.TryGetProperty("actor", out var actor) && actor.GetString() == "configuration");
        Assert.Contains(facts, fact => !fact.TryGetProperty("actor", out _));
    }

    private static bool Is(JsonElement key, string algorithm, string use) =>
        key.GetProperty("alg").GetString() == algorithm && key.GetProperty("use").GetString() == use;

    [GeneratedRegex("id=\"secret\"[^>]*><code>(?<secret>[^<]*)</code>")]
    private static partial Regex SecretText();

    [GeneratedRegex("<pre[^>]*><code>(?<text>[^<]*)</code></pre>")]
    private static partial Regex Pre();
}
