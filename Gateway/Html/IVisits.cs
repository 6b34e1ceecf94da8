using Countersign.SignIn;

namespace Countersign.Gateway.Html;

/// <summary>Tells who sent a person to the page and where the person goes afterwards.</summary>
public interface IVisits
{
    /// <summary>
    /// The visit that a request's handle or sealed text leads to; null when there is no request, or one that is not good any more.
    /// </summary>
    /// <param name="request">As it stands in the address or the form; null when there is none.</param>
    ValueTask<Visit?> Find(TenantId tenant, string? request, CancellationToken cancel);
}

/// <param name="Application">The client's name, as people know it.</param>
/// <param name="ClientId">The client's id.</param>
/// <param name="LoginHint">What the user name is thought to be; the person may change it.</param>
/// <param name="UiLocales">Language tags (BCP 47), the best first.</param>
/// <param name="ContinueTo">Where the person goes once signed in: a path of this service, with its query.</param>
/// <param name="LeaveTo">Where the person goes who does not sign in: the same; null when there is no way back in this browser.</param>
/// <param name="TakesName">
/// Where the person goes on takes the name of the sign-in that was just redeemed, as <c>t</c> behind the rest, and forgets it then.
/// </param>
/// <param name="Wishes">Null when there are none.</param>
/// <param name="TakesPass">Who comes with a Temporary Access Pass is welcome there, too; no application takes one.</param>
public sealed record Visit(
    string Application, string ClientId, string? LoginHint, IReadOnlyList<string> UiLocales, string ContinueTo, string? LeaveTo,
    bool TakesName = false, VisitWishes? Wishes = null, bool TakesPass = false);

/// <summary>What the client asked for that only a provider can do something about, should the person come to one.</summary>
/// <param name="IsAnew">The person is to sign in there again.</param>
/// <param name="MaxAge">Seconds since the person was there, at most.</param>
/// <param name="Contexts">Authentication contexts.</param>
/// <param name="DomainHint">A domain.</param>
/// <param name="Generation">The client's.</param>
public sealed record VisitWishes(bool IsAnew, long? MaxAge, IReadOnlyList<string>? Contexts, string? DomainHint, long Generation);
