using System.Text.Json.Serialization;
using Countersign.SignIn.Users.Administration;
using Countersign.SignIn.Users.Enrolment;
using Countersign.SignIn.Users.Sessions;
using Countersign.SignIn.Users.SigningIn;

namespace Countersign.SignIn.Users;

/// <summary>
/// Questions to a user. Every question may be asked again: a repeated one is a normal answer, not a second effect (I19).
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "ask")]
[JsonDerivedType(typeof(StartSignIn), "start")]
[JsonDerivedType(typeof(ObserveChallenge), "observe")]
[JsonDerivedType(typeof(CancelChallenge), "cancel")]
[JsonDerivedType(typeof(UsePasswordInstead), "usePassword")]
[JsonDerivedType(typeof(RedeemChallenge), "redeem")]
[JsonDerivedType(typeof(CheckStanding), "standing")]
[JsonDerivedType(typeof(AnswerChallenge), "answer")]
[JsonDerivedType(typeof(FetchWaiting), "fetch")]
[JsonDerivedType(typeof(FindDeviceKey), "findKey")]
[JsonDerivedType(typeof(RecordProof), "prove")]
[JsonDerivedType(typeof(EnablePhoneSignIn), "enable")]
[JsonDerivedType(typeof(DisablePhoneSignIn), "disable")]
[JsonDerivedType(typeof(CheckRegistration), "holds")]
[JsonDerivedType(typeof(IssueActivationCode), "issueCode")]
[JsonDerivedType(typeof(ActivateDevice), "activate")]
[JsonDerivedType(typeof(ListMethods), "listMethods")]
[JsonDerivedType(typeof(RemoveMethod), "removeMethod")]
[JsonDerivedType(typeof(UseTemporaryPass), "usePass")]
[JsonDerivedType(typeof(CheckSession), "checkSession")]
[JsonDerivedType(typeof(EndSession), "endSession")]
[JsonDerivedType(typeof(DescribeUser), "describe")]
[JsonDerivedType(typeof(ProvisionUser), "provision")]
[JsonDerivedType(typeof(RemoveUser), "remove")]
[JsonDerivedType(typeof(ChangeGroupMembership), "changeGroup")]
[JsonDerivedType(typeof(IssueTemporaryPass), "issuePass")]
[JsonDerivedType(typeof(UnlockUser), "unlock")]
[JsonDerivedType(typeof(SetUserCode), "setUserCode")]
[JsonDerivedType(typeof(CheckUserCode), "checkUserCode")]
[JsonDerivedType(typeof(RecordExpiry), "tick")]
public abstract record UserQuestion;

/// <summary>A question with the kind of answer that it gets, unless it is refused.</summary>
public abstract record UserQuestion<TAnswer> : UserQuestion where TAnswer : UserAnswer;
