namespace Countersign.SignIn.Users;

/// <summary>
/// Questions to a user. Every question may be asked again: a repeated one is a normal answer, not a second effect (I19).
/// </summary>
public abstract record UserQuestion;

/// <summary>A question with the kind of answer that it gets, unless it is refused.</summary>
public abstract record UserQuestion<TAnswer> : UserQuestion where TAnswer : UserAnswer;
