using System.Globalization;
using Countersign.Engine.Ports;
using Countersign.Grains;
using Countersign.Grains.Interfaces.Clustering;
using Countersign.Stores.Registry;
using Microsoft.Extensions.Configuration;

namespace Countersign.Silo;

/// <summary>
/// Everything of a silo that can be configured, read once at the start: the section <c>Countersign</c>, as a gateway has it.
/// </summary>
/// <param name="Store">The name of the store's kind.</param>
/// <param name="Place">Where other silos and gateways reach this one.</param>
internal sealed record SiloSettings(ClusterSettings Cluster, string Store, StoreSettings StoreSettings, SiloPlace Place)
{
    public const int ShortestAdminToken = 32;

    /// <summary>Where health, metrics and the dashboard are, separated by semicolons.</summary>
    public string HealthUrls { get; init; } = "http://127.0.0.1:5082";

    /// <summary>The bearer token of the dashboard. Null: there is none.</summary>
    public string? AdminToken { get; init; }

    /// <summary>Whether the dashboard is served; it makes every call a little dearer.</summary>
    public bool HasDashboard { get; init; }

    /// <summary>Questions under way at once; more are refused.</summary>
    public int MostUnderWay { get; init; } = SiloServices.DefaultMostUnderWay;

    /// <summary>Sign-ins are told to the sign-in log; off only to measure what that costs.</summary>
    public bool LogsSignIns { get; init; } = true;

    /// <summary>Whether it signs nobody in before it serves anybody (<see cref="RehearsalStage"/>).</summary>
    public bool Rehearses { get; init; } = true;

    /// <summary>Which release of a machine's interface is preferred while silos of two releases are there.</summary>
    public string VersionSelector { get; init; } = "all";

    /// <summary>The OpenTelemetry collector that takes traces and metrics over OTLP/HTTP. Null: none.</summary>
    public Uri? OtlpEndpoint { get; init; }

    /// <exception cref="FormatException">A value is not what it must be; the message names it.</exception>
    public static SiloSettings From(IConfiguration configuration)
    {
        var section = configuration.GetSection("Countersign");
        var cluster = ClusterSettings.From(section);
        var settings = new SiloSettings(
            cluster,
            section["Store"] ?? StoreRegistry.Default,
            new(section["Data"] ?? "data") { Connection = SecretSetting.FindConnection(section, "StoreConnection") },
            SiloPlace.From(section, cluster))
        {
            HealthUrls = section["Silo:HealthUrls"] ?? "http://127.0.0.1:5082",
            AdminToken = SecretSetting.Find(section, "Admin:Token"),
            LogsSignIns = SignInLogSetting.Find(section),
            HasDashboard = OnOrOff(section, "Silo:Dashboard", otherwise: false),
            Rehearses = OnOrOff(section, "Silo:Rehearsal", otherwise: true),
            MostUnderWay = Count(section, "Silo:MostUnderWay", SiloServices.DefaultMostUnderWay),
            VersionSelector = section["Silo:VersionSelector"] ?? "all",
            OtlpEndpoint = section["Telemetry:OtlpEndpoint"] is { } endpoint ? Collector(endpoint) : null,
        };
        settings.Check();
        return settings;
    }

    /// <summary>No member: some are secret.</summary>
    public override string ToString() => nameof(SiloSettings);

    private void Check()
    {
        if (string.IsNullOrWhiteSpace(StoreSettings.Data))
            throw new FormatException("Countersign:Data is empty: it is the folder of the database.");
        Cluster.CheckStore(Store, StoreRegistry.Find(Store).IsForOneProcess);
        if (VersionSelector is not ("all" or "minimum" or "latest"))
            throw new FormatException("Countersign:Silo:VersionSelector is none of all, minimum, latest.");
        if (AdminToken is { Length: < ShortestAdminToken })
            throw new FormatException($"Countersign:Admin:Token is too short: at least {ShortestAdminToken} characters.");
        if (HasDashboard && AdminToken is null)
            throw new FormatException("Countersign:Silo:Dashboard is on, and Countersign:Admin:Token, which protects it, is not set.");
        foreach (var url in HealthUrls.Split(';'))
        {
            var named = url.Replace("://*", "://any", StringComparison.Ordinal).Replace("://+", "://any", StringComparison.Ordinal);
            if (!Uri.TryCreate(named, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")
                || address.PathAndQuery != "/")
            {
                throw new FormatException(
                    $"Countersign:Silo:HealthUrls has '{url}' in it, which is not an address to listen on such as http://127.0.0.1:5082.");
            }
        }
    }

    private static int Count(IConfiguration section, string name, int otherwise) =>
        section[name] is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count
        : throw new FormatException($"Countersign:{name} is not a number above 0.");

    private static bool OnOrOff(IConfiguration section, string name, bool otherwise) => section[name] switch
    {
        null => otherwise,
        "off" => false,
        "on" => true,
        _ => throw new FormatException($"Countersign:{name} is neither on nor off."),
    };

    private static Uri Collector(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var endpoint) && endpoint is { Scheme: "http" or "https", Query: "", UserInfo: "" }
            ? endpoint
            : throw new FormatException("Countersign:Telemetry:OtlpEndpoint is not an address such as http://127.0.0.1:4318.");
}
