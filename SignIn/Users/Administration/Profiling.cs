using System.Collections.Immutable;
using static Countersign.SignIn.Users.Refusing;

namespace Countersign.SignIn.Users.Administration;

/// <summary>Rules for what a directory says of its people (ADM-5). None of them creates a credential (S-26).</summary>
internal static class Profiling
{
    public static UserRuling Create(UserState state, CreateUser create, DateTimeOffset now)
    {
        var found = (state as UserState.Absent)?.Found;
        if (Refused(create.ExternalId, create.DisplayName, found) is { } why) return Refuse(why);
        ImmutableArray<UserEvent> events =
        [
            new UserProvisioned(create.Enabled, OnPremisesMfa: false, New: true, now),
            new ProfileSet(create.ExternalId, create.DisplayName, PointerOf(create.ExternalId, found), New: true, now),
        ];
        return new(Kept(UserState.Present.Begun(state as UserState.Absent), events), events);
    }

    public static UserRuling Change(UserState.Present user, ChangeProfile change, DateTimeOffset now)
    {
        var profile = user.Profile ?? Profile.None;
        if (profile.Life != change.Life) return Refuse(Refusal.UserNotFound);
        if (change.Revision is { } seen && seen != profile.Revision) return Refuse(Refusal.RevisionMismatch);
        if (Refused(change.ExternalId, change.DisplayName, profile.Found) is { } why) return Refuse(why);
        var provisioned = Administering.Provision(user, new(change.Enabled, null), now);
        ImmutableArray<UserEvent> events = profile.ExternalId == change.ExternalId && profile.DisplayName == change.DisplayName
            ? provisioned.Events
            : [.. provisioned.Events,
                new ProfileSet(change.ExternalId, change.DisplayName, PointerOf(change.ExternalId, profile.Found), New: false, now)];
        return new(Kept(user, events), events);
    }

    /// <summary>Null: it is who is to be removed, as they were seen.</summary>
    public static Refusal? Refused(UserState.Present user, RemoveUser remove)
    {
        var profile = user.Profile ?? Profile.None;
        if (remove.Life is { } life && life != profile.Life) return Refusal.UserNotFound;
        return remove.Revision is { } seen && seen != profile.Revision ? Refusal.RevisionMismatch : null;
    }

    /// <summary>Null: the texts can be kept.</summary>
    private static Refusal? Refused(string? externalId, string? displayName, ImmutableArray<SecretHash>? found)
    {
        if (!ExternalIds.IsFit(externalId) || displayName is { Length: 0 } || !DisplayText.IsFit(displayName ?? ""))
            return Refusal.DirectoryTextRefused;
        return PointerOf(externalId, found) is not null && (found ?? []).Length >= Limits.ExternalIdsPerUser
            ? Refusal.TooManyExternalIds
            : null;
    }

    private static SecretHash? PointerOf(string? externalId, ImmutableArray<SecretHash>? found) =>
        externalId is null || (found ?? []).Contains(ExternalIds.Hash(externalId)) ? null : ExternalIds.Hash(externalId);

    private static ProfileKept Kept(UserState.Present user, ImmutableArray<UserEvent> events)
    {
        foreach (var happened in events.OfType<AdministrationEvent>())
            user = (UserState.Present)AdministrationChanges.Apply(user, happened);
        return new(user.Enabled, user.Profile ?? Profile.None);
    }
}
