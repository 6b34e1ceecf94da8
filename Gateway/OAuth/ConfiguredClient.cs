using System.Globalization;
using System.Text.Json;
using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Clients;

namespace Countersign.Gateway.OAuth;

/// <summary>A client that the configuration names: <c>Countersign:Clients:0:Tenant</c>, <c>:Id</c>, <c>:Secret</c> and so on.</summary>
public sealed record ConfiguredClient(TenantId Tenant, Client Client)
{
    public const int ShortestSecret = 32;

    /// <summary>All of them, in their order.</summary>
    /// <exception cref="FormatException">One is not what it must be; the message names it and never its secret.</exception>
    public static IReadOnlyList<ConfiguredClient> All(IConfigurationSection clients)
    {
        var all = clients.GetChildren().Select(From).ToArray();
        var twice = all.GroupBy(one => (one.Tenant, one.Client.Id)).FirstOrDefault(same => same.Count() > 1);
        return twice is null
            ? all
            : throw new FormatException($"{clients.Path} has the client '{twice.Key.Id}' of '{twice.Key.Tenant}' twice.");
    }

    private static ConfiguredClient From(IConfigurationSection section)
    {
        if (!TenantId.TryParse(section["Tenant"], out var tenant)) throw Bad(section, "Tenant", "is not a tenant's name");
        if (section["Id"] is not { } id || !Client.IsId(id))
            throw Bad(section, "Id", "is not a client's id: 1 to 64 of A-Z a-z 0-9 . _ ~ -");
        var secret = section["Secret"];
        if (secret is { Length: < ShortestSecret }) throw Bad(section, "Secret", $"is too short: at least {ShortestSecret} characters");
        var client = Body(section, secret).ToClient(id)
            ?? throw Bad(section, null, "has a word that is none of those the documentation lists");
        if (secret is not null) client = client with { Secrets = [SecretHash.OfSecret(secret)] };
        return ClientRules.Objection(client) is null
            ? new(tenant, client)
            : throw Bad(section, null, "is not a client that may be registered: see the error CS6007 in docs/errors");
    }

    private static ClientBody Body(IConfigurationSection section, string? secret) => new(
        section["Name"] ?? section["Id"]!,
        section["Authentication"]
        ?? (secret is not null ? "client_secret_basic" : section["Jwks"] is not null ? "private_key_jwt" : "none"),
        List(section["Grants"] ?? "authorization_code"),
        List(section["RedirectUris"]),
        List(section["PostLogoutRedirectUris"]),
        Jwks(section),
        section["IdTokenAlgorithm"],
        Flag(section, "DpopBound"),
        Flag(section, "PushedRequests"),
        section["Backchannel:Delivery"],
        section["Backchannel:NotificationEndpoint"],
        Flag(section, "Backchannel:SignedRequests"),
        Flag(section, "Backchannel:UserCode"),
        Flag(section, "Backchannel:KnowsUsers"),
        Flag(section, "RefreshTokenRotation"),
        Ways(section),
        Flag(section, "AsksBeforeProvider"),
        Flag(section, "SecondFactor"));

    /// <summary>A line a reason, such as <c>Ways:pending</c>, with the ways it leaves; <c>none</c> for none, as no line is empty.</summary>
    private static Dictionary<string, IReadOnlyList<string>>? Ways(IConfigurationSection section)
    {
        var ways = section.GetSection("Ways");
        if (ways.Value is { Length: > 0 }) throw Bad(section, "Ways", "has a line for each reason below it, such as Ways:pending");
        var lines = ways.GetChildren().ToArray();
        return lines.Length == 0 ? null : lines.ToDictionary<IConfigurationSection, string, IReadOnlyList<string>>(
            line => line.Key.ToLowerInvariant(),   // in the environment they are often in capitals
            line => line.Value is "none" ? [] : List(line.Value) is { Length: > 0 } left
                ? left
                : throw Bad(section, "Ways:" + line.Key, "names no way: federated, password, recovery, or none"),
            StringComparer.Ordinal);
    }

    private static string[] List(string? text) => (text ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);

    private static bool? Flag(IConfigurationSection section, string name) => section[name] is not { } text ? null
        : bool.TryParse(text, out var flag) ? flag
        : throw Bad(section, name, "is neither 'true' nor 'false'");

    private static JwksBody? Jwks(IConfigurationSection section)
    {
        if (section["Jwks"] is not { } text) return null;
        try
        {
            return JsonSerializer.Deserialize(text, ClientJson.Default.JwksBody);
        }
        catch (JsonException)
        {
            throw Bad(section, "Jwks", "is not a JWK set of public keys");
        }
    }

    private static FormatException Bad(IConfigurationSection section, string? member, string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{section.Path}{(member is null ? "" : ":" + member)} {what}."));
}
