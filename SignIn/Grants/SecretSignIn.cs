using System.Text.Json.Serialization;
using Countersign.SignIn.Prompts;
using Countersign.SignIn.Ways;

namespace Countersign.SignIn.Grants;

/// <summary>
/// How somebody signed in with a secret or a passkey of their own, and why the phone was not asked (WAY-8). Never the phone's (I14).
/// </summary>
/// <param name="Way">A password, a recovery code or a passkey.</param>
/// <param name="Reason">Why the phone was not asked first.</param>
/// <param name="Second">How a number was matched after it, as a second factor (S-58); null: there was none.</param>
/// <param name="IsKeySynced">The passkey can be copied to the person's other devices.</param>
public sealed record SecretSignIn(OtherWay Way, FallbackReason Reason, NumberMode? Second = null, bool IsKeySynced = false)
{
    /// <summary>What is said of a sign-in with a password.</summary>
    public const string PasswordContext = "urn:countersign:password";

    /// <summary>What is said of a sign-in with a recovery code.</summary>
    public const string RecoveryContext = "urn:countersign:recovery";

    /// <summary>What is said of a sign-in with a passkey: nobody can be talked into it at another site.</summary>
    public const string PasskeyContext = "urn:countersign:passkey";

    private static readonly string[] OfPassword = ["pwd"], OfRecovery = ["otp"];
    private static readonly string[] OfBoundKey = ["hwk", "user"], OfSyncedKey = ["swk", "user"];

    [JsonIgnore]
    public string AuthenticationContext => Second?.Meaning().SecondContext ?? Way switch
    {
        OtherWay.Recovery => RecoveryContext,
        OtherWay.Passkey => PasskeyContext,
        _ => PasswordContext,
    };

    /// <summary>RFC 8176. A key that can be copied is none of hardware; the person was there, and verified.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> AuthenticationMethods => Second is null ? First : [.. First, .. NumberModes.AuthenticationMethods];

    private string[] First => Way switch
    {
        OtherWay.Recovery => OfRecovery,
        OtherWay.Passkey => IsKeySynced ? OfSyncedKey : OfBoundKey,
        _ => OfPassword,
    };
}
