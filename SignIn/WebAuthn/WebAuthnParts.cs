using Countersign.SignIn.Jose;

namespace Countersign.SignIn.WebAuthn;

/// <summary>
/// What both ceremonies have in common: their text, of base64url parts with dots between, and what the client data must say.
/// </summary>
internal static class WebAuthnParts
{
    /// <summary>The parts as bytes; null, and the fault, when there are not so many good ones.</summary>
    public static byte[][]? Split(string? text, int count, out WebAuthnFault fault)
    {
        var parts = text is { Length: <= Limits.WebAuthnLength } ? text.Split('.') : [];
        fault = parts.Length != count || parts.Contains("") ? WebAuthnFault.Parts : default;
        if (fault != default) return null;
        var bytes = new byte[count][];
        for (var at = 0; at < count; at++)
        {
            if (CanonicalBase64Url.TryDecode(parts[at], out var part)) bytes[at] = part;
            else fault = WebAuthnFault.NotBase64Url;
        }

        return fault == default ? bytes : null;
    }

    /// <summary>What is wrong with what the browser and the authenticator say; no fault when nothing is.</summary>
    public static WebAuthnFault Judge(
        ReadOnlySpan<byte> clientData, AuthenticatorData? data, string type, ReadOnlySpan<byte> challenge, RelyingParty party)
    {
        if (ClientData.Parse(clientData) is not { } client) return WebAuthnFault.ClientData;
        if (client.Type != type) return WebAuthnFault.Type;
        if (client.Challenge != CanonicalBase64Url.Encode(challenge)) return WebAuthnFault.Challenge;
        if (client.Origin != party.Origin || client.IsFramed) return WebAuthnFault.Origin;
        if (data is null) return WebAuthnFault.AuthenticatorData;
        if (!party.IsMeant(data)) return WebAuthnFault.Party;
        return data.IsPresent ? default : WebAuthnFault.NotPresent;
    }
}
