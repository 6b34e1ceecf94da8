using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Countersign.Web.Tests;

/// <summary>
/// An OpenID provider that nobody here wrote (npm oidc-provider), dressed as an organisation's AD FS, in a process of its own, over https:
/// fabrikam.example signs in with it.
/// </summary>
internal sealed class Adfs : IDisposable
{
    private const string ClientId = "countersign", ClientSecret = "a secret between AD FS and Countersign";
    public const string Password = "the password at Fabrikam", Heading = "Sign in at Fabrikam";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);   // generous: a busy machine is slow at the first start
    private readonly ServerProcess _process;

    private Adfs(ServerProcess process) => _process = process;

    /// <exception cref="InvalidOperationException">Its package is not here, or it does not start.</exception>
    public static async Task<Adfs> Start(RunningGateway gateway)
    {
        var folder = Path.Combine(Here(), "node");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "oidc-provider")))
        {
            throw new InvalidOperationException(
                "These tests need npm oidc-provider, and it is not here: run ./test, or npm ci in Tests/Web.Tests/node.");
        }

        _ = Certificates.Loopback;   // made when first asked for
        var port = FreePort.Find();
        var path = gateway.Url + "/contoso/federation/fabrikam";
        var process = await ServerProcess.Start(
            [
                "node", Path.Combine(folder, "adfs.mjs"), port.ToString(CultureInfo.InvariantCulture), Certificates.File,
                Certificates.KeyFile, ClientId, ClientSecret, path + "/callback", path + "/signed-out", Password,
            ],
            "AD FS is ready", "TERM", Limit, Directory.CreateTempSubdirectory("countersign-adfs-").FullName);
        var body = new JsonObject
        {
            ["name"] = "Fabrikam", ["issuer"] = $"https://127.0.0.1:{port}/adfs", ["client_id"] = ClientId,
            ["client_secret"] = ClientSecret, ["user_name_claim"] = "upn", ["trusted"] = true,
        };
        (await gateway.Admin(HttpMethod.Put, "contoso/providers/fabrikam", body.ToJsonString())).MustBe(200);
        (await gateway.Admin(HttpMethod.Put, "contoso/domains/fabrikam.example", """{"type":"federated","provider":"fabrikam"}"""))
            .MustBe(200);
        return new(process);
    }

    public void Dispose() => _process.Dispose();

    private static string Here([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
