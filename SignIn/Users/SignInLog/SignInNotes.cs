using System.Net;
using System.Net.Sockets;
using Countersign.SignIn.Prompts;
using Countersign.SignIn.Users.Passkeys;
using Countersign.SignIn.Users.Passwords;
using Countersign.SignIn.Users.Sessions;
using Countersign.SignIn.Users.SigningIn;
using Countersign.SignIn.Ways;

namespace Countersign.SignIn.Users.SignInLog;

/// <summary>What the sign-in log is to have of a question that was decided.</summary>
/// <param name="Entries">In order of time.</param>
/// <param name="IsOfNobody">Nobody has the name: it is counted, and not kept.</param>
/// <param name="CanWake">The phone was asked, and one that might answer can be woken. Counted, and kept of nobody.</param>
public sealed record SignInNote(IReadOnlyList<SignInEntry> Entries, bool IsOfNobody = false, bool CanWake = false);

/// <summary>
/// ADM-4: which questions to a user, with what became of them, are entries of the sign-in log. A challenge is one entry, at its end; a
/// start that no prompt follows from is one with the rule that it broke; so is each attempt by another way.
/// </summary>
public static class SignInNotes
{
    private static readonly SignInNote Nobody = new([], IsOfNobody: true);

    /// <summary>Null: nothing, as for most questions.</summary>
    /// <param name="after">The user when it was decided and saved.</param>
    public static SignInNote? Of(UserName user, UserState after, UserQuestion question, UserRuling ruling, DateTimeOffset now)
    {
        List<SignInEntry>? entries = null;
        if (after is UserState.Present present)
        {
            var canWake = false;
            foreach (var happened in ruling.Events)
            {
                canWake |= happened is ChallengeSettled settled && CanWake(present, settled.Challenge);
                if (EntryOf(user, happened, question, ruling) is { } ended) (entries ??= new(1)).Add(ended);
            }

            if (TurnedAway(user, present, question, ruling, now) is { } away) (entries ??= new(1)).Add(away);
            return entries is null ? null : new(entries, CanWake: canWake);
        }

        return IsAttempt(question) && ruling.Answer is FellBack or UserAnswer.Refused or SecretTryTaken ? Nobody : null;
    }

    private static bool CanWake(UserState.Present user, Slot.Waiting challenge) =>
        user.Authenticators.Any(phone => phone is { Push.GoneAt: null } && SecondFactors.MayAnswer(phone, challenge));

    /// <summary>Whether somebody tries to sign in by it.</summary>
    private static bool IsAttempt(UserQuestion question) =>
        question is StartSignIn or TakeSecretTry or RedeemFederated or RedeemPasskey or UseTemporaryPass;

    private static SignInEntry? EntryOf(UserName user, UserEvent happened, UserQuestion question, UserRuling ruling) => happened switch
    {
        ChallengeSettled settled => Ended(user, settled, question, ruling),
        FederatedSessionOpened { Session.Federated: { } how } opened =>
            Seen(user, SignInWay.Federated, SignInOutcome.SignedIn, opened.At, opened.Client, question) with { Reason = how.Reason },
        SecretSessionOpened { Session.Secret: { } how } opened =>
            Seen(user, WayOf(how.Way), SignInOutcome.SignedIn, opened.At, opened.Client, question) with { Reason = how.Reason },
        PasskeySessionOpened { Session.Secret: { } how } opened =>
            Seen(user, SignInWay.Passkey, SignInOutcome.SignedIn, opened.At, opened.Client, question) with { Reason = how.Reason },
        TemporaryPassUsed used => Seen(user, SignInWay.Pass, SignInOutcome.SignedIn, used.At, "", question),
        FirstFactorPassed { First: var first } passed =>
            Seen(user, WayOf(first), SignInOutcome.FirstFactor, passed.At, first.Client, question) with
            {
                Reason = first.Federated?.Reason ?? first.Secret?.Reason,
            },
        _ => null,
    };

    private static SignInEntry Ended(UserName user, ChallengeSettled settled, UserQuestion question, UserRuling ruling)
    {
        var (challenge, shown) = (settled.Challenge, settled.Challenge.Context);
        return new(
            settled.At, user, SignInWay.Phone, OutcomeOf(settled, ruling), challenge.Client, shown.Application, NetworkOf(shown.Address),
            shown.Place, shown.Browser,
            question is UsePasswordInstead use && use.Challenge == challenge.Id ? FallbackReason.Requested : null,
            StartedAt: challenge.StartedAt,
            Numbers: settled.Ending is Ending.Approved or Ending.WrongNumber or Ending.NotAllowed ? 1 : 0,
            Locks: settled.Ending is Ending.WrongNumber && ruling.Events.Any(other => other is PhoneSignInLocked),
            First: challenge.First is { } first ? WayOf(first) : null,
            By: Budgets.NameOf(challenge));
    }

    private static SignInOutcome OutcomeOf(ChallengeSettled settled, UserRuling ruling)
    {
        if (settled.Disowned || (settled.Ending is Ending.Denied && ruling.Events.Any(other => other is InitiatorBarred)))
            return SignInOutcome.NotMe;
        return settled.Ending switch
        {
            Ending.Approved => SignInOutcome.Approved,
            Ending.Denied => SignInOutcome.Denied,
            Ending.WrongNumber => SignInOutcome.WrongNumber,
            Ending.NotAllowed => SignInOutcome.NotAllowed,
            Ending.Expired => SignInOutcome.Expired,
            _ => SignInOutcome.Cancelled,
        };
    }

