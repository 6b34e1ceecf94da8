using System.Security.Claims;
using System.Text.Encodings.Web;
using Countersign.WebApp;

// An application that signs people in with Countersign, as small as can be: two addresses and a page. ./run starts it; by hand:
//   SAMPLE_ISSUER=http://127.0.0.1:5080/contoso SAMPLE_CLIENT_ID=sample SAMPLE_CLIENT_SECRET=… SAMPLE_URL=http://127.0.0.1:5082 \
//     dotnet run --project Samples/WebApp
// The client must be registered with the redirect URI SAMPLE_URL/callback and the post-logout redirect URI SAMPLE_URL/ (docs/oidc.md).
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
var url = Setting("URL");
builder.WebHost.UseUrls(url);
using var http = new HttpClient();
var flow = new SignInFlow(new(Setting("ISSUER"), Setting("CLIENT_ID"), Setting("CLIENT_SECRET"), url + "/callback"), http);
var app = builder.Build();

app.MapGet("/", () =>
    Page("A sample application", "<p>You are not signed in here.</p><p><a class=button href=/sign-in>Sign in with Countersign</a></p>"));
app.MapGet("/sign-in", async (CancellationToken cancel) => Results.Redirect(await flow.Begin(cancel)));
app.MapGet("/callback", async (HttpRequest request, CancellationToken cancel) =>
{
    try
    {
        var (claims, idToken) = await flow.Complete(request.Query, cancel);
        var signOut = SignOut(await flow.SignOutAddress(cancel), idToken, url + "/");
        return Page("You are signed in", "<p>This is what the application was told about you:</p>" + Table(claims) + signOut);
    }
    catch (SignInException failed)
    {
        return Page("You are not signed in",
            $"""<p>{HtmlEncoder.Default.Encode(failed.Message)}</p><p><a class="button" href="/">Start again</a></p>""");
    }
});
await app.StartAsync();
Console.WriteLine("The sample application is ready on " + url);
await app.WaitForShutdownAsync();

static string Setting(string name) =>
    Environment.GetEnvironmentVariable("SAMPLE_" + name) ?? throw new ArgumentException($"SAMPLE_{name} is not set.");

static string Table(IEnumerable<Claim> claims) => "<table>" + string.Concat(claims.Select(claim =>
    $"<tr><th>{HtmlEncoder.Default.Encode(claim.Type)}<td>{HtmlEncoder.Default.Encode(claim.Value)}")) + "</table>";

static string SignOut(string address, string idToken, string returnTo) => $"""
    <form method="post" action="{HtmlEncoder.Default.Encode(address)}">
    <input type="hidden" name="id_token_hint" value="{HtmlEncoder.Default.Encode(idToken)}">
    <input type="hidden" name="post_logout_redirect_uri" value="{HtmlEncoder.Default.Encode(returnTo)}">
    <p><button class="button">Sign out</button></p>
    </form>
    """;

static IResult Page(string title, string body) => Results.Content($$"""
    <!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
    <title>{{title}}</title>
    <style>
      body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem; color-scheme: light dark }
      .button { display: inline-block; padding: .7rem 1.2rem; border-radius: .4rem; background: #0b57d0; color: #fff; text-decoration: none;
                border: 0; font: inherit; cursor: pointer }
      th { text-align: left; vertical-align: top; padding: .2rem 1.5rem .2rem 0 } td { overflow-wrap: anywhere }
    </style>
    <h1>{{title}}</h1>{{body}}</html>
    """, "text/html");
