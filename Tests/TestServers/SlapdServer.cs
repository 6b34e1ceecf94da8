using System.Diagnostics;
using System.Globalization;

namespace Countersign.TestServers;

/// <summary>
/// An OpenLDAP server of this test process: fresh, on two loopback ports, LDAPS and one that takes StartTLS, in a folder of its own that
/// goes with it. Nothing is told to anybody who came without TLS.
/// </summary>
public sealed class SlapdServer : IDisposable
{
    public const string Base = "dc=contoso,dc=example";
    public const string Reader = "cn=reader," + Base, ReaderPassword = "the reader's password";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private readonly ServerProcess _process;

    private SlapdServer(ServerProcess process, int secure, int plain) => (_process, SecurePort, Port) = (process, secure, plain);

    /// <summary>LDAPS.</summary>
    public int SecurePort { get; }

    /// <summary>For StartTLS.</summary>
    public int Port { get; }

    /// <summary>The last lines of its log.</summary>
    public string Log => _process.Said;

    /// <param name="certificate">A PEM file; the next its private key.</param>
    /// <param name="entries">LDIF, below <see cref="Base"/>, which is there, as is the reader.</param>
    /// <exception cref="InvalidOperationException">There is no slapd here, or it does not start.</exception>
    public static async Task<SlapdServer> Start(string certificate, string key, string entries)
    {
        var folder = Directory.CreateTempSubdirectory("countersign-slapd-").FullName;
        var (settings, ldif) = (Path.Combine(folder, "slapd.conf"), Path.Combine(folder, "entries.ldif"));
        Directory.CreateDirectory(Path.Combine(folder, "data"));
        await File.WriteAllTextAsync(settings, Settings(folder, certificate, key));
        await File.WriteAllTextAsync(ldif, Root + "\n" + entries.Trim() + "\n");
        await Run(Program("slapadd"), "-f", settings, "-l", ldif);
        var (secure, plain) = (FreePort.Find(), FreePort.Find());
        var addresses = string.Create(CultureInfo.InvariantCulture, $"ldaps://127.0.0.1:{secure}/ ldap://127.0.0.1:{plain}/");
        var process = await ServerProcess.Start(
            [Program("slapd"), "-f", settings, "-h", addresses, "-d", "256"], "slapd starting", "INT", Limit, folder);
        return new(process, secure, plain);
    }

    public void Dispose() => _process.Dispose();

    private const string Root = $"""
        dn: {Base}
        objectClass: dcObject
        objectClass: organization
        dc: contoso
        o: Contoso

        dn: {Reader}
        objectClass: organizationalRole
        objectClass: simpleSecurityObject
        cn: reader
        userPassword: {ReaderPassword}

        """;

    /// <summary>Who has not bound may bind; who has may read; passwords nobody. Under TLS alone.</summary>
    private static string Settings(string folder, string certificate, string key) => $"""
        include /etc/ldap/schema/core.schema
        include /etc/ldap/schema/cosine.schema
        include /etc/ldap/schema/inetorgperson.schema
        modulepath /usr/lib/ldap
        moduleload back_mdb
        pidfile {folder}/slapd.pid
        TLSCertificateFile {certificate}
        TLSCertificateKeyFile {key}
        security tls=1
        sizelimit 500
        database mdb
        maxsize 10485760
        suffix "{Base}"
        directory {folder}/data
        dbnosync
        access to attrs=userPassword by anonymous auth by * none
        access to * by users read by anonymous auth by * none

        """;

    private static string Program(string name)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin");
        return path.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException(
                $"These tests need OpenLDAP's {name}, and it is not on this machine: install Debian's slapd.");
    }

    private static async Task Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var errors = await process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {errors}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"{program} did not end within {Limit.TotalMinutes} minutes.");
        }
    }
}
