using Countersign.SignIn.Grants;
using Countersign.SignIn.Prompts;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Ways;

namespace Countersign.SignIn.Users;

/// <summary>The reasons why what was served before is served no longer, in order of precedence.</summary>
public enum Lapse : byte
{
    Malformed = 0,

    /// <summary>The user is disabled.</summary>
    Disabled = 1,

    /// <summary>Phone sign-in is locked after wrong numbers.</summary>
    Locked = 2,

    /// <summary>The phone that approved was removed, or phone sign-in was turned off on it since.</summary>
    PhoneGone = 3,

    /// <summary>Everything of the person was ended since: by disabling, a lock, or signing out everywhere.</summary>
    Ended = 4,

    /// <summary>S-35: the policy does not allow the person the method.</summary>
    NotAllowed = 5,

    /// <summary>The tenant asks for a stronger number mode now.</summary>
    NumberTooWeak = 6,

    /// <summary>The client, or the address the answer went to, was removed since; also when it was registered again.</summary>
    ClientGone = 7,

    /// <summary>The provider that vouched, its domain or the person's link to it was removed or changed since.</summary>
    ProviderGone = 8,

    /// <summary>Tenant or client leaves no such way any more (WAY-7).</summary>
    WayClosed = 9,

    /// <summary>The password was changed or taken away since, or is checked elsewhere; other recovery codes were issued.</summary>
    PasswordGone = 10,

    /// <summary>Tenant or client asks for a number on the phone now, which did not follow (S-58).</summary>
    SecondFactorOwed = 11,

    /// <summary>The tenant asks for a later system or app than the phone that approved has (S-16, S-17).</summary>
    PhoneTooOld = 12,

    /// <summary>The passkey was removed since, or the tenant takes no such one any more.</summary>
    PasskeyGone = 13,
}

/// <summary>
/// The one question of every door (I7, I8): may this person, by this phone, for this client, still be served? Whoever serves something asks
/// it here, about what that stands on.
/// </summary>
public static class Standing
{
    /// <summary>Of what a phone approved.</summary>
    /// <param name="on">Null when a release that did not know it wrote the row: then nothing vouches for it.</param>
    public static Lapse? OfPhone(
        UserState.Present user, StandsOn? on, NumberMode mode, TenantState.Present tenant, UserSituation situation)
    {
        if (!user.Enabled) return Lapse.Disabled;
        if (user.Prompts.IsLocked(situation.Now)) return Lapse.Locked;
        if (on is not { Device: not null }) return Lapse.PhoneGone;
        if (OfPerson(user, on, tenant, situation) is { } lapse) return lapse;
        if (!tenant.Allows(situation.User.Name, user.Groups)) return Lapse.NotAllowed;
        if (!mode.IsAtLeast(tenant.Settings.NumberMode)) return Lapse.NumberTooWeak;
        return IsTooOld(user, on.Device.Value, tenant) ? Lapse.PhoneTooOld : null;
    }

    /// <summary>Of what does not depend on the policy: a session from a pass, a code to activate a phone.</summary>
    public static Lapse? OfPerson(UserState.Present user, StandsOn on, TenantState.Present tenant, UserSituation situation)
    {
        if (!user.Enabled) return Lapse.Disabled;
        if (on.Device is { } device && EnablingOf(user, device) != on.Enabling) return Lapse.PhoneGone;
        if (on.Link is { } link && !IsLinked(user, link, tenant, situation)) return Lapse.ProviderGone;
        if (on.Secret is { } secret && !IsKept(user, secret, tenant, situation)) return Lapse.PasswordGone;
        if (on.Phone is { } phone && user.Find(phone.Device)?.ActivatedAt.ToUnixTimeMilliseconds() != phone.Since) return Lapse.PhoneGone;
        if (on.Passkey is { } passkey && (user.Passkeys?.Find(passkey) is not { } kept || !tenant.Takes(kept.Credential)))
            return Lapse.PasskeyGone;
        if (on.Challenge is { } challenge && user.TakenBack?.Contains(challenge) == true) return Lapse.Ended;
        return on.Epoch == user.Epoch ? null : Lapse.Ended;
    }

