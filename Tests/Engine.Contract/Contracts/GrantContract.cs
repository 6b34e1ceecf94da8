using Countersign.Engine.Contract.Hosts;
using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Prompts;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users;

namespace Countersign.Engine.Contract.Contracts;

/// <summary>Codes, device codes and refresh tokens: one token set each, backed by the person to the last (I5, I8, I12, T24).</summary>
public abstract class GrantContract(Hosting hosting) : EngineContract(hosting)
{
    private const int AtOnce = 32;

    [Fact]
    public async Task From_a_session_to_tokens_and_back_again()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var session = await house.Sso(phone);
        Assert.Equal((phone.User.Name, NumberMode.Select), (session.User, session.Mode));
        var tokens = Apps.MustBe(await house.RedeemCode(await house.IssueCode(session)));
        Assert.Equal(house.GrantOf(session), tokens.Grant);
        Assert.Equal(session.AuthenticatedAt + Limits.GrantLife, tokens.ExpiresAt);
        Assert.Equal(tokens.Grant, await house.Grants.Inspect(house.Tenant, tokens.Id, Cancel));

        var next = Apps.MustBe(await house.Refresh(tokens.RefreshToken!));
        Assert.Equal((tokens.Grant, tokens.Id, tokens.ExpiresAt), (next.Grant, next.Id, next.ExpiresAt));
        Assert.Equal(
            (null, tokens.Grant), (await house.Grants.InspectRefreshToken(house.Tenant, "portal", tokens.RefreshToken!, Cancel),
            await house.Grants.InspectRefreshToken(house.Tenant, "portal", next.RefreshToken!, Cancel)));
        Assert.True(await house.Grants.RevokeRefreshToken(house.Tenant, "portal", next.RefreshToken!, Cancel));
        Assert.False(await house.IsLive(tokens.Id));
        Assert.Equal(Apps.Invalid, await house.Refresh(next.RefreshToken!));
        Assert.Equal(
            ["grant.issued", "grant.redeemed", "grant.refreshed", "grant.ended"], (await house.Facts("grant.")).Select(fact => fact.Kind));
    }

    [Fact]
    public async Task A_session_without_a_phone_another_tenants_and_any_other_text_are_none_of_single_sign_on()
    {
        await using var house = await OpenFurnished();
        await using var other = house.NextDoor();
        var phone = await house.Enrol();
        var (_, session) = await phone.SignIn();
        Assert.NotNull(await house.SignIns.Session(house.Tenant, session, Cancel));
        foreach (var text in (string?[])[await house.SignInWithPass(phone.User), RandomValues.Handle(), "", null, session + "x"])
            Assert.Null(await house.SignIns.Session(house.Tenant, text, Cancel));
        Assert.Null(await house.SignIns.Session(other.Tenant, session, Cancel));
        await house.SecurityInfo.EndSession(house.Tenant, session, Cancel);
        Assert.Null(await house.SignIns.Session(house.Tenant, session, Cancel));
    }

    [Fact]
    public async Task Of_thirty_two_that_redeem_one_code_one_gets_tokens_and_they_are_taken_back()
    {
        await using var house = await OpenFurnished();
        var session = await house.Sso(await house.Enrol());
        await ForManyRounds(async () =>
        {
            var code = await house.IssueCode(session);
            await AssertOneAndEnded(house, await Together(AtOnce, _ => house.RedeemCode(code)));
        });
    }

    [Fact]
    public async Task Of_thirty_two_that_refresh_with_one_token_at_once_all_get_the_same_successor()
    {
        await using var house = await OpenFurnished();
        var session = await house.Sso(await house.Enrol());
        Granted.Tokens? last = null;
        await ForManyRounds(async () =>
        {
            last = Apps.MustBe(await house.RedeemCode(await house.IssueCode(session)));
            var granted = await Together(AtOnce, _ => house.Refresh(last.RefreshToken!));
            Assert.Single(granted.Select(one => Apps.MustBe(one).RefreshToken!).Distinct());
            Assert.True(await house.IsLive(last.Id));
        });
        house.Clock.Advance(Limits.RefreshRepeat);
        Assert.Equal(Apps.Invalid, await house.Refresh(last!.RefreshToken!));
        Assert.False(await house.IsLive(last.Id));
    }

    [Fact]
    public async Task A_client_that_keeps_its_refresh_token_uses_it_again_and_again()
    {
        await using var house = await OpenFurnished();
        var keeper = Apps.Portal with { KeepsRefreshToken = true };
        var tokens = await house.GetTokens(await house.Enrol());
        foreach (var _ in Enumerable.Range(0, 3))
        {
            Assert.Equal(tokens.RefreshToken, Apps.MustBe(await house.Refresh(tokens.RefreshToken!, keeper)).RefreshToken);
            house.Clock.Advance(Limits.RefreshRepeat);
        }
    }

    [Fact]
    public async Task Of_thirty_two_that_redeem_one_device_code_one_gets_tokens_and_they_are_taken_back()
    {
        await using var house = await OpenFurnished();
        var session = await house.Sso(await house.Enrol());
        await ForManyRounds(async () =>
        {
            var asked = await house.AskDevice();
            Assert.True(await house.Grants.AgreeDevice(house.Tenant, asked.UserCode, house.GrantOf(session), Cancel));
            await AssertOneAndEnded(house, await Together(AtOnce, _ => house.RedeemDevice(asked.DeviceCode)));
        });
    }

    /// <summary>I7, I8: what takes the person's standing away, and what brings it back, if anything does.</summary>
    private static readonly Dictionary<string, Func<House, TestPhone, Task>> Losses = new()
    {
        ["disabled"] = async (house, phone) => await house.Administration.Ask(phone.User, new ProvisionUser(false, null), Cancel),
        ["removed"] = async (house, phone) => await house.Administration.Ask(phone.User, new RemoveUser(), Cancel),
        ["phone sign-in off"] = async (_, phone) => await phone.Disable(),
        ["phone removed"] = async (house, phone) => await house.Administration.RemoveMethod(phone.User, phone.Device, Cancel),
        ["not allowed by the policy"] = async (house, _) =>
            await house.Set(new TenantQuestion.SavePolicy(House.Request(), null, true, new Target.SelectUsers([], []))),
        ["no notifications"] = async (house, _) =>
            await house.Set(new TenantQuestion.SetPrerequisites(House.Request(), Prerequisites.Default with { PushAllowed = false })),
        ["locked"] = async (house, phone) =>
        {
            for (var i = 0; i < Limits.WrongNumbersToLock; i++)
                await phone.Approve(SignInContract.Wrong((await house.Prompt(phone.User)).Prompt.Number));
        },
    };

    public static TheoryData<string> EveryLoss => [.. Losses.Keys];

    [Theory, MemberData(nameof(EveryLoss))]
    public async Task Whoever_may_not_sign_in_backs_nothing_any_more(string loss)
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var tokens = await house.GetTokens(phone);
        var code = await house.IssueCode(await house.Sso(phone));
        await Losses[loss](house, phone);
        Assert.False(await house.IsLive(tokens.Id));
        Assert.Null(await house.Grants.InspectRefreshToken(house.Tenant, "portal", tokens.RefreshToken!, Cancel));
        Assert.Equal(Apps.Invalid, await house.RedeemCode(code));
        Assert.Equal(Apps.Invalid, await house.Refresh(tokens.RefreshToken!));
        Assert.Equal(["revoked", "revoked"], (await house.Facts("grant.ended")).Select(fact => fact.Reason!));
    }

    [Fact]
    public async Task A_code_needs_its_session_and_a_refresh_token_outlives_it()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var (_, secret) = await phone.SignIn();
        var session = (await house.SignIns.Session(house.Tenant, secret, Cancel))!;
        var tokens = Apps.MustBe(await house.RedeemCode(await house.IssueCode(session)));
        var code = await house.IssueCode(session);
        await house.SecurityInfo.EndSession(house.Tenant, secret, Cancel);
        Assert.Equal(Apps.Invalid, await house.RedeemCode(code));
        Apps.MustBe(await house.Refresh(tokens.RefreshToken!));
    }

    [Fact]
    public async Task Another_client_another_tenant_and_another_kind_change_nothing()
    {
        await using var house = await OpenFurnished();
        await using var other = await house.NextDoor().Furnish();
        var session = await house.Sso(await house.Enrol());
        var code = await house.IssueCode(session);
        foreach (var refused in (Task<Granted>[])[
            house.RedeemCode(code, Apps.Other), other.RedeemCode(code), house.RedeemDevice(code), house.Refresh(code), house.Collect(code),
            house.RedeemCode(code[..^1] + (code[^1] == 'A' ? 'Q' : 'A')), house.RedeemCode(RandomValues.Handle() + code[22..]),
            house.RedeemCode(""),
            house.RedeemCode(code + "x")])
        {
            Assert.Equal(Apps.Invalid, await refused);
        }

        var tokens = Apps.MustBe(await house.RedeemCode(code));
        foreach (var refused in (Task<Granted>[])[
            house.Refresh(tokens.RefreshToken!, Apps.Other), other.Refresh(tokens.RefreshToken!), house.RedeemCode(tokens.RefreshToken!)])
            Assert.Equal(Apps.Invalid, await refused);
        await house.Grants.Revoke(other.Tenant, "portal", tokens.Id, Cancel);
        await house.Grants.Revoke(house.Tenant, "other", tokens.Id, Cancel);
        Assert.Null(await house.Grants.Inspect(other.Tenant, tokens.Id, Cancel));
        Assert.Null(await house.Grants.InspectRefreshToken(house.Tenant, "other", tokens.RefreshToken!, Cancel));
        Assert.True(await house.IsLive(tokens.Id));
        Assert.Equal(0, await other.CountFacts("grant."));
    }

    [Fact]
    public async Task A_device_asks_and_somebody_answers_elsewhere()
    {
        await using var house = await OpenFurnished();
        await using var other = await house.NextDoor().Furnish();
        var grant = house.GrantOf(await house.Sso(await house.Enrol())) with { Session = null };
        var (asked, second) = (await house.AskDevice(), await house.AskDevice());
        Assert.Equal(new Granted.Refused(Refusal.GrantPending), await house.RedeemDevice(asked.DeviceCode));
        Assert.Equal(new DeviceConsentRequest("portal", Apps.Scope, asked.ExpiresAt), await house.Grants.FindDevice(
            house.Tenant, asked.UserCode.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal), Cancel));
        Assert.Null(await house.Grants.FindDevice(other.Tenant, asked.UserCode, Cancel));
        Assert.False(await house.Grants.AgreeDevice(other.Tenant, asked.UserCode, grant, Cancel));
        Assert.False(await house.Grants.AgreeDevice(house.Tenant, asked.UserCode, grant with { Client = "other" }, Cancel));
        Assert.True(await house.Grants.AgreeDevice(house.Tenant, asked.UserCode, grant, Cancel));
        Assert.Equal(grant, Apps.MustBe(await house.RedeemDevice(asked.DeviceCode)).Grant);

        Assert.True(await house.Grants.DeclineDevice(house.Tenant, second.UserCode, Cancel));
        Assert.Equal(new Granted.Refused(Refusal.GrantDeclined), await house.RedeemDevice(second.DeviceCode));
        house.Clock.Advance(Limits.DeviceCodeLife);
        Assert.Equal(new Granted.Refused(Refusal.GrantExpired), await house.RedeemDevice(second.DeviceCode));
    }

    [Fact]
    public async Task What_is_over_leaves_no_row()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var tokens = await house.GetTokens(phone);
        var asked = await house.AskDevice();
        RowKey[] rows = [new(RowKind.Grant, tokens.Id.Value), new(RowKind.Grant, asked.DeviceCode[..22])];
        foreach (var row in rows) Assert.NotNull(await house.Store.Load(row, Cancel));
        house.Clock.Advance(Limits.GrantLife + Limits.ResultLife);
        while (await house.Housekeeping.Once(failed => Assert.Fail(failed.Message), Cancel))
        {
        }

        foreach (var row in rows) Assert.Null(await house.Store.Load(row, Cancel));
        Assert.Equal(Apps.Invalid, await house.Refresh(tokens.RefreshToken!));
        Assert.IsType<Granted.Refused>(await house.RedeemDevice(asked.DeviceCode));
    }

    /// <summary>One of them got tokens, which the next one ended: whoever redeems twice cannot be told from a thief (I5).</summary>
    private static async Task AssertOneAndEnded(House house, Granted[] granted)
    {
        var tokens = Assert.IsType<Granted.Tokens>(Assert.Single(granted, one => one is Granted.Tokens));
        Assert.Equal(AtOnce - 1, granted.Count(one => one == Apps.Invalid));
        Assert.False(await house.IsLive(tokens.Id));
        Assert.Equal(Apps.Invalid, await house.Refresh(tokens.RefreshToken!));
    }
}
