using System.Buffers.Text;
using System.Security.Cryptography;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Jose;

namespace Countersign.LoadTests.Population;

/// <summary>The two key pairs of a phone. Several people of the population share one pair of them, which saves making a million.</summary>
internal sealed class PhoneKeys
{
    public static readonly AppReport Report = new(Platform.Android, "14.0", "1.0");

    private readonly Lock _turn = new();   // the framework promises nothing about one ECDsa used by several threads
    private readonly ECDsa _request, _decision;

    private PhoneKeys(ECDsa request, ECDsa decision)
    {
        (_request, _decision) = (request, decision);
        (RequestPublic, DecisionPublic) = (PublicOf(request), PublicOf(decision));
        (RequestKey, DecisionKey) = (RequestPublic.Thumbprint, DecisionPublic.Thumbprint);
    }

    public PublicKey RequestPublic { get; }
    public PublicKey DecisionPublic { get; }
    public SignIn.KeyThumbprint RequestKey { get; }
    public SignIn.KeyThumbprint DecisionKey { get; }

    public byte[] SignRequest(byte[] digest) => Sign(_request, digest);

    public byte[] SignDecision(byte[] digest) => Sign(_decision, digest);

    /// <summary>New ones, and a file to find them again: a line for each phone.</summary>
    public static PhoneKeys[] Create(string path, int count)
    {
        var keys = new PhoneKeys[count];
        for (var i = 0; i < count; i++) keys[i] = new(New(), New());
        File.WriteAllLines(path, keys.Select(pair => Export(pair._request) + " " + Export(pair._decision)));
        return keys;
    }

    /// <exception cref="FormatException">The file is not one that <see cref="Create"/> wrote.</exception>
    public static PhoneKeys[] Load(string path) => [.. File.ReadLines(path).Select(line => line.Split(' ') is [var request, var decision]
        ? new PhoneKeys(Import(request), Import(decision))
        : throw new FormatException($"{path} is not a file of phone keys."))];

    private static ECDsa New() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static string Export(ECDsa key) => Convert.ToBase64String(key.ExportPkcs8PrivateKey());

    private static ECDsa Import(string text)
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(Convert.FromBase64String(text), out _);
        return key;
    }

    private byte[] Sign(ECDsa key, byte[] digest)
    {
        lock (_turn) return key.SignHash(digest);
    }

    private static PublicKey PublicOf(ECDsa key)
    {
        var point = key.ExportParameters(false).Q;
        return new(Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
    }
}
