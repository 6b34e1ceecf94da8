using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.Machines;
using Countersign.SignIn.Tenants;

namespace Countersign.Engine;

/// <summary>Somebody at the password page, or at that of recovery codes.</summary>
/// <param name="Transaction">Drawn for this attempt.</param>
/// <param name="Request">The redemption's name.</param>
/// <param name="Initiator">Null when nothing is known of the browser.</param>
/// <param name="Reason">Why the phone was not asked.</param>
/// <param name="Client">Who asked for the sign-in, by id.</param>
/// <param name="Generation">The client's.</param>
/// <param name="IsForFamiliar">Strangers of the tenant have spent what they may try: only from where the person signs in.</param>
/// <param name="Shown">Where it comes from, for the sign-in log; null: not known.</param>
public sealed record SecretAttempt(
    UserKey User, BrowserTransaction Transaction, RequestId Request, Initiator? Initiator, FallbackReason Reason, string Client,
    long Generation, bool IsForFamiliar = false, ShownContext? Shown = null);

/// <param name="Session">The secret of the session that was opened.</param>
public sealed record SecretRedeemed(SignedInWithSecret Result, string Session);

/// <summary>A password that was right and must be changed: what the next step brings back.</summary>
public sealed record PasswordToChange(long Since, long Number, SecretHash Typed);

/// <summary>What came of an attempt; one of the members is there.</summary>
/// <param name="SignedIn">The person is signed in.</param>
/// <param name="First">The password was right, and a number on the phone is to follow (S-58): nobody is signed in.</param>
/// <param name="Refused">Why not.</param>
/// <param name="RetryAt">Too many were wrong: until then none is looked at.</param>
/// <param name="ToChange">The password was right, and the person has to choose another.</param>
/// <param name="IsUnavailable">Nobody can say now.</param>
/// <param name="IsForFamiliar">A stranger's, when only those who are none may try: it was neither counted nor looked at.</param>
public sealed record SecretOutcome(
    SecretRedeemed? SignedIn = null, SignedInWithSecret? First = null, Refusal? Refused = null, DateTimeOffset? RetryAt = null,
    PasswordToChange? ToChange = null, bool IsUnavailable = false, bool IsForFamiliar = false);

/// <summary>
/// Sign-ins with a secret of the person's own (WAY-4, WAY-6). The steps are the same for every name, whoever has it and whether anybody
/// does (T5): a password is counted, looked at at the same cost, and only then redeemed.
/// </summary>
public sealed class SecretSignIns(ISignInEngine engine, IPasswordCheck check)
{
    /// <param name="typed">As it was typed.</param>
    /// <exception cref="EngineUnavailableException">See <see cref="ISignInEngine"/>; so all below.</exception>
    public async ValueTask<SecretOutcome> WithPassword(SecretAttempt attempt, string typed, CancellationToken cancel)
    {
        var (user, read) = (attempt.User, await engine.Ask(attempt.User.Tenant, new TenantQuestion.Read(), cancel));
        if (!read.Has(out var current, out var why)) return new(Refused: why);
        if (current.Tenant.PasswordsOf(user.Name) is not { } way
            || !current.Tenant.Leaves(OtherWay.Password, attempt.Reason, attempt.Client)) return new(Refused: Refusal.WayNotAllowed);
        if (PasswordText.Canonical(typed) is not { } password) return new(Refused: Refusal.SecretRefused);   // of nobody
        var taken = await Take(attempt, cancel);
        if (taken.Stopped is { } stopped) return stopped;

        // From here on nobody leaves: what is counted is looked at.
        var found = await check.Check(
            way.Place, user, taken.Password, password, attempt.Initiator?.Browser is not null, CancellationToken.None);
        if (found.Verdict == PasswordVerdict.Unavailable)
        {
            await engine.Ask(user, new TakeSecretTry(attempt.Initiator, GivesBack: true), CancellationToken.None);
            return new(IsUnavailable: true);
        }

        if (found.Verdict != PasswordVerdict.Right) return await Wrong(attempt);
        var number = way.Place is PasswordPlace.Here ? taken.Password?.Number ?? 0 : 0;
        var outcome = await Redeem(attempt, session => new RedeemPassword(
            session, way.Since, number, attempt.Reason, attempt.Client, attempt.Generation, null, found.Rehash, attempt.Initiator,
            SignIns.FirstFactorOf(attempt.Transaction)));
        return outcome.Refused == Refusal.PasswordMustChange
            ? new(ToChange: new(way.Since, number, SecretHash.OfSecret(password)))
            : outcome;
    }

    /// <summary>The password was found right a moment ago, and the person has chosen another.</summary>
    /// <param name="hash">Of the new one.</param>
    public ValueTask<SecretOutcome> WithNewPassword(SecretAttempt attempt, PasswordToChange change, string hash) =>
        Redeem(attempt, session => new RedeemPassword(
            session, change.Since, change.Number, attempt.Reason, attempt.Client, attempt.Generation, hash, null, attempt.Initiator,
            SignIns.FirstFactorOf(attempt.Transaction)));

    /// <summary>
    /// Codes cannot be guessed, so nobody's guesses count against the person (T37): strangers who try passwords keep nobody from the way
    /// in that is left when the phone is lost. Where guesses come from is counted at the door.
    /// </summary>
    /// <param name="code">Hash of what was typed.</param>
    public ValueTask<SecretOutcome> WithRecoveryCode(SecretAttempt attempt, SecretHash code) =>
        Redeem(attempt, session => new RedeemRecoveryCode(
            code, session, attempt.Reason, attempt.Client, attempt.Generation, attempt.Initiator));

    /// <summary>The log hears of it, as of a name that nobody has; where it cannot, the answer is the same.</summary>
    private async ValueTask<SecretOutcome> Wrong(SecretAttempt attempt)
    {
        try
        {
            var wrong = new NoteWrongPassword(attempt.Reason, attempt.Client) { Shown = attempt.Shown };
            await engine.Ask(attempt.User, wrong, CancellationToken.None);
        }
        catch (EngineUnavailableException)
        {
            // The log explains; it decides nothing.
        }

        return new(Refused: Refusal.SecretRefused);
    }

    private async ValueTask<(KeptPassword? Password, SecretOutcome? Stopped)> Take(SecretAttempt attempt, CancellationToken cancel)
    {
        var take = new TakeSecretTry(attempt.Initiator, IsForFamiliar: attempt.IsForFamiliar) { Shown = attempt.Shown };
        var reply = await engine.Ask(attempt.User, take, cancel);
        if (!reply.Has(out var taken, out var why)) return (null, new(Refused: why));
        if (taken.IsForFamiliar) return (null, new(IsForFamiliar: true));
        return taken.RetryAt is { } at ? (null, new(RetryAt: at)) : (taken.Password, null);
    }

    private async ValueTask<SecretOutcome> Redeem(SecretAttempt attempt, Func<SecretHash, UserQuestion<SignedInWithSecret>> question)
    {
        var session = SignIns.SessionSecret(attempt.Transaction, attempt.Request);
        var redeemed = await engine.Ask(
            attempt.User, question(SecretHash.OfSecret(session)) with { Shown = attempt.Shown }, CancellationToken.None);
        if (!redeemed.Has(out var result, out var why)) return new(Refused: why);
        return result.IsFirst ? new(First: result) : new(SignedIn: new(result, session));
    }
}
