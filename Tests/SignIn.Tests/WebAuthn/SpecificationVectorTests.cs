using Countersign.SignIn.WebAuthn;

namespace Countersign.SignIn.Tests.WebAuthn;

/// <summary>
/// The published vector of WebAuthn Level 3, section 16.2 (ES256, no attestation), for the relying party <c>example.org</c>. Its
/// authenticator verified nobody, which is why the registration is refused here, and for nothing else.
/// </summary>
public sealed class SpecificationVectorTests
{
    private const string RegistrationChallenge = "00c30fb78531c464d2b6771dab8d7b603c01162f2fa486bea70f283ae556e130";

    private const string Created =
        "7b2274797065223a22776562617574686e2e637265617465222c226368616c6c656e6765223a22414d4d507434557878475453746e6364"
        + "7134313759447742466938767049612d7077386f4f755657345441222c226f726967696e223a2268747470733a2f2f6578616d706c652e"
        + "6f7267222c2263726f73734f726967696e223a66616c73652c22657874726144617461223a22636c69656e74446174614a534f4e206d61"
        + "7920626520657874656e6465642077697468206164646974696f6e616c206669656c647320696e20746865206675747572652c20737563"
        + "6820617320746869733a20426b5165446a646354427258426941774a544c453551227d";

    private const string Attestation =
        "a363666d74646e6f6e656761747453746d74a068617574684461746158a4bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5"
        + "e0f01452b2e4b559000000008446ccb9ab1db374750b2367ff6f3a1f0020f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94"
        + "ff3ec330084be4a5010203262001215820afefa16f97ca9b2d23eb86ccb64098d20db90856062eb249c33a9b672f26df61225820930a56"
        + "b87a2fca66334b03458abf879717c12cc68ed73290af2e2664796b9220";

    private const string AssertionChallenge = "39c0e7521417ba54d43e8dc95174f423dee9bf3cd804ff6d65c857c9abf4d408";

    private const string CredentialId = "f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94ff3ec330084be4";

    private const string AuthenticatorDataOfAssertion = "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b51900000000";

    private const string Got =
        "7b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a224f63446e55685158756c5455506f334a555854"
        + "3049393770767a7a59425039745a63685879617630314167222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267"
        + "222c2263726f73734f726967696e223a66616c73657d";

    private const string Signature =
        "3046022100f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a87780218deffcd380221008480ac0f0b93538174f575bf11a1dd"
        + "5d78c6e486013f937295ea13653e331e87";

    private static readonly RelyingParty Example = new("https://example.org");

    [Fact]
    public void The_registration_of_the_specification_lacks_the_verified_person_alone()
    {
        Assert.Null(WebAuthnRegistration.Verify(Text(Created, Attestation), Example, Bytes(RegistrationChallenge), out var fault));
        Assert.Equal(WebAuthnFault.NotVerified, fault);
    }

    [Fact]
    public void With_the_person_verified_it_is_taken_with_the_key_and_the_id_that_are_published()
    {
        var verified = Attestation.Replace("e4b559000000", "e4b55d000000", StringComparison.Ordinal);
        Assert.NotEqual(Attestation, verified);
        var made = WebAuthnRegistration.Verify(Text(Created, verified), Example, Bytes(RegistrationChallenge), out var fault);
        Assert.Equal(default, fault);
        Assert.Equal(new(Key, new(Part(CredentialId), true, 0)), made);
    }

    [Fact]
    public void The_assertion_of_the_specification_verifies_and_says_that_nobody_was_verified()
    {
        var text = Text(CredentialId, AuthenticatorDataOfAssertion, Got, Signature);
        using var key = VerificationKey.Import(Key);
        var verified = WebAuthnAssertion.Parse(text, out _)!.Verify(key, Example, Bytes(AssertionChallenge), out var fault);
        Assert.Equal(default, fault);
        Assert.Equal(new(Key.Thumbprint, Part(CredentialId), false, true, 0, text), verified);
    }

    private static PublicKey Key => new(
        Part("afefa16f97ca9b2d23eb86ccb64098d20db90856062eb249c33a9b672f26df61"),
        Part("930a56b87a2fca66334b03458abf879717c12cc68ed73290af2e2664796b9220"));

    private static string Text(params string[] parts) => string.Join('.', parts.Select(Part));

    private static string Part(string hexadecimal) => CanonicalBase64Url.Encode(Bytes(hexadecimal));

    private static byte[] Bytes(string hexadecimal) => Convert.FromHexString(hexadecimal);
}
