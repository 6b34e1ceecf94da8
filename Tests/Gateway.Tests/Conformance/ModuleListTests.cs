using System.Reflection;
using System.Runtime.CompilerServices;

namespace Countersign.Gateway.Tests.Conformance;

/// <summary>Every module of the OpenID Foundation's plans has its test, by name, and its line in the documentation.</summary>
public sealed class ModuleListTests
{
    /// <summary>oidcc-basic-certification-test-plan.</summary>
    private static readonly string[] Basic =
    [
        "server", "response-type-missing", "idtoken-signature", "idtoken-unsigned", "userinfo-get", "userinfo-post-header",
        "userinfo-post-body", "ensure-request-without-nonce-succeeds-for-code-flow", "alternate-happy-flow", "codereuse",
        "codereuse-30seconds", "server-client-secret-post", "refresh-token", "ensure-request-with-valid-pkce-succeeds", "scope-profile",
        "scope-email", "scope-address", "scope-phone", "scope-all", "display-page", "display-popup", "prompt-login",
        "prompt-none-not-logged-in", "prompt-none-logged-in", "max-age-1", "max-age-10000",
        "ensure-request-with-unknown-parameter-succeeds", "id-token-hint", "login-hint", "ui-locales", "claims-locales",
        "ensure-request-with-acr-values-succeeds", "ensure-registered-redirect-uri", "ensure-post-request-succeeds",
        "request-uri-unsigned-supported-correctly-or-rejected-as-unsupported",
        "unsigned-request-object-supported-correctly-or-rejected-as-unsupported", "ensure-request-object-with-redirect-uri",
        "claims-essential",
    ];

    /// <summary>oidcc-config-certification-test-plan and oidcc-rp-initiated-logout-certification-test-plan.</summary>
    private static readonly string[] ConfigAndLogout =
    [
        "discovery-endpoint-verification", "rp-initiated-logout-discovery-endpoint-verification", "rp-initiated-logout",
        "rp-initiated-logout-no-state", "rp-initiated-logout-no-post-logout-redirect-uri", "rp-initiated-logout-no-params",
        "rp-initiated-logout-only-state", "rp-initiated-logout-no-id-token-hint", "rp-initiated-logout-bad-post-logout-redirect-uri",
        "rp-initiated-logout-query-added-to-post-logout-redirect-uri", "rp-initiated-logout-modified-id-token-hint",
        "rp-initiated-logout-bad-id-token-hint",
    ];

    /// <summary>fapi-ciba-id1-test-plan but for what is Brazil's and ConnectID's; the first is the one without a further name.</summary>
    private static readonly string[] Backchannel =
    [
        "", "-discovery-end-point-verification", "-user-rejects-authentication", "-multiple-call-to-token-endpoint",
        "-auth-req-id-expired", "-ensure-authorization-request-with-binding-message-succeeds",
        "-ensure-authorization-request-with-potentially-bad-binding-message", "-ensure-other-scope-order-succeeds",
        "-ensure-requested-expiry-as-string-succeeds", "-ensure-wrong-auth-req-id-in-token-endpoint-request", "-refresh-token",
        "-ping-backchannel-notification-endpoint-response-401",
        "-ping-backchannel-notification-endpoint-response-401-and-require-server-does-not-retry",
        "-ping-backchannel-notification-endpoint-response-403", "-ping-backchannel-notification-endpoint-response-has-body",
        "-ping-backchannel-notification-endpoint-return-redirect-request", "-ensure-request-object-missing-aud-fails",
        "-ensure-request-object-bad-aud-fails", "-ensure-request-object-missing-iss-fails", "-ensure-request-object-bad-iss-fails",
        "-ensure-request-object-missing-exp-fails", "-ensure-request-object-expired-exp-fails",
        "-ensure-request-object-exp-is-70-minutes-in-future-fails", "-ensure-request-object-missing-iat-fails",
        "-ensure-request-object-missing-nbf-fails", "-ensure-request-object-missing-jti-fails",
        "-ensure-request-object-nbf-is-10-minutes-in-future-fails", "-ensure-request-object-nbf-is-70-minutes-in-past-fails",
        "-ensure-request-object-signature-algorithm-is-none-fails", "-ensure-request-object-signature-algorithm-is-bad-fails",
        "-ensure-request-object-signature-algorithm-is-RS256-fails", "-ensure-request-object-signed-by-other-client-fails",
        "-ensure-authorization-request-with-multiple-hints-fails", "-ensure-unsigned-backchannel-authorization-request-fails",
        "-ensure-without-client-assertion-in-backchannel-authorization-request",
        "-ensure-without-client-assertion-in-token-endpoint-request",
        "-ensure-client-assertion-signature-algorithm-in-backchannel-authorization-request-is-RS256-fails",
        "-ensure-client-assertion-signature-algorithm-in-token-endpoint-request-is-RS256-fails",
        "-ensure-client-assertion-with-iss-aud-to-token-endpoint-succeeds",
        "-ensure-different-client-id-and-issuer-in-backchannel-authorization-request",
        "-ensure-wrong-client-id-in-backchannel-authorization-request", "-ensure-wrong-client-id-in-token-endpoint-request",
        "-ensure-mtls-holder-of-key-required",
    ];

    private static readonly string[] Modules =
        [.. Basic.Concat(ConfigAndLogout).Select(module => "oidcc-" + module), .. Backchannel.Select(module => "fapi-ciba-id1" + module)];

    [Fact]
    public void The_lists_are_whole() => Assert.Equal((38, 12, 43), (Basic.Length, ConfigAndLogout.Length, Backchannel.Length));

    [Fact]
    public void Every_module_has_one_test_which_bears_its_name_and_is_never_skipped()
    {
        var tests = Tests();
        Assert.Equal(Modules.Order(StringComparer.Ordinal), tests.Select(test => test.Module).Order(StringComparer.Ordinal));
        Assert.All(tests, test => Assert.Equal(NameFor(test.Module), test.Method.Name));
        Assert.All(tests, test => Assert.Null(test.Method.GetCustomAttribute<FactAttribute>()!.Skip));
    }

    [Fact]
    public void Every_module_is_in_the_documentation_with_its_test()
    {
        var lines = File.ReadAllLines(Document());
        Assert.All(Tests(), test => Assert.Single(lines, line =>
            line.StartsWith($"| `{test.Module}` | `{test.Method.DeclaringType!.Name}` |", StringComparison.Ordinal)));
    }

    private static (string Module, MethodInfo Method)[] Tests() =>
    [
        .. from type in typeof(ModuleListTests).Assembly.GetTypes()
           from method in type.GetMethods()
           where method.IsDefined(typeof(FactAttribute), inherit: true)
           from trait in method.GetCustomAttributes<TraitAttribute>()
           where trait.Name == "Module"
           select (trait.Value, method),
    ];

    private static string NameFor(string module)
    {
        var name = module.Replace('-', '_');
        return char.ToUpperInvariant(name[0]) + name[1..];
    }

    private static string Document([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "conformance.md");
}
