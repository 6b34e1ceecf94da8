namespace Countersign.SignIn.Tests.Challenges;

/// <summary>From a challenge's id to its user, within its tenant and its time (I12).</summary>
public sealed class ChallengeRulesTests
{
    private static readonly ChallengeQuestion Locate = new ChallengeQuestion.Locate(new("contoso"));

    private static (ChallengeState State, DateTimeOffset EndsAt) Open()
    {
        var alice = new World().Ready();
        alice.Prompted();
        var state = ChallengeRules.Opened(new(alice.World.Id, alice.Name), alice.Waiting.ExpiresAt);
        return (state, alice.Waiting.ExpiresAt + Limits.ResultLife);
    }

    [Fact]
    public void A_challenge_leads_to_its_user_until_its_result_is_forgotten()
    {
        var (open, endsAt) = Open();
        var found = new ChallengeAnswer.OfUser(Sample.Name("alice@contoso.example"), EndsAt: endsAt);
        Assert.Equal(found, ChallengeRules.Decide(open, Locate, World.Morning).Answer);
        Assert.Equal(found, ChallengeRules.Decide(open, Locate, endsAt.AddMilliseconds(-1)).Answer);
    }

    [Fact]
    public void An_unknown_an_outlived_and_another_tenants_challenge_are_the_same_answer()
    {
        var (open, endsAt) = Open();
        var none = new ChallengeAnswer.Refused(Refusal.ChallengeNotFound);
        Assert.Equal(none, ChallengeRules.Decide(ChallengeState.None, Locate, World.Morning).Answer);
        Assert.Equal(none, ChallengeRules.Decide(open, Locate, endsAt).Answer);
        Assert.Equal(none, ChallengeRules.Decide(open, new ChallengeQuestion.Locate(new("fabrikam")), World.Morning).Answer);
    }

    [Fact]
    public void Every_command_is_answered_in_every_state()
    {
        Assert.Equal([typeof(ChallengeQuestion.Locate)], Family.Of(typeof(ChallengeQuestion)));
        ChallengeState[] states = [ChallengeState.None, Open().State];
        Assert.Equal(Family.Of(typeof(ChallengeState)), states.Select(s => s.GetType()));
        Assert.All(states, state => Assert.NotNull(ChallengeRules.Decide(state, Locate, World.Morning).Answer));
    }

    [Fact]
    public void A_stored_challenge_reads_back_as_itself()
    {
        var (open, _) = Open();
        Assert.Equal(open, Engine.Storage.StateJson.ReadChallenge(Engine.Storage.StateJson.Write(open)));
    }
}
