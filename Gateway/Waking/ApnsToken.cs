using System.Security.Cryptography;
using System.Text;
using Countersign.SignIn.Jose;

namespace Countersign.Gateway.Waking;

/// <summary>
/// The token by which Apple knows this service: Apple takes one for an hour, and refuses whoever brings a new one more often than every
/// twenty minutes.
/// </summary>
internal sealed class ApnsToken(ApnsSettings settings, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Used = TimeSpan.FromMinutes(45), Shortest = TimeSpan.FromMinutes(20);
    private readonly Lock _lock = new();
    private readonly ECDsa _key = Import(settings.Key);
    private string? _token;
    private long _madeAt;

    /// <exception cref="FormatException">It is no such key. The message has nothing of it.</exception>
    public static ECDsa Import(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            if (key.KeySize == 256) return key;
        }
        catch (Exception foreign) when (foreign is ArgumentException or CryptographicException)
        {
            // Told below.
        }

        key.Dispose();
        throw new FormatException("Countersign:Push:Apns:Key is not the PEM of a P-256 private key, such as a .p8 file from Apple.");
    }

    public string Current()
    {
        lock (_lock)
        {
            if (_token is not null && clock.GetElapsedTime(_madeAt) < Used) return _token;
            _madeAt = clock.GetTimestamp();
            return _token = Make();
        }
    }

    /// <summary>Apple takes this one no more.</summary>
    public void Refused(string token)
    {
        lock (_lock)
        {
            if (_token == token && clock.GetElapsedTime(_madeAt) >= Shortest) _token = null;
        }
    }

    public void Dispose() => _key.Dispose();

    private string Make()
    {
        var header = $$"""{"alg":"ES256","kid":"{{settings.KeyId}}"}""";
        var claims = $$"""{"iss":"{{settings.TeamId}}","iat":{{clock.GetUtcNow().ToUnixTimeSeconds()}}}""";
        var input = Encode(header) + "." + Encode(claims);
        return input + "." + CanonicalBase64Url.Encode(_key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256));
    }

    private static string Encode(string text) => CanonicalBase64Url.Encode(Encoding.ASCII.GetBytes(text));
}
