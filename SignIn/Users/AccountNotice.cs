using System.Collections.Immutable;

namespace Countersign.SignIn.Users;

/// <summary>The changes of an account that its other phones are told of.</summary>
public enum NoticeKind : byte
{
    Malformed = 0,

    /// <summary>A phone was set up (stage 1).</summary>
    PhoneAdded = 1,

    /// <summary>A phone was removed.</summary>
    PhoneRemoved = 2,

    /// <summary>Phone sign-in was enabled on a phone that was set up before.</summary>
    PhoneSignInEnabled = 3,

    /// <summary>Phone sign-in was disabled on a phone.</summary>
    PhoneSignInDisabled = 4,

    /// <summary>A Temporary Access Pass opened a session.</summary>
    PassUsed = 5,

    /// <summary>The password was set or changed.</summary>
    PasswordSet = 6,

    /// <summary>Recovery codes were issued.</summary>
    RecoveryCodesIssued = 7,

    /// <summary>A recovery code signed somebody in.</summary>
    RecoveryCodeUsed = 8,

    /// <summary>A passkey was added.</summary>
    PasskeyAdded = 9,

    /// <summary>A passkey was removed.</summary>
    PasskeyRemoved = 10,
}

/// <summary>A change of the account that its other phones are told of, so that whoever did not make it hears of it (A7, T29).</summary>
/// <param name="Number">Rises with each notice of the user; a phone says up to which one its person has seen them.</param>
/// <param name="Device">The device it is about; null for none.</param>
/// <param name="Phone">Its name, as its owner typed it; empty for none.</param>
/// <param name="Unseen">The devices whose person has not seen it yet.</param>
public sealed record AccountNotice(
    long Number, NoticeKind Kind, DeviceId? Device, string Phone, DateTimeOffset At, ImmutableArray<DeviceId> Unseen)
{
    public bool IsFor(DeviceId device, DateTimeOffset now) => now - At < Limits.NoticeLife && Unseen.Contains(device);
}
