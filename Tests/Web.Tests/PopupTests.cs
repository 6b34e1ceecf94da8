using Countersign.SignIn.Clients;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Countersign.Web.Tests;

/// <summary>
/// A21: an application that signs people in in a popup and watches it, as MSAL.js 4 does: is it closed, is it back at an address of mine?
/// </summary>
public sealed class PopupTests(Chromium chromium)
{
    private const string Ada = "ada@contoso.example";

    [Fact, Trait("Rule", "S-13")]
    public async Task The_window_that_opened_a_popup_sees_it_come_back()
    {
        await using var gateway = await RunningGateway.Furnished(Certificates.OnHttps);
        var phone = await gateway.Enrol(Ada);
        await using var application = await Serve(gateway.Url + "/contoso");
        var origin = application.Urls.First();
        await gateway.Operator.Register("contoso", new(
            "page", "A page", ClientAuthenticationMethod.Secret, [], [], ClientGrants.Code, [origin + "/back"], [], SigningAlgorithm.RS256,
            false, false, Backchannel.Default));

        await using var window = await Window.Open(chromium, gateway, options => options.IgnoreHTTPSErrors = true);
        await window.Page.GotoAsync(origin + "/");
        var popup = await window.Page.RunAndWaitForPopupAsync(() => window.Page.GetByRole(AriaRole.Button).ClickAsync());
        await popup.Locator("#user_name").FillAsync(Ada);
        await popup.Locator("button[type=submit]").ClickAsync();
        await popup.Locator(".number").First.WaitForAsync();
        (await phone.Approve(await Window.NumberOn(popup))).MustBe(200);
        await window.Says("Back with a code");
    }

    private static async Task<WebApplication> Serve(string issuer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().UseUrls("https://127.0.0.1:" + FreePort.Find());
        var application = builder.Build();
        application.MapGet("/", () => Results.Content(Page.Replace("ISSUER", issuer, StringComparison.Ordinal), "text/html"));
        application.MapGet("/back", () => Results.Content("<!doctype html><title>Back</title>", "text/html"));
        await application.StartAsync(TestContext.Current.CancellationToken);
        return application;
    }

    private const string Page = """
        <!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>A page</title>
        <h1>Not signed in</h1><button>Sign in</button>
        <script type="module">
          const say = (text) => { document.querySelector('h1').textContent = text }
          const asked = new URLSearchParams({
            client_id: 'page', response_type: 'code', scope: 'openid', redirect_uri: location.origin + '/back',
          })
          document.querySelector('button').onclick = () => {
            const popup = window.open('ISSUER/authorize?' + asked, 'sign-in', 'width=480,height=640')
            const watching = setInterval(() => {
              const end = (text) => { clearInterval(watching); say(text) }
              if (popup.closed) return end('user_cancelled')
              let at
              try { at = new URL(popup.location.href) } catch { return }   // elsewhere: nothing to be seen
              if (at.origin === location.origin) end(at.searchParams.has('code') ? 'Back with a code' : 'Back with nothing')
            }, 50)
          }
        </script></html>
        """;
}
