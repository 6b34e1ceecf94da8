using System.Text.Json.Serialization;
using Countersign.SignIn.Prompts;
using Countersign.SignIn.Ways;

namespace Countersign.SignIn.Grants;

/// <summary>How somebody signed in at a provider, as far as it may be said on (WAY-8). Never the phone's (I14).</summary>
/// <param name="Provider">By id.</param>
/// <param name="Reason">Why the phone was not asked first.</param>
/// <param name="Context">The provider's <c>acr</c>; null when it said none or is not trusted.</param>
/// <param name="Methods">The provider's <c>amr</c>, with spaces; empty when it said none or is not trusted.</param>
/// <param name="Second">How a number was matched after it, as a second factor (S-58); null: there was none.</param>
public sealed record FederatedSignIn(
    string Provider, FallbackReason Reason, string? Context = null, string Methods = "", NumberMode? Second = null)
{
    /// <summary>What is said of a federated sign-in of which nothing more is known.</summary>
    public const string PlainContext = "urn:countersign:federated";

    /// <summary>The method that is always said: somebody else vouched for the person.</summary>
    public const string PlainMethod = "fed";

    [JsonIgnore]
    public string AuthenticationContext => Context ?? Second?.Meaning().SecondContext ?? PlainContext;

    [JsonIgnore]
    public IReadOnlyList<string> AuthenticationMethods
    {
        get
        {
            IReadOnlyList<string> first = Methods.Length == 0 ? [PlainMethod] : [PlainMethod, .. Methods.Split(' ')];
            return Second is null ? first : [.. first.Union(NumberModes.AuthenticationMethods)];
        }
    }

    /// <summary>A phone approved after it, or a trusted provider says that there was more than a password (RFC 8176).</summary>
    [JsonIgnore]
    public bool HasSecondFactor => Second is not null || Methods.Split(' ').Contains("mfa", StringComparer.Ordinal);
}
