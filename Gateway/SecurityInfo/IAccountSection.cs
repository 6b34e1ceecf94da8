using Countersign.Engine;
using Countersign.Gateway.Html;
using Countersign.SignIn;

namespace Countersign.Gateway.SecurityInfo;

/// <summary>
/// A part of My Security Info: one kind of method, or what else a person can see and end there. A way to sign in that people set up
/// themselves has its part.
/// </summary>
internal interface IAccountSection
{
    /// <summary>A <c>section</c> with its heading; nothing where there is nothing to show.</summary>
    ValueTask<Markup> Draw(AccountView view);
}

/// <param name="Person">Who is signed in, and how.</param>
/// <param name="Account">What the rules show of them.</param>
/// <param name="Browser">The browser that asks; null: the person has not signed in with it by phone.</param>
internal sealed record AccountView(
    HttpContext Http, Screen Screen, SignedInUser Person, MethodList Account, DateTimeOffset Now, SecretHash? Browser);
