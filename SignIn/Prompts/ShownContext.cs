using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Countersign.SignIn.Jose;

namespace Countersign.SignIn.Prompts;

/// <summary>The texts a phone shows about a sign-in, so that the decision can be bound to what the person saw (T7, T32).</summary>
/// <param name="Application">The client's name.</param>
/// <param name="Place">Where the sign-in comes from, in words.</param>
/// <param name="Address">The network address it comes from.</param>
/// <param name="Browser">The browser, in words.</param>
/// <param name="Message">
/// What the client wrote for the person to recognise, empty for nothing (CIBA 7.1). The client's words, not ours: shown after all else,
/// and as theirs (T38).
/// </param>
public sealed record ShownContext(string Application, string Place, string Address, string Browser, string Message = "")
{
    /// <summary>
    /// SHA-256, base64url, over <c>countersign-context-2</c> and the five texts, each behind its length (4 bytes, big-endian) in UTF-8:
    /// text cannot move from one field to the next unnoticed (docs/device-protocol.md).
    /// </summary>
    public string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("countersign-context-2"u8);
        Append(hash, Application);
        Append(hash, Place);
        Append(hash, Address);
        Append(hash, Browser);
        Append(hash, Message);
        return CanonicalBase64Url.Encode(hash.GetHashAndReset());
    }

    // Half a surrogate pair, should text have been cut there, becomes U+FFFD here just as it does on its way to the phone in JSON.
    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(length, (uint)bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
