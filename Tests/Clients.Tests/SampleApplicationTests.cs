using Countersign.WebApp;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Countersign.Clients.Tests;

/// <summary>The sample application signs people in, and takes no answer that is not its own.</summary>
public sealed class SampleApplicationTests
{
    [Fact]
    public async Task It_learns_who_it_is()
    {
        await using var house = await House.Open(House.Confidential);
        using var http = new HttpClient();
        var flow = Flow(house, http);
        var callback = await house.Person.Browse(await flow.Begin(TestContext.Current.CancellationToken));
        var (claims, _) = await flow.Complete(QueryOf(callback), TestContext.Current.CancellationToken);
        Assert.Contains(claims, claim => claim is { Type: "preferred_username", Value: "ada@contoso.example" });
    }

    [Fact]
    public async Task It_takes_an_answer_once_and_none_that_it_did_not_ask_for()
    {
        await using var house = await House.Open(House.Confidential);
        using var http = new HttpClient();
        var flow = Flow(house, http);
        var callback = await house.Person.Browse(await flow.Begin(TestContext.Current.CancellationToken));
        await flow.Complete(QueryOf(callback), TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<SignInException>(() => flow.Complete(QueryOf(callback), TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<SignInException>(
            () => Flow(house, http).Complete(QueryOf(callback), TestContext.Current.CancellationToken));
    }

    private static SignInFlow Flow(House house, HttpClient http) =>
        new(new(house.Issuer, House.Confidential.Id, House.Secret, House.RedirectUri), http);

    private static QueryCollection QueryOf(string address) => new(QueryHelpers.ParseQuery(new Uri(address).Query));
}
