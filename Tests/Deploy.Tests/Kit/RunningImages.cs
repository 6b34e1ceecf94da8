using System.Globalization;
using System.Security.Cryptography;
using Countersign.TestServers;

namespace Countersign.Deploy.Tests.Kit;

/// <summary>
/// What the images would hold and do, without an engine that builds them: the Dockerfiles' own <c>dotnet publish</c>, and its output
/// started with the image's command and environment, as its user, on a root that cannot be written. A silo, a gateway in front of it, and a
/// gateway with an engine of its own.
/// </summary>
public sealed class RunningImages : IAsyncLifetime
{
    public const int User = 1654;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);   // generous: a busy machine is slow

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("countersign-images-");
    private readonly List<ServerProcess> _running = [];

    public Uri Silo { get; private set; } = null!;
    public Uri Gateway { get; private set; } = null!;
    public Uri GatewayAdministration { get; private set; } = null!;
    public Uri Embedded { get; private set; } = null!;
    public Uri EmbeddedAdministration { get; private set; } = null!;

    /// <summary>The embedded gateway's token of administration.</summary>
    public string Token { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>Where the embedded gateway may write; nobody else may write anywhere.</summary>
    public string Data => Path.Combine(_folder.FullName, "data");

    public string Published(string name) => Path.Combine(_folder.FullName, name);

    public async ValueTask InitializeAsync()
    {
        await Allow(_folder.FullName, "755");
        await Publish("silo");
        await Publish("gateway");
        Directory.CreateDirectory(Data);
        if (IsRoot) await Tool.MustRun(["chown", $"{User}:{User}", Data]);
        var secret = Convert.ToBase64String(new byte[32]);

        var clients = FreePort.Find();
        Silo = Free();
        await Start("silo", "silo is ready", new()
        {
            ["Countersign__Store"] = "memory", ["Countersign__Silo__Port"] = Text(FreePort.Find()),
            ["Countersign__Silo__GatewayPort"] = Text(clients), ["Countersign__Silo__HealthUrls"] = Silo.OriginalString,
        });
        (Gateway, GatewayAdministration) = (Free(), Free());
        await Start("gateway", "Countersign is ready", new()
        {
            ["Countersign__Engine"] = "cluster", ["Countersign__Silos"] = $"127.0.0.1:{clients}", ["Countersign__Keys__Secret"] = secret,
            ["Countersign__Urls"] = Gateway.OriginalString, ["Countersign__AdminUrls"] = GatewayAdministration.OriginalString,
            ["Countersign__TrustedProxies"] = "127.0.0.1", ["Countersign__Origin"] = "https://sign-in.example.com",
        });
        (Embedded, EmbeddedAdministration) = (Free(), Free());
        await Start("gateway", "Countersign is ready", new()
        {
            ["Countersign__Urls"] = Embedded.OriginalString, ["Countersign__AdminUrls"] = EmbeddedAdministration.OriginalString,
            ["Countersign__Data"] = Path.Combine(Data, "countersign"), ["Countersign__Admin__Token"] = Token,
        });
    }

    public ValueTask DisposeAsync()
    {
        foreach (var one in Enumerable.Reverse(_running)) one.Dispose();
        _folder.Delete(recursive: true);
        return default;
    }

    /// <summary>The Dockerfile's own line, of what this build has made already.</summary>
    private async Task Publish(string name)
    {
        var line = new Dockerfile($"deploy/docker/{name}.Dockerfile").All("RUN")
            .Single(one => one.StartsWith("dotnet publish ", StringComparison.Ordinal));
        var command = line.Replace("\"$CONFIGURATION\"", Repository.Configuration, StringComparison.Ordinal)
            .Replace("/app", Published(name), StringComparison.Ordinal).Split(' ');
        await Tool.MustRun([.. command, "--no-build", "-nologo", "-v:q"], environment: new()
        {
            ["MSBUILDDISABLENODEREUSE"] = "1", ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        });
        await Allow(Published(name), "a+rX");
    }

    private async Task Start(string name, string sign, Dictionary<string, string> settings) =>
        _running.Add(await Start(name, sign, settings, null));

    /// <summary>The image of this name, run; it is the caller's to end.</summary>
    /// <param name="sign">What it prints when it is ready.</param>
    /// <param name="settings">What it is given beside the image's own environment.</param>
    /// <param name="run">A folder to be its <c>/run</c>, for what a pod is given there.</param>
    internal async Task<ServerProcess> Start(string name, string sign, Dictionary<string, string> settings, string? run)
    {
        var file = new Dockerfile($"deploy/docker/{name}.Dockerfile");
        foreach (var (variable, value) in file.Environment) settings.TryAdd(variable, value);
        var scratch = Directory.CreateTempSubdirectory("countersign-image-");   // ends with the process, as a process has one
        string[] asImage =
            ["env", "-i", "PATH=" + Environment.GetEnvironmentVariable("PATH"), .. settings.Select(one => $"{one.Key}={one.Value}")];
        string[] program = ["sh", "-c", "cd \"$1\" && shift && exec \"$@\"", "sh", Published(name), .. file.Command];
        return await ServerProcess.Start([.. await Walls(run), .. asImage, .. program], sign, "TERM", Limit, scratch.FullName);
    }

    /// <summary>Nobody, and a root file system that cannot be written, but for the data folder; as far as this machine lets us.</summary>
    internal async Task<string[]> Walls(string? run = null)
    {
        if (!IsRoot) return [];
        string[] nobody = ["setpriv", $"--reuid={User}", $"--regid={User}", "--clear-groups", "--no-new-privs"];
        var (code, _) = await Tool.Run(["unshare", "--mount", "sh", "-c", "mount --bind /usr /usr && mount -o remount,bind,ro /usr"]);
        if (code != 0) return nobody;
        const string Shut = "mount --bind \"$1\" \"$1\" && { [ -z \"$2\" ] || mount --bind \"$2\" /run; } && "
            + "for m in / /run /tmp /var/tmp /dev/shm; do "
            + "mount -o remount,bind,ro \"$m\" 2>/dev/null || { [ \"$m\" != / ] || exit 9; }; done; shift 2; exec \"$@\"";
        return ["unshare", "--mount", "sh", "-c", Shut, "sh", Data, run ?? "", .. nobody];
    }

    private static bool IsRoot => Environment.UserName == "root";

    private static Task Allow(string path, string mode) => Tool.MustRun(["chmod", "-R", mode, path]);

    private static Uri Free() => new($"http://127.0.0.1:{FreePort.Find()}");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
