using Countersign.SignIn;
using Countersign.SignIn.StoredRequests;

namespace Countersign.Engine;

/// <param name="BeganAt">When a browser came with it; null while none has.</param>
/// <param name="IsOnce">It is completed once.</param>
public sealed record StoredRequest(string Body, DateTimeOffset? BeganAt, bool IsOnce);

/// <summary>
/// Clients' requests, kept under a handle while a person signs in: what they say is the keeper's affair. Whoever asks sees to it that
/// strangers cause only so many (I17).
/// </summary>
public sealed class StoredRequests(ISignInEngine engine)
{
    /// <summary>Keeps it for as long as a person may take; the handle.</summary>
    /// <param name="body">At most <see cref="Limits.StoredRequestLength"/> characters.</param>
    /// <exception cref="EngineUnavailableException">See <see cref="ISignInEngine"/>; so all below.</exception>
    public async ValueTask<string> Keep(TenantId tenant, string client, string body, CancellationToken cancel) =>
        await Begin(new StoredRequestQuestion.Keep(tenant, client, body), cancel);

    /// <summary>Keeps what a client sends ahead (RFC 9126) until a browser must have come; the handle.</summary>
    /// <param name="body">As above.</param>
    public async ValueTask<string> Push(TenantId tenant, string client, string body, CancellationToken cancel) =>
        await Begin(new StoredRequestQuestion.Push(tenant, client, body), cancel);

    /// <summary>What a page is about; null when it is over, used or nothing.</summary>
    public ValueTask<StoredRequest?> Read(TenantId tenant, string? handle, CancellationToken cancel) =>
        Ask(handle, new StoredRequestQuestion.Read(tenant), cancel);

    /// <summary>What a client pushed; null when that is over, used, another client's or nothing.</summary>
    public ValueTask<StoredRequest?> ReadPushed(TenantId tenant, string client, string? handle, CancellationToken cancel) =>
        Ask(handle, new StoredRequestQuestion.ReadPushed(tenant, client), cancel);

    /// <summary>The same, and from now on a page may be about it.</summary>
    public ValueTask<StoredRequest?> Come(TenantId tenant, string client, string? handle, CancellationToken cancel) =>
        Ask(handle, new StoredRequestQuestion.Come(tenant, client), cancel);

    /// <summary>It is completed now. False when it must not be: it was already, or is over.</summary>
    public async ValueTask<bool> Complete(TenantId tenant, string? handle, CancellationToken cancel) =>
        Alphabets.IsHandle(handle)
        && (await engine.Ask(StoredRequestId.FromHandle(handle!), new StoredRequestQuestion.Complete(tenant), cancel)).Refused is null;

    private async ValueTask<string> Begin(StoredRequestQuestion<StoredRequestAnswer.Done> question, CancellationToken cancel)
    {
        var handle = RandomValues.Handle();
        var begun = await engine.Ask(StoredRequestId.FromHandle(handle), question, cancel);
        return begun.Refused is null ? handle : throw new InvalidOperationException("A new stored request was refused.");
    }

    private async ValueTask<StoredRequest?> Ask(
        string? handle, StoredRequestQuestion<StoredRequestAnswer.Is> question, CancellationToken cancel) =>
        Alphabets.IsHandle(handle) && (await engine.Ask(StoredRequestId.FromHandle(handle!), question, cancel)).Answer is { } found
            ? new(found.Body, found.BeganAt, found.IsOnce)
            : null;
}
