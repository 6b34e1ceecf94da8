using System.Buffers.Text;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Countersign.Engine;
using Countersign.LoadTests.Population;
using Countersign.LoadTests.Servers;
using Countersign.LoadTests.Wire;

namespace Countersign.LoadTests.Peers;

/// <summary>npm oidc-provider in memory (the folder <c>oidc-provider</c>): nothing of it is durable, which is in its favour.</summary>
internal sealed class OidcProviderPeer : CibaPeer
{
    private readonly Process _process;
    private readonly Target _target;
    private readonly string _authorization;

    private OidcProviderPeer(Process process, Target target, string secret)
    {
        (_process, _target) = (process, target);
        _authorization = $"Authorization: Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes("bench:" + secret))}\r\n";
    }

    public override string Name => "oidc-provider";

    public override int ProcessId => _process.Id;

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "oidc-provider");

    /// <summary>Installs the packages of its lock file when they are not there, and starts it on the server's core.</summary>
    /// <exception cref="IOException">npm or node failed.</exception>
    public static async Task<OidcProviderPeer> Start(int port, string data, PhoneKeys[] keys, CancellationToken cancel)
    {
        if (!Directory.Exists(Path.Combine(Folder(), "node_modules"))) await Install(cancel);
        var keysFile = Path.Combine(data, "peer-keys.json");
        await File.WriteAllTextAsync(keysFile, JsonSerializer.Serialize(keys.Select(key => new
        {
            kty = "EC", crv = "P-256", x = key.DecisionPublic.X, y = key.DecisionPublic.Y, kid = key.DecisionKey.Value,
        })), cancel);
        var secret = RandomValues.Handle() + RandomValues.Handle();
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"exec {Cores.ServerPrefix}node server.mjs {port} '{keysFile}' {secret}"])
        {
            WorkingDirectory = Folder(),
            RedirectStandardOutput = true,
        };
        start.Environment["NODE_ENV"] = "production";
        var process = Process.Start(start)!;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Stop(process);
        while (await process.StandardOutput.ReadLineAsync(cancel) is { } line)
        {
            if (line == "ready") return new(process, Target.OnPort(port), secret);
        }

        throw new IOException("oidc-provider did not start; its words are above.");
    }

    public override CibaUser NewUser() => new User(_target, _authorization);

    public override ValueTask DisposeAsync()
    {
        Stop(_process);
        return ValueTask.CompletedTask;
    }

    private static async Task Install(CancellationToken cancel)
    {
        Console.WriteLine("installing oidc-provider (npm ci) ...");
        string[] arguments = ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"];
        using var npm = Process.Start(new ProcessStartInfo("npm", arguments) { WorkingDirectory = Folder() })!;
        await npm.WaitForExitAsync(cancel);
        if (npm.ExitCode != 0) throw new IOException($"npm ci ended with {npm.ExitCode} in {Folder()}.");
    }

    private static void Stop(Process process)
    {
        if (!process.HasExited) process.Kill();
    }

    private sealed class User(Target target, string authorization) : CibaUser
    {
        private readonly HttpConnection _client = new(target.Address), _phone = new(target.Address);
        private readonly RequestText _text = new();
        private string _number = "", _request = "", _authReqId = "";

        protected override async Task Start(Person person, CancellationToken cancel)
        {
            _number = RandomNumberGenerator.GetInt32(100).ToString("D2", null);
            var form = $"scope=openid&login_hint={Uri.EscapeDataString(person.Name.Value)}&binding_message={_number}";
            await _client.Send(_text.OfForm("/backchannel", target, authorization, form), cancel);
            _authReqId = Read(_client, WireJson.Default.AuthReqIdReply, "backchannel").AuthReqId;
        }

        protected override async Task Fetch(Person person, CancellationToken cancel)
        {
            await _phone.Send(_text.Of("GET", "/phone/" + Uri.EscapeDataString(person.Name.Value), target, null, null), cancel);
            _request = Read(_phone, WireJson.Default.PeerWaitingReply, "phone").Request
                ?? throw new UnexpectedReplyException("phone: nothing waits");
        }

        protected override async Task Answer(Person person, CancellationToken cancel)
        {
            var head = Encode($$"""{"alg":"ES256","kid":"{{person.Keys.DecisionKey}}"}""");
            var body = Encode($$"""{"user":"{{person.Name}}","request":"{{_request}}","number":"{{_number}}"}""");
            var signed = head + "." + body;
            var signature = person.Keys.SignDecision(SHA256.HashData(Encoding.ASCII.GetBytes(signed)));
            await _phone.Send(_text.Of("POST", "/phone", target, null, signed + "." + Base64Url.EncodeToString(signature)), cancel);
            if (_phone.Status != 200) throw new UnexpectedReplyException($"phone: {_phone.Status} {Encoding.UTF8.GetString(_phone.Body)}");
        }

        protected override async Task Collect(CancellationToken cancel)
        {
            await _client.Send(_text.OfForm("/token", target, authorization, CibaForm.Grant + _authReqId), cancel);
            CibaForm.Both(Read(_client, WireJson.Default.TokenReply, "token"));
        }

        public override void Dispose()
        {
            _client.Dispose();
            _phone.Dispose();
        }

        private static T Read<T>(HttpConnection connection, JsonTypeInfo<T> type, string step) where T : class => connection.Status == 200
            ? JsonSerializer.Deserialize(connection.Body, type)!
            : throw new UnexpectedReplyException($"{step}: {connection.Status} {Encoding.UTF8.GetString(connection.Body)}");

        private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
    }
}
