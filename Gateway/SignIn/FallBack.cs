using Countersign.Gateway.Http;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.SignIn;

/// <summary>Answers with a fallback, whichever endpoint it comes from (S-45, I14), or a refusal where there is none (T4).</summary>
internal static class FallBack
{
    public static IResult ToResult(FellBack fallBack, DateTimeOffset now) => fallBack.PhoneOnly
        ? new Problem(HttpErrors.PhoneOnly, fallBack.RetryAt - now, "phone_only")
        : Json.Ok(
        new StartAnswer(
            fallBack.SignInUrl is null || fallBack.TakesPassword ? "password" : "federate",
            Url: fallBack.SignInUrl,
            Reason: Words.WordFor(fallBack.Reason),
            RetryAfter: fallBack.RetryAt is { } at ? Seconds.Until(at, now) : null),
        SignInJson.Default.StartAnswer);
}
