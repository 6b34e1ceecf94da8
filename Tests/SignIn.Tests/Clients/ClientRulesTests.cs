namespace Countersign.SignIn.Tests.Clients;

/// <summary>Limits on a client's registration.</summary>
public sealed class ClientRulesTests
{
    private static readonly Client Portal = Registered.Portal, Clerk = Registered.Clerk, Bank = Registered.Bank;
    private static readonly Backchannel Pinged = new(Delivery.Ping, "https://clerk.example/notify", false, false);

    private static void Accepted(Client client) => Assert.Null(ClientRules.Objection(client));

    private static void Refused(params Client[] clients) =>
        Assert.All(clients, client => Assert.Equal(Refusal.ClientRefused, ClientRules.Objection(client)));

    [Fact]
    public void What_operators_register_is_accepted()
    {
        Accepted(Portal);
        Accepted(Clerk);
        Accepted(Bank);
        Accepted(Clerk with { Secrets = [] });   // until the first is drawn
        Accepted(Clerk with { Backchannel = Pinged });
        Accepted(Clerk with { DpopBound = false, Backchannel = Pinged with { Delivery = Delivery.Push, UserCode = true } });
        Accepted(Portal with { Grants = ClientGrants.Device, RedirectUris = [] });
    }

    [Theory]
    [InlineData("p", true)]
    [InlineData("Portal_1.2~x-y", true)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("a/b", false)]
    [InlineData("a%62", false)]
    [InlineData("pörtal", false)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData("...", true)]
    [InlineData("a..b", true)]
    public void An_id_stands_in_an_address_as_it_is(string id, bool accepted)
    {
        Assert.Equal(accepted, Client.IsId(id));
        Assert.Equal(accepted, ClientRules.Objection(Portal with { Id = id }) is null);
        Assert.True(Client.IsId(new('a', Limits.ClientIdLength)));
        Assert.False(Client.IsId(new('a', Limits.ClientIdLength + 1)));
    }

    [Fact]
    public void A_word_that_is_none_is_refused() => Refused(
        Portal with { Name = "" },
        Portal with { Name = "two\nlines" },
        Portal with { Name = new('a', Limits.DisplayTextLength + 1) },
        Portal with { Authentication = ClientAuthenticationMethod.Malformed },
        Portal with { Authentication = (ClientAuthenticationMethod)4 },
        Portal with { IdTokenAlgorithm = SigningAlgorithm.Malformed },
        Portal with { IdTokenAlgorithm = (SigningAlgorithm)4 },
        Portal with { Grants = ClientGrants.None },
        Portal with { Grants = ClientGrants.Code | (ClientGrants)16 },
        Clerk with { Backchannel = Pinged with { Delivery = Delivery.Malformed } },
        Clerk with { Backchannel = Pinged with { Delivery = (Delivery)4 } });

    [Fact, Trait("Rule", "B5")]
    public void A_refresh_token_that_stays_is_for_clients_that_nobody_can_pass_for()
    {
        Accepted(Clerk with { KeepsRefreshToken = true });
        Accepted(Portal with { KeepsRefreshToken = true, DpopBound = true });
        Refused(Portal with { KeepsRefreshToken = true, DpopBound = false });
    }

    [Fact]
    public void Secrets_are_for_clients_that_use_them_and_keys_for_clients_that_sign() => Refused(
        Portal with { Secrets = Clerk.Secrets },
        Bank with { Secrets = Clerk.Secrets },
        Clerk with { Secrets = [.. Enumerable.Range(0, Limits.SecretsPerClient + 1).Select(n => Sample.Hash($"secret {n}"))] },
        Clerk with { Keys = Bank.Keys },
        Portal with { Keys = Bank.Keys },
        Bank with { Keys = [] },
        Clerk with { Backchannel = Pinged with { SignedRequests = true } });

