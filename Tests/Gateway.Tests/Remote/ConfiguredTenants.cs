namespace Countersign.Gateway.Tests.Remote;

/// <summary>Two tenants of which everything is set that can be set.</summary>
internal static class ConfiguredTenants
{
    public static (string Name, string Value)[] Secrets(string secret) =>
    [
        ("CONTOSO_PROVIDERS_FABRIKAM_CLIENT_SECRET", secret), ("CONTOSO_PASSWORDS_SECRET", secret),
        ("NORTHWIND_PASSWORDS_BIND_PASSWORD", secret),
    ];

    public static async Task Make(RunningGateway gateway, string secret)
    {
        var jwk = new HandsetKey().Jwk;
        (jwk["kid"], jwk["alg"], jwk["use"]) = ("k1", "ES256", "sig");
        var logo = Convert.ToBase64String(Logo.Png());
        (string Path, string? Body)[] requests =
        [
            ("contoso", null),
            ("contoso/prerequisites",
                """{"push_allowed":true,"combined_registration":false,"minimum_ios":"9.1","minimum_android":"7.0","minimum_app":"1.1"}"""),
            ("contoso/settings",
                $$$"""
                {"number_mode":"enter2","challenge_seconds":90,"second_attempt":"refuse","policy_check":"before_prompt",
                "prompts_in_5_minutes":2,"prompts_in_an_hour":4,"prompts_in_a_day":8,"wrong_numbers_to_lock":2,"installation_limit":4,
                "help_url":"https://help.contoso.example/","not_me_hours":48,"phone_only":false,"trusted_networks":["192.0.2.0/24"],
                "decoys":"off","ways":{"pending":["federated"],"locked":[]},"security_webhook":"https://hooks.contoso.example/",
                "branding":{"name":"콘토소","accent":"#006b5b","logo":"{{{logo}}}","contact":"+47 55 00 00 00"},
                "recovery_codes":true,"pin_keys":"off","synced_keys":"off","second_factor":true,"passkeys":"device_bound"}
                """),
            ("contoso/providers/fabrikam",
                $$"""
                {"name":"Fabrikam","issuer":"https://fs.fabrikam.example/adfs","client_id":"countersign","client_secret":"{{secret}}",
                "token_endpoint_auth_method":"client_secret_post","scopes":["openid","profile"],"acr_values":["urn:fabrikam:mfa"],
                "trusted":true,"linking":"create","user_name_claim":"upn","sign_out":true,"assertion_audience":"token_endpoint"}
                """),
            ("contoso/passwords",
                $$$"""{"place":"verifier","verifier":{"url":"https://verify.contoso.example/","secret":"{{{secret}}}"}}"""),
            ("contoso/domains/fabrikam.example", """{"type":"federated","provider":"fabrikam","take_second_attempt":false}"""),
            ("contoso/domains/old.example", """{"type":"federated","sign_in_url":"https://adfs.old.example/"}"""),
            ("contoso/domains/contoso.example", """{"type":"managed","pass_through":true}"""),
            ("contoso/clients/portal",
                """
                {"client_name":"Portal","token_endpoint_auth_method":"client_secret_basic","grant_types":["authorization_code"],
                "redirect_uris":["https://portal.example/callback"],"ways":{"pending":[]},"second_factor":true}
                """),
            ("contoso/clients/bank",
                $$"""
                {"client_name":"Bank","token_endpoint_auth_method":"private_key_jwt",
                "grant_types":["authorization_code","urn:openid:params:grant-type:ciba"],
                "redirect_uris":["https://bank.example/callback"],"post_logout_redirect_uris":["https://bank.example/"],
                "jwks":{"keys":[{{System.Text.Json.JsonSerializer.Serialize(jwk)}}]},
                "id_token_signed_response_alg":"ES256","backchannel_token_delivery_mode":"ping",
                "backchannel_client_notification_endpoint":"https://bank.example/notify",
                "backchannel_signed_requests":true,"backchannel_user_code_parameter":true}
                """),
            ("contoso/legacy-policy", """{"enabled":true}"""),
            ("contoso/policy",
                """
                {"enabled":true,"target":{"type":"select","users":["zoe@contoso.example","ada@contoso.example"],"groups":["staff"]}}
                """),
            ("northwind", null),
            ("northwind/passwords",
                $$"""
                {"place":"directory","directory":{"host":"ldap.northwind.example","base":"dc=northwind","attribute":"mail","tls":"ldaps",
                "bind_name":"cn=reader","bind_password":"{{secret}}","group":"cn=staff"},"take_without_phone":true}
                """),
        ];
        foreach (var (path, body) in requests) (await gateway.Admin(HttpMethod.Put, path, body)).MustBe(200);
    }
}
