using System.Collections.Immutable;
using Countersign.SignIn.Jose;

namespace Countersign.SignIn.Users.Passkeys;

public sealed record PasskeyFound(PublicKey PublicKey) : UserAnswer;

/// <param name="CanHave">The tenant has passkeys.</param>
/// <param name="MayAdd">The session that asks may add one now.</param>
/// <param name="IsByPassword">It came by a password, which adds none, however fresh it is.</param>
public sealed record PasskeysListed(bool CanHave, ImmutableArray<PasskeyShown> All, bool MayAdd, bool IsByPassword) : UserAnswer
{
    public ImmutableArray<PasskeyShown> All { get; init; } = All.IsDefault ? [] : All;
}

/// <summary>A passkey as its user and administrators see it.</summary>
/// <param name="Credential">Its id, base64url.</param>
/// <param name="IsSynced">It can be copied to the person's other devices.</param>
/// <param name="IsTaken">The tenant takes such a one now.</param>
/// <param name="LastUsedAt">Null: not yet.</param>
public sealed record PasskeyShown(
    long Number, string Name, string Credential, bool IsSynced, bool IsTaken, DateTimeOffset AddedAt, DateTimeOffset? LastUsedAt = null);
