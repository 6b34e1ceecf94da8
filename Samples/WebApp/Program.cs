using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;

// An application that signs people in with Countersign, as any ASP.NET Core application does with any OpenID provider: a cookie for its
// session, and AddOpenIdConnect. ./run starts it; by hand:
//   SAMPLE_ISSUER=http://127.0.0.1:5080/contoso SAMPLE_CLIENT_ID=sample SAMPLE_CLIENT_SECRET=… SAMPLE_URL=http://127.0.0.1:5082 \
//     dotnet run --project Samples/WebApp
// The client must be registered with the redirect URI SAMPLE_URL/callback and the post-logout redirect URI SAMPLE_URL/signed-out
// (docs/oidc.md).
const string Provider = OpenIdConnectDefaults.AuthenticationScheme, Session = CookieAuthenticationDefaults.AuthenticationScheme;
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
var url = Setting("URL");
builder.WebHost.UseUrls(url);
builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();   // a sample leaves no keys behind; sessions end with it
builder.Services.AddAuthentication(Session).AddCookie().AddOpenIdConnect(options =>
{
    options.Authority = Setting("ISSUER");
    options.ClientId = Setting("CLIENT_ID");
    options.ClientSecret = Setting("CLIENT_SECRET");
    options.ResponseType = "code";
    options.ResponseMode = "query";
    options.CallbackPath = "/callback";
    options.SignedOutCallbackPath = "/signed-out";
    options.SaveTokens = true;           // the ID token is shown again to sign out
    options.MapInboundClaims = false;    // claims keep the names of the specification
    options.TokenValidationParameters.NameClaimType = "preferred_username";
    options.Events.OnAccessDenied = context => Tell(context, "access_denied");
    options.Events.OnRemoteFailure = context => Tell(context, "not_an_answer_to_this_application");

    // Behind a certificate of one's own, for a trial: SAMPLE_CA names the file of its authority, trusted beside nobody else.
    if (Environment.GetEnvironmentVariable("SAMPLE_CA") is { Length: > 0 } authority)
    {
        var trusted = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trusted.CustomTrustStore.ImportFromPemFile(authority);
        options.BackchannelHttpHandler = new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = trusted } };
    }

    // A sample on one's own machine, where there is no https; drop these there.
    options.RequireHttpsMetadata = false;
    foreach (var cookie in new[] { options.CorrelationCookie, options.NonceCookie })
        (cookie.SameSite, cookie.SecurePolicy) = (SameSiteMode.Lax, CookieSecurePolicy.SameAsRequest);
});
var app = builder.Build();
app.UseAuthentication();

app.MapGet("/", (ClaimsPrincipal person) => person.Identity is { IsAuthenticated: true }
    ? Page("You are signed in", "<p>This is what the application was told about you:</p>" + Table(person.Claims)
        + "<form method=post action=/sign-out><p><button class=button>Sign out</button></p></form>")
    : Page("A sample application",
        "<p>You are not signed in here.</p><p><a class=button href=/sign-in>Sign in with Countersign</a></p>"));
app.MapGet("/sign-in", () => Results.Challenge(new() { RedirectUri = "/" }, [Provider]));
app.MapPost("/sign-out", () => Results.SignOut(new() { RedirectUri = "/" }, [Session, Provider]));
app.MapGet("/failed", (string why) => Page("You are not signed in",
    $"<p>{HtmlEncoder.Default.Encode(why)}</p><p><a class=button href=/>Start again</a></p>"));
await app.StartAsync();
Console.WriteLine("The sample application is ready on " + url);
await app.WaitForShutdownAsync();

static string Setting(string name) =>
    Environment.GetEnvironmentVariable("SAMPLE_" + name) ?? throw new ArgumentException($"SAMPLE_{name} is not set.");

static Task Tell<TOptions>(HandleRequestContext<TOptions> context, string why) where TOptions : AuthenticationSchemeOptions
{
    context.HandleResponse();
    context.Response.Redirect("/failed?why=" + why);
    return Task.CompletedTask;
}

static string Table(IEnumerable<Claim> claims) => "<table>" + string.Concat(claims.Select(claim =>
    $"<tr><th>{HtmlEncoder.Default.Encode(claim.Type)}<td>{HtmlEncoder.Default.Encode(claim.Value)}")) + "</table>";

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
