namespace Countersign.Gateway.Tests;

/// <summary>Which of the cookies that a browser sends are ours (I6, N21).</summary>
public sealed class CookieTests
{
    private const string Ada = "ada@contoso.example";

    /// <summary>What is sent, with <c>V</c> for the good value and <c>X</c> for another's; and whether the good one counts.</summary>
    [Theory]
    [InlineData("__Host-countersign-session=V", true)]
    [InlineData("a=b; __Host-countersign-session=V; c=d", true)]
    [InlineData("__host-countersign-sessio=X; __Host-countersign-session=V", true)]
    [InlineData("__HOST-countersign-session=V", false)]
    [InlineData("__Host-countersign-session=V; __HOST-countersign-session=X", false)]
    [InlineData("__HOST-countersign-session=X; __Host-countersign-session=V", false)]
    [InlineData("__Host-countersign-session=V; __Host-countersign-session=X", false)]
    [InlineData("__Host-countersign-session=V; __Host-countersign-session=V", false)]
    [InlineData("__Host-countersign-session=V;__host-Countersign-Session =X", false)]
    [InlineData("__Host-countersign-session=V; __Host-countersign-session=", false)]
    public async Task A_cookie_counts_by_its_exact_name_and_alone(string sent, bool counts)
    {
        await using var gateway = await RunningGateway.Furnished();
        var (ada, bob) = (await gateway.Enrol(Ada), await gateway.Enrol("bob@contoso.example"));
        var (hers, his) = (await gateway.SignIn(ada), await gateway.SignIn(bob));
        var (good, other) = (hers.Cookies[Browser.SessionCookie], his.Cookies[Browser.SessionCookie]);
        // In one pass: a good value may begin with an X of its own.
        var header = System.Text.RegularExpressions.Regex.Replace(sent, "=([VX])", sign => "=" + (sign.Value == "=V" ? good : other));
        var request = gateway.Browser().Request(HttpMethod.Get, "/session");
        request.Headers.TryAddWithoutValidation("Cookie", header);
        var reply = await hers.Send(request);
        if (counts) Assert.Equal(Ada, reply.MustBe(200)["user_name"]);
        else reply.MustBe(401);
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task A_sign_ins_cookie_counts_by_its_exact_name_and_alone(bool isNamed)
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Enrol(Ada);
        var browser = gateway.Browser();
        var query = isNamed ? "?t=" + new string('c', 32) : "";
        (await browser.Send(HttpMethod.Post, "/sign-in" + query, $$"""{"user_name":"{{Ada}}"}""")).MustBe(200);
        var (name, value) = browser.Cookies.Single();
        foreach (var more in new[] { name.ToUpperInvariant(), name, name.Replace("countersign", "Countersign", StringComparison.Ordinal) })
        {
            var request = gateway.Browser().Request(HttpMethod.Get, "/sign-in" + query);
            request.Headers.TryAddWithoutValidation("Cookie", $"{name}={value}; {more}={value}");
            (await browser.Send(request)).MustBe(404, "CS4001");
        }

        (await browser.Send(HttpMethod.Get, "/sign-in" + query)).MustBe(200);
    }
}