    /// <summary>Of what came of a sign-in at a provider.</summary>
    /// <param name="client">By id, for what a client was granted; empty for the session itself.</param>
    public static Lapse? OfFederated(
        UserState.Present user, StandsOn? on, FederatedSignIn how, string client, TenantState.Present tenant, UserSituation situation)
    {
        if (!user.Enabled) return Lapse.Disabled;
        if (on is not { Link: not null }) return Lapse.ProviderGone;
        return OfPerson(user, on, tenant, situation) ?? OfWay(tenant, OtherWay.Federated, how.Reason, how.Second, client)
            ?? OfSecondPhone(user, on, tenant);
    }

    /// <summary>Of what came of a sign-in with a password, a recovery code or a passkey.</summary>
    /// <param name="client">By id, for what a client was granted; empty for the session itself.</param>
    public static Lapse? OfSecret(
        UserState.Present user, StandsOn? on, SecretSignIn how, string client, TenantState.Present tenant, UserSituation situation)
    {
        if (!user.Enabled) return Lapse.Disabled;
        if (on is null || (how.Way == OtherWay.Password && on.Secret is null)) return Lapse.PasswordGone;
        if (how.Way == OtherWay.Passkey && on.Passkey is null) return Lapse.PasskeyGone;
        return OfPerson(user, on, tenant, situation) ?? OfWay(tenant, how.Way, how.Reason, how.Second, client)
            ?? OfSecondPhone(user, on, tenant);
    }

    /// <summary>Of a first factor, which a number on the phone is to follow, or has followed just now (S-58).</summary>
    /// <param name="second">How the number is matched.</param>
    public static Lapse? OfFirst(
        UserState.Present user, FirstFactor first, StandsOn? on, NumberMode second, TenantState.Present tenant, UserSituation situation)
    {
        if (!IsRegistered(tenant, first.Client, first.Generation)) return Lapse.ClientGone;
        return first switch
        {
            { Federated: { } how } => OfFederated(user, on, how with { Second = second }, first.Client, tenant, situation),
            { Secret: { } how } => OfSecret(user, on, how with { Second = second }, first.Client, tenant, situation),
            _ => Lapse.PasswordGone,
        };
    }

    /// <summary>
    /// Of the way that somebody came, apart from who it was: whether tenant and client leave it after this reason (WAY-7), and whether what
    /// they ask for besides has followed it (S-58): after a password or a provider's word, for a recovery code is whoever's has no phone.
    /// </summary>
    /// <param name="second">The number that followed; null when none did.</param>
    /// <param name="client">By id; empty for the session itself.</param>
    public static Lapse? OfWay(TenantState.Present tenant, OtherWay way, FallbackReason reason, NumberMode? second, string client)
    {
        if (!tenant.Leaves(way, reason, client)) return Lapse.WayClosed;
        if (way is not (OtherWay.Password or OtherWay.Federated)) return null;
        if (second is not { } mode) return tenant.AsksSecond(client) ? Lapse.SecondFactorOwed : null;
        if (!tenant.Prerequisites.PushAllowed) return Lapse.NotAllowed;
        return mode.IsAtLeast(tenant.Settings.NumberMode) ? null : Lapse.NumberTooWeak;
    }

    /// <summary>Of the phone that approved as a second factor, which is there.</summary>
    private static Lapse? OfSecondPhone(UserState.Present user, StandsOn on, TenantState.Present tenant) =>
        on.Phone is { } phone && IsTooOld(user, phone.Device, tenant) ? Lapse.PhoneTooOld : null;

    private static bool IsTooOld(UserState.Present user, DeviceId device, TenantState.Present tenant) =>
        DeviceStanding.TooOld(user.Find(device)!.Report, tenant.Prerequisites) is not null;

