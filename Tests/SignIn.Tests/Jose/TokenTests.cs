using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Jose;
using Xunit;

namespace Countersign.SignIn.Tests.Jose;

public sealed class TokenTests
{
    private const string Handle = "AAAAAAAAAAAAAAAAAAAAAA";
    private const string Digest = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private static readonly DecisionStatement Approval = new(
        "https://sign-in.example/contoso", new("contoso"), new("anna@contoso.example"), new(Handle), Handle, Decision.Approve, "07",
        new(Handle), "payroll", Digest, UserVerified: true, DateTimeOffset.FromUnixTimeSeconds(1_790_000_000));

    [Theory]
    [InlineData("deny", "", "\"not_me\":true", true, true)]
    [InlineData("deny", "", "\"not_me\":false", true, false)]
    [InlineData("approve", "42", "\"not_me\":false", true, false)]
    [InlineData("approve", "42", "\"not_me\":true", false, false)]
    [InlineData("deny", "", "\"not_me\":1", false, false)]
    [InlineData("deny", "", "\"not_me\":true,\"not_me\":true", false, false)]
    [InlineData("deny", "", "\"not_you\":true", false, false)]
    public void Not_me_may_be_left_out_and_goes_with_a_denial_alone(string decision, string number, string more, bool isRead, bool isNotMe)
    {
        var statement = Approval with { Decision = decision == "deny" ? Decision.Deny : Decision.Approve, Number = number };
        var plain = System.Text.Encoding.UTF8.GetString(statement.Write());
        Assert.DoesNotContain("not_me", plain, StringComparison.Ordinal);
        var payload = System.Text.Encoding.UTF8.GetBytes(plain[..^1] + "," + more + "}");
        var jws = CompactJws.Sign(DecisionStatement.Type, Phone.Number(0).Decides, payload, _ => new byte[64]);
        var read = DecisionStatement.Parse(jws, out _, out _);
        Assert.Equal((isRead, isNotMe), (read is not null, read?.NotMe ?? false));
    }

    [Fact]
    public void A_decision_that_was_written_is_read_back_the_same()
    {
        var jws = Approval.Sign(TestKeys.Decision.Public.Thumbprint, TestKeys.Decision.Sign);
        Assert.Equal(Approval, DecisionStatement.Parse(jws, out var token, out _));
        using var key = VerificationKey.Import(TestKeys.Decision.Public);
        Assert.True(key.Verify(token!));
    }

    [Fact]
    public void A_request_that_was_written_is_read_back_the_same()
    {
        var request = new RequestProof(Approval.Audience, Approval.Tenant, Approval.User, Approval.Device, "POST",
            "/contoso/v1/device/answer", Digest, new AppReport(Platform.Android, "14.0", "2.1.3.4"), Handle, Approval.IssuedAt);
        var jws = request.Sign(TestKeys.Request.Public.Thumbprint, TestKeys.Request.Sign);
        Assert.Equal(request, RequestProof.Parse(jws, out _, out _));
    }

    [Fact]
    public void An_activation_that_was_written_is_read_back_the_same()
    {
        var activation = new ActivationProof(Approval.Audience, Approval.Tenant, Approval.User, Approval.Device, new(Digest),
            TestKeys.Request.Public.Thumbprint, TestKeys.Decision.Public.Thumbprint, Approval.IssuedAt);
        var jws = activation.Sign(TestKeys.Request.Public.Thumbprint, TestKeys.Request.Sign);
        Assert.Equal(activation, ActivationProof.Parse(jws, out _, out _));
    }

    [Fact]
    public void Members_are_written_in_the_protocols_order()
    {
        const string Expected = $$"""
            {"ver":1,"aud":"https://sign-in.example/contoso","tenant":"contoso","sub":"anna@contoso.example","challenge":"{{Handle}}",
            "nonce":"{{Handle}}","decision":"deny","number":"","device":"{{Handle}}","client":"payroll","context":"{{Digest}}","uv":false,
            "iat":1790000000}
            """;
        var denial = Approval with { Decision = Decision.Deny, Number = "", UserVerified = false };
        Assert.Equal(Expected.ReplaceLineEndings(""), Encoding.UTF8.GetString(denial.Write()));
    }

    [Fact]
    public void The_malleated_twin_of_a_signature_is_the_same_statement()
    {
        var jws = Approval.Sign(TestKeys.Decision.Public.Thumbprint, TestKeys.Decision.Sign);
        var original = CompactJws.Parse(jws, DecisionStatement.Type, out _)!;
        var twinText = jws[..(jws.LastIndexOf('.') + 1)] + CanonicalBase64Url.Encode(Malleated(original.Signature));
        var twin = CompactJws.Parse(twinText, DecisionStatement.Type, out _)!;

        using var key = VerificationKey.Import(TestKeys.Decision.Public);
        Assert.True(key.Verify(twin));
        Assert.NotEqual(original.Signature, twin.Signature);
        Assert.Equal(original.SigningInputHash, twin.SigningInputHash);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Nothing_is_refused_as_not_three_parts(string? nothing)
    {
        Assert.Null(DecisionStatement.Parse(nothing, out _, out var fault));
        Assert.Equal(TokenFault.NotThreeParts, fault);
    }

    [Fact]
    public void A_token_of_the_longest_length_is_still_read()
    {
        var padded = CompactJws.Sign("xx", new(Digest), Encoding.ASCII.GetBytes("{" + new string(' ', 5998) + "}"), TestKeys.Request.Sign);
        Assert.Equal(Limits.JwsLength, padded.Length);
        Assert.NotNull(CompactJws.Parse(padded, "xx", out _));
    }

    [Fact]
    public void A_signer_that_does_not_answer_64_bytes_is_a_bug() =>
        Assert.Throws<ArgumentException>(() => Approval.Sign(new(Digest), _ => new byte[70]));

    private static byte[] Malleated(byte[] signature)
    {
        var order = BigInteger.Parse("0ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", NumberStyles.AllowHexSpecifier,
            CultureInfo.InvariantCulture);
        var s = order - new BigInteger(signature.AsSpan(32), isUnsigned: true, isBigEndian: true);
        var twin = signature.AsSpan().ToArray();
        var bytes = s.ToByteArray(isUnsigned: true, isBigEndian: true);
        twin.AsSpan(32).Clear();
        bytes.CopyTo(twin.AsSpan(64 - bytes.Length));
        return twin;
    }
}
