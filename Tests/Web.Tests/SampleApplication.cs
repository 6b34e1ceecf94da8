using System.Diagnostics;
using Countersign.SignIn.Clients;

namespace Countersign.Web.Tests;

/// <summary>
/// The sample application in a process of its own, as people start it, registered at the gateway and at home on another site.
/// </summary>
internal sealed class SampleApplication : IAsyncDisposable
{
    public const string Id = "sample";
    private readonly Process _process;

    private SampleApplication(Process process, string url) => (_process, Url) = (process, url);

    /// <summary>Its origin. Another port alone would be the same site to a browser, and cookies go by the site.</summary>
    public string Url { get; }

    /// <summary>The gateway's address to sign out at, for an application that shows no ID token.</summary>
    public string SignOutAt(RunningGateway gateway) =>
        $"{gateway.Url}/contoso/logout?client_id={Id}&post_logout_redirect_uri={Uri.EscapeDataString(Url + "/")}";

    public static async Task<SampleApplication> Start(RunningGateway gateway)
    {
        var issuer = gateway.Settings.Origin ?? gateway.Url;
        var url = FreeUrl(issuer);
        await gateway.Operator.Register("contoso", new(
            Id, "Sample application", ClientAuthenticationMethod.Secret, [], [], ClientGrants.Code,
            [url + "/callback"], [url + "/", url + "/signed-out"],
            SigningAlgorithm.RS256,
            false, false, Backchannel.Default));
        return await Run(issuer + "/contoso", url, await gateway.Operator.Secret("contoso", Id));
    }

    /// <summary>An origin on another site than the issuer's, for an application that is not there yet.</summary>
    public static string FreeUrl(string issuer) =>
        (issuer.Contains("localhost", StringComparison.Ordinal) ? "http://127.0.0.1:" : "http://localhost:") + FreePort.Find();

    /// <summary>Starts it for a client that is registered already, under the id <c>sample</c>.</summary>
    public static async Task<SampleApplication> Run(string issuer, string url, string secret)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Countersign.WebApp.dll")])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["SAMPLE_ISSUER"] = issuer;
        start.Environment["SAMPLE_CLIENT_ID"] = Id;
        start.Environment["SAMPLE_CLIENT_SECRET"] = secret;
        start.Environment["SAMPLE_URL"] = url;
        var application = new SampleApplication(Process.Start(start)!, url);
        while (await application._process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            if (line.EndsWith("ready on " + url, StringComparison.Ordinal)) return application;
        await application.DisposeAsync();
        throw new InvalidOperationException("The sample application ended before it was ready.");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }
}
