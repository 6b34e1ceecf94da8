using System.Security.Cryptography;
using System.Text;
using Countersign.SignIn;
using Countersign.SignIn.Jose;
using Countersign.SignIn.Machines;
using Countersign.SignIn.WebAuthn;

namespace Countersign.Engine;

/// <summary>What a browser has to know to ask an authenticator; each text is base64url.</summary>
/// <param name="Party">The service, by its host.</param>
/// <param name="User">By what authenticators keep the person's passkeys apart from others'.</param>
public sealed record PasskeyAsked(string Party, string Challenge, string User);

/// <summary>A browser's answer.</summary>
/// <param name="Assertion">See <see cref="WebAuthnAssertion"/>.</param>
/// <param name="User">Whose passkey it says to be.</param>
public sealed record PasskeyAnswer(string Assertion, string User);

/// <summary>
/// Passkeys (WAY-6): what is asked for, and what comes back. The challenge follows from whom it is for, where it was asked and what was
/// drawn for it, so nothing is remembered until it is answered; the person's rules take each once.
/// </summary>
public sealed class PasskeySignIns(ISignInEngine engine, Proofs proofs)
{
    /// <param name="session">The secret of the session in which it is added.</param>
    /// <param name="begun">Drawn for this one question.</param>
    public PasskeyAsked AskToAdd(UserKey user, string session, string begun) => Say(user, ToAdd(user, session, begun));

    /// <summary>Adds a passkey that was made for <see cref="AskToAdd"/>.</summary>
    /// <param name="made">See <see cref="WebAuthnRegistration"/>.</param>
    /// <param name="name">Display text.</param>
    /// <exception cref="EngineUnavailableException">See <see cref="ISignInEngine"/>; so all below.</exception>
    public async ValueTask<Reply<UserAnswer.Done>> Add(
        UserKey user, string session, string begun, string made, string name, CancellationToken cancel)
    {
        var challenge = ToAdd(user, session, begun);
        return proofs.VerifyPasskeyMade(made, challenge) is { } registration
            ? await engine.Ask(user, new AddPasskey(SecretHash.OfSecret(session), registration, name, HashOf(challenge)), cancel)
            : Refusal.PasskeyRefused;
    }

    /// <param name="session">By the user, in this session.</param>
    public ValueTask<Reply<UserAnswer.Done>> Remove(UserKey user, string session, long number, CancellationToken cancel) =>
        engine.Ask(user, new RemovePasskey(number, SecretHash.OfSecret(session)), cancel);

    public ValueTask<Reply<PasskeysListed>> List(UserKey user, string session, CancellationToken cancel) =>
        engine.Ask(user, new ListPasskeys(SecretHash.OfSecret(session)), cancel);

    /// <summary>The sign-in of a browser that was asked so: the same as often as the answer comes.</summary>
    /// <param name="secret">That only this browser holds.</param>
    /// <param name="begun">Drawn for this one question.</param>
    public static BrowserTransaction TransactionOf(string secret, string begun)
    {
        var drawn = HMACSHA256.HashData(Encoding.ASCII.GetBytes(secret), Encoding.ASCII.GetBytes("passkey:" + begun));
        return new(new(CanonicalBase64Url.Encode(drawn.AsSpan(..16))), CanonicalBase64Url.Encode(drawn.AsSpan(16)));
    }

    /// <param name="browser">See <see cref="TransactionOf"/>.</param>
    /// <param name="attempt">The sign-in's name.</param>
    /// <param name="begun">Drawn for this one question.</param>
    public PasskeyAsked AskToSignIn(UserKey user, BrowserTransaction browser, string attempt, string begun) =>
        Say(user, ToSignIn(user, browser, attempt, begun));

    /// <summary>
    /// The steps are the same for every name and every passkey (T5). The same answer in the same browser gives the same session.
    /// </summary>
    /// <param name="name">The sign-in's.</param>
    public async ValueTask<SecretOutcome> SignIn(
        SecretAttempt attempt, string name, string begun, PasskeyAnswer answer, CancellationToken cancel)
    {
        var challenge = ToSignIn(attempt.User, attempt.Transaction, name, begun);
        var verified = await proofs.VerifyPasskey(attempt.User, answer.Assertion, challenge, cancel);
        if (verified is null || !IsSaidToBe(answer.User, attempt.User)) return new(Refused: Refusal.SecretRefused);
        var session = SignIns.SessionSecret(attempt.Transaction, attempt.Request);
        var redeem = new RedeemPasskey(
            verified, HashOf(challenge), SecretHash.OfSecret(session), attempt.Reason, attempt.Client, attempt.Generation)
        {
            Shown = attempt.Shown,
        };
        var redeemed = await engine.Ask(attempt.User, redeem, CancellationToken.None);
        return redeemed.Has(out var result, out var why) ? new(SignedIn: new(result, session)) : new(Refused: why);
    }

    /// <summary>Authenticators that were not told whose passkey to use say whose it is (WebAuthn 7.2).</summary>
    private bool IsSaidToBe(string said, UserKey user) => said == HandleOf(user);

    private byte[] ToAdd(UserKey user, string session, string begun) =>
        WebAuthnRegistration.PasskeyChallenge(proofs.Issuer(user.Tenant), user.Name, SecretHash.OfSecret(session), begun);

    private byte[] ToSignIn(UserKey user, BrowserTransaction browser, string attempt, string begun) => WebAuthnAssertion.PasskeyChallenge(
        proofs.Issuer(user.Tenant), user.Name, SecretHash.OfSecret(browser.ToText()), attempt, begun);

    private PasskeyAsked Say(UserKey user, byte[] challenge) =>
        new(proofs.PartyId, CanonicalBase64Url.Encode(challenge), HandleOf(user));

    private string HandleOf(UserKey user) =>
        CanonicalBase64Url.Encode(WebAuthnRegistration.HandleOf(proofs.Issuer(user.Tenant), user.Name));

    private static SecretHash HashOf(byte[] challenge) => SecretHash.OfSecret(CanonicalBase64Url.Encode(challenge));
}
