using System.Net;
using Countersign.Engine.Ports;
using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Outbound;
using Countersign.Gateway.Sealing;
using Countersign.Gateway.Waking;
using Countersign.Grains;
using Countersign.Grains.Interfaces.Clustering;
using Countersign.SignIn;
using Countersign.SignIn.AdminTokens;
using Countersign.Stores.Registry;

namespace Countersign.Gateway;

/// <summary>
/// Everything that can be configured, read once at the start. Security numbers are not here: they are the rules' or the tenant's.
/// </summary>
/// <param name="Data">The folder of the database.</param>
/// <param name="Urls">Where the public listener binds, separated by semicolons.</param>
/// <param name="AdminUrls">Where the administration listener binds.</param>
/// <param name="Origin">
/// The public scheme and authority, without a trailing slash: what issuers begin with. Null: the first public address.
/// </param>
/// <param name="AdminToken">The bearer token of administration, at least 32 characters. Null: it takes those of the store alone.</param>
/// <param name="AllowedOrigins">Origins of front ends on other hosts that may call with the browser's cookies.</param>
/// <param name="TrustedProxies">Networks and addresses whose X-Forwarded-For is believed (T34).</param>
/// <param name="Unthrottled">Networks that are not throttled by source: load generators, health checks.</param>
/// <param name="Engine"><c>embedded</c>, <c>cluster</c>, or <c>cohosted</c>: a silo of the cluster in this process.</param>
/// <param name="Clients">Clients beside those that administration registers.</param>
public sealed record GatewaySettings(
    string Data,
    string Urls,
    string AdminUrls,
    string? Origin,
    string? AdminToken,
    IReadOnlyList<string> AllowedOrigins,
    IReadOnlyList<IPNetwork> TrustedProxies,
    IReadOnlyList<IPNetwork> Unthrottled,
    string Engine,
    IReadOnlyList<ConfiguredClient> Clients)
{
    public const int ShortestAdminToken = 32;

    public Origins Origins => new(Origin, AllowedOrigins);

    /// <summary>
    /// 32 bytes, base64: what signing keys and texts in the hands of strangers are sealed with, the same for all gateways of a service.
    /// Null: the one in the data folder.
    /// </summary>
    public string? KeysSecret { get; init; }

    /// <summary>The operators' tenant, whose people may be made administrators. Null: only tokens administer.</summary>
    public string? AdminTenant { get; init; }

    /// <summary>Scheme and authority of the administration listener as browsers know it. Null: its first address.</summary>
    public string? AdminOrigin { get; init; }

    public TenantId? Operators => AdminTenant is null ? null : new(AdminTenant);

    public string PublicOrigin => Origin ?? FirstAddress(Urls);

    public string ConsoleOrigin => AdminOrigin ?? FirstAddress(AdminUrls);

    /// <summary>The store of the embedded engine, by its name in the registry.</summary>
    public string Store { get; init; } = StoreRegistry.Default;

    /// <summary>How the store is reached when it is not in the data folder; may hold a password.</summary>
    public string? StoreConnection { get; init; }

    public StoreSettings StoreSettings => new(Data) { Connection = StoreConnection };

    /// <summary>How silos are found; of no account for the embedded engine.</summary>
    public ClusterSettings Cluster { get; init; } = new(ClusterSettings.Localhost);

    /// <summary>Where the silo in this process is reached; null: there is none.</summary>
    public SiloPlace? Place { get; init; }

    /// <summary>The file that notices a backup that was put back; outside of the data folder. Null: beside it.</summary>
    public string? Mark { get; init; }

    /// <summary>For one start: a backup was put back, and everything it has under way is to end.</summary>
    public bool IsRestored { get; init; }

    /// <summary><c>server</c>: for the least work a request. <c>system</c>: as the system has it.</summary>
    public string Threads { get; init; } = "server";

    /// <summary>T39: how long after its request an answer about a person is given at the soonest; zero: when it is ready.</summary>
    public TimeSpan EvenAnswers { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Sign-ins are told to the sign-in log; off only to measure what that costs.</summary>
    public bool LogsSignIns { get; init; } = true;

    /// <summary>Networks and roots for clients' notification endpoints, beyond the public internet.</summary>
    public OutboundSettings Outbound { get; init; } = OutboundSettings.Default;

    /// <summary>Push transports, and the operator's keys for them.</summary>
    public WakingSettings Waking { get; init; } = WakingSettings.Default;

    /// <summary>A file of passwords that nobody may choose, one a line. Null: the few that are built in.</summary>
    public string? PasswordBlockList { get; init; }

    /// <summary>The OpenTelemetry collector that takes traces and metrics over OTLP/HTTP. Null: none.</summary>
    public Uri? OtlpEndpoint { get; init; }

    public static readonly GatewaySettings Default = new(
        "data", "http://127.0.0.1:5080", "http://127.0.0.1:5081", null, null, [], [], [], "embedded", []);

    /// <summary>T27: what is left of the process's file descriptors when the administration and the reserve have theirs.</summary>
    public ConnectionLimits PublicConnections =>
        new(Descriptors.ForPublic, Descriptors.ForPublic / 4, [.. TrustedProxies, .. Unthrottled]);

    public ConnectionLimits AdminConnections => new(Descriptors.ForAdministration, Descriptors.ForAdministration, []);

    /// <summary>The section <c>Countersign</c>, over the defaults.</summary>
    /// <exception cref="FormatException">A value is not what it must be; the message names it.</exception>
    public static GatewaySettings From(IConfiguration configuration)
    {
        var section = configuration.GetSection("Countersign");
        var settings = new GatewaySettings(
            section["Data"] ?? Default.Data,
            section["Urls"] ?? Default.Urls,
            section["AdminUrls"] ?? Default.AdminUrls,
            section["Origin"]?.TrimEnd('/'),
            SecretSetting.Find(section, "Admin:Token"),
            List(section, "AllowedOrigins", text => text.TrimEnd('/')),
            List(section, "TrustedProxies", Network),
            List(section, "Unthrottled", text => IPNetwork.Parse(text)),
            section["Engine"] ?? Default.Engine,
            ConfiguredClient.All(section.GetSection("Clients")))
        {
            KeysSecret = SecretSetting.Find(section, "Keys:Secret"),
            AdminTenant = section["Admin:Tenant"],
            AdminOrigin = section["Admin:Origin"]?.TrimEnd('/'),
            Store = section["Store"] ?? Default.Store,
            StoreConnection = SecretSetting.FindConnection(section, "StoreConnection"),
            Mark = section["Mark"],
            Threads = section["Threads"] ?? Default.Threads,
            EvenAnswers = Milliseconds(section, "EvenAnswers", 1000) ?? Default.EvenAnswers,
            LogsSignIns = SignInLogSetting.Find(section),
            Outbound = new(List(section, "Outbound:Networks", text => IPNetwork.Parse(text)), section["Outbound:TrustedRoots"]),
            PasswordBlockList = section["Passwords:BlockList"],
            OtlpEndpoint = section["Telemetry:OtlpEndpoint"] is { } endpoint ? Collector(endpoint) : null,
        };
        settings = settings with { Waking = WakingSettings.From(section, settings.Outbound) };
        if (settings.Engine != "embedded") settings = settings with { Cluster = ClusterSettings.From(section) };
        if (settings.Engine == "cohosted") settings = settings with { Place = SiloPlace.From(section, settings.Cluster) };
        return settings.Checked();
    }

    /// <summary>No member: some are secret.</summary>
    public override string ToString() => nameof(GatewaySettings);

    private GatewaySettings Checked()
    {
        if (AdminToken is { Length: < ShortestAdminToken })
            throw new FormatException($"Countersign:Admin:Token is too short: at least {ShortestAdminToken} characters.");
        if (KeysSecret is { } secret
            && !(Convert.TryFromBase64String(secret, new byte[secret.Length], out var size) && size == SecretFile.Size))
            throw new FormatException($"Countersign:Keys:Secret is not the base64 of {SecretFile.Size} bytes.");
        if (Outbound.TrustedRoots is { } roots && !File.Exists(roots))
            throw new FormatException($"Countersign:Outbound:TrustedRoots names {roots}, which is not there.");
        if (PasswordBlockList is { } list && !File.Exists(list))
            throw new FormatException($"Countersign:Passwords:BlockList names {list}, which is not there.");
        bool IsCallable(string? endpoint) => endpoint is null || OutboundHttp.IsCallable(endpoint, Outbound);
        if (Clients.FirstOrDefault(one => !IsCallable(one.Client.Backchannel.NotificationEndpoint)) is { } bad)
        {
            throw new FormatException(
                $"The notification endpoint of the client '{bad.Client.Id}' is not one that may be called (docs/ciba.md).");
        }

        CheckUrls(nameof(Urls), Urls);
        CheckUrls(nameof(AdminUrls), AdminUrls);
        if (string.IsNullOrWhiteSpace(Data)) throw new FormatException("Countersign:Data is empty: it is the folder of the database.");
        if (Engine is not ("embedded" or "cluster" or "cohosted"))
            throw new FormatException("Countersign:Engine is none of embedded, cluster, cohosted.");
        var store = StoreRegistry.Find(Store);
        if (Engine == "cohosted") Cluster.CheckStore(store.Name, store.IsForOneProcess);
        if (Threads is not ("server" or "system")) throw new FormatException("Countersign:Threads is neither 'server' nor 'system'.");
        CheckOrigin(nameof(Origin), Origin);
        CheckOrigin("Admin:Origin", AdminOrigin);
        if (AdminTenant is not null && !(TenantId.TryParse(AdminTenant, out var operators) && operators != AdminTokensRules.Chain))
            throw new FormatException("Countersign:Admin:Tenant is not a tenant's name.");
        return this;
    }

    private static void CheckOrigin(string name, string? given)
    {
        if (given is not null
            && (!Uri.TryCreate(given, UriKind.Absolute, out var origin) || origin.GetLeftPart(UriPartial.Authority) != given))
            throw new FormatException($"Countersign:{name} is not a scheme and authority such as https://sign-in.example.com.");
    }

    private static TimeSpan? Milliseconds(IConfigurationSection section, string name, int most)
    {
        if (section[name] is not { } text) return null;
        return WholeNumber.TryParse(text, out var number) && number <= most
            ? TimeSpan.FromMilliseconds(number)
            : throw new FormatException($"Countersign:{name} is not a whole number of milliseconds from 0 to {most}.");
    }

    private static Uri Collector(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var endpoint) && endpoint is { Scheme: "http" or "https", Query: "", UserInfo: "" }
            ? endpoint
            : throw new FormatException("Countersign:Telemetry:OtlpEndpoint is not an address such as http://127.0.0.1:4318.");

    /// <summary>A network (<c>172.16.0.0/12</c>), or one address.</summary>
    private static IPNetwork Network(string text) =>
        IPAddress.TryParse(text, out var one) ? new(one, one.GetAddressBytes().Length * 8) : IPNetwork.Parse(text);

    private static List<T> List<T>(IConfigurationSection section, string name, Func<string, T> parse) =>
        [.. (section[name] ?? "").Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries).Select(text => Parse(name, text, parse))];

    private static T Parse<T>(string name, string text, Func<string, T> parse)
    {
        try
        {
            return parse(text);
        }
        catch (FormatException malformed)
        {
            throw new FormatException($"Countersign:{name} has '{text}' in it: {malformed.Message}", malformed);
        }
    }

    private static string FirstAddress(string urls) => urls.Split(';')[0].TrimEnd('/');

    private static void CheckUrls(string name, string urls)
    {
        foreach (var url in urls.Split(';'))
        {
            // The server's words for every address are no address.
            var named = url.Replace("://*", "://any", StringComparison.Ordinal).Replace("://+", "://any", StringComparison.Ordinal);
            if (!Uri.TryCreate(named, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")
                || address.PathAndQuery != "/")
            {
                throw new FormatException(
                    $"Countersign:{name} has '{url}' in it, which is not an address to listen on such as http://127.0.0.1:5080.");
            }
        }
    }
}
