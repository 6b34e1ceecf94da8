using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Countersign.SignIn.Jose;
using Xunit;

namespace Countersign.SignIn.Tests.Jose;

/// <summary>
/// Project Wycheproof's vectors (C2SP/wycheproof, testvectors_v1), read from the folder the environment variable WYCHEPROOF_DIR names.
/// They are not part of this repository; without them these tests are reported as skipped.
/// </summary>
public sealed class WycheproofTests
{
    [Fact]
    public void Every_P1363_signature_over_P256_verifies_exactly_when_Wycheproof_says_so()
    {
        var checkedCases = 0;
        foreach (var group in Groups("ecdsa_secp256r1_sha256_p1363_test.json"))
        {
            var point = group.GetProperty("publicKey");
            Assert.True(PublicKey.TryParse(Coordinate(point.Text("wx")), Coordinate(point.Text("wy")), out var publicKey));
            using var key = VerificationKey.Import(publicKey);
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                var digest = SHA256.HashData(Convert.FromHexString(test.Text("msg")));
                Assert.True(IsValid(test) == key.Verify(digest, Convert.FromHexString(test.Text("sig"))), Name(test));
                checkedCases++;
            }
        }
        Assert.Equal(262, checkedCases);
    }

    [Fact]
    public void Every_ES256_JWS_is_canonical_and_signed_by_its_JWK_exactly_when_Wycheproof_says_so()
    {
        var (valid, invalid) = (0, 0);
        foreach (var group in Groups("json_web_signature_test.json").Where(group => IsForEs256(Jwk(group))))
        {
            using var key = VerificationKey.Import(new(Jwk(group).Text("x"), Jwk(group).Text("y")));
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                Assert.True(IsValid(test) == IsSignedBy(key, test.Text("jws")), Name(test));
                (valid, invalid) = IsValid(test) ? (valid + 1, invalid) : (valid, invalid + 1);
            }
        }
        Assert.Equal((2, 37), (valid, invalid));
    }

    // None of them has our typ, so this holds for Wycheproof's valid ones too: another kind of JWS is not one of ours (J7).
    [Fact]
    public void No_JWS_of_Wycheproof_valid_or_not_is_taken_for_a_token_of_ours()
    {
        var refused = 0;
        foreach (var test in Groups("json_web_signature_test.json").SelectMany(group => group.GetProperty("tests").EnumerateArray()))
        {
            var jws = test.GetProperty("jws");
            var text = jws.ValueKind == JsonValueKind.String ? jws.GetString()! : jws.GetRawText();
            foreach (var typ in Tokens.Kinds)
            {
                Assert.Null(Tokens.Parse(typ, text, out var token, out var fault));
                Assert.Null(token);
                Assert.NotEqual(default, fault);
            }
            refused++;
        }
        Assert.Equal(401, refused);
    }

    [Fact]
    public void Of_the_JWKs_only_points_on_P256_are_keys_and_no_JWK_with_further_members_is()
    {
        var (points, notPoints) = (0, 0);
        foreach (var group in Groups("json_web_key_test.json"))
        {
            foreach (var jwk in Jwk(group).GetProperty("keys").EnumerateArray())
            {
                Assert.False(PublicKey.TryParseJwk(Encoding.UTF8.GetBytes(jwk.GetRawText()), out _));   // alg, use, kid… and private parts
                if (!jwk.TryGetProperty("crv", out var curve) || curve.GetString() != "P-256") continue;
                var isPoint = PublicKey.TryParse(jwk.Text("x"), jwk.Text("y"), out _);
                Assert.Equal(group.Text("comment") != "invalid_point", isPoint);
                (points, notPoints) = isPoint ? (points + 1, notPoints) : (points, notPoints + 1);
            }
        }
        Assert.Equal(1, notPoints);
        Assert.True(points >= 4, $"{points} points");
    }

    // What our parser does before it looks into the header, and the verification: the header's members are the parser's own affair.
    private static bool IsSignedBy(VerificationKey key, string jws)
    {
        var parts = jws.Split('.');
        return parts.Length == 3 && parts.All(part => CanonicalBase64Url.TryDecode(part, out _))
            && CanonicalBase64Url.TryDecode(parts[2], out var signature)
            && key.Verify(SHA256.HashData(Encoding.ASCII.GetBytes(parts[0] + "." + parts[1])), signature);
    }

    private static bool IsForEs256(JsonElement jwk) => jwk.TryGetProperty("alg", out var alg) && alg.GetString() == "ES256";

    private static JsonElement Jwk(JsonElement group) =>
        group.TryGetProperty("public", out var key) ? key : group.GetProperty("private");

    private static bool IsValid(JsonElement test) => test.Text("result") == "valid";

    private static string Name(JsonElement test) => $"tcId {test.GetProperty("tcId")}: {test.Text("comment")}";

    private static string Coordinate(string hexadecimal) =>
        CanonicalBase64Url.Encode(Convert.FromHexString(hexadecimal.TrimStart('0').PadLeft(64, '0')));

    private static JsonElement[] Groups(string file)
    {
        var folder = Environment.GetEnvironmentVariable("WYCHEPROOF_DIR");
        if (string.IsNullOrEmpty(folder)) Assert.Skip($"WYCHEPROOF_DIR is not set: {file} was not run.");
        return [.. JsonElement.Parse(File.ReadAllBytes(Path.Combine(folder, file))).GetProperty("testGroups").EnumerateArray()];
    }
}
