using System.Text.Json;
using Countersign.SignIn.Tests.Jose;
using Countersign.SignIn.WebAuthn;

namespace Countersign.SignIn.Tests.WebAuthn;

/// <summary>Runs Tests/Vectors/webauthn.json, which another implementation could run as well (PHO-8).</summary>
public sealed class WebAuthnVectorTests
{
    private const string File = "webauthn.json";
    private static readonly JsonElement Party = Vectors.List(File, "party").Single();
    private static readonly RelyingParty Us = new(Party.Text("origin"));

    public static TheoryData<string> Registrations => Names("registrations");
    public static TheoryData<string> RefusedRegistrations => Names("refused_registrations");
    public static TheoryData<string> Assertions => Names("assertions");
    public static TheoryData<string> RefusedAssertions => Names("refused_assertions");

    [Fact]
    public void The_challenge_of_a_registration_is_bound_to_the_activation() =>
        Assert.Equal(
            Party.Text("registration_challenge"),
            CanonicalBase64Url.Encode(WebAuthnRegistration.Challenge(
                Party.Text("issuer"), new(Party.Text("user")), new(Party.Text("device")), new(Party.Text("code")),
                new(Party.Text("request_key")))));

    [Theory, MemberData(nameof(Registrations)), Trait("Rule", "PHO-2")]
    public void A_registration_gives_its_key_and_credential(string name)
    {
        var vector = Named("registrations", name);
        var made = Register(vector, out var fault);
        Assert.Equal(default, fault);
        Assert.Equal(new(new(vector.Text("x"), vector.Text("y")), Credential(vector)), made);
    }

    [Theory, MemberData(nameof(RefusedRegistrations)), Trait("Rule", "PHO-2")]
    public void A_refused_registration_breaks_its_rule_first(string name)
    {
        var vector = Named("refused_registrations", name);
        Assert.Null(Register(vector, out var fault));
        Assert.Equal(vector.Text("fault"), fault.ToString());
    }

    [Theory, MemberData(nameof(Assertions)), Trait("Rule", "PHO-2")]
    public void An_assertion_proves_what_the_authenticator_says(string name)
    {
        var vector = Named("assertions", name);
        var verified = Prove(vector, out var fault);
        Assert.Equal(default, fault);
        var credential = Credential(vector);
        Assert.Equal(
            new(TestKeys.Decision.Public.Thumbprint, credential.Id, vector.GetProperty("verified").GetBoolean(),
                credential.IsBackupEligible, credential.Count, vector.Text("text")),
            verified);
    }

    [Theory, MemberData(nameof(RefusedAssertions)), Trait("Rule", "PHO-2")]
    public void A_refused_assertion_breaks_its_rule_first(string name)
    {
        var vector = Named("refused_assertions", name);
        Assert.Null(Prove(vector, out var fault));
        Assert.Equal(vector.Text("fault"), fault.ToString());
    }

    [Fact]
    public void Every_fault_is_reached()
    {
        var reached = Vectors.List(File, "refused_registrations").Concat(Vectors.List(File, "refused_assertions"))
            .Select(vector => Enum.Parse<WebAuthnFault>(vector.Text("fault"))).ToHashSet();
        Assert.Equal(Enum.GetValues<WebAuthnFault>().Where(fault => fault != WebAuthnFault.Malformed), reached.Order());
    }

    /// <summary>No bit of what is signed can be turned; one in the credential's id makes it another's, which the rules refuse.</summary>
    [Fact, Trait("Rule", "PHO-2")]
    public void No_byte_of_an_assertion_can_be_changed()
    {
        var parts = Vectors.List(File, "assertions")[0].Text("text").Split('.');
        for (var part = 1; part < parts.Length; part++)
        {
            Assert.True(CanonicalBase64Url.TryDecode(parts[part], out var bytes));
            for (var at = 0; at < bytes.Length; at++)
            {
                foreach (var bit in new byte[] { 1, 0x80 })
                {
                    byte[] changed = [.. bytes];
                    changed[at] ^= bit;
                    string[] text = [.. parts];
                    text[part] = CanonicalBase64Url.Encode(changed);
                    Assert.Null(Verify(string.Join('.', text), out _));
                }
            }
        }
    }

    private static WebAuthnRegistration? Register(JsonElement vector, out WebAuthnFault fault) =>
        WebAuthnRegistration.Verify(vector.Text("text"), Us, Bytes(Party.Text("registration_challenge")), out fault);

    private static VerifiedAssertion? Prove(JsonElement vector, out WebAuthnFault fault) => Verify(vector.Text("text"), out fault);

    private static VerifiedAssertion? Verify(string text, out WebAuthnFault fault)
    {
        using var key = VerificationKey.Import(TestKeys.Decision.Public);
        return WebAuthnAssertion.Parse(text, out fault)?.Verify(key, Us, Bytes(Party.Text("assertion_challenge")), out fault);
    }

    private static WebAuthnCredential Credential(JsonElement vector) =>
        new(vector.Text("id"), vector.GetProperty("synced").GetBoolean(), vector.GetProperty("count").GetInt64());

    private static byte[] Bytes(string text) => CanonicalBase64Url.TryDecode(text, out var bytes) ? bytes : throw new FormatException();

    private static TheoryData<string> Names(string list) => [.. Vectors.List(File, list).Select(vector => vector.Text("name"))];

    private static JsonElement Named(string list, string name) =>
        Vectors.List(File, list).Single(vector => vector.Text("name") == name);
}
