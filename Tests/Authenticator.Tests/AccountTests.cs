using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Countersign.SignIn;
using Countersign.SignIn.Jose;
using Xunit;

namespace Countersign.Authenticator.Tests;

public class AccountTests
{
    private readonly Account _account = Given.Account();
    private readonly WaitingSignIn _waiting = Given.Waiting();

    [Fact]
    public void A_proof_says_which_request_and_is_signed_by_the_request_key()
    {
        var body = "{\"ownership\":\"individual\"}"u8.ToArray();
        var jws = _account.Prove("POST", "/contoso/v1/device/register", body, Given.Now);
        var proof = RequestProof.Parse(jws, out var token, out _);
        Assert.NotNull(proof);
        Assert.Equal(
            new("https://login.example/contoso", new("contoso"), new("alice@contoso.example"), _account.Device, "POST",
                "/contoso/v1/device/register", Hash(body), Given.Report, proof.Jti, Given.Now),
            proof);
        Assert.True(Verifies(Given.Keys.Request, token!));
        Assert.False(Verifies(Given.Keys.Decision, token!));
        Assert.Null(DecisionStatement.Parse(jws, out _, out _));
        Assert.Null(ActivationProof.Parse(jws, out _, out _));
    }

    [Fact]
    public void Every_proof_is_new()
    {
        var proofs = Enumerable.Range(0, 100).Select(_ => _account.Prove("GET", "/x", [], Given.Now));
        var jtis = proofs.Select(proof => RequestProof.Parse(proof, out var _, out var _)!.Jti);
        Assert.Equal(100, jtis.Distinct().Count());
    }

    [Fact]
    public void A_request_without_a_body_is_proved_with_the_hash_of_nothing()
    {
        var proof = RequestProof.Parse(_account.Prove("GET", "/contoso/v1/device/waiting", [], Given.Now), out _, out _);
        Assert.Equal("47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU", proof!.BodyHash);
    }

    [Fact]
    public void An_approval_says_all_there_is_and_is_signed_by_the_decision_key()
    {
        var jws = _account.Approve(_waiting, "07", Given.Keys.Decision, Given.Now);
        var statement = DecisionStatement.Parse(jws, out var token, out _);
        Assert.Equal(
            new("https://login.example/contoso", new("contoso"), new("alice@contoso.example"), _waiting.Challenge, _waiting.Nonce,
                Decision.Approve, "07", _account.Device, "web",
                ContextByTheBook("Contoso Portal", "Taipei", "192.0.2.0/24", "Firefox on Linux", ""), true, Given.Now),
            statement);
        Assert.True(Verifies(Given.Keys.Decision, token!));
        Assert.False(Verifies(Given.Keys.Request, token!));
    }

    [Fact]
    public void A_denial_is_signed_by_the_request_key_and_claims_no_verification()
    {
        var statement = DecisionStatement.Parse(_account.Deny(_waiting, Given.Now), out var token, out _);
        Assert.Equal((Decision.Deny, "", false), (statement!.Decision, statement.Number, statement.UserVerified));
        Assert.True(Verifies(Given.Keys.Request, token!));
    }

    [Fact]
    public void The_context_is_that_of_the_texts_shown_in_their_places()
    {
        var one = DecisionStatement.Parse(_account.Deny(Given.Waiting(place: "臺北 \"x\"", message: "W4SCT"), Given.Now), out _, out _);
        Assert.Equal(ContextByTheBook("Contoso Portal", "臺北 \"x\"", "192.0.2.0/24", "Firefox on Linux", "W4SCT"), one!.Context);
    }

    [Fact]
    public void An_activation_carries_a_proof_of_each_key()
    {
        var code = new ActivationCode(_account.Issuer, _account.User, "AAECAwQFBgcICQoLDA0ODw");
        var body = JsonDocument.Parse(_account.ActivationBody(code, "Moe's phone", Given.Keys.Decision, Given.Now)).RootElement;
        string Text(string name) => body.GetProperty(name).GetString()!;
        Assert.Equal(("alice@contoso.example", code.Secret, _account.Device.Value), (Text("user_name"), Text("code"), Text("device")));
        Assert.Equal(("Moe's phone", "android", "14.0", "1.0"), (Text("name"), Text("platform"), Text("os"), Text("app")));
        foreach (var (which, key) in new[] { ("request", Given.Keys.Request), ("decision", Given.Keys.Decision) })
        {
            var proof = ActivationProof.Parse(Text(which + "_proof"), out var token, out _);
            Assert.Equal(
                new("https://login.example/contoso", new("contoso"), _account.User, _account.Device,
                    new(Hash(Encoding.ASCII.GetBytes(code.Secret))),
                    Given.Keys.Request.Thumbprint, Given.Keys.Decision.Thumbprint, Given.Now),
                proof);
            Assert.True(Verifies(key, token!));
            var jwk = body.GetProperty(which + "_key");
            Assert.Equal(["kty", "crv", "x", "y"], jwk.EnumerateObject().Select(member => member.Name));
            Assert.Equal(("EC", "P-256"), (jwk.GetProperty("kty").GetString(), jwk.GetProperty("crv").GetString()));
            Assert.True(PublicKey.TryParse(jwk.GetProperty("x").GetString(), jwk.GetProperty("y").GetString(), out var published));
            Assert.Equal(key.PublicKey, published);
        }
    }

