using System.Text.Json.Nodes;
using Countersign.Gateway.Tests.Ciba;
using Countersign.SignIn.Clients;

namespace Countersign.Gateway.Tests.Conformance;

/// <summary>
/// FAPI-CIBA: requests and clients that are refused. Each test is one module of the plan for clients with private_key_jwt.
/// </summary>
public sealed class FapiCibaRefusalTests
{
    [Theory, Trait("Module", "fapi-ciba-id1-ensure-request-object-missing-aud-fails")]
    [InlineData(Delivery.Poll), InlineData(Delivery.Ping)]
    public Task Fapi_ciba_id1_ensure_request_object_missing_aud_fails(Delivery delivery) =>
        Refuses(delivery, claims => claims.Remove("aud"));

    [Theory, Trait("Module", "fapi-ciba-id1-ensure-request-object-bad-aud-fails")]
    [InlineData(Delivery.Poll), InlineData(Delivery.Ping)]
    public Task Fapi_ciba_id1_ensure_request_object_bad_aud_fails(Delivery delivery) => Refuses(delivery,
        claims => claims["aud"] = "https://elsewhere.example");

    [Theory, Trait("Module", "fapi-ciba-id1-ensure-request-object-missing-iss-fails")]
    [InlineData(Delivery.Poll), InlineData(Delivery.Ping)]
    public Task Fapi_ciba_id1_ensure_request_object_missing_iss_fails(Delivery delivery) =>
        Refuses(delivery, claims => claims.Remove("iss"));

    [Theory, Trait("Module", "fapi-ciba-id1-ensure-request-object-bad-iss-fails")]
    [InlineData(Delivery.Poll), InlineData(Delivery.Ping)]
    public Task Fapi_ciba_id1_ensure_request_object_bad_iss_fails(Delivery delivery) =>
        Refuses(delivery, claims => claims["iss"] = "other");

    [Theory, Trait("Module", "fapi-ciba-id1-ensure-request-object-missing-exp-fails")]
    [InlineData(Delivery.Poll), InlineData(Delivery.Ping)]
    public Task Fapi_ciba_id1_ensure_request_object_missing_exp_fails(Delivery delivery) =>
        Refuses(delivery, claims => claims.Remove("exp"));

    [Theory, Trait("Module", "fapi-ciba-id1-ensure-request-object-expired-exp-fails")]
    [InlineData(Delivery.Poll), InlineData(Delivery.Ping)]
    public Task Fapi_ciba_id1_ensure_request_object_expired_exp_fails(Delivery delivery) => Refuses(delivery,
        claims => claims["exp"] = claims["iat"]!.GetValue<long>() - 120);

    [Theory, Trait("Module", "fapi-ciba-id1-ensure-request-object-exp-is-70-minutes-in-future-fails")]
    [InlineData(Delivery.Poll), InlineData(Delivery.Ping)]
    public Task Fapi_ciba_id1_ensure_request_object_exp_is_70_minutes_in_future_fails(Delivery delivery) => Refuses(delivery,
        claims => claims["exp"] = claims["iat"]!.GetValue<long>() + 4200);

    [Theory, Trait("Module", "fapi-ciba-id1-ensure-request-object-missing-iat-fails")]
    [InlineData(Delivery.Poll), InlineData(Delivery.Ping)]
    public Task Fapi_ciba_id1_ensure_request_object_missing_iat_fails(Delivery delivery) =>
        Refuses(delivery, claims => claims.Remove("iat"));

    [Theory, Trait("Module", "fapi-ciba-id1-ensure-request-object-missing-nbf-fails")]
    [InlineData(Delivery.Poll), InlineData(Delivery.Ping)]
    public Task Fapi_ciba_id1_ensure_request_object_missing_nbf_fails(Delivery delivery) =>
        Refuses(delivery, claims => claims.Remove("nbf"));

    [Theory, Trait("Module", "fapi-ciba-id1-ensure-request-object-missing-jti-fails")]
    [InlineData(Delivery.Poll), InlineData(Delivery.Ping)]
    public Task Fapi_ciba_id1_ensure_request_object_missing_jti_fails(Delivery delivery) =>
        Refuses(delivery, claims => claims.Remove("jti"));

    [Theory, Trait("Module", "fapi-ciba-id1-ensure-request-object-nbf-is-10-minutes-in-future-fails")]
    [InlineData(Delivery.Poll), InlineData(Delivery.Ping)]
    public Task Fapi_ciba_id1_ensure_request_object_nbf_is_10_minutes_in_future_fails(Delivery delivery) => Refuses(delivery,
        claims => claims["nbf"] = claims["iat"]!.GetValue<long>() + 600);

    [Theory, Trait("Module", "fapi-ciba-id1-ensure-request-object-nbf-is-70-minutes-in-past-fails")]
    [InlineData(Delivery.Poll), InlineData(Delivery.Ping)]
    public Task Fapi_ciba_id1_ensure_request_object_nbf_is_70_minutes_in_past_fails(Delivery delivery) => Refuses(delivery,
        claims => claims["nbf"] = claims["iat"]!.GetValue<long>() - 4200);

