using Countersign.SignIn.Jose;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Countersign.Gateway.Tests.Malformed;

/// <summary>A gateway where every endpoint has something to do, and a sample of each that would do it.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private readonly Dictionary<string, Sample> _samples = [];

    private Scene(RunningGateway gateway) => Gateway = gateway;

    public RunningGateway Gateway { get; }

    /// <summary>Whose phone is set up and not otherwise in use.</summary>
    public Handset Ada { get; private set; } = null!;

    /// <summary>Every endpoint there is, by its method and route, with its sample. One that has none fails here.</summary>
    public IReadOnlyDictionary<string, Sample> Samples =>
        Endpoints(Gateway.Apps.Public).Concat(Endpoints(Gateway.Apps.Admin).Select(name => "admin " + name)).Distinct().ToDictionary(
            name => name,
            name => _samples.GetValueOrDefault(name) ?? throw new InvalidOperationException($"The endpoint '{name}' has no sample."));

    public string UrlOf(Sample sample) => sample.IsAdministration ? Gateway.AdminUrl : Gateway.Url;

    public static async Task<Scene> Set()
    {
        var scene = new Scene(await RunningGateway.Furnished());
        scene.Ada = await scene.Gateway.Enrol("ada@contoso.example");
        await scene.AddBrowsers();
        await scene.AddDevices();
        scene.AddHealth();
        return scene;
    }

    public ValueTask DisposeAsync() => Gateway.DisposeAsync();

    private static IEnumerable<string> Endpoints(WebApplication app) =>
        from source in ((IEndpointRouteBuilder)app).DataSources
        from endpoint in source.Endpoints.OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
        select method + " " + endpoint.RoutePattern.RawText;

    private void Add(string name, Sample sample) => _samples.Add(name, sample);

    private async Task AddBrowsers()
    {
        Add("POST /{tenant}/v1/sign-in", new(
            "POST", "/contoso/v1/sign-in",
            """{"user_name":"ada@contoso.example","application":"Portal","place":"Bergen","login_hint":"ada","domain_hint":"contoso.example"}""",
            "application", "place", "login_hint", "domain_hint"));
        var bob = await Gateway.Enrol("bob@contoso.example");
        var pending = Gateway.Browser();
        var approved = Gateway.Browser();
        await pending.Prompt(bob.User);
        var carol = await Gateway.Enrol("carol@contoso.example");
        (await carol.Approve(await approved.Prompt(carol.User))).MustBe(200);
        AddBrowser("GET", "/sign-in", pending, waits: true);
        AddBrowser("GET", "/sign-in/events", pending, isStream: true);
        AddBrowser("POST", "/sign-in/cancel", pending);
        AddBrowser("POST", "/sign-in/use-password", pending);
        AddBrowser("POST", "/sign-in/redeem", approved);
        Add("POST /{tenant}/v1/device/answer", new(
            "POST", "/contoso/v1/device/answer", $$"""{"statement":"{{bob.Sign(bob.Statement(await bob.See(), Decision.Deny, ""))}}"}"""));
    }

    private void AddBrowser(string method, string path, Browser browser, bool isStream = false, bool waits = false)
    {
        var cookies = string.Join("; ", browser.Cookies.Select(cookie => cookie.Key + "=" + cookie.Value));
        Add($"{method} /{{tenant}}/v1{path}", new(method, "/contoso/v1" + path) { IsStream = isStream, Waits = waits, Headers = _ => [("Cookie", cookies)] });
    }

    private async Task AddDevices()
    {
        await Gateway.Operator.CreateUser("contoso", "dora@contoso.example");
        var dora = Gateway.Handset("dora@contoso.example");
        Add("POST /{tenant}/v1/device/activate", new(
            "POST", "/contoso/v1/device/activate", dora.ActivationBody(await Gateway.Operator.ActivationCode("contoso", dora.User))));
        var eve = await Gateway.Activate("eve@contoso.example");
        AddDevice("POST", "/device/register", eve, """{"ownership":"individual"}""");
        AddDevice("PUT", "/device/phone-sign-in", Ada);
        AddDevice("DELETE", "/device/phone-sign-in", Ada);
        AddDevice("GET", "/device/waiting", Ada, waits: true);
        AddDevice("GET", "/device/events", Ada, isStream: true);
    }

    private void AddDevice(string method, string path, Handset handset, string? json = null, bool isStream = false, bool waits = false) =>
        Add($"{method} /{{tenant}}/v1{path}", new(method, "/contoso/v1" + path, json)
        {
            IsStream = isStream,
            Waits = waits,
            Headers = body =>
            {
                var proof = handset.Proof(new(method), path) with { BodyHash = System.Buffers.Text.Base64Url.EncodeToString(System.Security.Cryptography.SHA256.HashData(body)) };
                return [("Countersign-Proof", handset.Sign(proof))];
            },
        });

    private void AddHealth()
    {
        foreach (var path in new[] { "/health/live", "/health/ready" })
        {
            Add("GET " + path, new("GET", path));
            Add("admin GET " + path, new("GET", path) { IsAdministration = true });
        }
    }
}