    [Fact]
    public void What_waits_is_read_as_it_came()
    {
        const string Text = """
            {"waiting":{"challenge":"AAECAwQFBgcICQoLDA0ODw","nonce":"EBESExQVFhcYGRobHB0eHw","mode":"enter6","choices":[],"client":"web",
            "application":"Contoso Portal","place":null,"address":"192.0.2.0/24","browser":"Firefox on Linux",
            "started_at":"2026-11-22T10:00:00Z","expires_at":"2026-11-22T10:02:00Z","expires_in":97,"later":true}}
            """;
        var waiting = WaitingSignIn.Parse(Encoding.UTF8.GetBytes(Text))!;
        Assert.Equal(
            (SignIn.Prompts.NumberMode.Enter6, 6, 97, ""),
            (waiting.Mode, waiting.Digits, waiting.ExpiresIn, waiting.Shown.Place));
        Assert.True(waiting.CanBe("007042"));
        Assert.All(["42", "7042", "00704٢", "0070422", ""], number => Assert.False(waiting.CanBe(number)));
        Assert.Null(WaitingSignIn.Parse("{\"waiting\":null}"u8));
    }

    /// <summary>T38: the client's words come after all of the service's, and cannot be taken for them.</summary>
    [Fact]
    public void What_the_client_writes_is_shown_last_and_in_quotes()
    {
        var screen = new StringWriter();
        Cli.Screen.ShowContext(screen, Texts.PhoneTexts.All[0], Given.Waiting(message: "42\n  Number 42"));
        var lines = screen.ToString().Split(Environment.NewLine);
        var at = Array.FindIndex(lines, line => line.Contains("They write", StringComparison.Ordinal));
        Assert.EndsWith("\"42\uFFFD  Number 42\"", lines[at]);
        Assert.True(at > Array.FindIndex(lines, line => line.Contains("Firefox on Linux", StringComparison.Ordinal)));
        var without = new StringWriter();
        Cli.Screen.ShowContext(without, Texts.PhoneTexts.All[0], Given.Waiting());
        Assert.DoesNotContain("They write", without.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"waiting":{}}""")]
    [InlineData("""{"waiting":{"challenge":"x","nonce":"HANDLE","mode":"enter6","choices":[],"client":"web"}}""")]
    [InlineData("""{"waiting":{"challenge":"HANDLE","nonce":"x","mode":"enter6","choices":[],"client":"web"}}""")]
    [InlineData("""{"waiting":{"challenge":"HANDLE","nonce":"HANDLE","mode":"enter6","choices":[],"client":""}}""")]
    [InlineData("""{"waiting":{"challenge":"HANDLE","nonce":"HANDLE","mode":"shout","choices":[],"client":"web"}}""")]
    [InlineData("""{"waiting":{"challenge":"HANDLE","nonce":"HANDLE","mode":"select","choices":[],"client":"web"}}""")]
    [InlineData("""{"waiting":{"challenge":"HANDLE","nonce":"HANDLE","mode":"enter2","choices":["07"],"client":"web"}}""")]
    public void What_does_not_make_sense_is_not_shown(string text) =>
        Assert.Throws<JsonException>(() => WaitingSignIn.Parse(Encoding.UTF8.GetBytes(text.Replace("HANDLE", "AAECAwQFBgcICQoLDA0ODw"))));

    [Fact]
    public void A_key_comes_back_from_its_export_and_nothing_else_is_one()
    {
        using var key = SigningKey.Create();
        using var again = SigningKey.Import(key.Export());
        Assert.Equal(key.Thumbprint, again.Thumbprint);
        using var larger = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.Throws<CryptographicException>(() => SigningKey.Import(larger.ExportPkcs8PrivateKey()));
        Assert.ThrowsAny<CryptographicException>(() => SigningKey.Import([1, 2, 3]));
        Assert.Throws<CryptographicException>(() => SigningKey.Import([.. key.Export(), 0]));
    }

    private static bool Verifies(SigningKey key, CompactJws token)
    {
        using var verification = VerificationKey.Import(key.PublicKey);
        return verification.Verify(token);
    }

    private static string Hash(byte[] bytes) => Base64Url.EncodeToString(SHA256.HashData(bytes));

    // docs/device-protocol.md, read literally.
    private static string ContextByTheBook(params string[] texts)
    {
        var bytes = new List<byte>(Encoding.ASCII.GetBytes("countersign-context-2"));
        foreach (var text in texts.Select(Encoding.UTF8.GetBytes))
        {
            var length = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, text.Length);
            bytes.AddRange([.. length, .. text]);
        }
        return Hash([.. bytes]);
    }
}
