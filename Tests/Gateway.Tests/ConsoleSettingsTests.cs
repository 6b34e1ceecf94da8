using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Countersign.Gateway.Admin;
using Countersign.Gateway.Html.Texts;
using Countersign.SignIn.AdminTokens;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Tests;

/// <summary>ADM-2, ADM-7: settings and the tenant's face at the console.</summary>
public sealed partial class ConsoleSettingsTests
{
    private const string Ada = "ada@contoso.example", Kim = "kim@contoso.example", Home = "/console/tenants/contoso/settings";
    private const string Face = "/console/tenants/contoso/branding";
    private static readonly ConsoleTexts English = PageTexts.All.Single(texts => texts.Language == "en").Console;

    public static TheoryData<string> Languages => [.. PageTexts.All.Select(texts => texts.Language)];

    public static TheoryData<string> Numbers => [.. SettingsTable.Rows.Where(row => row.Numbers is not null).Select(row => row.Name)];

    private static async Task<(RunningGateway Gateway, ConsoleVisitor Visitor)> Begin(
        AdminRole role = AdminRole.Policy, string? language = null)
    {
        var gateway = await ConsoleVisitor.Gateway();
        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, Ada, role, language);
        return (gateway, visitor);
    }

    /// <summary>The fields of the form as they stand, with some of them changed.</summary>
    private static (string, string)[] Filled(Reply page, params (string Name, string Value)[] changed)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match input in Inputs().Matches(page.Text))
        {
            var tag = input.Value;
            var type = Attribute(tag, "type");
            if (type == "file" || (type == "checkbox" && !tag.Contains(" checked", StringComparison.Ordinal))) continue;
            fields[Attribute(tag, "name")!] = Attribute(tag, "value") ?? "on";
        }

        foreach (Match select in Selects().Matches(page.Text))
            fields[select.Groups["name"].Value] = Chosen().Match(select.Value).Groups["value"].Value;
        fields.Remove("form");
        foreach (var (name, value) in changed) fields[name] = value;
        return [.. fields.Select(field => (field.Key, field.Value))];
    }

    private static string? Attribute(string tag, string name) =>
        Regex.Match(tag, $" {name}=\"([^\"]*)\"", RegexOptions.None, TimeSpan.FromSeconds(5)) is { Success: true } match
            ? WebUtility.HtmlDecode(match.Groups[1].Value)
            : null;

    private static async Task<JsonElement> Now(RunningGateway gateway, string what = "settings") =>
        (await gateway.Admin(HttpMethod.Get, "contoso/" + what)).MustBe(200).Json;

    [Fact]
    public void The_table_has_every_setting_of_the_interface_once()
    {
        var (settings, needs) = (AdminJson.Default.SettingsBody.Properties, AdminJson.Default.PrerequisitesBody.Properties);
        var names = settings.Concat(needs).Select(one => one.Name);
        Assert.Equal(
            names.Order(StringComparer.Ordinal), SettingsTable.Rows.Select(row => row.Name).Order(StringComparer.Ordinal));
        Assert.All(SettingBounds.OfSettings, row => Assert.Contains(SettingsTable.Rows, one => one.Name == row.Name));
        Assert.All(SettingBounds.OfPrerequisites, row => Assert.Contains(SettingsTable.Rows, one => one.Name == row.Name));
        var branding = AdminJson.Default.BrandingBody.Properties.Select(one => one.Name);
        Assert.Equal(
            branding.Order(StringComparer.Ordinal), SettingBounds.OfBranding.Select(row => row.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task The_page_has_every_setting_with_what_it_does_and_its_default(string language)
    {
        var (gateway, visitor) = await Begin(AdminRole.Reader, language);
        await using var running = gateway;
        await gateway.Operator.Configure("contoso", set => set with { Decoys = true });
        var texts = PageTexts.All.Single(one => one.Language == language).Console.Settings;
        var page = (await visitor.Open(Home)).MustBe(200);
        Assert.Equal(SettingsTable.Rows.Select(row => row.Name), Rows().Matches(page.Text).Select(match => match.Groups["name"].Value));
        var text = WebUtility.HtmlDecode(page.Text);
        Assert.Contains(texts.ChallengeSeconds.About, text, StringComparison.Ordinal);
        Assert.Contains(texts.Default.Replace("{0}", "120", StringComparison.Ordinal), text, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"changed\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<form", text, StringComparison.Ordinal);

        await gateway.Operator.Configure("contoso", set => set with { Decoys = true, ChallengeSeconds = 90, Ways = "pending=" });
        text = WebUtility.HtmlDecode((await visitor.Open(Home)).MustBe(200).Text);
        Assert.Equal(2, Regex.Count(text, "class=\"changed\"", RegexOptions.None, TimeSpan.FromSeconds(5)));
    }

    /// <summary>The bounds that the page shows are those that the interface keeps.</summary>
    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task A_number_is_taken_within_its_bounds_and_beyond_them_refused_beside_its_field(string name)
    {
        var (gateway, visitor) = await Begin();
        await using var running = gateway;
        var row = SettingsTable.Rows.Single(one => one.Name == name);
        var (least, most) = row.Numbers!.Value;
        await gateway.Operator.Configure("contoso", set => set with { Budget = new(1, 1, 100) });
        var path = $"{Home}/{SettingsTable.WordFor(row.Group)}";
        var form = (await visitor.Open(path)).MustBe(200);
        (string, string)[] others = name == "prompts_in_5_minutes" ? [("prompts_in_an_hour", "100")] : [];
        foreach (var number in new[] { least, most })
        {
            var fields = Filled(form, [.. others, (name, $"{number}"), ("sure", "yes")]);
            (await visitor.Press(path, form, fields)).MustBe(303);
            Assert.Equal(number, (await Now(gateway)).GetProperty(name).GetInt32());
        }

        var before = await Rows_(gateway);
        foreach (var typed in new[] { $"{least - 1}", $"{most + 1}", "", "many", "1.5", "99999999999" })
        {
            var refused = (await visitor.Press(path, form, Filled(form, [.. others, (name, typed)]))).MustBe(400);
            Assert.Contains($"id=\"{name}_error\" data-code=\"CS6002\"", refused.Text, StringComparison.Ordinal);
            Assert.Contains($"value=\"{typed}\"", refused.Text, StringComparison.Ordinal);
        }

        Assert.Equal(before, await Rows_(gateway));
    }

    [Fact]
    public async Task The_interface_says_which_setting_is_outside_its_bounds()
    {
        await using var gateway = await RunningGateway.Furnished();
        var body = (await Now(gateway)).GetRawText();
        body = body.Replace("\"challenge_seconds\":120", "\"challenge_seconds\":601", StringComparison.Ordinal);
        var refused = (await gateway.Admin(HttpMethod.Put, "contoso/settings", body)).MustBe(400, "CS6002");
        Assert.Contains("Outside: challenge_seconds.", refused["detail"], StringComparison.Ordinal);
        var needs = (await Now(gateway, "prerequisites")).GetRawText();
        refused = (await gateway.Admin(
            HttpMethod.Put, "contoso/prerequisites", needs.Replace("\"8.0\"", "\"7.9\"", StringComparison.Ordinal))).MustBe(400, "CS6002");
        Assert.Contains("Outside: minimum_ios.", refused["detail"], StringComparison.Ordinal);
    }

    /// <summary>Every form saves what stands in it, and saving it unchanged changes nothing that is set.</summary>
    [Fact]
    public async Task A_form_that_is_sent_as_it_stands_sets_what_was_set()
    {
        var (gateway, visitor) = await Begin();
        await using var running = gateway;
        await gateway.Operator.Configure("contoso", set => set with
        {
            TrustedNetworks = "192.0.2.0/24 198.51.100.0/24", Ways = "pending= locked=federated", RecoveryCodes = true,
            Passkeys = PasskeyPolicy.DeviceBound, HelpUrl = "https://help.contoso.example/",
        });
        var (settings, needs) = ((await Now(gateway)).GetRawText(), (await Now(gateway, "prerequisites")).GetRawText());
        foreach (var (_, word) in SettingsTable.Groups.Where(row => row.Group != SettingGroup.Face))
        {
            var form = (await visitor.Open($"{Home}/{word}")).MustBe(200);
            Assert.Equal(Home + "?done=saved", (await visitor.Press($"{Home}/{word}", form, Filled(form))).MustBe(303).Header("Location"));
        }

        Assert.Equal(settings, (await Now(gateway)).GetRawText());
        Assert.Equal(needs, (await Now(gateway, "prerequisites")).GetRawText());
        Assert.Contains(English.Settings.Saved, (await visitor.Open(Home + "?done=saved")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whom_a_change_shuts_out_is_said_before_it_is_saved_and_the_audit_says_who_did_it()
    {
        var (gateway, visitor) = await Begin();
        await using var running = gateway;
        await gateway.Enrol(Kim);
        var form = (await visitor.Open(Home + "/phones-need")).MustBe(200);
        var fields = Filled(form, ("push_allowed", "off"), ("reason", "ticket 7"));
        var asked = (await visitor.Press(Home + "/phones-need", form, fields)).MustBe(200);
        Assert.Equal(English.Settings.Sure, Visitor.Heading(asked));
        foreach (var name in new[] { Ada, Kim }) Assert.Contains(name, asked.Text, StringComparison.Ordinal);
        Assert.True((await Now(gateway, "prerequisites")).GetProperty("push_allowed").GetBoolean());
        (await visitor.Press(Home + "/phones-need", asked, Filled(asked))).MustBe(303);
        Assert.False((await Now(gateway, "prerequisites")).GetProperty("push_allowed").GetBoolean());
        var fact = (await gateway.Operator.Audit("prerequisites.set"))[^1];
        Assert.Equal((Ada, "ticket 7"), (fact.GetProperty("actor").GetString(), fact.GetProperty("actorReason").GetString()));
    }

    [Fact]
    public async Task Which_way_may_follow_which_reason_is_ticked()
    {
        var (gateway, visitor) = await Begin();
        await using var running = gateway;
        var form = (await visitor.Open(Home + "/other-ways")).MustBe(200);
        var fields = Filled(form).Where(field =>
            !field.Item1.StartsWith("ways.pending.", StringComparison.Ordinal) && field.Item1 != "ways.locked.password").ToArray();
        (await visitor.Press(Home + "/other-ways", form, fields)).MustBe(303);
        Assert.Equal(
            """{"pending":[],"locked":["federated","recovery","passkey"]}""", (await Now(gateway)).GetProperty("ways").GetRawText());
        Assert.Equal(fields, Filled((await visitor.Open(Home + "/other-ways")).MustBe(200)));
    }

    [Fact]
    public async Task The_secret_of_a_webhook_is_shown_once()
    {
        var (gateway, visitor) = await Begin();
        await using var running = gateway;
        var form = (await visitor.Open(Home + "/records")).MustBe(200);
        (await visitor.Press(Home + "/webhook-secret", form)).MustBe(400, "CS6002");
        var within = Filled(form, ("security_webhook", "https://10.0.0.1/hook"));
        var refused = (await visitor.Press(Home + "/records", form, within)).MustBe(400);
        Assert.Contains("id=\"security_webhook_error\"", refused.Text, StringComparison.Ordinal);
        var set = Filled(form, ("security_webhook", "https://hooks.contoso.example/"));
        var first = Secret((await visitor.Press(Home + "/records", form, set)).MustBe(200));
        (await visitor.Press(Home + "/records", form, set)).MustBe(303);
        Assert.DoesNotContain(first, (await visitor.Open(Home)).Text, StringComparison.Ordinal);
        Assert.NotEqual(first, Secret((await visitor.Press(Home + "/webhook-secret", form)).MustBe(200)));
    }

    [Fact]
    public async Task A_face_is_looked_at_and_then_saved()
    {
        var (gateway, visitor) = await Begin();
        await using var running = gateway;
        var form = (await visitor.Open(Face)).MustBe(200);
        (string, string)[] fields =
            [("name", "Contoso Ltd"), ("accent", "#006b5b"), ("contact", "Desk: 12"), ("help_url", "https://help.contoso.example/")];
        var look = (await visitor.Press(Face, form, [.. fields, ("do", "look")])).MustBe(200);
        Assert.Contains("<bdi>Contoso Ltd</bdi>", look.Text, StringComparison.Ordinal);
        Assert.Contains("href=\"/console/accent/006b5b\"", look.Text, StringComparison.Ordinal);
        var style = (await visitor.Open("/console/accent/006b5b")).MustBe(200);
        Assert.StartsWith(".preview { --accent: #006b5b;", style.Text, StringComparison.Ordinal);
        (await visitor.Open("/console/accent/ffff00")).MustBe(404);
        Assert.False((await Now(gateway)).TryGetProperty("branding", out _));

        (await visitor.Send(Face, form, Kit.Logo.Png(), fields)).MustBe(303);
        var saved = await Now(gateway);
        Assert.Equal("Contoso Ltd", saved.GetProperty("branding").GetProperty("name").GetString());
        Assert.Equal(Convert.ToBase64String(Kit.Logo.Png()), saved.GetProperty("branding").GetProperty("logo").GetString());
        Assert.Equal("https://help.contoso.example/", saved.GetProperty("help_url").GetString());
        Assert.Equal("image/png", (await visitor.Open(Face + "/logo")).MustBe(200).Header("Content-Type"));

        (await visitor.Send(Face, form, [], fields)).MustBe(303);
        Assert.True((await Now(gateway)).GetProperty("branding").TryGetProperty("logo", out _));   // no other was chosen
        (await visitor.Press(Face, form, [.. fields, ("remove_logo", "on")])).MustBe(303);
        Assert.False((await Now(gateway)).GetProperty("branding").TryGetProperty("logo", out _));
        (await visitor.Press(Face, form)).MustBe(303);
        Assert.False((await Now(gateway)).TryGetProperty("branding", out _));
    }

    [Theory]
    [InlineData("name", "a\u200Bb")]
    [InlineData("accent", "#ffff00")]
    [InlineData("accent", "red")]
    [InlineData("contact", "\u202E")]
    [InlineData("help_url", "http://help.contoso.example/")]
    [InlineData("logo", "AAAA")]
    public async Task A_face_that_may_not_be_is_refused_beside_its_field(string name, string typed)
    {
        var (gateway, visitor) = await Begin();
        await using var running = gateway;
        var form = (await visitor.Open(Face)).MustBe(200);
        var before = await Rows_(gateway);
        var refused = (await visitor.Press(Face, form, (name, typed))).MustBe(400);
        Assert.Contains($"id=\"{name}_error\" data-code=\"CS6002\"", refused.Text, StringComparison.Ordinal);
        Assert.Equal(before, await Rows_(gateway));
    }

    public static TheoryData<string, int> Malformed => new()
    {
        { "no boundary", 415 }, { "long boundary", 415 }, { "no name", 400 }, { "twice", 400 }, { "many", 400 }, { "bytes", 400 },
        { "control", 400 }, { "cut", 400 }, { "big", 413 },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task A_form_with_a_file_is_read_as_strictly_as_any(string how, int status)
    {
        var (gateway, visitor) = await Begin();
        await using var running = gateway;
        var token = Visitor.Hidden((await visitor.Open(Face)).MustBe(200), "form")!;
        static string Part(string name, string value) => $"--b\r\nContent-Disposition: form-data{name}\r\n\r\n{value}\r\n";
        var whole = Part("; name=\"form\"", token) + Part("; name=\"name\"", "Contoso");
        byte[] body = how switch
        {
            "no name" => Encoding(whole + Part("", "x") + "--b--\r\n"),
            "twice" => Encoding(whole + Part("; name=\"name\"", "x") + "--b--\r\n"),
            "many" => Encoding(whole + string.Concat(Enumerable.Range(0, 64).Select(i => Part($"; name=\"f{i}\"", "x"))) + "--b--\r\n"),
            "bytes" => [.. Encoding(whole + Part("; name=\"contact\"", "")[..^2]), 0xC0, 0x80, .. Encoding("\r\n--b--\r\n")],
            "control" => Encoding(whole + Part("; name=\"contact\"", "a\u0001b") + "--b--\r\n"),
            "cut" => Encoding(whole + "--b\r\nContent-Disposition: form-data; name=\"contact\"\r\n\r\nx"),
            "big" => Encoding(whole + Part("; name=\"contact\"", new string('x', 50_000)) + "--b--\r\n"),
            _ => Encoding(whole + "--b--\r\n"),
        };
        var before = await Rows_(gateway);
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data" + how switch
        {
            "no boundary" => "",
            "long boundary" => "; boundary=" + new string('b', 71),
            _ => "; boundary=b",
        });
        var request = new HttpRequestMessage(HttpMethod.Post, gateway.AdminUrl + Face) { Content = content };
        request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", "same-origin");
        (await visitor.Browser.Send(request)).MustBe(status);
        Assert.Equal(before, await Rows_(gateway));
    }

    private static byte[] Encoding(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static Task<string> Rows_(RunningGateway gateway) => Kit.Rows.Of(gateway.Store);

    private static string Secret(Reply page) => SecretText().Match(page.Text).Groups["secret"].Value is { Length: > 40 } secret
        ? secret
        : throw new InvalidOperationException("No secret on the page.");

    [GeneratedRegex("<input [^>]*>")]
    private static partial Regex Inputs();

    [GeneratedRegex("<select id=\"[^\"]*\" name=\"(?<name>[^\"]*)\".*?</select>", RegexOptions.Singleline)]
    private static partial Regex Selects();

    [GeneratedRegex("<option value=\"(?<value>[^\"]*)\" selected>")]
    private static partial Regex Chosen();

    [GeneratedRegex("data-setting=\"(?<name>[^\"]*)\"")]
    private static partial Regex Rows();

    [GeneratedRegex("id=\"secret\"[^>]*><code>(?<secret>[^<]*)</code>")]
    private static partial Regex SecretText();
}
