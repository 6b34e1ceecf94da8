using Countersign.SignIn.Grants;
using Countersign.SignIn.Prompts;

namespace Countersign.SignIn.Users.Sessions;

/// <param name="Mode">How the number was shown; null when no phone opened it.</param>
/// <param name="AuthenticatedAt">When the phone approved.</param>
/// <param name="StandsOn">What it stands on, for what is granted by it.</param>
/// <param name="Federated">How the person signed in at a provider; null when no provider opened it.</param>
/// <param name="Secret">How the person signed in with a password, a recovery code or a passkey; null when with none of them.</param>
/// <param name="ProviderToken">The provider's ID token, sealed by the gateway.</param>
public sealed record CurrentSession(
    SessionMethod Method, DateTimeOffset ExpiresAt, string? HelpUrl, NumberMode? Mode = null, DateTimeOffset? AuthenticatedAt = null,
    StandsOn? StandsOn = null, FederatedSignIn? Federated = null, string? ProviderToken = null, SecretSignIn? Secret = null)
    : UserAnswer
{
    /// <summary>Whether a number was matched on a phone for it, alone or after something else.</summary>
    public bool IsByPhone() =>
        Method == SessionMethod.PhoneSignIn || Federated?.Second is not null || Secret?.Second is not null;
}

/// <summary>The reason why a session that is not over is served no longer.</summary>
/// <param name="Lapse">Null: it is served, or there is none.</param>
public sealed record SessionExplained(Lapse? Lapse) : UserAnswer;
