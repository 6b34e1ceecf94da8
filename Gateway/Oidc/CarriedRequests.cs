using System.Text.Json;
using Countersign.Engine;
using Countersign.SignIn;

namespace Countersign.Gateway.Oidc;

/// <summary>An authorization request, and what leads back to it.</summary>
/// <param name="Text">As it stands in addresses; null while nothing leads back.</param>
/// <param name="IsOnce">It was pushed, and is completed once.</param>
/// <param name="IsAwaited">It was pushed, and the person has not been sent to the page.</param>
internal sealed record CarriedRequest(AuthorizationRequest Request, string? Text, bool IsOnce = false, bool IsAwaited = false);

/// <summary>Authorization requests on their way through the browser or the client.</summary>
internal sealed class CarriedRequests(RequestHandles handles, TimeProvider clock)
{
    public const string PushedPrefix = "urn:ietf:params:oauth:request_uri:";

    private const string Purpose = "authorize";
    private const int Longest = Limits.StoredRequestLength - 100;   // with what it is kept for

    /// <summary>The same request with what leads back to it; null when it is too long for that.</summary>
    public async ValueTask<CarriedRequest?> Carry(HttpContext http, TenantId tenant, CarriedRequest carried, CancellationToken cancel)
    {
        var (request, text) = (carried.Request, carried.Text);
        if (carried.IsAwaited) return Read(await handles.Come(tenant, Purpose, request.Client, text, cancel), text);
        if (text is not null) return carried;
        var json = Write(request);
        if (json.Length > Longest) return null;
        return carried with { Text = await handles.Carry(http, tenant, Purpose, request.Client, json, cancel) };
    }

    public async ValueTask<CarriedRequest?> Open(TenantId tenant, string? text, CancellationToken cancel) =>
        Read(await handles.Open(tenant, Purpose, text, cancel), text);

    /// <summary>RFC 9126: the client's name for it; or how long to wait, or, without either, that it is too long.</summary>
    public async ValueTask<(string? Uri, TimeSpan? Wait)> Push(
        HttpContext http, TenantId tenant, AuthorizationRequest request, CancellationToken cancel)
    {
        var json = Write(request);
        if (json.Length > Longest) return default;
        var (handle, wait) = await handles.Push(http, tenant, Purpose, request.Client, json, cancel);
        return (handle is null ? null : PushedPrefix + handle, wait);
    }

    /// <summary>What this client pushed.</summary>
    public async ValueTask<CarriedRequest?> OpenPushed(TenantId tenant, string client, string requestUri, CancellationToken cancel)
    {
        var handle = requestUri[PushedPrefix.Length..];
        return Read(await handles.ReadPushed(tenant, Purpose, client, handle, cancel), handle);
    }

    /// <summary>False when it has been completed before and must not be again, or is over.</summary>
    public async ValueTask<bool> Complete(TenantId tenant, CarriedRequest carried, CancellationToken cancel) =>
        !carried.IsOnce || await handles.Complete(tenant, carried.Text, cancel);

    /// <summary>What was pushed begins when the browser comes with it.</summary>
    private CarriedRequest? Read(StoredRequest? found, string? text)
    {
        if (found is null || JsonSerializer.Deserialize(found.Body, OidcJson.Default.AuthorizationRequest) is not { } request) return null;
        if (found.IsOnce) request = request with { BeganAt = (found.BeganAt ?? clock.GetUtcNow()).ToUnixTimeMilliseconds() };
        return new(request, text, found.IsOnce, found is { IsOnce: true, BeganAt: null });
    }

    private static string Write(AuthorizationRequest request) => JsonSerializer.Serialize(request, OidcJson.Default.AuthorizationRequest);
}
