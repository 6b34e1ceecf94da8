using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Countersign.SignIn.Jose;
using Xunit;

namespace Countersign.SignIn.Tests.Jose;

public sealed class KeyTests
{
    // RFC 7515 A.3: a key, a signing input and a signature that we did not make.
    private static readonly PublicKey Published =
        new("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0");

    private static readonly byte[] PublishedDigest = SHA256.HashData(
        "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"u8);

    private static readonly byte[] PublishedSignature =
        Bytes("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q");

    [Fact]
    public void The_example_of_RFC_7515_verifies()
    {
        using var key = VerificationKey.Import(Published);
        Assert.True(key.Verify(PublishedDigest, PublishedSignature));
        Assert.Equal("oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U", key.Thumbprint.Value);
    }

    [Fact]
    public void A_token_that_names_another_key_is_not_verified_though_the_signature_is_good()
    {
        var jws = CompactJws.Sign("x", TestKeys.Decision.Public.Thumbprint, "{}"u8, TestKeys.Request.Sign);
        var token = CompactJws.Parse(jws, "x", out _)!;
        using var key = VerificationKey.Import(TestKeys.Request.Public);
        Assert.True(key.Verify(token.Digest, token.Signature));
        Assert.False(key.Verify(token));
    }

    [Fact]
    public void The_dummy_key_verifies_nothing_and_outlives_its_disposal()
    {
        VerificationKey.Dummy.Dispose();
        Assert.False(VerificationKey.Dummy.Verify(PublishedDigest, PublishedSignature));
        Assert.NotEqual(Published.Thumbprint, VerificationKey.Dummy.Thumbprint);
    }

    [Fact]
    public void One_key_serves_several_threads()
    {
        using var key = VerificationKey.Import(Published);
        var wrong = new byte[64];
        wrong[63] = wrong[31] = 1;
        var answers = new bool[400];
        Parallel.For(0, answers.Length, new() { MaxDegreeOfParallelism = 8 },
            i => answers[i] = key.Verify(PublishedDigest, i % 2 == 0 ? PublishedSignature : wrong) == (i % 2 == 0));
        Assert.DoesNotContain(false, answers);
    }

    [Fact]
    public void A_disposed_key_is_not_used_again()
    {
        var key = VerificationKey.Import(Published);
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.Verify(PublishedDigest, PublishedSignature));
    }

    [Fact]
    public void A_stored_key_that_is_no_key_is_a_bug_at_import() =>
        Assert.ThrowsAny<CryptographicException>(() => VerificationKey.Import(new(Published.X, Published.X)));

    [Fact]
    public void A_public_key_is_stored_as_its_two_coordinates()
    {
        var json = JsonSerializer.Serialize(Published, JsonSerializerOptions.Web);
        Assert.Equal($$"""{"x":"{{Published.X}}","y":"{{Published.Y}}"}""", json);
        Assert.Equal(Published, JsonSerializer.Deserialize<PublicKey>(json, JsonSerializerOptions.Web));
        Assert.Equal(Published, JsonSerializer.Deserialize<PublicKey>(JsonSerializer.Serialize(Published)));
    }

    [Theory]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"$x","y":"$y"}""", true)]
    [InlineData("""{"y":"$y","x":"$x","crv":"P-256","kty":"EC"}""", true)]
    [InlineData("""{"kty":"EC","crv":"P-384","x":"$x","y":"$y"}""", false)]
    [InlineData("""{"kty":"OKP","crv":"P-256","x":"$x","y":"$y"}""", false)]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"$y","y":"$x"}""", false)]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"$x"}""", false)]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"$x","y":"$y","d":"$x"}""", false)]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"$x","y":"$y","y":"$y"}""", false)]
    [InlineData("""{"kty":"EC","crv":"P-256","x":null,"y":"$y"}""", false)]
    [InlineData("", false)]
    public void A_JWK_has_exactly_four_members(string jwk, bool accepted)
    {
        var json = Encoding.UTF8.GetBytes(jwk.Replace("$x", Published.X).Replace("$y", Published.Y));
        Assert.Equal(accepted, PublicKey.TryParseJwk(json, out var key));
        Assert.Equal(accepted ? Published : null, key);
    }

    private static byte[] Bytes(string text) => CanonicalBase64Url.TryDecode(text, out var bytes) ? bytes : throw new FormatException();
}
