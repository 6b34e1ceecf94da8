using System.Text.Json.Serialization;
using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Clients;

namespace Countersign.Gateway.Oidc;

/// <summary>
/// An authorization request that was found in order (OpenID Connect Core 3.1.2.1). While the person signs in, it is kept.
/// </summary>
/// <param name="Application">The client's name, for people.</param>
/// <param name="Scope">Only what is known here and may be had.</param>
/// <param name="CodeChallenge">S256.</param>
/// <param name="DpopKey">A thumbprint (RFC 9449 10).</param>
/// <param name="IsSilent"><c>prompt=none</c>.</param>
/// <param name="IsAnew"><c>prompt=login</c> or <c>select_account</c>: an earlier sign-in does not do.</param>
/// <param name="MaxAge">Seconds since the person was last there, at most.</param>
/// <param name="Subject">Who it must be, by <c>sub</c>: from an ID token hint or the claims request.</param>
/// <param name="Contexts">Authentication contexts of which one must be met.</param>
/// <param name="Claims">What of the claims request tokens are issued by.</param>
/// <param name="BeganAt">Milliseconds since 1970.</param>
/// <param name="DomainHint">For a provider, should the person come to one.</param>
/// <param name="WantedContexts">The <c>acr_values</c>, for the same.</param>
/// <param name="Generation">Of the client with this address: made again, it is another's request.</param>
internal sealed record AuthorizationRequest(
    string Client,
    string Application,
    string RedirectUri,
    string ResponseMode,
    string? State,
    string Scope,
    string? Nonce,
    string? CodeChallenge,
    string? DpopKey,
    bool IsSilent,
    bool IsAnew,
    long? MaxAge,
    string? Subject,
    IReadOnlyList<string>? Contexts,
    string? Claims,
    string? LoginHint,
    IReadOnlyList<string> UiLocales,
    long BeganAt,
    long Generation = 0,
    string? DomainHint = null,
    IReadOnlyList<string>? WantedContexts = null)
{
    [JsonIgnore]
    public Destination Destination => new(RedirectUri, ResponseMode, State);

    /// <summary>Client and address are still registered, and are those that asked (I7).</summary>
    public bool IsOf(Client client) => client.GenerationOf(RedirectUri) == Generation;

    /// <summary>
    /// Whether this session will do, now: who signed in for this request has five minutes to come back with it, and then it is as old as
    /// any other.
    /// </summary>
    /// <param name="subject">The session's user.</param>
    public Fitness Judge(SsoSession? session, string? subject, DateTimeOffset now, Came came)
    {
        if (session is null) return Fitness.SignInFirst;
        var isOwn = came == Came.WithItsOwn;
        var isNew = isOwn || (came == Came.Back && session.AuthenticatedAt.ToUnixTimeMilliseconds() >= BeganAt);
        if (!isOwn && IsHintAtAnother(session.User)) return Fitness.SignInFirst;
        if (Subject is { } wanted && wanted != subject) return isNew ? Fitness.OtherPerson : Fitness.SignInFirst;   // Core 3.1.2.2
        var age = now - session.AuthenticatedAt;
        if (IsAnew && !(isNew && age <= Limits.FreshSignIn)) return Fitness.SignInFirst;
        if (MaxAge is { } most && age > TimeSpan.FromSeconds(most) && !(isNew && age <= Limits.FreshSignIn)) return Fitness.SignInFirst;
        if (Contexts is { } contexts && !contexts.Contains(session.AuthenticationContext))
            return isNew ? Fitness.ContextUnmet : Fitness.SignInFirst;
        return Fitness.Fit;
    }

    /// <summary>
    /// A hint is for the form, and the person may choose another name there; but nobody else's session answers for the person it names.
    /// What is no user name names nobody.
    /// </summary>
    private bool IsHintAtAnother(UserName user) => UserName.TryParse(LoginHint, out var hinted) && hinted != user;
}

/// <summary>How the person comes to the authorization endpoint, and with whose session.</summary>
internal enum Came
{
    /// <summary>From the client, with what session there is.</summary>
    First,

    /// <summary>From the page or from <c>POST</c>, with what session there is by now.</summary>
    Back,

    /// <summary>From the page, with the session that the sign-in begun for this request has opened.</summary>
    WithItsOwn,
}

/// <summary>The fitness of a session for an authorization request.</summary>
internal enum Fitness { Fit, SignInFirst, OtherPerson, ContextUnmet }

/// <summary>The destination of the answer to an authorization request.</summary>
/// <param name="Uri">Registered for the client.</param>
/// <param name="Mode"><c>query</c>, <c>fragment</c> or <c>form_post</c>.</param>
internal sealed record Destination(string Uri, string Mode, string? State)
{
    public static readonly string[] Modes = ["query", "fragment", "form_post"];
}