    [Fact]
    public void A_key_is_on_its_curve_or_long_enough_and_has_a_name_of_its_own()
    {
        var (ec, rsa) = (Registered.Ec("a"), Registered.Rsa("a", 2048));
        Accepted(Bank with { Keys = [ec] });
        Accepted(Bank with { Keys = [rsa] });
        foreach (var key in (ClientKey[])[
            ec with { Algorithm = SigningAlgorithm.PS256 }, rsa with { Algorithm = SigningAlgorithm.ES256 },
            rsa with { Algorithm = SigningAlgorithm.RS256 },
            ec with { KeyId = "" }, ec with { KeyId = "a b" }, ec with { KeyId = new('a', Limits.KeyIdLength + 1) }, ec with { Jwk = "{}" },
            ec with { Jwk = "" }, ec with { Jwk = ec.Jwk.Replace("\"x\":\"", "\"x\":\"A", StringComparison.Ordinal) },
            Registered.Rsa("a", 1024), rsa with { Jwk = rsa.Jwk.Replace("AQAB", "Aw", StringComparison.Ordinal) },
            rsa with { Jwk = rsa.Jwk.Replace("}", ",\"d\":\"AQAB\"}", StringComparison.Ordinal) }])
        {
            Refused(Bank with { Keys = [key] });
        }

        Refused(Bank with { Keys = [ec, rsa] });
        Refused(Bank with { Keys = [.. Enumerable.Range(0, Limits.KeysPerClient + 1).Select(n => Registered.Ec($"{n}"))] });
    }

    [Fact, Trait("Rule", "C12")]
    public void The_backchannel_is_for_clients_that_can_keep_a_secret() => Refused(
        Portal with { Grants = ClientGrants.Code | ClientGrants.Ciba });

    [Fact, Trait("Rule", "C11")]
    public void A_client_whose_requests_are_signed_is_not_sent_its_tokens()
    {
        Refused(Bank with { Backchannel = Bank.Backchannel with { Delivery = Delivery.Push } });
        var pushed = Bank.Backchannel with { Delivery = Delivery.Push, SignedRequests = false };
        Accepted(Bank with { DpopBound = false, Backchannel = pushed });
        Refused(Bank with { DpopBound = true, Backchannel = pushed });   // nobody is there to prove a key
    }

    [Fact]
    public void Who_is_notified_says_where_and_nobody_else_does() => Refused(
        Clerk with { Backchannel = Pinged with { NotificationEndpoint = null } },
        Clerk with { Backchannel = Pinged with { NotificationEndpoint = "http://clerk.example/notify" } },
        Clerk with { Backchannel = Pinged with { NotificationEndpoint = "https://clerk.example/notify#x" } },
        Clerk with { Backchannel = Pinged with { Delivery = Delivery.Poll } },
        Clerk with { Grants = ClientGrants.Code, Backchannel = Pinged });

    [Theory, Trait("Rule", "T17")]
    [InlineData("https://portal.example/callback?x=y", true, true)]
    [InlineData("http://127.0.0.1/callback", true, true)]
    [InlineData("http://[::1]:8080/callback", true, true)]
    [InlineData("http://localhost:3000/", true, true)]
    [InlineData("example.portal:/callback", false, true)]
    [InlineData("example.portal://x/callback", false, true)]
    [InlineData("portal:/callback", false, false)]
    [InlineData("http://portal.example/", false, false)]
    [InlineData("https://portal.example/#x", false, false)]
    [InlineData("https://portal.example#", false, false)]
    [InlineData("https://ada@portal.example/", false, false)]
    [InlineData("https://portal.example/a b", false, false)]
    [InlineData("https://portal.example/ä", false, false)]
    [InlineData("https://portal.example/\n", false, false)]
    [InlineData("https://portal.example/*", false, false)]
    [InlineData("https://*.portal.example/", false, false)]
    [InlineData("https://portal.example/?x=*", false, false)]
    [InlineData("http://localhost:*/", false, false)]
    [InlineData("https:///callback", false, false)]
    [InlineData("javascript:alert(1)", false, false)]
    [InlineData("data:text/html,x", false, false)]
    [InlineData("file:///etc/passwd", false, false)]
    [InlineData("/callback", false, false)]
    [InlineData("", false, false)]
    public void An_address_to_return_to_is_safe_to_send_a_browser_to(string address, bool confidential, bool open)
    {
        Assert.Equal(confidential, ClientRules.Objection(Clerk with { RedirectUris = [address] }) is null);
        Assert.Equal(open, ClientRules.Objection(Portal with { RedirectUris = [address] }) is null);
        Assert.Equal(confidential, ClientRules.Objection(Clerk with { PostLogoutRedirectUris = [address] }) is null);
    }

