using System.Buffers.Binary;
using System.Security.Cryptography;
using Countersign.SignIn;

namespace Countersign.Gateway.Sealing;

/// <summary>
/// A key that seals texts, derived from the service's secret and a name that was drawn for it: whoever has the secret and reads the name
/// has the key. Any thread may call it.
/// </summary>
internal sealed class SealingKey
{
    public const int NameSize = 16, NonceSize = 12, TagSize = 16;

    // Nonces are drawn, so two of one key could be alike: with so many texts that is one chance in 2^57.
    public const int MostTexts = 1 << 20;
    private const int Size = 32;

    private readonly Lock _turn = new();   // the framework promises nothing about one AesGcm used by several threads
    private readonly AesGcm _aes;
    private readonly int _most;
    private int _sealed;

    /// <param name="most">Texts to seal with it.</param>
    public SealingKey(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> name, int most = MostTexts)
    {
        (Name, _most) = (ReadName(name), most);
        Span<byte> key = stackalloc byte[Size];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, key, name, "countersign-sealing-2"u8);
        _aes = new(key, TagSize);
        CryptographicOperations.ZeroMemory(key);
    }

    public UInt128 Name { get; }

    /// <summary>False: no more texts may be sealed with it. They can be opened for ever.</summary>
    public bool Takes() => Interlocked.Increment(ref _sealed) <= _most;

    public static UInt128 ReadName(ReadOnlySpan<byte> name) => BinaryPrimitives.ReadUInt128BigEndian(name);

    public void Seal(ReadOnlySpan<byte> nonce, Span<byte> text, Span<byte> tag, ReadOnlySpan<byte> about)
    {
        lock (_turn) _aes.Encrypt(nonce, text, text, tag, about);
    }

    /// <exception cref="AuthenticationTagMismatchException">The text is not one that this key sealed about the same.</exception>
    public void Open(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> text, ReadOnlySpan<byte> tag, Span<byte> plain, ReadOnlySpan<byte> about)
    {
        lock (_turn) _aes.Decrypt(nonce, text, tag, plain, about);
    }
}