    /// <summary>
    /// The password is still the same, where it was; one that must be changed is good for nothing else. No others were issued since in the
    /// place of the recovery codes.
    /// </summary>
    private static bool IsKept(UserState.Present user, SecretOn on, TenantState.Present tenant, UserSituation situation) =>
        on.IsRecovery ? user.Secrets?.Recovery?.Number == on.Number
        : tenant.PasswordsOf(situation.User.Name) is { } way && way.Since == on.Since
        && (way.Place is not PasswordPlace.Here || user.Secrets?.Password is { } kept && IsKept(kept, on, situation.Now));

    private static bool IsKept(KeptPassword kept, SecretOn on, DateTimeOffset now) =>
        kept.Number == on.Number && kept.MustChange == on.IsChanging && !kept.HasEnded(now);

    private static bool IsLinked(UserState.Present user, LinkedTo on, TenantState.Present tenant, UserSituation situation) =>
        tenant.FederationOf(situation.User.Name) is var (provider, since)
        && (provider.Id, since) == (on.Provider, on.Since)
        && user.Link is { } link && (link.Provider, link.Generation, link.Number) == (on.Provider, provider.Generation, on.Number);

    /// <summary>Of what a client was granted: the person, and the client under which it was.</summary>
    /// <param name="generation">Of the client, as the door found it registered; null when it did not.</param>
    public static Lapse? OfGrant(
        UserState.Present user, Grant grant, long? generation, TenantState.Present tenant, UserSituation situation)
    {
        var gone = grant switch
        {
            { Federated: { } how } => OfFederated(user, grant.StandsOn, how, grant.Client, tenant, situation),
            { Secret: { } how } => OfSecret(user, grant.StandsOn, how, grant.Client, tenant, situation),
            _ => OfPhone(user, grant.StandsOn, grant.Mode, tenant, situation),
        };
        if (gone is { } lapse) return lapse;
        var isRegistered = generation == grant.Generation && IsRegistered(tenant, grant.Client, grant.Generation, grant.Address);
        return isRegistered ? null : Lapse.ClientGone;
    }

    /// <summary>
    /// Whether the tenant still has the client that this was for. A client of the configuration has no generation, and the tenant does not
    /// know it: the door looks there.
    /// </summary>
    public static bool IsRegistered(TenantState.Present tenant, string client, long generation, string? address = null) =>
        generation == 0 || tenant.ClientOf(client)?.GenerationOf(address) == generation;

    /// <summary>What is approved with this phone now will stand on.</summary>
    public static StandsOn On(UserState.Present user, DeviceId device) => new(user.Epoch, device, EnablingOf(user, device) ?? -1);

    /// <summary>What an approval with this phone as a second factor stands on, beside what the first does.</summary>
    public static StandsOn On(UserState.Present user, FirstFactor first, DeviceId device) => first.StandsOn with
    {
        Phone = new(device, user.Find(device)?.ActivatedAt.ToUnixTimeMilliseconds() ?? -1),
    };

    /// <summary>How a sign-in that did not stand is refused.</summary>
    public static Refusal Refusal(this Lapse lapse) => lapse switch
    {
        Lapse.NotAllowed => SignIn.Refusal.MethodNotAllowedByPolicy,
        Lapse.WayClosed => SignIn.Refusal.WayNotAllowed,
        Lapse.SecondFactorOwed => SignIn.Refusal.SecondFactorRequired,
        Lapse.ProviderGone => SignIn.Refusal.FederationRefused,
        Lapse.PhoneTooOld => SignIn.Refusal.AppUpgradeRequired,
        Lapse.Ended or Lapse.NumberTooWeak or Lapse.ClientGone or Lapse.PasswordGone or Lapse.PasskeyGone =>
            SignIn.Refusal.ChallengeExpired,
        _ => SignIn.Refusal.PhoneSignInNotEnabled,
    };

    private static long? EnablingOf(UserState.Present user, DeviceId device) =>
        (user.Find(device)?.PhoneSignIn as PhoneSignIn.On)?.Enabling;
}
