using Countersign.SignIn.Grants;

namespace Countersign.SignIn.Users;

/// <summary>
/// A password that was right, or a provider's word that held, of somebody whom tenant or client asks for a number on the phone as well
/// (S-58, WAY-5). It signs nobody in: it lets the browser that gave it have that number sent.
/// </summary>
/// <param name="Hash">Of what only that browser holds.</param>
/// <param name="Client">Who asked for the sign-in, by id.</param>
/// <param name="Generation">The client's.</param>
/// <param name="AuthenticatedAt">When it was right, or when the provider says that the person was there.</param>
/// <param name="StandsOn">What the session will stand on, beside the phone.</param>
/// <param name="Federated">How the person signed in at a provider; null when with a password.</param>
/// <param name="Secret">How the person signed in with a password; null when at a provider.</param>
/// <param name="ProviderToken">As a session's.</param>
/// <param name="Place">Where the password was checked; null when it was at a provider.</param>
/// <param name="Chosen">
/// Hash of the password that takes the place of one that must be changed, once the number has followed: whoever has that alone changes
/// nothing. Null: none does.
/// </param>
public sealed record FirstFactor(
    SecretHash Hash, string Client, long Generation, DateTimeOffset AuthenticatedAt, DateTimeOffset ExpiresAt, StandsOn StandsOn,
    FederatedSignIn? Federated = null, SecretSignIn? Secret = null, string? ProviderToken = null, string? Place = null,
    string? Chosen = null);
