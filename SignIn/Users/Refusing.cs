namespace Countersign.SignIn.Users;

/// <summary>Refusals of a user's rules, in the words of a rule: <c>return Refuse(Refusal.ChallengeNotFound)</c>.</summary>
internal static class Refusing
{
    public static UserRuling Refuse(Refusal why) => new(new UserAnswer.Refused(why));

    /// <summary>A refusal that changes something all the same: a second redemption takes back the first.</summary>
    public static UserRuling Refuse(Refusal why, UserEvent happened) => new(new UserAnswer.Refused(why), happened);
}
