using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Countersign.SignIn.Jose;

namespace Countersign.Authenticator.Profiles;

/// <summary>
/// A decision key that only its PIN opens: PBKDF2-HMAC-SHA256 to a key, AES-256-GCM over the private key, with the owner's identity as
/// associated data, so that a sealed key carried over to another profile does not open there.
/// </summary>
/// <param name="Salt">16 bytes, drawn anew at each sealing; so the nonce may be too. All texts are base64url.</param>
public sealed record SealedKey(int Iterations, string Salt, string Nonce, string Ciphertext, string Tag)
{
    /// <summary>
    /// A terminal has no secure element, so whoever copies the file can try PINs as fast as PBKDF2 lets them; this is the count OWASP
    /// asks of PBKDF2-HMAC-SHA256, about a quarter of a second a try. The limit of ten tries binds only whoever asks this program.
    /// </summary>
    public const int LeastIterations = 600_000;

    // What a file may ask for: more would only be a way to keep the program busy.
    private const int MostIterations = 10_000_000;
    private const int KeySize = 32, SaltSize = 16;

    public static SealedKey Seal(SigningKey key, string pin, string owner)
    {
        Span<byte> salt = stackalloc byte[SaltSize];
        Span<byte> nonce = stackalloc byte[AesGcm.NonceByteSizes.MaxSize];
        Span<byte> tag = stackalloc byte[AesGcm.TagByteSizes.MaxSize];
        RandomNumberGenerator.Fill(salt);
        RandomNumberGenerator.Fill(nonce);
        var plain = key.Export();
        var ciphertext = new byte[plain.Length];
        using var cipher = new AesGcm(Derive(pin, salt, LeastIterations), tag.Length);
        cipher.Encrypt(nonce, plain, ciphertext, tag, AssociatedData(owner, LeastIterations));
        CryptographicOperations.ZeroMemory(plain);
        return new(LeastIterations, Encode(salt), Encode(nonce), Encode(ciphertext), Encode(tag));
    }

    /// <summary>The key, or null: the PIN is wrong, or something was changed; which of the two cannot be told.</summary>
    public SigningKey? Open(string pin, string owner)
    {
        if (Iterations is < LeastIterations or > MostIterations
            || !TryDecode(Salt, SaltSize, out var salt) || !TryDecode(Nonce, AesGcm.NonceByteSizes.MaxSize, out var nonce)
            || !TryDecode(Tag, AesGcm.TagByteSizes.MaxSize, out var tag) || !CanonicalBase64Url.TryDecode(Ciphertext, out var ciphertext))
        {
            return null;
        }
        var plain = new byte[ciphertext.Length];
        try
        {
            using var cipher = new AesGcm(Derive(pin, salt, Iterations), tag.Length);
            cipher.Decrypt(nonce, ciphertext, tag, plain, AssociatedData(owner, Iterations));
            return SigningKey.Import(plain);
        }
        catch (CryptographicException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private static byte[] Derive(string pin, ReadOnlySpan<byte> salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(pin), salt, iterations, HashAlgorithmName.SHA256, KeySize);

    private static byte[] AssociatedData(string owner, int iterations)
    {
        var text = Encoding.UTF8.GetBytes("countersign-sealed-key-1" + owner);
        var data = new byte[text.Length + sizeof(int)];
        text.CopyTo(data, 0);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(text.Length), iterations);
        return data;
    }

    private static string Encode(ReadOnlySpan<byte> bytes) => CanonicalBase64Url.Encode(bytes);

    private static bool TryDecode(string text, int size, out byte[] bytes)
    {
        var decoded = CanonicalBase64Url.TryDecode(text, out byte[]? found);
        bytes = found ?? [];
        return decoded && bytes.Length == size;
    }
}
