using System.Security.Cryptography;

namespace Countersign.Gateway.Sealing;

/// <summary>
/// Texts as they were sealed until November 2026, each under a key of its own: salt, content, tag. They are opened and no longer made;
/// signing keys in a database and browsers' cookies of ninety days may be such.
/// </summary>
internal static class OlderTexts
{
    private const int SaltSize = 24, KeySize = 32, NonceSize = 12, TagSize = 16, TimeSize = sizeof(long);

    /// <summary>What was sealed, with its end in front; null: not with this secret, or not about this.</summary>
    public static byte[]? Open(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> text, ReadOnlySpan<byte> about)
    {
        if (text.Length < SaltSize + TimeSize + TagSize) return null;
        var plain = new byte[text.Length - SaltSize - TagSize];
        Span<byte> key = stackalloc byte[KeySize + NonceSize];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, key, text[..SaltSize], "countersign-sealing-1"u8);
        try
        {
            using var aes = new AesGcm(key[..KeySize], TagSize);
            aes.Decrypt(key[KeySize..], text.Slice(SaltSize, plain.Length), text[^TagSize..], plain, about);
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
