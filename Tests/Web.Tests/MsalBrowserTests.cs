using Countersign.SignIn.Clients;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Countersign.Web.Tests;

/// <summary>S-13: the npm package @azure/msal-browser signs people in from a page without a server, as it is.</summary>
public sealed class MsalBrowserTests(Chromium chromium)
{
    private const string Ada = "ada@contoso.example";

    [Fact, Trait("Rule", "S-13")]
    public async Task A_single_page_application_signs_in_then_silently_then_refreshes()
    {
        var clock = new TestClock(TimeProvider.System.GetUtcNow());   // the library has a clock of its own
        await using var gateway = await RunningGateway.Furnished(Certificates.OnHttps, clock: clock);
        var phone = await gateway.Enrol(Ada);
        await using var application = await Serve(gateway.Url + "/contoso");
        await Register(gateway, application.Urls.First() + "/");

        await using var window = await Window.Open(chromium, gateway, options => options.IgnoreHTTPSErrors = true);
        await window.Page.GotoAsync(application.Urls.First() + "/");
        await window.Page.GetByRole(AriaRole.Button).ClickAsync();
        await window.Page.Locator("#user_name").FillAsync(Ada);
        await window.Page.Locator("button[type=submit]").ClickAsync();
        (await phone.Approve(await window.Number())).MustBe(200);

        await window.Says("Signed in as " + Ada);
        Assert.Equal("from the cache, refreshed", await window.Page.Locator("#then").InnerTextAsync());
    }

    private static async Task Register(RunningGateway gateway, string redirectUri)
    {
        var client = new Client(
            "page", "A page", ClientAuthenticationMethod.None, [], [], ClientGrants.Code | ClientGrants.Refresh, [redirectUri], [],
            SigningAlgorithm.RS256,
            false, false, Backchannel.Default);
        await gateway.Operator.Register("contoso", client);
    }

    /// <summary>The application: a page and the library.</summary>
    private static async Task<WebApplication> Serve(string issuer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().UseUrls("https://127.0.0.1:" + FreePort.Find());
        var application = builder.Build();
        application.MapGet("/", () => Results.Content(Page.Replace("ISSUER", issuer, StringComparison.Ordinal), "text/html"));
        application.MapGet(
            "/msal.js", () => Results.File(Path.Combine(AppContext.BaseDirectory, "msal-browser.min.js"), "text/javascript"));
        await application.StartAsync(TestContext.Current.CancellationToken);
        return application;
    }

    private const string Page = """
        <!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>A page</title>
        <h1>Not signed in</h1><p id="then"></p><button>Sign in</button>
        <script src="/msal.js"></script>
        <script type="module">
          const issuer = 'ISSUER', scopes = ['openid', 'profile', 'offline_access']
          const app = await msal.createStandardPublicClientApplication({
            auth: { clientId: 'page', authority: issuer, knownAuthorities: [new URL(issuer).host], redirectUri: location.origin + '/' },
            system: { protocolMode: 'OIDC' },
          })
          const back = await app.handleRedirectPromise()
          document.querySelector('button').onclick = () => app.loginRedirect({ scopes })
          if (back) {
            const { account } = back
            const silent = await app.acquireTokenSilent({ account, scopes })
            const anew = await app.acquireTokenSilent({ account, scopes, forceRefresh: true })
            document.querySelector('#then').textContent =
              (silent.fromCache ? 'from the cache' : 'asked again') + ', ' +
              (anew.accessToken !== silent.accessToken ? 'refreshed' : 'the same')
            document.querySelector('h1').textContent = 'Signed in as ' + account.username
          }
        </script></html>
        """;
}
