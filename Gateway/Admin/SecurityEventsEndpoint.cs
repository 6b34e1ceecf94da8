using System.Text.Json.Serialization;
using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.EventFeeds;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Admin;

/// <param name="Address">https; or plain http on this very machine, where the operator allows it.</param>
/// <param name="Audience">The <c>aud</c> of each token: 1 to 256 visible characters of ASCII.</param>
/// <param name="Events">
/// <c>session-revoked</c>, <c>credential-change</c>, <c>account-disabled</c>, <c>account-enabled</c>, <c>account-purged</c>,
/// <c>sign-in</c>; absent: all of them.
/// </param>
public sealed record EventReceiverBody(string Address, string Audience, IReadOnlyList<string>? Events = null)
{
    internal static readonly IReadOnlyList<(string Word, EventKinds Kind)> Words =
    [
        ("session-revoked", EventKinds.SessionRevoked), ("credential-change", EventKinds.CredentialChange),
        ("account-disabled", EventKinds.AccountDisabled), ("account-enabled", EventKinds.AccountEnabled),
        ("account-purged", EventKinds.AccountPurged), ("sign-in", EventKinds.SignIn),
    ];

    public static EventReceiverBody? From(EventReceiver? receiver) => receiver is null
        ? null
        : new(receiver.Address, receiver.Audience, [.. Words.Where(row => receiver.Events.HasFlag(row.Kind)).Select(row => row.Word)]);

    /// <summary>False: a word is none of those above.</summary>
    public static bool TryRead(EventReceiverBody? body, out EventReceiver? receiver)
    {
        receiver = null;
        if (body is null) return true;
        var events = body.Events is null ? EventKinds.All : EventKinds.None;
        foreach (var word in body.Events ?? [])
        {
            if (Words.FirstOrDefault(row => row.Word == word) is not { Word: not null } known) return false;
            events |= known.Kind;
        }

        receiver = new(body.Address, body.Audience, events);
        return true;
    }
}

/// <param name="Receiver">Null: there is none.</param>
/// <param name="State">
/// <c>off</c>: there is no receiver. <c>idle</c>: it has been told of everything. <c>telling</c>: it is being told. <c>waiting</c>: it did
/// not take something, and is tried again.
/// </param>
/// <param name="Waiting">Audit records that were not looked at yet; 1,000 stands for more.</param>
/// <param name="Delivered">Events since it was set; so the two below.</param>
/// <param name="Refused">Events that the receiver said it never takes.</param>
/// <param name="GivenUp">Events that were a day old before they could be told.</param>
/// <param name="LastDelivered">Absent: none was.</param>
/// <param name="Trouble">What the last try came to; absent: nothing was in the way.</param>
/// <param name="NextTry">When it is tried again.</param>
public sealed record SecurityEventsAnswer(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] EventReceiverBody? Receiver, string State, int Waiting = 0,
    long Delivered = 0, long Refused = 0, long GivenUp = 0, DateTimeOffset? Since = null, DateTimeOffset? LastDelivered = null,
    string? Trouble = null, DateTimeOffset? TroubleAt = null, DateTimeOffset? NextTry = null)
{
    public static SecurityEventsAnswer From(EventReceiver? receiver, FeedStands stands) =>
        receiver is null || stands.State is not EventFeedState.Following { IsStopped: false } feed
            ? new(EventReceiverBody.From(receiver), "off")
            : new(
                EventReceiverBody.From(receiver), feed.Trouble is not null ? "waiting" : stands.Waiting > 0 ? "telling" : "idle",
                stands.Waiting, feed.Delivered, feed.Refused, feed.GivenUp, feed.Since, feed.DeliveredAt,
                feed.Trouble is { } trouble ? WordFor(trouble) : null, feed.TroubleAt, feed.Trouble is null ? null : feed.Next);

    public static string WordFor(FeedTrouble trouble) => trouble switch
    {
        FeedTrouble.Unreachable => "unreachable",
        FeedTrouble.AddressRefused => "address_refused",
        FeedTrouble.Redirected => "redirected",
        FeedTrouble.Busy => "busy",
        FeedTrouble.Failed => "failed",
        FeedTrouble.NotTaken => "not_taken",
        FeedTrouble.NoKey => "no_key",
        _ => throw new ArgumentOutOfRangeException(nameof(trouble), trouble, "Not a trouble."),
    };
}

/// <summary><c>GET …/security-events</c>: how a tenant's receiver of security event tokens stands (ADM-4).</summary>
internal sealed class SecurityEventsEndpoint(Administration administration, EventFeeds feeds)
{
    public void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/security-events", Tenants.In(Show))
        .Produces<SecurityEventsAnswer>().ProducesProblems(400, 401, 404, 503)
        .WithSummary("Where security event tokens go, what waits, and what became of the last.");

    private async Task<IResult> Show(HttpContext http, TenantId tenant)
    {
        var found = await administration.Ask(tenant, new TenantQuestion.Read(), http.RequestAborted);
        if (!found.Has(out var answer, out var why)) return Problem.FromRefusal(why);
        return Json.Ok(
            SecurityEventsAnswer.From(answer.Tenant.Settings.EventReceiver, await feeds.Read(tenant, http.RequestAborted)),
            AdminJson.Default.SecurityEventsAnswer);
    }
}
