using Countersign.Engine;

namespace Countersign.Gateway.Html;

/// <summary>
/// A part of My Security Info: one kind of method, or what else a person can see and end there. A feature that brings a way to sign in
/// brings its part, and the composition puts the parts together.
/// </summary>
internal interface IAccountSection
{
    /// <summary>A <c>section</c> with its heading; nothing where there is nothing to show.</summary>
    ValueTask<Markup> Draw(AccountView view);
}

/// <param name="Person">Who is signed in, and how.</param>
/// <param name="Account">What the rules show of them.</param>
internal sealed record AccountView(HttpContext Http, Screen Screen, SignedInUser Person, MethodList Account, DateTimeOffset Now);
