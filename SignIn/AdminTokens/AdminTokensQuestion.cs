using Countersign.SignIn.Audit;
using Countersign.SignIn.Machines;

namespace Countersign.SignIn.AdminTokens;

/// <summary>Questions to the service's administration tokens; the answer is <see cref="AdminTokensAnswer.Are"/>.</summary>
public abstract record AdminTokensQuestion
{
    /// <summary>Who of administration asks; null: nobody.</summary>
    public Actor? By { get; init; }

    public sealed record Read : AdminTokensQuestion;

    /// <param name="Hash">Of a text that whoever asks has drawn.</param>
    /// <param name="Life">A minute to a year.</param>
    public sealed record Create(string Name, AdminScope Scope, SecretHash Hash, TimeSpan Life) : AdminTokensQuestion;

    /// <summary>From now on the token is nobody's.</summary>
    public sealed record Revoke(string Name) : AdminTokensQuestion;

    /// <summary>Notes that the token was used; written once a day at most.</summary>
    public sealed record Use(string Name) : AdminTokensQuestion;

    /// <summary>Records that the token was shown for something beyond its scope; so many an hour, and no more (I17).</summary>
    /// <param name="Request">Method and route, for auditors.</param>
    public sealed record Refuse(string Name, string Request) : AdminTokensQuestion;

    /// <summary>A backup was put back: which of its tokens were revoked since, nobody knows (F23).</summary>
    public sealed record EndForRestore : AdminTokensQuestion;
}

/// <summary>Answers of the service's administration tokens.</summary>
public abstract record AdminTokensAnswer
{
    public sealed record Are(AdminTokensState Tokens) : AdminTokensAnswer;

    public sealed record Refused(Refusal Why) : AdminTokensAnswer, IRefused;
}
