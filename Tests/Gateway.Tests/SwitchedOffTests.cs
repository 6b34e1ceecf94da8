using Countersign.Gateway.Html.Texts;

namespace Countersign.Gateway.Tests;

/// <summary>S-19: while no policy is on, everybody says so: the start, the page, the phone and administration.</summary>
public sealed class SwitchedOffTests
{
    private const string Ada = "ada@contoso.example";

    [Theory]
    [InlineData("a new tenant")]
    [InlineData("a policy that is off")]
    [InlineData("a legacy policy that was superseded by one that is off")]
    public async Task Nobody_says_that_a_phone_is_missing(string tenant)
    {
        await using var gateway = await RunningGateway.Start();
        await gateway.Operator.CreateTenant("contoso");
        if (tenant.Contains("legacy", StringComparison.Ordinal))
            (await gateway.Admin(HttpMethod.Put, "contoso/legacy-policy", """{"enabled":true}""")).MustBe(200);
        if (tenant != "a new tenant") await gateway.Operator.AllowNobody("contoso");
        var ada = await gateway.Enrol(Ada);

        foreach (var name in new[] { Ada, "nobody@contoso.example" })
        {
            Assert.Equal("switched_off", (await gateway.Browser().Start(name)).MustBe(200)["reason"]);
            Assert.Equal(PageTexts.All[0].OffTitle, Visitor.Heading(await new Visitor(gateway).SignIn(name)));
        }

        Assert.Equal("""{"waiting":null,"switched_off":true}""", (await ada.Waiting()).MustBe(200).Text);
        Assert.Contains("switched_off", (await gateway.Admin(HttpMethod.Get, "contoso/policy")).MustBe(200).Text, StringComparison.Ordinal);
        Assert.Contains("switched_off", (await gateway.Admin(HttpMethod.Get, "contoso")).MustBe(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Once_a_policy_is_on_nobody_says_it_any_more()
    {
        await using var gateway = await RunningGateway.Start();
        await gateway.Operator.CreateTenant("contoso");
        var ada = await gateway.Enrol(Ada);
        await gateway.Operator.AllowEveryone("contoso");
        await gateway.Browser().Prompt(Ada);
        Assert.DoesNotContain("switched_off", (await ada.Waiting()).MustBe(200).Text, StringComparison.Ordinal);
        Assert.Equal("[]", (await gateway.Admin(HttpMethod.Get, "contoso/policy")).MustBe(200)["warnings"]);
    }
}
