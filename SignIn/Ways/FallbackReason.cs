namespace Countersign.SignIn.Ways;

/// <summary>The reasons why there is no prompt.</summary>
public enum FallbackReason : byte
{
    Malformed = 0,

    /// <summary>
    /// No prompt can be made for this name: unknown, disabled or without the credential. One word for all (I16).
    /// </summary>
    NotAvailable = 1,

    /// <summary>S-45: another attempt is pending.</summary>
    Pending = 2,

    /// <summary>Locked after wrong numbers.</summary>
    Locked = 3,

    /// <summary>T1: the prompt budget is spent.</summary>
    TooManyPrompts = 4,

    /// <summary>The policy does not allow the user the method, in a tenant that checks before prompting.</summary>
    NotAllowedByPolicy = 5,

    /// <summary>S-42: the person asked.</summary>
    Requested = 6,

    /// <summary>S-19: the tenant's policy is off, or none was saved. So for every name.</summary>
    SwitchedOff = 7,

    /// <summary>S-15: the tenant's MFA does not allow push. So for every name.</summary>
    PushNotAllowed = 8,

    /// <summary>S-16, S-17: the system or the app of every phone with phone sign-in is below the tenant's minimum.</summary>
    PhoneTooOld = 9,
}

/// <summary>A way to sign in other than the phone.</summary>
public enum OtherWay : byte
{
    Malformed = 0,

    /// <summary>At the organisation's own identity provider.</summary>
    Federated = 1,

    /// <summary>With a password that is checked for the tenant itself.</summary>
    Password = 2,

    /// <summary>With a recovery code that the person has on paper.</summary>
    Recovery = 3,

    /// <summary>With a passkey that the person has added.</summary>
    Passkey = 4,
}