    [Fact, Trait("Module", "fapi-ciba-id1-ensure-request-object-signature-algorithm-is-none-fails")]
    public async Task Fapi_ciba_id1_ensure_request_object_signature_algorithm_is_none_fails()
    {
        await using var plan = await BankPlan.Open();
        var signed = plan.Signed(header: header => header["alg"] = "none");
        await Refused(plan, signed[..(signed.LastIndexOf('.') + 1)]);
    }

    [Fact, Trait("Module", "fapi-ciba-id1-ensure-request-object-signature-algorithm-is-bad-fails")]
    public async Task Fapi_ciba_id1_ensure_request_object_signature_algorithm_is_bad_fails()
    {
        await using var plan = await BankPlan.Open();
        var parts = plan.Signed().Split('.');
        await Refused(plan, $"{parts[0]}.{parts[1]}.{Altered.Text(parts[2])}");
    }

    [Fact, Trait("Module", "fapi-ciba-id1-ensure-request-object-signature-algorithm-is-RS256-fails")]
    public async Task Fapi_ciba_id1_ensure_request_object_signature_algorithm_is_RS256_fails()
    {
        await using var plan = await BankPlan.Open(algorithm: "PS256");
        await Refused(plan, plan.Signed(key: plan.Key.As("RS256")));   // the registered key, and a signature that is right for RS256
    }

    [Fact, Trait("Module", "fapi-ciba-id1-ensure-request-object-signed-by-other-client-fails")]
    public async Task Fapi_ciba_id1_ensure_request_object_signed_by_other_client_fails()
    {
        await using var plan = await BankPlan.Open();
        await Refused(plan, plan.Signed(key: plan.OtherKey));
    }

    [Theory, Trait("Module", "fapi-ciba-id1-ensure-authorization-request-with-multiple-hints-fails")]
    [InlineData(Delivery.Poll), InlineData(Delivery.Ping)]
    public Task Fapi_ciba_id1_ensure_authorization_request_with_multiple_hints_fails(Delivery delivery) =>
        Refuses(delivery, claims => claims["id_token_hint"] = "x", "CS");

    [Fact, Trait("Module", "fapi-ciba-id1-ensure-unsigned-backchannel-authorization-request-fails")]
    public async Task Fapi_ciba_id1_ensure_unsigned_backchannel_authorization_request_fails()
    {
        await using var plan = await BankPlan.Open();
        (await plan.Bank.Ask()).Refused(400, "invalid_request");
        await NobodyWasAsked(plan);
    }

    [Fact, Trait("Module", "fapi-ciba-id1-ensure-without-client-assertion-in-backchannel-authorization-request")]
    public async Task Fapi_ciba_id1_ensure_without_client_assertion_in_backchannel_authorization_request()
    {
        await using var plan = await BankPlan.Open();
        (await plan.Send(plan.Signed(), Without)).Refused(401, "invalid_client");
        await NobodyWasAsked(plan);
    }

    [Fact, Trait("Module", "fapi-ciba-id1-ensure-without-client-assertion-in-token-endpoint-request")]
    public async Task Fapi_ciba_id1_ensure_without_client_assertion_in_token_endpoint_request()
    {
        await using var plan = await BankPlan.Open();
        var asked = await plan.Approved();
        (await Collect(plan, asked, Without)).Refused(401, "invalid_client");
        await plan.Complete(asked);
    }

    [Fact, Trait("Module", "fapi-ciba-id1-ensure-client-assertion-signature-algorithm-in-backchannel-authorization-request-is-RS256-fails")]
    public async Task Fapi_ciba_id1_ensure_client_assertion_signature_algorithm_in_backchannel_authorization_request_is_RS256_fails()
    {
        await using var plan = await BankPlan.Open(algorithm: "PS256");
        (await plan.Send(plan.Signed(), ("client_assertion", plan.Bank.Assertion(key: plan.Key.As("RS256")))))
            .Refused(401, "invalid_client");
        await NobodyWasAsked(plan);
    }

    [Fact, Trait("Module", "fapi-ciba-id1-ensure-client-assertion-signature-algorithm-in-token-endpoint-request-is-RS256-fails")]
    public async Task Fapi_ciba_id1_ensure_client_assertion_signature_algorithm_in_token_endpoint_request_is_RS256_fails()
    {
        await using var plan = await BankPlan.Open(algorithm: "PS256");
        var asked = await plan.Approved();
        (await Collect(plan, asked, ("client_assertion", plan.Bank.Assertion(key: plan.Key.As("RS256"))))).Refused(401, "invalid_client");
        await plan.Complete(asked);
    }

