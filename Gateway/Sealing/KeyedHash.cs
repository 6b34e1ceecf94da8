using System.Security.Cryptography;
using System.Text;

namespace Countersign.Gateway.Sealing;

/// <summary>
/// HMAC-SHA256 under one key that is used again and again. It is made ready once: a call by itself looks the algorithm up and works the
/// key in each time, which costs more than the hash (docs/performance.md). Any thread may call it.
/// </summary>
internal sealed class KeyedHash(byte[] key)
{
    public const int Size = HMACSHA256.HashSizeInBytes;
    private const int MostOnStack = 512;
    private readonly Lock _turn = new();   // one at a time: what is begun is ended before the next
    private IncrementalHash _ready = Ready(key);

    /// <param name="hash">Of <see cref="Size"/> bytes.</param>
    public void Of(string text, Span<byte> hash)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(hash.Length, Size);
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> room = most <= MostOnStack ? stackalloc byte[MostOnStack] : new byte[most];
        var bytes = room[..Encoding.UTF8.GetBytes(text, room)];
        lock (_turn)
        {
            try
            {
                _ready.AppendData(bytes);
                _ready.GetHashAndReset(hash);
            }
            catch (CryptographicException)
            {
                _ready.Dispose();   // what is left in it would go into the next hash
                _ready = Ready(key);
                throw;
            }
        }
    }

    private static IncrementalHash Ready(byte[] key) => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
}
