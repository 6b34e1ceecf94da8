using System.Text.Json.Serialization;
using Countersign.SignIn.Prompts;
using Countersign.SignIn.Ways;

namespace Countersign.SignIn.Grants;

/// <summary>How somebody signed in with a secret of their own, and why the phone was not asked (WAY-8). Never the phone's (I14).</summary>
/// <param name="Way">A password, or a recovery code.</param>
/// <param name="Reason">Why the phone was not asked first.</param>
/// <param name="Second">How a number was matched after it, as a second factor (S-58); null: there was none.</param>
public sealed record SecretSignIn(OtherWay Way, FallbackReason Reason, NumberMode? Second = null)
{
    /// <summary>What is said of a sign-in with a password.</summary>
    public const string PasswordContext = "urn:countersign:password";

    /// <summary>What is said of a sign-in with a recovery code.</summary>
    public const string RecoveryContext = "urn:countersign:recovery";

    private static readonly string[] OfPassword = ["pwd"], OfRecovery = ["otp"];

    [JsonIgnore]
    public string AuthenticationContext =>
        Second?.Meaning().SecondContext ?? (Way == OtherWay.Recovery ? RecoveryContext : PasswordContext);

    /// <summary>RFC 8176.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> AuthenticationMethods
    {
        get
        {
            var first = Way == OtherWay.Recovery ? OfRecovery : OfPassword;
            return Second is null ? first : [.. first, .. NumberModes.AuthenticationMethods];
        }
    }
}
