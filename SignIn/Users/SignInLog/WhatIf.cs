using System.Collections.Immutable;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users.SigningIn;

namespace Countersign.SignIn.Users.SignInLog;

/// <summary>What a sign-in of the log would have come to under other settings of the tenant.</summary>
public enum WhatIfOutcome : byte
{
    Malformed = 0,

    /// <summary>What it came to.</summary>
    Same = 1,

    /// <summary>The person was refused after approving, and would have been let in.</summary>
    LetIn = 2,

    /// <summary>No phone was asked, and one would have been.</summary>
    Asked = 3,

    /// <summary>Whoever approves on the phone would have been refused then (S-35), who was let in or not asked at all.</summary>
    Refused = 4,

    /// <summary>The phone was asked, and would not have been: the person would have been sent elsewhere.</summary>
    Elsewhere = 5,

    /// <summary>The person is gone, or has no phone to sign in with any more.</summary>
    NotKnown = 6,
}

/// <param name="Groups">Canonical names.</param>
/// <param name="Phones">The last reports of the phones that have phone sign-in enabled.</param>
public sealed record WhatIfPerson(UserName User, bool Enabled, ImmutableHashSet<string> Groups, IReadOnlyList<AppReport> Phones);

/// <summary>
/// ADM-4, S-54: a sign-in that the log has, looked at under other settings. What the policy, the prerequisites and the check of the target
/// decide is decided anew, of the person as they are now; what stood in the way besides (a sign-in that waited, a lock, spent prompts) is
/// taken as it was.
/// </summary>
public static class WhatIf
{
    /// <summary>
    /// Whether the policy decides this one: a start by phone. A number after a first factor is not asked of it (S-58), nor is another way.
    /// </summary>
    public static bool IsAbout(SignInEntry entry) =>
        entry is { Way: SignInWay.Phone, First: null } && (WasAsked(entry) || entry.Rule is not null);

    /// <param name="person">As they are now; null: nobody has the name.</param>
    /// <param name="then">The tenant with the other settings.</param>
    public static WhatIfOutcome Of(SignInEntry entry, WhatIfPerson? person, TenantState.Present then)
    {
        if (!IsAbout(entry)) return WhatIfOutcome.Same;
        var canBeAsked = person is { Enabled: true, Phones.Count: > 0 };
        if (WasAsked(entry) && !canBeAsked) return WhatIfOutcome.NotKnown;
        if (!canBeAsked || !(WasAsked(entry) || IsOfTheSettings(entry.Rule))) return WhatIfOutcome.Same;
        return Foresight.Of(person!.User, person.Enabled, person.Groups, person.Phones, then) switch
        {
            Foreseen.NoPrompt => WasAsked(entry) ? WhatIfOutcome.Elsewhere : WhatIfOutcome.Same,
            Foreseen.RefusedAfterCompleting =>
                !WasAsked(entry) || entry.Outcome == SignInOutcome.Approved ? WhatIfOutcome.Refused : WhatIfOutcome.Same,
            _ when !WasAsked(entry) => WhatIfOutcome.Asked,
            _ => entry.Outcome == SignInOutcome.NotAllowed ? WhatIfOutcome.LetIn : WhatIfOutcome.Same,
        };
    }

    /// <summary>The phone was asked; whatever came of it.</summary>
    private static bool WasAsked(SignInEntry entry) => entry.Outcome
        is SignInOutcome.Approved or SignInOutcome.Denied or SignInOutcome.NotMe or SignInOutcome.WrongNumber or SignInOutcome.NotAllowed
        or SignInOutcome.Expired or SignInOutcome.Cancelled;

    /// <summary>The rules that hold or not by what the tenant has set.</summary>
    private static bool IsOfTheSettings(StartRule? rule) =>
        rule is StartRule.SwitchedOn or StartRule.PushAllowed or StartRule.PhoneNewEnough or StartRule.Targeted;
}
