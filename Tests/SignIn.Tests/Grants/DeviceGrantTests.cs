using static Countersign.SignIn.Tests.Grants.GrantScene;

namespace Countersign.SignIn.Tests.Grants;

/// <summary>RFC 8628: a device asks, a person answers elsewhere.</summary>
public sealed class DeviceGrantTests
{
    [Fact]
    public void A_device_waits_until_somebody_agrees_and_gets_one_token_set()
    {
        var scene = Asked();
        Assert.Equal(
            new GrantAnswer.Question("portal", "openid offline_access", World.Morning + Limits.DeviceCodeLife),
            scene.Ask(new GrantQuestion.Read(Contoso)));
        scene.Refuses(RedeemingDevice, Refusal.GrantPending);
        scene.Does(new GrantQuestion.Agree(Ours));
        scene.Refuses(new GrantQuestion.Read(Contoso));
        scene.Does(RedeemingDevice);
        scene.EndsFor(RedeemingDevice, GrantEnding.CodeReused);
    }

    [Fact]
    public void Declined_is_declined_until_the_time_is_over()
    {
        var scene = Asked().Does(new GrantQuestion.Decline(Contoso));
        scene.Refuses(RedeemingDevice, Refusal.GrantDeclined);
        scene.Refuses(new GrantQuestion.Agree(Ours));
        scene.Later(Limits.DeviceCodeLife).Refuses(RedeemingDevice, Refusal.GrantExpired);
        Assert.Equal("grant.declined", Assert.Single(scene.Facts).Kind);
    }

    [Fact]
    public void Nobody_in_time_or_the_device_too_late_is_expired()
    {
        Asked().Later(Limits.DeviceCodeLife).Refuses(RedeemingDevice, Refusal.GrantExpired);
        Asked().Later(Limits.DeviceCodeLife).Refuses(new GrantQuestion.Agree(Ours));
        Asked().Does(new GrantQuestion.Agree(Ours)).Later(Limits.DeviceCodeLife).Refuses(RedeemingDevice, Refusal.GrantExpired);
        Asked().Later(Limits.DeviceCodeLife - TimeSpan.FromMilliseconds(1)).Does(new GrantQuestion.Agree(Ours)).Does(RedeemingDevice);
    }

    [Fact]
    public void Answers_may_come_twice_and_the_first_stands()
    {
        var agreed = Asked().Does(new GrantQuestion.Agree(Ours)).Does(new GrantQuestion.Agree(Ours));
        Assert.Empty(agreed.Happened);
        agreed.Refuses(new GrantQuestion.Agree(Ours with { User = Sample.Name("bob@contoso.example") }));
        agreed.Refuses(new GrantQuestion.Decline(Contoso));
        Assert.Empty(Asked().Does(new GrantQuestion.Decline(Contoso)).Does(new GrantQuestion.Decline(Contoso)).Happened);
    }

    /// <summary>I17: anybody can ask, so asking leaves no record; and two devices never share a user code.</summary>
    [Fact, Trait("Rule", "I17")]
    public void A_user_code_is_one_devices_until_its_row_is_gone()
    {
        var another = new GrantQuestion.Ask(Contoso, "portal", "openid", Sample.Hash("another"));
        var scene = Asked();
        Assert.Empty(scene.Facts);
        scene.Refuses(another);
        scene.Later(Limits.DeviceCodeLife + Limits.ResultLife).Refuses(another);
        new GrantScene().Does(another).Refuses(RedeemingDevice);
    }

    [Theory]
    [InlineData("BCDF-GHJK", "BCDF-GHJK")]
    [InlineData("bcdfghjk", "BCDF-GHJK")]
    [InlineData(" wd jb-mjht ", "WDJB-MJHT")]
    [InlineData("BCDFGHJ", null)]
    [InlineData("BCDFGHJKL", null)]
    [InlineData("BCDF-GHJA", null)]
    [InlineData("BCDF-GHJ0", null)]
    [InlineData("BCDF_GHJK", null)]
    [InlineData("BCDF-GH\u212AK", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_user_code_is_eight_letters_however_it_is_typed(string? typed, string? shown)
    {
        Assert.Equal(shown is not null, UserCode.TryParse(typed, out var code));
        if (shown is not null) Assert.Equal(shown, code.ToString());
    }
}
