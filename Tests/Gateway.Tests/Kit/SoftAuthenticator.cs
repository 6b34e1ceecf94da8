using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Countersign.SignIn.Jose;

namespace Countersign.Gateway.Tests.Kit;

/// <summary>A WebAuthn authenticator and the browser around it, with one credential. Says what it is told to, right or wrong.</summary>
internal sealed record SoftAuthenticator
{
    private const byte Present = 0x01, Verified = 0x04, BackupEligible = 0x08, HasCredential = 0x40;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public byte[] Id { get; init; } = RandomNumberGenerator.GetBytes(32);
    public bool IsVerified { get; init; } = true;
    public bool IsSynced { get; init; }
    public uint Count { get; init; }

    /// <summary>The page's origin; null: the one that is asked for.</summary>
    public string? Origin { get; init; }

    /// <summary>The relying party's id; null: the host of the origin that is asked for.</summary>
    public string? Party { get; init; }

    /// <summary>The ceremony; null: the one that is asked for.</summary>
    public string? Ceremony { get; init; }

    public bool IsPresent { get; init; } = true;
    public bool IsFramed { get; init; }

    public PublicKey Public
    {
        get
        {
            var point = _key.ExportParameters(includePrivateParameters: false).Q;
            return new(Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
        }
    }

    /// <summary>Client data and attestation object.</summary>
    public string Register(string origin, byte[] challenge)
    {
        byte[] length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)Id.Length);
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        byte[] cose = [0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32, .. point.X!, 0x22, 0x58, 32, .. point.Y!];
        byte[] data = [.. Data(origin, HasCredential), .. new byte[16], .. length, .. Id, .. cose];
        byte[] attestation =
        [
            0xa3, 0x63, .. "fmt"u8, 0x64, .. "none"u8, 0x67, .. "attStmt"u8, 0xa0, 0x68, .. "authData"u8, 0x58, (byte)data.Length, .. data,
        ];
        return Join(ClientData("webauthn.create", origin, challenge), attestation);
    }

    /// <summary>Credential id, authenticator data, client data and signature.</summary>
    public string Assert(string origin, byte[] challenge)
    {
        var (data, clientData) = (Data(origin, 0), ClientData("webauthn.get", origin, challenge));
        var signature = _key.SignData(
            [.. data, .. SHA256.HashData(clientData)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return Join(Id, data, clientData, signature);
    }

    private byte[] Data(string origin, byte flags)
    {
        flags |= (byte)((IsPresent ? Present : 0) | (IsVerified ? Verified : 0) | (IsSynced ? BackupEligible : 0));
        byte[] count = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(count, Count);
        return [.. SHA256.HashData(Encoding.ASCII.GetBytes(Party ?? new Uri(origin).Host)), flags, .. count];
    }

    private byte[] ClientData(string type, string origin, byte[] challenge)
    {
        var (text, framed) = (Base64Url.EncodeToString(challenge), IsFramed ? "true" : "false");
        return Encoding.UTF8.GetBytes(
            $$"""
            {"type":"{{Ceremony ?? type}}","challenge":"{{text}}","origin":"{{Origin ?? origin}}","crossOrigin":{{framed}}}
            """);
    }

    private static string Join(params byte[][] parts) => string.Join('.', parts.Select(part => Base64Url.EncodeToString(part)));
}
