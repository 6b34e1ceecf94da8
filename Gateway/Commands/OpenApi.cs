using System.CommandLine;
using Countersign.Stores.Registry;

namespace Countersign.Gateway.Commands;

/// <summary><c>openapi</c>: prints an API description as a running gateway would serve it; docs/openapi/ is made with it.</summary>
internal static class OpenApi
{
    public static Command Command()
    {
        var document = new Argument<string>("document") { Description = "public or admin." };
        document.AcceptOnlyFromAmong(OpenApiDocuments.Public, OpenApiDocuments.Admin);
        var command = new Command("openapi", "Print the OpenAPI document of a listener.") { document };
        command.SetAction((parsed, cancel) => Print(parsed.GetRequiredValue(document), cancel));
        return command;
    }

    private static async Task<int> Print(string document, CancellationToken cancel)
    {
        const string Anywhere = "http://127.0.0.1:0";
        var settings = GatewaySettings.Default with
        {
            Urls = Anywhere,
            AdminUrls = Anywhere,
            AdminToken = new('-', GatewaySettings.ShortestAdminToken),   // nobody asks; without one the start would warn
        };
        var store = StoreRegistry.Find("memory").Open(new(""), TimeProvider.System);
        await using var host = await GatewayHost.Start(settings, TimeProvider.System, store);
        using var client = new HttpClient { BaseAddress = new(document == OpenApiDocuments.Admin ? host.AdminUrl : host.PublicUrl) };
        Console.WriteLine((await client.GetStringAsync(OpenApiDocuments.AddressOf(document), cancel)).TrimEnd());
        return ExitCode.Done;
    }
}
