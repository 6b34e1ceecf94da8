using static Countersign.SignIn.Tests.Grants.GrantScene;

namespace Countersign.SignIn.Tests.Grants;

/// <summary>Refresh tokens: where they were asked for, one at a time, for a day.</summary>
public sealed class RefreshTests
{
    [Fact]
    public void Each_use_brings_another_and_a_spent_one_ends_the_family()
    {
        var scene = Live().Does(Refreshing("1", "2")).Does(Refreshing("2", "3"));
        scene.EndsFor(Refreshing("1", "x"), GrantEnding.RefreshTokenReused);
        scene.Refuses(Refreshing("3", "4"));
        Assert.False(scene.IsLive);
    }

    [Fact]
    public void Twice_at_once_it_brings_the_same_successor_and_later_it_ends_the_grant()
    {
        var scene = Live().Does(Refreshing("1", "2") with { SealedNext = "two" });
        scene.Later(Limits.RefreshRepeat - TimeSpan.FromMilliseconds(1));
        Assert.Equal("two", Assert.IsType<GrantAnswer.Is>(scene.Ask(Refreshing("1", "x") with { SealedNext = "x" })).SealedNext);
        Assert.IsType<GrantEvent.RefreshedAgain>(Assert.Single(scene.Happened));
        Assert.Equal(["grant.refreshed", "grant.refreshed"], scene.Facts.TakeLast(2).Select(fact => fact.Kind));   // I18
        scene.Does(new GrantQuestion.Inspect(Contoso, "portal", Sample.Hash("refresh:2")));
        scene.Later(TimeSpan.FromMilliseconds(1)).EndsFor(Refreshing("1", "x"), GrantEnding.RefreshTokenReused);
    }

    [Fact]
    public void Twice_at_once_is_for_the_same_client_with_the_same_key_before_the_successor_is_used()
    {
        GrantScene Twice() => Live().Does(Refreshing("1", "2") with { SealedNext = "two", ProofKey = Key });
        Twice().Does(Refreshing("1", "x") with { ProofKey = Key });
        Twice().Refuses(Refreshing("1", "x") with { ProofKey = Key, Client = "other" });
        Twice().EndsFor(Refreshing("1", "x"), GrantEnding.RefreshTokenReused);
        Twice().EndsFor(Refreshing("1", "x") with { ProofKey = OtherKey }, GrantEnding.RefreshTokenReused);
        Twice().Does(Refreshing("2", "3") with { SealedNext = "three", ProofKey = Key })
            .EndsFor(Refreshing("1", "x") with { ProofKey = Key }, GrantEnding.RefreshTokenReused);
    }

    [Fact]
    public void Without_rotation_it_stays_the_same()
    {
        var scene = Live();
        for (var i = 0; i < 3; i++) scene.Does(Refreshing("1", "x") with { Next = null }).Later(Limits.RefreshRepeat);
        scene.Does(new GrantQuestion.Inspect(Contoso, "portal", First));
    }

    [Theory]
    [InlineData("openid", true)]
    [InlineData("openid offline_access", true)]
    [InlineData("openid email", false)]
    [InlineData("email", false)]
    [InlineData("", false)]
    public void A_refresh_may_ask_for_less_and_not_for_more(string scope, bool isWithin)
    {
        var scene = Live();
        if (!isWithin) scene.Refuses(Refreshing("1", "2") with { Scope = scope }, Refusal.ScopeExceeded);
        else Assert.Equal(scope, Assert.IsType<GrantAnswer.Is>(scene.Ask(Refreshing("1", "2") with { Scope = scope })).Grant.Scope);
        Assert.Equal(Ours.Scope, Assert.IsType<GrantAnswer.Is>(scene.Ask(new GrantQuestion.Inspect(Contoso))).Grant.Scope);
    }

    [Fact]
    public void So_many_spent_ones_are_remembered_and_older_ones_are_strangers()
    {
        var scene = Live();
        for (var i = 1; i <= Limits.FormerRefreshTokens + 1; i++) scene.Does(Refreshing($"{i}", $"{i + 1}"));
        scene.Refuses(Refreshing("1", "x"));
        Assert.True(scene.IsLive);
        scene.EndsFor(Refreshing("2", "x"), GrantEnding.RefreshTokenReused);
    }

    [Fact, Trait("Rule", "N19")]
    public void A_day_after_the_person_was_there_it_is_over_however_often_it_was_refreshed()
    {
        var scene = Live();
        Assert.Equal(Ours.AuthenticatedAt + Limits.GrantLife, Assert.IsType<GrantAnswer.Is>(scene.Ask(Refreshing("1", "2"))).ExpiresAt);
        scene.Now = Ours.AuthenticatedAt + Limits.GrantLife - TimeSpan.FromMilliseconds(1);
        Assert.Equal(Ours.AuthenticatedAt + Limits.GrantLife, Assert.IsType<GrantAnswer.Is>(scene.Ask(Refreshing("2", "3"))).ExpiresAt);
        scene.Later(TimeSpan.FromMilliseconds(1)).Refuses(Refreshing("3", "4"));
        Assert.False(scene.IsLive);
    }

    [Fact]
    public void There_is_none_unless_the_scope_asks_and_the_client_may()
    {
        foreach (var scene in (GrantScene[])[
            Live(Ours with { Scope = "openid" }), Live(Ours with { Scope = "openid offline_accessories" }),
            Live(redeem: Redeeming with { RefreshSecret = null })])
        {
            var granted = Assert.IsType<GrantAnswer.Is>(scene.Ask(new GrantQuestion.Inspect(Contoso)));
            Assert.Equal((false, scene.Now + Limits.AccessTokenLife), (granted.CanRefresh, granted.ExpiresAt));
            scene.Refuses(Refreshing("1", "2"));
            Assert.False(scene.Later(Limits.AccessTokenLife).IsLive);
        }
    }

    [Fact]
    public void Bound_to_a_key_it_is_good_with_that_key_alone()
    {
        var scene = Live(redeem: Redeeming with { ProofKey = Key, BindRefresh = true });
        scene.Refuses(Refreshing("1", "2"));
        scene.Refuses(Refreshing("1", "2") with { ProofKey = OtherKey });
        scene.Does(Refreshing("1", "2") with { ProofKey = Key });
        scene.Refuses(Refreshing("2", "3"));
        scene.EndsFor(Refreshing("1", "x"), GrantEnding.RefreshTokenReused);
        Live(redeem: Redeeming with { ProofKey = Key }).Does(Refreshing("1", "2"));
    }

    [Fact]
    public void Revoking_it_ends_the_grant_and_again_changes_nothing()
    {
        foreach (var presented in (SecretHash?[])[null, First, Sample.Hash("refresh:2")])
        {
            var scene = Live().Does(Refreshing("1", "2")).Does(new GrantQuestion.Revoke(Contoso, "portal", presented));
            Assert.Equal(GrantEnding.Revoked, Assert.IsType<GrantEvent.Ended>(Assert.Single(scene.Happened)).Why);
            scene.Does(new GrantQuestion.Revoke(Contoso, "portal", presented));
            Assert.Empty(scene.Happened);
            scene.Refuses(Refreshing("2", "3"));
        }
    }

    [Fact]
    public void Only_the_one_in_use_says_what_is_granted()
    {
        var scene = Live().Does(Refreshing("1", "2"));
        scene.Refuses(new GrantQuestion.Inspect(Contoso, "portal", First));
        scene.Does(new GrantQuestion.Inspect(Contoso, "portal", Sample.Hash("refresh:2")));
    }
}
