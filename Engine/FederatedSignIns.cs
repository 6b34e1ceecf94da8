using Countersign.SignIn;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Machines;

namespace Countersign.Engine;

/// <param name="Session">
/// The secret of the session that was opened; null: none was, for a number on the phone is to follow (S-58).
/// </param>
public sealed record FederatedRedeemed(SignedInFederated Result, string? Session);

/// <summary>Somebody who came back from a provider.</summary>
/// <param name="Transaction">Drawn when they were sent there, and held by their browser alone.</param>
/// <param name="Request">The redemption's name.</param>
/// <param name="Reason">Why the phone was not asked.</param>
/// <param name="Client">Who asked for the sign-in, by id.</param>
/// <param name="Generation">The client's.</param>
/// <param name="SealedToken">The provider's ID token, sealed; null: not needed.</param>
/// <param name="Shown">Where the browser is, for the sign-in log; null: not known.</param>
public sealed record FederatedReturn(
    UserKey User, BrowserTransaction Transaction, RequestId Request, FederatedAssertion Assertion, FallbackReason Reason, string Client,
    long Generation, string? SealedToken, ShownContext? Shown = null);

/// <summary>The sign-ins that a provider vouches for. What it said has been verified by whoever asks.</summary>
public sealed class FederatedSignIns(ISignInEngine engine)
{
    /// <summary>A browser's handle for one way to a provider and back.</summary>
    public static BrowserTransaction Draw() => new(new(RandomValues.Handle()), RandomValues.Handle());

    /// <summary>I5, I19. The same return asked again gets the same session, and no second one.</summary>
    /// <exception cref="EngineUnavailableException">See <see cref="ISignInEngine"/>.</exception>
    public async ValueTask<Reply<FederatedRedeemed>> Redeem(FederatedReturn back, CancellationToken cancel)
    {
        var session = SignIns.SessionSecret(back.Transaction, back.Request);
        var redeemed = await engine.Ask(
            back.User,
            new RedeemFederated(
                back.Assertion, SecretHash.OfSecret(session), back.Reason, back.Client, back.Generation, back.SealedToken,
                SignIns.FirstFactorOf(back.Transaction)) { Shown = back.Shown },
            cancel);
        return redeemed.Then(result => new FederatedRedeemed(result, result.IsFirst ? null : session));
    }
}
