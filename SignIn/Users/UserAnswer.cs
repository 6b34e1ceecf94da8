using System.Text.Json.Serialization;
using Countersign.SignIn.Users.Administration;
using Countersign.SignIn.Users.Enrolment;
using Countersign.SignIn.Users.Sessions;
using Countersign.SignIn.Users.SigningIn;

namespace Countersign.SignIn.Users;

/// <summary>Answers of a user.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Refused), "refused")]
[JsonDerivedType(typeof(Done), "done")]
[JsonDerivedType(typeof(Prompted), "prompted")]
[JsonDerivedType(typeof(FellBack), "fallBack")]
[JsonDerivedType(typeof(StartThrottled), "throttled")]
[JsonDerivedType(typeof(ChallengePending), "pending")]
[JsonDerivedType(typeof(ChallengeEnded), "ended")]
[JsonDerivedType(typeof(SignedIn), "signedIn")]
[JsonDerivedType(typeof(Decided), "decided")]
[JsonDerivedType(typeof(WaitingChallenge), "waiting")]
[JsonDerivedType(typeof(NothingWaiting), "nothing")]
[JsonDerivedType(typeof(DeviceKeyFound), "key")]
[JsonDerivedType(typeof(ProofRecorded), "proved")]
[JsonDerivedType(typeof(RegistrationChecked), "held")]
[JsonDerivedType(typeof(MethodList), "methods")]
[JsonDerivedType(typeof(RegistrationFreed), "removed")]
[JsonDerivedType(typeof(CurrentSession), "session")]
[JsonDerivedType(typeof(UserDescribed), "described")]
public abstract record UserAnswer
{
    public sealed record Refused(Refusal Why) : UserAnswer, IRefused;

    public sealed record Done : UserAnswer
    {
        public static readonly Done It = new();
    }
}
