namespace Countersign.SignIn.Users.Sessions;

/// <summary>The first session, from a Temporary Access Pass.</summary>
public sealed record UseTemporaryPass(SecretHash Pass, SecretHash Session) : UserQuestion<CurrentSession>;

public sealed record CheckSession(SecretHash Session) : UserQuestion<CurrentSession>;

/// <summary>Why the session, if it is one that is not over, is served no longer.</summary>
public sealed record ExplainSession(SecretHash Session) : UserQuestion<SessionExplained>;

public sealed record EndSession(SecretHash Session) : UserQuestion<UserAnswer.Done>;
