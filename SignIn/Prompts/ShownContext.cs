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
    /// The five texts' <see cref="TextHash"/> under the label <c>countersign-context-2</c>, base64url (docs/device-protocol.md).
    /// </summary>
    public string Hash() =>
        CanonicalBase64Url.Encode(TextHash.Compute("countersign-context-2"u8, Application, Place, Address, Browser, Message));
}
