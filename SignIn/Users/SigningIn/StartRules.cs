using System.Collections.Immutable;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Ways;

namespace Countersign.SignIn.Users.SigningIn;

/// <summary>
/// The rules that decide whether a start becomes a prompt, in order of precedence: the first that is broken answers. The last four hold for
/// some of those who begin sign-ins, and not for others.
/// </summary>
public enum StartRule : byte
{
    Malformed = 0,

    /// <summary>I1, S-45: no other sign-in of the person's waits.</summary>
    NothingWaits = 1,

    /// <summary>S-19: a policy of the tenant is on.</summary>
    SwitchedOn = 2,

    /// <summary>S-15.</summary>
    PushAllowed = 3,

    /// <summary>There is somebody of this name.</summary>
    PersonThere = 4,

    PersonEnabled = 5,

    /// <summary>S-27: phone sign-in is enabled on one of the person's phones.</summary>
    PhoneEnabled = 6,

    /// <summary>S-16, S-17: one of those has a system and an app that are new enough.</summary>
    PhoneNewEnough = 7,

    /// <summary>S-20, S-35: the policy targets the person.</summary>
    Targeted = 8,

    /// <summary>S-06: not locked after wrong numbers.</summary>
    NotLocked = 9,

    /// <summary>T3: it is not the turn of a browser of the person's own.</summary>
    TurnFree = 10,

    /// <summary>T1: the prompts that all have together are not spent.</summary>
    CommonBudget = 11,

    /// <summary>T3: nor those that are kept for sources that the person signs in from.</summary>
    FamiliarBudget = 12,

    /// <summary>T1: no source or client has spent its part of them.</summary>
    PartOfOne = 13,

    /// <summary>T3: no browser of the person's own has spent what it has.</summary>
    OwnBudget = 14,

    /// <summary>Nobody is barred: the person has said of nobody lately that it was not them.</summary>
    NobodyBarred = 15,
}

/// <summary>A rule that is broken: the reason that a start gets, and when it may be mended, where that is known.</summary>
/// <param name="Rule">Which one it is.</param>
internal readonly record struct BrokenRule(FallbackReason Reason, DateTimeOffset? Until = null, StartRule Rule = default);

/// <summary>
/// The rules of a start that look at tenant and person alone. Starts go by this table, and so does who explains them. A federated user and
/// one whom the policy does not target are prompted like any other (S-34, S-40, S-41).
/// </summary>
internal static class StartRules
{
    /// <summary>In order of precedence. Those below <see cref="StartRule.PersonThere"/> are asked of somebody who is there.</summary>
    public static readonly ImmutableArray<(StartRule Rule, Check Broken)> Table =
    [
        (StartRule.SwitchedOn, (_, tenant, _) => tenant.PhoneSignInIsOn ? null : new(FallbackReason.SwitchedOff)),
        (StartRule.PushAllowed, (_, tenant, _) => tenant.Prerequisites.PushAllowed ? null : new(FallbackReason.PushNotAllowed)),
        (StartRule.PersonThere, (user, _, _) => user is null ? new(FallbackReason.NotAvailable) : null),
        (StartRule.PersonEnabled, (user, _, _) => user!.Enabled ? null : new(FallbackReason.NotAvailable)),
        (StartRule.PhoneEnabled, (user, _, _) => user!.HasCredential ? null : new(FallbackReason.NotAvailable)),
        (StartRule.PhoneNewEnough, (user, tenant, _) => AreTooOld(user!, tenant) ? new(FallbackReason.PhoneTooOld) : null),
        (StartRule.Targeted, (user, tenant, situation) =>
            tenant.Settings.PolicyCheck == PolicyCheck.BeforePrompt && !tenant.Targets(situation.User.Name, user!.Groups)
                ? new(FallbackReason.NotAllowedByPolicy)
                : null),
        (StartRule.NotLocked, (user, _, situation) => Lock(user!, situation)),
    ];

    /// <param name="user">Null: nobody has the name.</param>
    public delegate BrokenRule? Check(UserState.Present? user, TenantState.Present tenant, UserSituation situation);

    /// <summary>The first that is broken; null: none is.</summary>
    public static BrokenRule? FirstBroken(UserState.Present? user, TenantState.Present tenant, UserSituation situation)
    {
        foreach (var (rule, check) in Table)
        {
            if (check(user, tenant, situation) is { } broken) return broken with { Rule = rule };
        }

        return null;
    }

    public static BrokenRule? Lock(UserState.Present user, UserSituation situation) =>
        user.Prompts.IsLocked(situation.Now) ? new(FallbackReason.Locked, user.Prompts.LockedUntil, StartRule.NotLocked) : null;

    /// <summary>There are phones with phone sign-in, and none is new enough.</summary>
    private static bool AreTooOld(UserState.Present user, TenantState.Present tenant) =>
        user.HasCredential && !user.Authenticators.Any(
            phone => phone.PhoneSignIn is PhoneSignIn.On && DeviceStanding.TooOld(phone.Report, tenant.Prerequisites) is null);
}