    [Fact, Trait("Module", "fapi-ciba-id1-ensure-client-assertion-with-iss-aud-to-token-endpoint-succeeds")]
    public async Task Fapi_ciba_id1_ensure_client_assertion_with_iss_aud_to_token_endpoint_succeeds()
    {
        await using var plan = await BankPlan.Open();
        var asked = await plan.Approved();
        string For(string audience) => plan.Bank.Assertion(claims => claims["aud"] = audience);
        (await Collect(plan, asked, ("client_assertion", For(plan.Bank.Issuer + "/bc-authorize")))).Refused(401, "invalid_client");
        var tokens = (await Collect(plan, asked, ("client_assertion", For(plan.Bank.Issuer)))).MustBe(200);
        await plan.Check(plan.Bank, tokens);
    }

    // --- mutual TLS: not offered, which discovery says; what takes its place is asserted beside it ------------------------------

    [Fact, Trait("Module", "fapi-ciba-id1-ensure-different-client-id-and-issuer-in-backchannel-authorization-request")]
    public async Task Fapi_ciba_id1_ensure_different_client_id_and_issuer_in_backchannel_authorization_request()
    {
        await using var plan = await BankPlan.Open();
        await NoMutualTls(plan);
        await Refused(plan, plan.Signed(client: plan.Other));   // right in itself, and another client's than the one that proves who it is
        (await plan.Send(plan.Signed(), [.. Without, ("client_id", "other")])).Refused(401, "invalid_client");
    }

    [Fact, Trait("Module", "fapi-ciba-id1-ensure-wrong-client-id-in-backchannel-authorization-request")]
    public async Task Fapi_ciba_id1_ensure_wrong_client_id_in_backchannel_authorization_request()
    {
        await using var plan = await BankPlan.Open();
        await NoMutualTls(plan);
        (await plan.Send(plan.Signed(), ("client_id", "other"))).Refused(401, "invalid_client");
        await NobodyWasAsked(plan);
    }

    [Fact, Trait("Module", "fapi-ciba-id1-ensure-wrong-client-id-in-token-endpoint-request")]
    public async Task Fapi_ciba_id1_ensure_wrong_client_id_in_token_endpoint_request()
    {
        await using var plan = await BankPlan.Open();
        await NoMutualTls(plan);
        var asked = await plan.Approved();
        (await Collect(plan, asked, ("client_id", "other"))).Refused(401, "invalid_client");
        await plan.Complete(asked);
    }

    [Fact, Trait("Module", "fapi-ciba-id1-ensure-mtls-holder-of-key-required")]
    public async Task Fapi_ciba_id1_ensure_mtls_holder_of_key_required()
    {
        await using var plan = await BankPlan.Open(isBound: true);
        await NoMutualTls(plan);
        var asked = await plan.Approved();
        (await plan.Bank.Collect(asked["auth_req_id"])).Refused(400, "invalid_dpop_proof");   // RFC 9449 in the place of RFC 8705
        plan.Bank.ProofKey = SignerKey.Es256();
        var tokens = (await plan.Bank.Collect(asked["auth_req_id"])).MustBe(200);
        await plan.Check(plan.Bank, tokens, "DPoP");
        (await plan.Bank.UserInfo(tokens["access_token"])).MustBe(401);
        var proof = plan.Bank.Proof("GET", plan.Bank.Issuer + "/userinfo", tokens["access_token"]);
        (await plan.Bank.UserInfo(tokens["access_token"], proof)).MustBe(200);
    }

    private static readonly (string, string?)[] Without =
        [("client_assertion", null), ("client_assertion_type", null), ("client_id", "bank")];

    private static async Task NoMutualTls(BankPlan plan)
    {
        var document = (await plan.Gateway.Get(plan.Bank.Issuer + "/.well-known/openid-configuration")).MustBe(200).Json;
        foreach (var offered in document.EnumerateObject()
            .Where(member => member.Name.EndsWith("_auth_methods_supported", StringComparison.Ordinal)))
            Assert.All(["tls_client_auth", "self_signed_tls_client_auth"], method =>
                Assert.DoesNotContain(method, Plan.List(document, offered.Name)));
        Assert.All(["tls_client_certificate_bound_access_tokens", "mtls_endpoint_aliases"], name =>
            Assert.False(document.TryGetProperty(name, out _)));
    }

    private static Task<Reply> Collect(BankPlan plan, Reply asked, params (string Name, string? Value)[] changes) =>
        plan.Bank.Ask("/token", [("grant_type", Till.CibaGrant), ("auth_req_id", asked["auth_req_id"]), .. changes]);

    private static async Task Refuses(Delivery delivery, Action<JsonObject> flaw, string number = "CS7308")
    {
        await using var plan = await BankPlan.Open(delivery);
        await Refused(plan, plan.Signed(flaw), number);
        await plan.Asked();   // without the flaw it is taken
    }

    private static async Task Refused(BankPlan plan, string request, string number = "CS7308")
    {
        Assert.StartsWith(number, (await plan.Send(request)).Refused(400, "invalid_request")["error_description"]);
        await NobodyWasAsked(plan);
    }

    private static async Task NobodyWasAsked(BankPlan plan) =>
        Assert.Equal("null", (await plan.Phone.Waiting()).Json.GetProperty("waiting").GetRawText());
}
