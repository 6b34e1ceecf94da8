using Azure;
using Countersign.Engine.Ports;

namespace Countersign.Stores.AzureStorage;

/// <summary>What an exception of the client says of what was to be written (I11).</summary>
internal static class Outcomes
{
    /// <summary>
    /// Not committed only when the service itself says so, by a code, or when no connection was made. A time limit, an answer that was cut
    /// off, a busy or failing server: unknown.
    /// </summary>
    public static CommitResult Of(Exception failed) => failed switch
    {
        RequestFailedException { Status: 408 or 429 } => CommitResult.Unknown,
        RequestFailedException { Status: >= 400 and < 500, ErrorCode: { Length: > 0 } } => CommitResult.NotCommitted,
        RequestFailedException { Status: 0 } when WasNeverSent(failed) => CommitResult.NotCommitted,
        HttpRequestException when WasNeverSent(failed) => CommitResult.NotCommitted,
        _ => CommitResult.Unknown,
    };

    /// <summary>Another writer was first, or what was expected is not there: an answer, not a failure of the storage.</summary>
    public static bool IsConflict(Exception failed) =>
        failed is RequestFailedException { Status: 404 or 409 or 412, ErrorCode: { Length: > 0 } code }
        && code is not ("TableNotFound" or "TableBeingDeleted");

    /// <summary>Whether it is a failure of the storage or of the way there, and no bug.</summary>
    public static bool IsOne(Exception failed) =>
        failed is RequestFailedException or HttpRequestException or IOException or OperationCanceledException or TimeoutException
            or StorageUnavailableException or Azure.Identity.AuthenticationFailedException;

    public static bool IsGone(Exception failed) =>
        failed is RequestFailedException { Status: 404, ErrorCode: { Length: > 0 } code } && code is not "TableNotFound";

    /// <summary>Whether the account, or the identity to use it with, may be there in a moment; it did not say no.</summary>
    public static bool IsAway(Exception failed) =>
        failed is not RequestFailedException { Status: >= 400 and < 500 and not (404 or 408 or 409 or 429) };

    /// <summary>For the operator, in a sentence. Names no account, key or row.</summary>
    public static string CauseOf(Exception failed) => failed switch
    {
        RequestFailedException { Status: 401 or 403 } refused =>
            $"Azure Storage refuses this service's credentials ({refused.ErrorCode ?? "no code"})",
        RequestFailedException { Status: 429 or 503 } => "Azure Storage says that it is too busy",
        RequestFailedException { Status: >= 400 } answered =>
            $"Azure Storage answers {answered.Status} ({answered.ErrorCode ?? "no code"})",
        OperationCanceledException or TimeoutException => "Azure Storage does not answer in time",
        _ when WasNeverSent(failed) => "Azure Storage cannot be reached",
        Azure.Identity.AuthenticationFailedException => "no token for Azure Storage can be had",
        _ => "the connection to Azure Storage broke",
    };

    private static bool WasNeverSent(Exception failed)
    {
        for (Exception? inner = failed; inner is not null; inner = inner.InnerException)
        {
            if (inner is HttpRequestException
                {
                    HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                        or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
                }) return true;
        }

        return false;
    }
}