    [Fact]
    public void Addresses_are_there_exactly_for_the_code_and_not_too_many() => Refused(
        Portal with { RedirectUris = [] },
        Portal with { Grants = ClientGrants.Device },
        Portal with { RedirectUris = [.. Enumerable.Range(0, Limits.AddressesPerClient + 1).Select(n => $"https://portal.example/{n}")] },
        Portal with { RedirectUris = ["https://portal.example/" + new string('a', Limits.UrlLength)] });

    [Theory, Trait("Rule", "T17")]
    [InlineData("https://portal.example/callback", true)]
    [InlineData("https://portal.example/callback/", false)]
    [InlineData("https://portal.example/callback?x=y", false)]
    [InlineData("https://portal.example/CALLBACK", false)]
    [InlineData("https://portal.example:443/callback", false)]
    [InlineData("https://PORTAL.example/callback", false)]
    [InlineData("https://portal.example/%63allback", false)]
    [InlineData("https://portal.example.evil.example/callback", false)]
    [InlineData("http://127.0.0.1/callback", true)]
    [InlineData("http://127.0.0.1:1/callback", true)]
    [InlineData("http://127.0.0.1:65535/callback", true)]
    [InlineData("http://127.0.0.1:65536/callback", false)]
    [InlineData("http://127.0.0.1:08080/callback", false)]
    [InlineData("http://127.0.0.1:/callback", false)]
    [InlineData("http://127.0.0.1:80@evil.example/callback", false)]
    [InlineData("http://127.0.0.1:8080/callback/x", false)]
    [InlineData("http://127.0.0.1:8080", false)]
    [InlineData("http://127.0.0.2:8080/callback", false)]
    [InlineData("http://localhost:8080/callback", false)]
    [InlineData("example.portal:/callback", true)]
    public void A_response_goes_to_a_registered_address_and_only_the_port_of_this_machine_is_free(string address, bool accepted) =>
        Assert.Equal(accepted, Portal.MayRedirectTo(address));

    [Theory]
    [InlineData("http://[::1]", "http://[::1]:5000", true)]
    [InlineData("http://127.0.0.1?x=y", "http://127.0.0.1:5000?x=y", true)]
    [InlineData("http://127.0.0.1:5000/", "http://127.0.0.1:5001/", false)]
    [InlineData("http://127.0.0.1.evil.example/", "http://127.0.0.1:1.evil.example/", false)]
    [InlineData("http://localhost/", "http://localhost:5000/", true)]
    [InlineData("http://localhost/native", "http://localhost:51004/native", true)]
    [InlineData("http://localhost", "http://localhost:51004", true)]
    [InlineData("http://localhost/", "http://localhost.evil.example:5000/", false)]
    [InlineData("http://localhost:5000/", "http://localhost:5001/", false)]
    public void A_registered_port_is_not_free(string registered, string address, bool accepted) =>
        Assert.Equal(accepted, (Portal with { RedirectUris = [registered] }).MayRedirectTo(address));

    [Fact]
    public void After_signing_out_the_address_is_exact()
    {
        Assert.True(Portal.MayReturnTo("https://portal.example/bye"));
        Assert.False(Portal.MayReturnTo("https://portal.example/bye/"));
        Assert.False(Portal.MayReturnTo("https://portal.example/callback"));
        Assert.False((Portal with { PostLogoutRedirectUris = ["http://127.0.0.1/bye"] }).MayReturnTo("http://127.0.0.1:5000/bye"));
    }
}
