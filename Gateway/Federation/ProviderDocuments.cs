using System.Collections.Concurrent;
using System.Text.Json;
using Countersign.Gateway.Outbound;
using Countersign.SignIn;
using Countersign.SignIn.Providers;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Countersign.Gateway.Federation;

/// <summary>A provider's discovery document and keys, as they were read.</summary>
/// <param name="NamesIssuer">Its answers say whose they are (RFC 9207 3).</param>
/// <param name="ReadAt">A timestamp of the clock; so the next.</param>
internal sealed record ProviderDocument(
    OpenIdConnectConfiguration Configuration, bool NamesIssuer, IReadOnlyList<SecurityKey> Keys, long ReadAt, long KeysReadAt);

/// <summary>
/// The providers' documents, read when first needed and again after an hour; while a provider does not answer, those of the last day serve.
/// Keys are read again when a token names one that is not there, at most once a minute for each provider: nobody makes this service ask by
/// inventing names.
/// </summary>
internal sealed class ProviderDocuments(ProviderClient client, OutboundSettings settings, TimeProvider clock)
{
    private const int Most = 1000;
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1), Stale = TimeSpan.FromDays(1), KeyPause = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, Place> _places = new();

    /// <exception cref="ProviderUnavailableException">There is none that could be used.</exception>
    public async ValueTask<ProviderDocument> Find(TenantId tenant, Provider provider, CancellationToken cancel)
    {
        var place = PlaceOf(tenant, provider);
        if (place.Document is { } held && clock.GetElapsedTime(held.ReadAt) < Fresh) return held;
        await place.Turn.WaitAsync(cancel);
        try
        {
            if (place.Document is { } read && clock.GetElapsedTime(read.ReadAt) < Fresh) return read;
            return place.Document = await Read(tenant, provider, cancel);
        }
        catch (ProviderUnavailableException) when (place.Document is { } last && clock.GetElapsedTime(last.ReadAt) < Stale)
        {
            return last;
        }
        finally
        {
            place.Turn.Release();
        }
    }

    /// <summary>The same with its keys read again, unless they were a moment ago.</summary>
    public async ValueTask<ProviderDocument> WithNewKeys(
        TenantId tenant, Provider provider, ProviderDocument seen, CancellationToken cancel)
    {
        var place = PlaceOf(tenant, provider);
        await place.Turn.WaitAsync(cancel);
        try
        {
            var held = place.Document ?? seen;
            if (clock.GetElapsedTime(held.KeysReadAt) < KeyPause) return held;
            held = held with { KeysReadAt = clock.GetTimestamp() };
            place.Document = held;   // whatever comes of it, the next try is a minute away
            return place.Document = held with { Keys = await ReadKeys(tenant, provider, held.Configuration, cancel) };
        }
        finally
        {
            place.Turn.Release();
        }
    }

    private async ValueTask<ProviderDocument> Read(TenantId tenant, Provider provider, CancellationToken cancel)
    {
        var address = provider.Issuer.TrimEnd('/') + "/.well-known/openid-configuration";
        var reply = await client.Get(tenant, provider, address, null, cancel);
        if (reply is not { Status: 200, Json: { } json }) throw new ProviderUnavailableException("There is no discovery document.");
        var configuration = Parse(() => OpenIdConnectConfiguration.Create(json.GetRawText()));
        // Discovery 4.3
        if (configuration.Issuer != provider.Issuer) throw new ProviderUnavailableException("It says that it is another issuer.");
        if (!IsWell(configuration)) throw new ProviderUnavailableException("Its endpoints may not be called.");
        var now = clock.GetTimestamp();
        var namesIssuer = json.TryGetProperty("authorization_response_iss_parameter_supported", out var said)
            && said.ValueKind == JsonValueKind.True;
        return new(configuration, namesIssuer, await ReadKeys(tenant, provider, configuration, cancel), now, now);
    }

    private async ValueTask<IReadOnlyList<SecurityKey>> ReadKeys(
        TenantId tenant, Provider provider, OpenIdConnectConfiguration configuration, CancellationToken cancel)
    {
        var reply = await client.Get(tenant, provider, configuration.JwksUri, null, cancel);
        if (reply is not { Status: 200, Json: { } json }) throw new ProviderUnavailableException("There are no keys.");
        return [.. Parse(() => new JsonWebKeySet(json.GetRawText())).Keys.Where(key => key.Use is null or "" or "sig")];
    }

    /// <summary>T16: what the service calls is guarded, and so is, by its form alone, where people's browsers are sent.</summary>
    private bool IsWell(OpenIdConnectConfiguration configuration) =>
        OutboundHttp.IsCallableProvider(configuration.TokenEndpoint ?? "", settings)
        && OutboundHttp.IsCallableProvider(configuration.JwksUri ?? "", settings)
        && IsForBrowsers(configuration.AuthorizationEndpoint);

    public static bool IsForBrowsers(string? address) =>
        address is not null && (WebAddress.IsHttps(address) || WebAddress.IsOnThisMachine(address)) && !address.Contains('#');

    private static T Parse<T>(Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (Exception malformed) when (malformed is ArgumentException or JsonException or FormatException)
        {
            throw new ProviderUnavailableException("Its document cannot be read.", malformed);
        }
    }

    private Place PlaceOf(TenantId tenant, Provider provider)
    {
        if (_places.Count >= Most) _places.Clear();
        return _places.GetOrAdd($"{tenant}|{provider.Id}|{provider.Issuer}", _ => new());
    }

    private sealed class Place
    {
        public SemaphoreSlim Turn { get; } = new(1);

        public ProviderDocument? Document { get; set; }
    }
}
