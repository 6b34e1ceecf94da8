namespace Countersign.Gateway.Tests;

/// <summary>A tenant's own name, logo, colour and contact on its pages (ADM-7).</summary>
public sealed class BrandingTests
{
    private const string Settings =
        """
        {"number_mode":"select","challenge_seconds":120,"second_attempt":"fall_back","policy_check":"after_completion",
        "prompts_in_5_minutes":3,"prompts_in_an_hour":5,"prompts_in_a_day":10,"wrong_numbers_to_lock":3,"installation_limit":5
        """;

    private static readonly string Logo = Convert.ToBase64String(Kit.Logo.Png());

    private static Task<Reply> Set(RunningGateway gateway, string branding, string tenant = "contoso") =>
        gateway.Admin(HttpMethod.Put, tenant + "/settings", Settings + ",\"branding\":" + branding + "}");

    private static string Whole =>
        $$"""{"name":"Contoso Ltd","accent":"#006b5b","logo":"{{Logo}}","contact":"Help desk: +47 55 00 00 00"}""";

    [Fact]
    public async Task Every_page_carries_the_tenants_own_face()
    {
        await using var gateway = await RunningGateway.Furnished();
        var set = (await Set(gateway, Whole)).MustBe(200);
        Assert.Equal(Logo, set.Json.GetProperty("branding").GetProperty("logo").GetString());
        var visitor = new Visitor(gateway);
        foreach (var page in new[] { await visitor.Open(), await visitor.Open("/pass"), await visitor.Open("/sign-in?request=old") })
        {
            Assert.Contains(" · Contoso Ltd</title>", page.Text, StringComparison.Ordinal);
            Assert.Contains("Help desk: +47 55 00 00 00", System.Net.WebUtility.HtmlDecode(page.Text), StringComparison.Ordinal);
            Assert.Contains("img-src 'self'", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
            var style = await visitor.Open(Visitor.BrandOn(page, "css"));
            Assert.Equal("text/css; charset=utf-8", style.MustBe(200).Header("Content-Type"));
            Assert.Contains("--accent: #006b5b;", style.Text, StringComparison.Ordinal);
            var logo = (await visitor.Open(Visitor.BrandOn(page, "png"))).MustBe(200);
            Assert.Equal("image/png", logo.Header("Content-Type"));
            Assert.Equal("nosniff", logo.Header("X-Content-Type-Options"));
            Assert.Contains("immutable", logo.Header("Cache-Control"), StringComparison.Ordinal);
        }
    }

    /// <summary>The phone in the browser as well, and as the app that it is installed as.</summary>
    [Fact]
    public async Task The_phone_carries_it_too()
    {
        await using var gateway = await RunningGateway.Furnished();
        var visitor = new Visitor(gateway);
        var plain = (await visitor.Open("/phone")).MustBe(200);
        Assert.Contains(" · contoso</title>", plain.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("/brand/", plain.Text, StringComparison.Ordinal);
        (await Set(gateway, Whole)).MustBe(200);
        var page = (await visitor.Open("/phone")).MustBe(200);
        Assert.Contains(" · Contoso Ltd</title>", page.Text, StringComparison.Ordinal);
        Assert.Contains("Help desk: +47 55 00 00 00", System.Net.WebUtility.HtmlDecode(page.Text), StringComparison.Ordinal);
        var style = (await visitor.Open(Visitor.BrandOn(page, "css"))).MustBe(200);
        Assert.Contains("--accent: #006b5b;", style.Text, StringComparison.Ordinal);
        (await visitor.Open(Visitor.BrandOn(page, "png"))).MustBe(200);
        var app = (await visitor.Open("/phone/manifest.json")).MustBe(200);
        Assert.Equal(("Countersign · Contoso Ltd", "#006b5b"), (app["name"], app["theme_color"]));
    }

    [Fact]
    public async Task Another_tenant_and_another_name_have_none_of_it()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.CreateTenant("fabrikam");
        (await Set(gateway, Whole)).MustBe(200);
        var visitor = new Visitor(gateway);
        var file = Visitor.BrandOn(await visitor.Open(), "png");
        var other = await visitor.At("fabrikam").Open();
        Assert.DoesNotContain("/brand/", other.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("img-src", other.Header("Content-Security-Policy"), StringComparison.Ordinal);
        (await visitor.Open("/brand/x.png")).MustBe(404);
        (await visitor.At("fabrikam").Open(file["/contoso".Length..])).MustBe(404);
        (await visitor.At("nobody").Open(file["/contoso".Length..])).MustBe(404);
        (await Set(gateway, "null")).MustBe(200);
        (await visitor.Open(file)).MustBe(404);
    }

    [Theory]
    [InlineData("""{"accent":"#ffd400"}""", 400, "CS6002")]
    [InlineData("""{"accent":"red;} body{display:none"}""", 400, "CS6002")]
    [InlineData("""{"name":""}""", 400, "CS6002")]
    [InlineData("""{"logo":"PHN2Zy8+"}""", 400, "CS6002")]
    [InlineData("""{"css":"x"}""", 400, "CS1000")]
    [InlineData("""{"name":"Contoso"}""", 200, null)]
    [InlineData("{}", 200, null)]
    public async Task What_does_not_fit_is_refused(string branding, int status, string? code)
    {
        await using var gateway = await RunningGateway.Furnished();
        var reply = await Set(gateway, branding);
        Assert.Equal((status, code), (reply.Status, status == 200 ? null : reply.Code));
    }
}
