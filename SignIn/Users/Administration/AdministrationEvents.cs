using Countersign.SignIn.Users.SigningIn;

namespace Countersign.SignIn.Users.Administration;

/// <summary>Events of an administrator's making.</summary>
public abstract record AdministrationEvent(DateTimeOffset At) : UserEvent(At);

/// <param name="Switched">The person may sign in now and could not before, or the other way round.</param>
public sealed record UserProvisioned(bool Enabled, bool OnPremisesMfa, bool New, DateTimeOffset At, bool Switched = false)
    : AdministrationEvent(At);

public sealed record UserRemoved(DateTimeOffset At) : AdministrationEvent(At);

/// <summary>Everything of the user has ended.</summary>
public sealed record SignedOutEverywhere(bool ByAdministrator, DateTimeOffset At) : AdministrationEvent(At);

public sealed record UserUnlocked(DateTimeOffset At) : AdministrationEvent(At);

public sealed record EndedForRestore(DateTimeOffset At) : AdministrationEvent(At);

public sealed record ProviderUnlinked(string Provider, DateTimeOffset At) : AdministrationEvent(At);

public sealed record UserCodeSet(SecretHash? Code, DateTimeOffset At) : AdministrationEvent(At);

public sealed record GroupMembershipChanged(string Group, bool Member, DateTimeOffset At) : AdministrationEvent(At);

public sealed record TemporaryPassIssued(TemporaryPass Pass, DateTimeOffset At) : AdministrationEvent(At);

/// <summary>Applies the events of administration to the state of a user.</summary>
internal static class AdministrationChanges
{
    public static UserState Apply(UserState.Present user, AdministrationEvent happened) => happened switch
    {
        UserProvisioned provisioned => Provision(user, provisioned),
        UserRemoved => new UserState.Absent(user.Epoch),
        SignedOutEverywhere => Strangers(WithoutAnythingUnderWay(user), happened.At) with { Epoch = user.Epoch + 1 },
        EndedForRestore => WithoutAnythingUnderWay(user) with { Epoch = user.Epoch + 1 },
        UserUnlocked => user with
        {
            Prompts = user.Prompts.Afresh(),
            Epoch = user.Prompts.LockedUntil is null ? user.Epoch : user.Epoch + 1,
        },
        ProviderUnlinked => user with { Link = null },
        UserCodeSet set => user with { UserCode = set.Code },
        GroupMembershipChanged changed => user with
        {
            Groups = changed.Member ? user.Groups.Add(changed.Group) : user.Groups.Remove(changed.Group),
        },
        TemporaryPassIssued issued =>
            user with { Enrolment = user.Enrolment with { Pass = issued.Pass } },
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name),
    };

    /// <summary>T3: whoever had signed in, in which browser or from where, is nobody that is known.</summary>
    private static UserState.Present Strangers(UserState.Present user, DateTimeOffset at) =>
        user with { BrowsersSince = at, Prompts = user.Prompts.Unfamiliar() };

    /// <summary>A disabled user keeps the authenticators and nothing that is under way; enabled again, the user begins anew (I7).</summary>
    private static UserState.Present Provision(UserState.Present user, UserProvisioned provisioned)
    {
        var epoch = user.Enabled == provisioned.Enabled ? user.Epoch : user.Epoch + 1;
        var isDisabled = user.Enabled && !provisioned.Enabled;
        user = user with { Enabled = provisioned.Enabled, OnPremisesMfa = provisioned.OnPremisesMfa, Epoch = epoch };
        // another of the name may have had some
        if (provisioned.New || isDisabled) user = Strangers(user, provisioned.At);
        return provisioned.Enabled ? user : WithoutAnythingUnderWay(user);
    }

    private static UserState.Present WithoutAnythingUnderWay(UserState.Present user) =>
        WithoutOneTimePassword(SigningInChanges.Withdraw(user, null)) with
        {
            Sessions = [], FirstFactors = null, Enrolment = user.Enrolment with { Pass = null, Code = null },
        };

    /// <summary>An administrator's, until it is changed: it lets in whoever has it, like a pass.</summary>
    private static UserState.Present WithoutOneTimePassword(UserState.Present user) => user.Secrets is { Password.MustChange: true } secrets
        ? user with { Secrets = secrets with { Password = null, Changes = secrets.Changes + 1 } }
        : user;
}
