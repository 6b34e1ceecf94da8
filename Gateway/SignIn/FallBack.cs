using Countersign.Gateway.Http;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.SignIn;

/// <summary>How a fallback is said, whichever endpoint it comes from (S-45, I14); it is refused where there is none (T4).</summary>
internal static class FallBack
{
    public static IResult Say(FellBack fallBack, DateTimeOffset now) => fallBack.PhoneOnly
        ? new Problem(HttpErrors.PhoneOnly, fallBack.RetryAt - now, "phone_only")
        : Json.Ok(
        new StartAnswer(
            fallBack.SignInUrl is null ? "password" : "federate",
            Url: fallBack.SignInUrl,
            Reason: Words.Of(fallBack.Reason),
            RetryAfter: fallBack.RetryAt is { } at ? Seconds.Until(at, now) : null),
        SignInJson.Default.StartAnswer);
}
