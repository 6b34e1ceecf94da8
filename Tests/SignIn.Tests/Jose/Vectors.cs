using System.Security.Cryptography;
using System.Text.Json;
using Countersign.SignIn.Jose;
using Xunit;

namespace Countersign.SignIn.Tests.Jose;

/// <summary>The files of Tests/Vectors.</summary>
internal static class Vectors
{
    public static IReadOnlyList<JsonElement> List(string file, string list)
    {
        var json = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Vectors", file));
        JsonElement[] entries = [.. JsonElement.Parse(json).GetProperty(list).EnumerateArray()];
        Assert.NotEmpty(entries);
        return entries;
    }

    public static string Text(this JsonElement vector, string member) => vector.GetProperty(member).GetString()!;
}

/// <summary>A key pair of Tests/Vectors/keys.json: for tests only.</summary>
internal sealed record TestKeys(PublicKey Public, string D)
{
    public static TestKeys Request { get; } = Named("request");
    public static TestKeys Decision { get; } = Named("decision");

    public static TestKeys Named(string name)
    {
        var vector = Vectors.List("keys.json", "accepted").Single(key => key.Text("name") == name);
        return new(new(vector.Text("x"), vector.Text("y")), vector.Text("d"));
    }

    /// <summary>Signs a digest; 64 bytes, R then S.</summary>
    public byte[] Sign(byte[] digest)
    {
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            D = Bytes(D),
            Q = new() { X = Bytes(Public.X), Y = Bytes(Public.Y) },
        });
        return key.SignHash(digest, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private static byte[] Bytes(string text) => CanonicalBase64Url.TryDecode(text, out var bytes) ? bytes : throw new FormatException();
}

/// <summary>The three parsers, by the kind of token.</summary>
internal static class Tokens
{
    public static readonly string[] Kinds = [DecisionStatement.Type, RequestProof.Type, ActivationProof.Type];

    /// <summary>The parsed statement written again, or null.</summary>
    public static byte[]? Parse(string typ, string jws, out CompactJws? token, out TokenFault fault) => typ switch
    {
        DecisionStatement.Type => DecisionStatement.Parse(jws, out token, out fault)?.Write(),
        RequestProof.Type => RequestProof.Parse(jws, out token, out fault)?.Write(),
        ActivationProof.Type => ActivationProof.Parse(jws, out token, out fault)?.Write(),
        _ => throw new ArgumentOutOfRangeException(nameof(typ), typ, "Not a kind of token."),
    };
}
