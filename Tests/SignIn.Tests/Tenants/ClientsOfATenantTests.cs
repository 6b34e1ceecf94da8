namespace Countersign.SignIn.Tests.Tenants;

/// <summary>Registering clients: whole, bounded, with secrets that nobody has to know to change the rest.</summary>
public sealed class ClientsOfATenantTests
{
    private readonly World _world = new World().Register(Registered.Clerk);

    private Client Clerk => _world.Contoso.ClientOf("clerk")!;

    private TenantAnswer Set(Client client) => _world.Ask(new TenantQuestion.SetClient(new(_world.Next("set")), client));

    private TenantAnswer AddSecret(string client, string secret) =>
        _world.Ask(new TenantQuestion.AddClientSecret(new(_world.Next("secret")), client, Sample.Hash(secret)));

    [Fact]
    public void A_client_is_replaced_whole_and_keeps_its_secrets_as_long_as_it_uses_them()
    {
        Set(Registered.Clerk with { Name = "The clerk", Secrets = [] });
        Assert.Equal("The clerk", Clerk.Name);
        Assert.Equal([Sample.Hash("secret")], Clerk.Secrets);
        Set(Registered.Clerk with { Secrets = [Sample.Hash("other")] });
        Assert.Equal([Sample.Hash("other")], Clerk.Secrets);
        Set(Registered.Bank with { Id = "clerk" });
        Assert.Empty(Clerk.Secrets);
    }

    [Fact]
    public void A_new_secret_stands_beside_the_one_before_and_the_oldest_goes()
    {
        AddSecret("clerk", "second");
        Assert.Equal([Sample.Hash("secret"), Sample.Hash("second")], Clerk.Secrets);
        AddSecret("clerk", "third");
        Assert.Equal([Sample.Hash("second"), Sample.Hash("third")], Clerk.Secrets);
    }

    [Fact]
    public void A_secret_is_for_a_client_that_is_there_and_uses_one()
    {
        _world.Register(Registered.Portal);
        Expect.Refused(Refusal.ClientNotFound, AddSecret("nobody", "x"));
        Expect.Refused(Refusal.ClientRefused, AddSecret("portal", "x"));
    }

    [Fact]
    public void What_may_not_be_registered_changes_nothing()
    {
        var before = Stored.Text(_world.Tenant);
        Expect.Refused(Refusal.ClientRefused, Set(Registered.Clerk with { Name = "" }));
        Assert.Equal(before, Stored.Text(_world.Tenant));
    }

    [Fact, Trait("Rule", "I17")]
    public void A_tenant_has_so_many_clients_and_no_more()
    {
        for (var i = 1; i < Limits.ClientsPerTenant; i++) _world.Register(Registered.Portal with { Id = $"portal{i}" });
        Expect.Refused(Refusal.TooManyClients, Set(Registered.Portal));
        Assert.IsType<TenantAnswer.Is>(Set(Registered.Clerk with { Name = "Changed" }));
        _world.Ask(new TenantQuestion.RemoveClient(new(_world.Next("remove")), "clerk"));
        Assert.Null(_world.Contoso.ClientOf("clerk"));
        Assert.IsType<TenantAnswer.Is>(Set(Registered.Portal));
    }

    /// <summary>T31: old and new values, and no secret, not even by its hash.</summary>
    [Fact, Trait("Rule", "T31")]
    public void An_auditor_reads_what_a_client_may_do_and_no_secret()
    {
        var ruling = TenantRules.Decide(
            _world.Tenant, new TenantQuestion.SetClient(Sample.Request("set"), Registered.Bank with { Id = "clerk" }), _world.Id,
            World.Morning);
        Assert.Single(ruling.Events);
        var fact = Assert.Single(ruling.Facts);
        Assert.Equal(("client.set", "clerk"), (fact.Kind, fact.Client));
        Assert.Contains("https://clerk.example/callback", fact.Detail, StringComparison.Ordinal);
        Assert.Contains("PrivateKeyJwt", fact.Detail!.Split(" -> ")[1], StringComparison.Ordinal);
        Assert.DoesNotContain(Sample.Hash("secret").Value, fact.ToString(), StringComparison.Ordinal);
        var added = TenantRules.Decide(
            _world.Tenant, new TenantQuestion.AddClientSecret(Sample.Request("add"), "clerk", Sample.Hash("new")), _world.Id,
            World.Morning);
        Assert.Single(added.Events);
        Assert.DoesNotContain(
            Sample.Hash("new").Value, Assert.Single(added.Facts).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_tenant_that_was_stored_before_there_were_clients_has_none()
    {
        Assert.Null(((TenantState.Present)Stored.Again(new World().Tenant)).Clients);
        Assert.Null(new World().Contoso.ClientOf("clerk"));
    }
}
