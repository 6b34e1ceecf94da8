using System.Text;
using Countersign.Engine;
using Countersign.Gateway.Sealing;
using Countersign.Gateway.Throttling;
using Countersign.SignIn;

namespace Countersign.Gateway.Oidc;

/// <summary>
/// What leads a browser back to a request: a handle of 22 characters for a row, or, above the number of rows that a source and a client may
/// cause, the request itself, sealed. So addresses stay short, rows stay few, and nobody is refused for the noise of others (I17).
/// </summary>
internal sealed class RequestHandles(
    StoredRequests stored, Sealer sealer, SourceThrottle sources, ClientThrottle clients, TimeProvider clock)
{
    /// <summary>Keeps or seals it.</summary>
    /// <param name="purpose">Nobody opens it for another.</param>
    /// <param name="client">Who asks.</param>
    /// <param name="content">At most some 4,400 characters.</param>
    public async ValueTask<string> Carry(
        HttpContext http, TenantId tenant, string purpose, string client, string content, CancellationToken cancel) =>
        Wait(http, tenant, client) is null
            ? await stored.Keep(tenant, client, Mark(purpose) + content, cancel)
            : Seal(tenant, purpose, content);

    public string Seal(TenantId tenant, string purpose, string content) =>
        sealer.Seal(purpose, tenant, Encoding.UTF8.GetBytes(content), clock.GetUtcNow() + Limits.StoredRequestLife);

    /// <summary>Null: not ours, altered, of another purpose or tenant, used, or over.</summary>
    public async ValueTask<StoredRequest?> Open(TenantId tenant, string purpose, string? text, CancellationToken cancel)
    {
        if (Alphabets.IsHandle(text)) return Unmarked(purpose, await stored.Read(tenant, text, cancel));
        return sealer.Open(purpose, tenant, text, clock.GetUtcNow()) is { } content
            ? new(Encoding.UTF8.GetString(content), null, IsOnce: false)
            : null;
    }

    /// <summary>The handle of what a client pushes; or how long it must wait.</summary>
    public async ValueTask<(string? Handle, TimeSpan? Wait)> Push(
        HttpContext http, TenantId tenant, string purpose, string client, string content, CancellationToken cancel) =>
        Wait(http, tenant, client) is { } wait ? (null, wait) : (await stored.Push(tenant, client, Mark(purpose) + content, cancel), null);

    public async ValueTask<StoredRequest?> ReadPushed(
        TenantId tenant, string purpose, string client, string? handle, CancellationToken cancel) =>
        Unmarked(purpose, await stored.ReadPushed(tenant, client, handle, cancel));

    public async ValueTask<StoredRequest?> Come(TenantId tenant, string purpose, string client, string? handle, CancellationToken cancel) =>
        Unmarked(purpose, await stored.Come(tenant, client, handle, cancel));

    public ValueTask<bool> Complete(TenantId tenant, string? handle, CancellationToken cancel) => stored.Complete(tenant, handle, cancel);

    private TimeSpan? Wait(HttpContext http, TenantId tenant, string client) => sources.Kept(http) ?? clients.Kept(tenant, client);

    private static string Mark(string purpose) => purpose + ":";

    private static StoredRequest? Unmarked(string purpose, StoredRequest? found) =>
        found?.Body.StartsWith(Mark(purpose), StringComparison.Ordinal) == true
            ? found with { Body = found.Body[Mark(purpose).Length..] }
            : null;
}
