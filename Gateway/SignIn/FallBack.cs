using Countersign.Gateway.Http;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.SignIn;

/// <summary>How a fallback is said, whichever endpoint it comes from (S-45, I14).</summary>
internal static class FallBack
{
    public static IResult Say(UserAnswer answer, DateTimeOffset now) => answer switch
    {
        UserAnswer.FallBack fallBack => Json.Ok(
            new StartAnswer(
                fallBack.SignInUrl is null ? "password" : "federate",
                Url: fallBack.SignInUrl,
                Reason: Words.Of(fallBack.Reason),
                RetryAfter: fallBack.RetryAt is { } at ? Seconds.Until(at, now) : null),
            SignInJson.Default.StartAnswer),
        UserAnswer.Refused refused => Problem.FromRefusal(refused.Why),
        _ => new Problem(HttpErrors.InternalError),
    };
}