    /// <summary>What nothing follows from.</summary>
    private static SignInEntry? TurnedAway(
        UserName user, UserState.Present after, UserQuestion question, UserRuling ruling, DateTimeOffset now) =>
        (question, ruling.Answer) switch
    {
        (StartSignIn start, FellBack back) => NotPrompted(user, after, start, ruling, now) with
        {
            Outcome = SignInOutcome.FellBack, Reason = back.Reason, IsDecoy = back.IsHidden,
        },
        (StartSignIn start, StartThrottled) => NotPrompted(user, after, start, ruling, now) with
        {
            Outcome = SignInOutcome.ComesBack, Reason = FallbackReason.Pending,
        },
        (UsePasswordInstead use, FellBack back) when !ruling.Events.Any(happened => happened is ChallengeSettled) =>
            Seen(user, SignInWay.Phone, SignInOutcome.FellBack, now, ClientOf(after, use), question) with { Reason = back.Reason },
        (TakeSecretTry, SecretTryTaken { RetryAt: not null }) =>
            Seen(user, SignInWay.Password, SignInOutcome.Refused, now, "", question) with { Refused = SignInRefusal.TooManyTries },
        (RedeemFederated redeem, UserAnswer.Refused no) =>
            Away(user, SignInWay.Federated, no.Why, now, redeem.Client, question) with { Reason = redeem.Reason },
        (RedeemPassword redeem, UserAnswer.Refused no) =>
            Away(user, SignInWay.Password, no.Why, now, redeem.Client, question) with { Reason = redeem.Reason },
        (RedeemRecoveryCode redeem, UserAnswer.Refused no) =>
            Away(user, SignInWay.Recovery, no.Why, now, redeem.Client, question) with { Reason = redeem.Reason },
        (RedeemPasskey redeem, UserAnswer.Refused no) =>
            Away(user, SignInWay.Passkey, no.Why, now, redeem.Client, question) with { Reason = redeem.Reason },
        (NoteWrongPassword wrong, _) =>
            Away(user, SignInWay.Password, Refusal.SecretRefused, now, wrong.Client, question) with { Reason = wrong.Reason },
        (UseTemporaryPass, UserAnswer.Refused no) => Away(user, SignInWay.Pass, no.Why, now, "", question),
        _ => null,
    };

    private static SignInEntry NotPrompted(
        UserName user, UserState.Present after, StartSignIn start, UserRuling ruling, DateTimeOffset now)
    {
        var first = start.First is { } hash ? after.FirstFactorOf(hash, now) : null;
        return new(
            now, user, SignInWay.Phone, SignInOutcome.Malformed, first?.Client ?? start.Client, start.Context.Application,
            NetworkOf(start.Context.Address), start.Context.Place, start.Context.Browser, Rule: ruling.Broken as StartRule?,
            First: first is null ? null : WayOf(first),
            By: Budgets.NameOf(start.Initiator, start.Backchannel is null ? null : start.Client));
    }

    private static SignInEntry Away(UserName user, SignInWay way, Refusal why, DateTimeOffset now, string client, UserQuestion question) =>
        Seen(user, way, SignInOutcome.Refused, now, client, question) with
        {
            Refused = why switch
            {
                Refusal.SecretRefused or Refusal.PassRefused => SignInRefusal.NotRight,
                Refusal.WayNotAllowed => SignInRefusal.WayNotAllowed,
                Refusal.PasswordMustChange => SignInRefusal.PasswordMustChange,
                Refusal.FederationRefused => SignInRefusal.NotVouchedFor,
                Refusal.SecondFactorRequired => SignInRefusal.SecondFactorRequired,
                _ => SignInRefusal.Other,
            },
        };

    private static SignInEntry Seen(
        UserName user, SignInWay way, SignInOutcome outcome, DateTimeOffset at, string client, UserQuestion question) =>
        question.Shown is { } shown
            ? new(at, user, way, outcome, client, shown.Application, NetworkOf(shown.Address), shown.Place, shown.Browser)
            : new(at, user, way, outcome, client);

    private static string ClientOf(UserState.Present after, UsePasswordInstead use) =>
        after.Settled.LastOrDefault(settled => settled.Id == use.Challenge)?.Client ?? "";

    private static SignInWay WayOf(FirstFactor first) => first.Secret is null ? SignInWay.Federated : SignInWay.Password;

    private static SignInWay WayOf(OtherWay way) => way switch
    {
        OtherWay.Federated => SignInWay.Federated,
        OtherWay.Password => SignInWay.Password,
        OtherWay.Recovery => SignInWay.Recovery,
        OtherWay.Passkey => SignInWay.Passkey,
        _ => throw new ArgumentOutOfRangeException(nameof(way), way, "Not a way."),
    };

    /// <summary>A home or an office, and no single address: enough to explain a sign-in.</summary>
    /// <returns>/24, or /48 of IPv6; empty for what is no address.</returns>
    public static string NetworkOf(string text)
    {
        if (text.Length == 0 || !IPAddress.TryParse(text, out var address)) return "";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var size);
        var kept = address.AddressFamily == AddressFamily.InterNetwork ? 3 : 6;
        bytes[kept..size].Clear();
        return new IPAddress(bytes[..size]) + (kept == 3 ? "/24" : "/48");
    }
}
