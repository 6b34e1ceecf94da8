using System.Text.Json.Serialization;
using Countersign.SignIn.Ways;

namespace Countersign.SignIn.Grants;

/// <summary>How somebody signed in with a secret of their own, and why the phone was not asked (WAY-8). Never the phone's (I14).</summary>
/// <param name="Way">A password, or a recovery code.</param>
/// <param name="Reason">Why the phone was not asked.</param>
public sealed record SecretSignIn(OtherWay Way, FallbackReason Reason)
{
    /// <summary>What is said of a sign-in with a password.</summary>
    public const string PasswordContext = "urn:countersign:password";

    /// <summary>What is said of a sign-in with a recovery code.</summary>
    public const string RecoveryContext = "urn:countersign:recovery";

    private static readonly string[] OfPassword = ["pwd"], OfRecovery = ["otp"];

    [JsonIgnore]
    public string AuthenticationContext => Way == OtherWay.Recovery ? RecoveryContext : PasswordContext;

    /// <summary>RFC 8176.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> AuthenticationMethods => Way == OtherWay.Recovery ? OfRecovery : OfPassword;
}
