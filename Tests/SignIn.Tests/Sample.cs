using System.Security.Cryptography;
using System.Text;

namespace Countersign.SignIn.Tests;

/// <summary>Fixed stand-ins for what a caller would draw.</summary>
internal static class Sample
{
    public const string Webhook = "https://hooks.contoso.example/";

    public static readonly ShownContext Context = new("Payroll", "Bern, Switzerland", "192.0.2.7", "Firefox on Linux");
    public static readonly NumberDraw Draw = new("42", "17", "88", 1, "012345");
    public const string Client = "payroll";
    public const string WrongNumber = "17";
    public const string FederatedSignIn = "https://fs.fabrikam.example/adfs/ls";

    /// <summary>22 characters of base64url, canonical, told apart by their text.</summary>
    public static string Handle(string of) => CanonicalBase64Url.Encode(SHA256.HashData(Encoding.UTF8.GetBytes(of)).AsSpan(0, 16));

    public static SecretHash Hash(string of) => new(CanonicalBase64Url.Encode(SHA256.HashData(Encoding.UTF8.GetBytes(of))));

    public static SecretHash Browser(string name) => Hash("browser " + name);

    public static SecretHash Session(string name) => Hash("session " + name);

    public static RequestId Request(string name) => new(Handle("request " + name));

    public static UserName Name(string typed) => UserName.TryParse(typed, out var name) ? name : throw new ArgumentException(typed);

    /// <summary>The public half of the key with the private value <paramref name="scalar"/>.</summary>
    public static PublicKey Key(byte scalar)
    {
        var secret = new byte[PublicKey.CoordinateSize];
        secret[^1] = scalar;
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = secret });
        var point = key.ExportParameters(false).Q;
        var parsed = PublicKey.TryParse(CanonicalBase64Url.Encode(point.X), CanonicalBase64Url.Encode(point.Y), out var publicKey);
        Assert.True(parsed);
        return publicKey!;
    }
}

/// <summary>An app installation and its two keys.</summary>
internal sealed record Phone(DeviceId Device, PublicKey RequestKey, PublicKey DecisionKey, AppReport Report)
{
    public static readonly AppReport New = new(Platform.Ios, "17.4", "2.0");

    private static readonly Phone[] Known = [.. Enumerable.Range(0, 16).Select(n => new Phone(
        new(Sample.Handle($"phone {n}")), Sample.Key((byte)(2 * n + 1)), Sample.Key((byte)(2 * n + 2)), New))];

    public static Phone Number(int n) => Known[n];

    public KeyThumbprint Asks { get; } = RequestKey.Thumbprint;

    public KeyThumbprint Decides { get; } = DecisionKey.Thumbprint;
}
