using System.Runtime.CompilerServices;
using Countersign.SignIn;
using Countersign.SignIn.AdminTokens;
using Countersign.SignIn.Challenges;
using Countersign.SignIn.ClientNotifications;
using Countersign.SignIn.Devices;
using Countersign.SignIn.EventFeeds;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Keys;
using Countersign.SignIn.Machines;
using Countersign.SignIn.SecurityEvents;
using Countersign.SignIn.StoredRequests;
using Countersign.SignIn.Tenants;

namespace Countersign.Engine;

/// <summary>Asks a machine, and gives back the kind of answer that the question has, or the refusal.</summary>
public static class Questions
{
    public static ValueTask<Reply<TAnswer>> Ask<TAnswer>(
        this ISignInEngine engine, UserKey user, UserQuestion<TAnswer> question, CancellationToken cancel) where TAnswer : UserAnswer =>
        Typed<UserAnswer, TAnswer>(engine.AskUser(user, question, cancel));

    public static ValueTask<Reply<TenantAnswer.Is>> Ask(
        this ISignInEngine engine, TenantId tenant, TenantQuestion question, CancellationToken cancel) =>
        Typed<TenantAnswer, TenantAnswer.Is>(engine.AskTenant(tenant, question, cancel));

    public static ValueTask<Reply<TAnswer>> Ask<TAnswer>(
        this ISignInEngine engine, DeviceId device, DeviceQuestion<TAnswer> question, CancellationToken cancel)
        where TAnswer : DeviceAnswer =>
        Typed<DeviceAnswer, TAnswer>(engine.AskDevice(device, question, cancel));

    public static ValueTask<Reply<ChallengeAnswer.OfUser>> Ask(
        this ISignInEngine engine, ChallengeId challenge, ChallengeQuestion question, CancellationToken cancel) =>
        Typed<ChallengeAnswer, ChallengeAnswer.OfUser>(engine.AskChallenge(challenge, question, cancel));

    public static ValueTask<Reply<TAnswer>> Ask<TAnswer>(
        this ISignInEngine engine, GrantId grant, GrantQuestion<TAnswer> question, CancellationToken cancel) where TAnswer : GrantAnswer =>
        Typed<GrantAnswer, TAnswer>(engine.AskGrant(grant, question, cancel));

    public static ValueTask<Reply<KeyRingAnswer.Are>> Ask(
        this ISignInEngine engine, TenantId tenant, KeyRingQuestion question, CancellationToken cancel) =>
        Typed<KeyRingAnswer, KeyRingAnswer.Are>(engine.AskKeyRing(tenant, question, cancel));

    public static ValueTask<Reply<AdminTokensAnswer.Are>> Ask(
        this ISignInEngine engine, AdminTokensQuestion question, CancellationToken cancel) =>
        Typed<AdminTokensAnswer, AdminTokensAnswer.Are>(engine.AskAdminTokens(question, cancel));

    public static ValueTask<Reply<TAnswer>> Ask<TAnswer>(
        this ISignInEngine engine, ChallengeId challenge, ClientNotificationQuestion<TAnswer> question, CancellationToken cancel)
        where TAnswer : ClientNotificationAnswer =>
        Typed<ClientNotificationAnswer, TAnswer>(engine.AskClientNotification(challenge, question, cancel));

    public static ValueTask<Reply<TAnswer>> Ask<TAnswer>(
        this ISignInEngine engine, SecurityEventId id, SecurityEventQuestion<TAnswer> question, CancellationToken cancel)
        where TAnswer : SecurityEventAnswer =>
        Typed<SecurityEventAnswer, TAnswer>(engine.AskSecurityEvent(id, question, cancel));

    public static ValueTask<Reply<TAnswer>> Ask<TAnswer>(
        this ISignInEngine engine, TenantId tenant, EventFeedQuestion<TAnswer> question, CancellationToken cancel)
        where TAnswer : EventFeedAnswer =>
        Typed<EventFeedAnswer, TAnswer>(engine.AskEventFeed(tenant, question, cancel));

    public static ValueTask<Reply<TAnswer>> Ask<TAnswer>(
        this ISignInEngine engine, StoredRequestId request, StoredRequestQuestion<TAnswer> question, CancellationToken cancel)
        where TAnswer : StoredRequestAnswer =>
        Typed<StoredRequestAnswer, TAnswer>(engine.AskStoredRequest(request, question, cancel));

    private static ValueTask<Reply<TAnswer>> Typed<TAny, TAnswer>(ValueTask<TAny> asked) where TAny : class where TAnswer : class =>
        asked.IsCompletedSuccessfully ? new(Reply<TAnswer>.FromMachine(asked.Result)) : Await<TAny, TAnswer>(asked);

    // Pooled, because every question that is written or asked of a cluster passes here.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<Reply<TAnswer>> Await<TAny, TAnswer>(ValueTask<TAny> asked) where TAny : class where TAnswer : class =>
        Reply<TAnswer>.FromMachine(await asked);
}
