using Countersign.SignIn.Machines;

namespace Countersign.SignIn.Users;

/// <summary>Answers of a user.</summary>
public abstract record UserAnswer
{
    public sealed record Refused(Refusal Why) : UserAnswer, IRefused;

    public sealed record Done : UserAnswer
    {
        public static readonly Done It = new();
    }
}
