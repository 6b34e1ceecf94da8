using Countersign.SignIn.Prompts;

namespace Countersign.SignIn.Users.SigningIn;

/// <summary>
/// A decoy as its browser carries it, sealed: enough to go on with where nothing is remembered of it, after a restart or at another
/// gateway.
/// </summary>
/// <param name="Browser">Hash of the secret that only the browser holds.</param>
public sealed record DecoyTicket(ChallengeId Challenge, SecretHash Browser, NumberMode Mode, string Number, DateTimeOffset ExpiresAt);
