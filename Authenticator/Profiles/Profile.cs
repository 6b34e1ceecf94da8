using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Countersign.SignIn;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Jose;

namespace Countersign.Authenticator.Profiles;

/// <summary>One account on this installation, as it stands in its file.</summary>
/// <param name="Version">Of the file's form: 1.</param>
/// <param name="DeviceName">What the person calls this phone.</param>
/// <param name="Activated">Whether the server is known to have the keys. Kept before that, so that a lost answer costs nothing.</param>
/// <param name="RequestKey">PKCS#8, base64url: in the clear, as it is bound to the device and not to the person.</param>
/// <param name="DecisionKey">Null once it was erased after too many wrong PINs.</param>
/// <param name="WrongPins">In a row.</param>
public sealed record Profile(
    int Version,
    string Issuer,
    UserName User,
    DeviceId Device,
    string DeviceName,
    DateTimeOffset CreatedAt,
    bool Activated,
    string RequestKey,
    SealedKey? DecisionKey,
    int WrongPins)
{
    public const int CurrentVersion = 1;

    /// <summary>N12: at least 4, should be at least 6.</summary>
    public const int ShortestPin = 6;

    /// <summary>Longer ones cost nothing to refuse and something to derive from.</summary>
    public const int LongestPin = 128;

    /// <summary>N12: at the tenth wrong PIN in a row the decision key is erased.</summary>
    public const int MostWrongPins = 10;

    /// <summary>Whether this may be a PIN; not whether it is the right one.</summary>
    public static bool IsPin([NotNullWhen(true)] string? text) => text is { Length: >= ShortestPin and <= LongestPin };

    /// <summary>A new account, not activated yet, its decision key sealed with the PIN.</summary>
    public static Profile Create(ActivationCode code, DeviceId device, string deviceName, DeviceKeys keys, string pin, DateTimeOffset now)
    {
        var pkcs8 = keys.Request.Export();
        var requestKey = CanonicalBase64Url.Encode(pkcs8);
        CryptographicOperations.ZeroMemory(pkcs8);
        var bare = new Profile(CurrentVersion, code.Issuer.Text, code.User, device, deviceName, now, false, requestKey, null, 0);
        return bare with { DecisionKey = SealedKey.Seal(keys.Decision, pin, bare.Owner) };
    }

    /// <summary>The owner of the sealed key, each part behind its length: the associated data it is sealed with.</summary>
    [JsonIgnore]
    internal string Owner => $"{Issuer.Length}:{Issuer}{User.Value.Length}:{User.Value}{Device.Value.Length}:{Device.Value}";

    /// <summary>The account, ready to sign requests and denials; null when the file was changed into something that is none.</summary>
    public Account? Open(AppReport report)
    {
        if (!Authenticator.Issuer.TryParse(Issuer, out var issuer) || !CanonicalBase64Url.TryDecode(RequestKey, out var pkcs8)) return null;
        if (!UserName.TryParse(User.Value, out var user) || user != User || !DeviceId.TryParse(Device.Value, out _)) return null;
        try
        {
            return new(issuer, User, Device, SigningKey.Import(pkcs8), report);
        }
        catch (CryptographicException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pkcs8);
        }
    }
}

/// <summary>The result of trying a PIN.</summary>
public abstract record Unlocking
{
    private Unlocking() { }

    /// <summary>The decision key, for this once; the caller disposes of it.</summary>
    public sealed record Unlocked(SigningKey DecisionKey) : Unlocking;

    /// <param name="Left">Tries until the key is erased.</param>
    public sealed record WrongPin(int Left) : Unlocking;

    /// <summary>Too many wrong PINs, now or before: the key is gone, and the phone has to be enrolled again.</summary>
    public sealed record Erased : Unlocking;
}
