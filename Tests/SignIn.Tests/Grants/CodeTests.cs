using static Countersign.SignIn.Tests.Grants.GrantScene;

namespace Countersign.SignIn.Tests.Grants;

/// <summary>A code: once, by its client, with what it was bound to, within a minute.</summary>
public sealed class CodeTests
{
    [Fact, Trait("Rule", "I5")]
    public void A_code_is_exchanged_once_and_a_second_time_ends_what_came_of_it()
    {
        var scene = Issued();
        var granted = Assert.IsType<GrantAnswer.Is>(scene.Ask(Redeeming));
        Assert.Equal((Ours, true, true), (granted.Grant, granted.IsFirst, granted.CanRefresh));
        Assert.True(scene.IsLive);
        scene.EndsFor(Redeeming, GrantEnding.CodeReused);
        Assert.False(scene.IsLive);
        scene.Refuses(Refreshing("1", "2"));
        scene.Refuses(Redeeming);
    }

    [Fact, Trait("Rule", "T24")]
    public void A_used_code_ends_the_grant_after_a_refresh_too_and_whatever_comes_with_it()
    {
        Live().Does(Refreshing("1", "2")).Later(TimeSpan.FromMinutes(3)).EndsFor(Redeeming, GrantEnding.CodeReused);
        Live().EndsFor(Redeeming with { Verified = null, RedirectUri = null }, GrantEnding.CodeReused);
    }

    [Theory, Trait("Rule", "B3")]
    [InlineData("challenge", null)]
    [InlineData("challenge", "another")]
    [InlineData(null, "verifier")]
    public void A_challenge_needs_its_verifier_and_a_verifier_its_challenge(string? challenge, string? verified)
    {
        var scene = Issued(binding: Binding with { CodeChallenge = challenge });
        scene.Refuses(Redeeming with { Verified = verified });
        scene.Does(Redeeming with { Verified = challenge });
    }

    [Fact]
    public void The_redirect_address_is_the_one_of_the_request()
    {
        var scene = Issued();
        scene.Refuses(Redeeming with { RedirectUri = null });
        scene.Refuses(Redeeming with { RedirectUri = Binding.RedirectUri + "/" });
        scene.Does(Redeeming);
    }

    [Fact]
    public void A_code_that_was_bound_to_a_key_is_redeemed_with_that_key()
    {
        var scene = Issued(binding: Binding with { DpopKey = Key });
        scene.Refuses(Redeeming);
        scene.Refuses(Redeeming with { ProofKey = OtherKey });
        scene.Does(Redeeming with { ProofKey = Key });
    }

    [Fact]
    public void A_code_is_good_for_a_minute()
    {
        Issued().Later(Limits.CodeLife - TimeSpan.FromMilliseconds(1)).Does(Redeeming);
        Issued().Later(Limits.CodeLife).Refuses(Redeeming);
    }

    [Fact]
    public void A_code_is_no_refresh_token_and_no_device_code()
    {
        Issued().Refuses(RedeemingDevice);
        Issued().Refuses(Refreshing("1", "2") with { Presented = Code });
        Live().Refuses(Refreshing("1", "2") with { Presented = Code });
        Live().Refuses(Redeeming with { Secret = First });
    }

    [Fact, Trait("Rule", "I19")]
    public void Issued_again_it_is_the_same_code_and_never_another()
    {
        var scene = Issued();
        scene.Does(new GrantQuestion.Issue(Ours, Code, Binding));
        Assert.Empty(scene.Happened);
        scene.Refuses(new GrantQuestion.Issue(Ours, Sample.Hash("another"), Binding));
    }

    [Fact, Trait("Rule", "I18")]
    public void Each_end_is_recorded_once_and_each_token_set_by_whoever_knows_that_it_is_given()
    {
        var scene = Live().Does(Refreshing("1", "2"));
        scene.EndsFor(Refreshing("1", "3"), GrantEnding.RefreshTokenReused);
        Assert.Equal(["grant.issued", "grant.ended"], scene.Facts.Select(fact => fact.Kind));
        Assert.All(scene.Facts, fact => Assert.Equal((Contoso, Ours.User, "portal"), (fact.Tenant, fact.User!.Value, fact.Client)));
        Assert.Equal("refresh_token_reused", scene.Facts[^1].Reason);
        Assert.All(scene.Facts, fact => Assert.Contains(Id.Value, fact.Detail, StringComparison.Ordinal));
        var all = string.Join(' ', scene.Facts);
        Assert.DoesNotContain(Code.Value, all, StringComparison.Ordinal);
        Assert.DoesNotContain(First.Value, all, StringComparison.Ordinal);
    }
}
