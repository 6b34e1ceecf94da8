using Countersign.SignIn.Tenants;
using static Countersign.SignIn.Users.Refusing;

namespace Countersign.SignIn.Users.SigningIn;

/// <summary>Rules for a device that has proved its key and fetches what is waiting (S-03).</summary>
internal static class Fetching
{
    public static UserRuling Decide(UserState.Present user, FetchWaiting fetch, TenantState.Present tenant, DateTimeOffset now)
    {
        if (DeviceStanding.Proved(user, fetch.Device, fetch.SignedBy) is not { } authenticator)
            return Refuse(Refusal.DeviceProofRefused);
        if (DeviceStanding.TooOld(fetch.Report, tenant.Prerequisites) is { } tooOld) return Reported(Refuse(tooOld));
        if (authenticator.PhoneSignIn is not PhoneSignIn.On && !tenant.AsksSecondSomewhere) return Refuse(Refusal.PhoneSignInNotEnabled);
        var news = (user.Notices ?? []).Where(notice => notice.IsFor(fetch.Device, now));
        return Reported(new(Show(user, authenticator, tenant) with
        {
            Notices = [.. news],
            IsPushGone = authenticator.Push is { GoneAt: not null },
        }));

        // Also of a phone that is too old by now: it must not be asked (S-16, S-17).
        UserRuling Reported(UserRuling ruling) =>
            authenticator.Report == fetch.Report ? ruling : ruling.After(new DeviceReported(fetch.Device, fetch.Report, now));
    }

    private static Fetched Show(UserState.Present user, Authenticator phone, TenantState.Present tenant) =>
        user.Slot is Slot.Waiting waiting && SecondFactors.MayAnswer(phone, waiting) && tenant.Prerequisites.PushAllowed
            ? new WaitingChallenge(
                waiting.Id, waiting.Nonce, waiting.Number.Mode, waiting.Number.Choices, waiting.Client, waiting.Context,
                waiting.StartedAt, waiting.ExpiresAt)
            : new NothingWaiting(!tenant.PhoneSignInIsOn && !tenant.AsksSecondSomewhere);
}
