namespace Countersign.SignIn.Tests.Ways;

/// <summary>WAY-7: one table says which other ways may follow which reason.</summary>
public sealed class WayTableTests
{
    public static TheoryData<string, bool> Spellings => new()
    {
        { "", true }, { "pending=", true }, { "pending=federated", true }, { "pending=federated,password", true },
        { "pending= locked=password", true }, { "not_available=federated pending= requested=password", true },
        { "pending=password,federated", false }, { "locked= pending=", false }, { "pending= pending=", false }, { "pending", false },
        { "pending=phone", false }, { "tired=", false }, { "pending=federated,federated", false }, { " pending=", false },
        { "pending= ", false }, { "Pending=", false }, { "pending=federated,", false }, { "pending==", false }, { "malformed=", false },
    };

    [Theory, MemberData(nameof(Spellings))]
    public void A_table_has_one_spelling(string text, bool isWell)
    {
        Assert.Equal(isWell, WayTable.IsWell(text));
        if (isWell) Assert.Equal(text, WayTable.Write(WayTable.Read(text)));
    }

    [Theory]
    [InlineData("", FallbackReason.Pending, true, true)]
    [InlineData(null, FallbackReason.Pending, true, true)]
    [InlineData("pending=", FallbackReason.Pending, false, false)]
    [InlineData("pending=", FallbackReason.Locked, true, true)]
    [InlineData("pending=federated", FallbackReason.Pending, true, false)]
    [InlineData("pending=password", FallbackReason.Pending, false, true)]
    [InlineData("not_available= pending=federated,password", FallbackReason.NotAvailable, false, false)]
    [InlineData("not_available= pending=federated,password", FallbackReason.Pending, true, true)]
    public void A_reason_that_is_listed_leaves_what_stands_with_it_and_no_other_limits(
        string? table, FallbackReason reason, bool federated, bool password)
    {
        Assert.Equal(federated, WayTable.Allows(table, reason, OtherWay.Federated));
        Assert.Equal(password, WayTable.Allows(table, reason, OtherWay.Password));
    }

    [Fact]
    public void Every_reason_and_every_way_has_a_word()
    {
        var reasons = Enum.GetValues<FallbackReason>().Where(reason => reason != default);
        Assert.Equal(reasons, WayTable.Reasons.Select(row => row.Reason).Order());
        Assert.Equal(Enum.GetValues<OtherWay>().Where(way => way != default), WayTable.Ways.Select(row => row.Way).Order());
        Assert.Throws<InvalidOperationException>(() => WayTable.WordFor(FallbackReason.Malformed));
    }

    public static TheoryData<string, string, bool, bool> Together => new()
    {
        { "", "", false, true }, { "pending=", "", false, false }, { "", "pending=", false, false },
        { "pending=federated", "pending=password", false, false }, { "locked=", "requested=", false, true }, { "", "", true, false },
    };

    /// <summary>A client can narrow what its tenant leaves, and give nothing that it does not.</summary>
    [Theory, MemberData(nameof(Together))]
    public void A_way_is_left_by_tenant_and_client_both(string tenant, string client, bool phoneOnly, bool isLeft)
    {
        var world = new World().Set(set => set with { Ways = tenant, PhoneOnly = phoneOnly })
            .Register(Registered.Portal with { Ways = client });
        Assert.Equal(isLeft, world.Contoso.Leaves(OtherWay.Federated, FallbackReason.Pending, Registered.Portal.Id));
        Assert.Equal(
            !phoneOnly && WayTable.Allows(tenant, FallbackReason.Pending, OtherWay.Federated),
            world.Contoso.Leaves(OtherWay.Federated, FallbackReason.Pending, "nobody's"));
    }

    [Fact]
    public void A_table_that_is_none_is_no_setting_and_no_clients()
    {
        var world = new World();
        Expect.Refused(
            Refusal.SettingOutOfRange,
            world.Ask(new TenantQuestion.SetSettings(Sample.Request("set"), TenantSettings.Default with { Ways = "pending=phone" })));
        Expect.Refused(
            Refusal.ClientRefused,
            world.Ask(new TenantQuestion.SetClient(Sample.Request("client"), Registered.Portal with { Ways = "pending" })));
    }
}
