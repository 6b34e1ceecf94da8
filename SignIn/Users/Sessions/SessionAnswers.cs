using Countersign.SignIn.Prompts;

namespace Countersign.SignIn.Users.Sessions;

/// <param name="Mode">How the number was shown; null when no phone opened it.</param>
/// <param name="AuthenticatedAt">When the phone approved.</param>
public sealed record CurrentSession(
    SessionMethod Method, DateTimeOffset ExpiresAt, string? HelpUrl, NumberMode? Mode = null, DateTimeOffset? AuthenticatedAt = null)
    : UserAnswer;
