namespace Countersign.SignIn.Tests.Providers;

/// <summary>WAY-2: a tenant's own identity providers, and the domains that sign in with them.</summary>
public sealed class ProviderRulesTests
{
    private static readonly Provider Good = Registered.Partner;

    public static TheoryData<string, bool> Forms => new()
    {
        { "good", true }, { "key", true }, { "key with a secret", false }, { "no secret", false }, { "http", false },
        { "this machine", true },
        { "localhost", false }, { "issuer with a query", false }, { "issuer with a fragment", false }, { "issuer with a user", false },
        { "no openid", false }, { "a scope twice", false }, { "a scope with a space", false }, { "our context", false },
        { "our context in capitals", false }, { "17 contexts", false }, { "no name", false }, { "a name that turns", false },
        { "no client id", false }, { "an id with a dot", false }, { "an id that ends with -", false }, { "an id of 33", false },
        { "a claim with a quote", false }, { "no linking", false }, { "no authentication", false }, { "a long secret", false },
    };

    private static Provider Form(string what) => what switch
    {
        "good" => Good,
        "key" => Good with { Authentication = ProviderAuthentication.PrivateKeyJwt, SealedSecret = null },
        "key with a secret" => Good with { Authentication = ProviderAuthentication.PrivateKeyJwt },
        "no secret" => Good with { SealedSecret = null },
        "http" => Good with { Issuer = "http://fs.fabrikam.example/adfs" },
        "this machine" => Good with { Issuer = "http://127.0.0.1:5083/adfs" },
        "localhost" => Good with { Issuer = "http://localhost:5083/adfs" },
        "issuer with a query" => Good with { Issuer = Good.Issuer + "?a=b" },
        "issuer with a fragment" => Good with { Issuer = Good.Issuer + "#a" },
        "issuer with a user" => Good with { Issuer = "https://me@fs.fabrikam.example/adfs" },
        "no openid" => Good with { Scopes = ["profile"] },
        "a scope twice" => Good with { Scopes = ["openid", "openid"] },
        "a scope with a space" => Good with { Scopes = ["openid", "a b"] },
        "our context" => Good with { Contexts = ["urn:countersign:number:select"] },
        "our context in capitals" => Good with { Contexts = ["URN:Countersign:federated"] },
        "17 contexts" => Good with { Contexts = [.. Enumerable.Range(0, 17).Select(n => "c" + n)] },
        "no name" => Good with { Name = "" },
        "a name that turns" => Good with { Name = "Fab\u202Erikam" },
        "no client id" => Good with { ClientId = "" },
        "an id with a dot" => Good with { Id = "fabri.kam" },
        "an id that ends with -" => Good with { Id = "fabrikam-" },
        "an id of 33" => Good with { Id = new('a', 33) },
        "a claim with a quote" => Good with { NameClaim = "up\"n" },
        "no linking" => Good with { Linking = default },
        "no authentication" => Good with { Authentication = default },
        "a long secret" => Good with { SealedSecret = new('a', Limits.SealedSecretLength + 1) },
        _ => throw new ArgumentException(what),
    };

    [Theory, MemberData(nameof(Forms))]
    public void A_provider_is_registered_whole_or_not_at_all(string form, bool isTaken)
    {
        var world = new World();
        var before = world.Tenant;
        var answer = world.Ask(new TenantQuestion.SetProvider(Sample.Request("set"), Form(form)));
        if (isTaken)
        {
            Assert.IsType<TenantAnswer.Is>(answer);
            return;
        }

        Expect.Refused(Refusal.ProviderRefused, answer);
        Assert.Same(before, world.Tenant);
    }

    [Fact]
    public void Without_a_secret_the_one_there_is_stays_and_a_first_one_is_needed()
    {
        var world = new World().Register(Good);
        world.Register(Good with { SealedSecret = null, Name = "Fabrikam AD FS" });
        var kept = world.Contoso.ProviderOf("fabrikam")!;
        Assert.Equal(("sealed", "Fabrikam AD FS"), (kept.SealedSecret, kept.Name));
    }

    [Theory]
    [InlineData("name", true)]
    [InlineData("issuer", false)]
    [InlineData("client id", false)]
    [InlineData("removed and made again", false)]
    [InlineData("domain elsewhere and back", false)]
    [InlineData("domain removed and given again", false)]
    [InlineData("domain given again", true)]
    public void Whom_a_provider_vouches_for_is_another_once_it_or_its_domain_was(string change, bool isSame)
    {
        var world = new World().Federate();
        var name = Sample.Name("fran@fabrikam.example");
        var since = world.Contoso.FederationOf(name)!.Value.Since;
        if (change == "name") world.Register(Good with { Name = "AD FS" });
        if (change == "issuer") world.Register(Good with { Issuer = "https://other.example" });
        if (change == "client id") world.Register(Good with { ClientId = "other" });
        if (change == "removed and made again") Remove(world).Register(Good);
        if (change == "domain elsewhere and back") world.Domain("fabrikam.example", new Domain.Managed(false));
        if (change == "domain removed and given again")
            world.Ask(new TenantQuestion.RemoveDomain(Sample.Request("remove"), "fabrikam.example"));
        if (change.StartsWith("domain", StringComparison.Ordinal))
            world.Domain("fabrikam.example", new Domain.AtProvider("fabrikam", false));
        Assert.Equal(isSame, world.Contoso.FederationOf(name)!.Value.Since == since);
    }

    [Fact]
    public void A_domain_is_given_to_a_provider_that_is_there_and_has_none_when_it_goes()
    {
        var world = new World();
        var give = new TenantQuestion.SetDomain(Sample.Request("give"), "fabrikam.example", new Domain.AtProvider("fabrikam"));
        Expect.Refused(Refusal.ProviderNotFound, world.Ask(give));
        world.Federate();
        Assert.NotNull(world.Contoso.FederationOf(Sample.Name("fran@fabrikam.example")));
        Assert.Null(world.Contoso.FederationOf(Sample.Name("alice@contoso.example")));
        Remove(world);
        world.Set(set => set with { Decoys = false });
        Assert.Null(world.Contoso.FederationOf(Sample.Name("fran@fabrikam.example")));
        Assert.Equal(new FellBack(FallbackReason.NotAvailable, null, null), world.Person("fran@fabrikam.example").Start());
    }

    [Fact]
    public void A_tenant_has_so_many_providers()
    {
        var world = new World();
        for (var i = 0; i < Limits.ProvidersPerTenant; i++) world.Register(Good with { Id = "p" + i });
        Expect.Refused(Refusal.TooManyProviders, world.Ask(new TenantQuestion.SetProvider(Sample.Request("more"), Good)));
        world.Register(Good with { Id = "p0", Name = "Another" });
    }

    private static World Remove(World world)
    {
        Assert.IsType<TenantAnswer.Is>(world.Ask(new TenantQuestion.RemoveProvider(new(world.Next("remove")), "fabrikam")));
        return world;
    }
}
