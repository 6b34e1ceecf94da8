namespace Countersign.SignIn.Tests.Users;

/// <summary>The notification comes first, the password is one click away, and there is one pending challenge.</summary>
public sealed class FederationTests
{
    private const string Federated = "fran@fabrikam.example";
    private static readonly Phone Mine = Phone.Number(0);

    private static World Hybrid() => new World()
        .Domain("fabrikam.example", new Domain.Federated(Sample.FederatedSignIn))
        .Domain("passthrough.example", new Domain.Managed(true));

    [Fact, Trait("Rule", "S-40"), Trait("Rule", "S-41")]
    public void A_federated_user_with_the_credential_is_prompted_and_not_sent_away() => Hybrid().Ready(Federated).Prompted();

    [Fact, Trait("Rule", "S-40")]
    public void A_federated_user_without_the_credential_is_sent_to_the_federation() =>
        Assert.Equal(new FellBack(FallbackReason.NotAvailable, Sample.FederatedSignIn, null),
            Hybrid().Set(s => s with { Decoys = false }).Person(Federated).Start());

    [Theory, Trait("Rule", "S-42")]
    [InlineData(Federated, Sample.FederatedSignIn)]
    [InlineData("alice@contoso.example", null)]
    public void Use_your_password_instead_leads_to_the_password_and_ends_the_challenge(string name, string? url)
    {
        var person = Hybrid().Ready(name);
        var challenge = person.Prompted().Challenge;
        var use = new UsePasswordInstead(challenge, Sample.Browser(Person.Browser));
        Assert.Equal(new FellBack(FallbackReason.Requested, url, null), person.Ask(use));
        Expect.Ended(Outcome.Cancelled, person.Observe(challenge));
        Assert.Equal(new FellBack(FallbackReason.Requested, url, null), person.Ask(use));
    }

    [Theory, Trait("Rule", "S-43")]
    [InlineData(Federated, "on_premises_conditional_access")]
    [InlineData("pat@passthrough.example", "pass_through_authentication")]
    [InlineData("alice@contoso.example", null)]
    public void What_phone_sign_in_steps_past_is_in_the_result_and_in_the_audit(string name, string? bypassed)
    {
        var person = Hybrid().Ready(name);
        var challenge = person.Approved(Mine);
        var fact = Assert.Single(person.Facts, f => f.Kind == "challenge.approved");
        string[] expected = bypassed is null ? [] : [bypassed];
        Assert.Equal(expected, fact.Bypassed ?? []);
        Assert.Equal(expected, Assert.IsType<SignedIn>(person.Redeem(challenge)).Bypassed);
    }

    [Fact, Trait("Rule", "S-44")]
    public void Of_a_thousand_starts_one_makes_a_challenge_and_the_others_fall_back()
    {
        var alice = new World().Ready();
        var answers = Enumerable.Range(0, 1000).Select(n => alice.Start($"browser {n}")).ToArray();
        Assert.Single(answers.OfType<Prompted>());
        Assert.Equal(999, answers.OfType<FellBack>().Count(f => f.Reason == FallbackReason.Pending));
    }

    [Theory, Trait("Rule", "S-45")]
    [InlineData(Federated, Sample.FederatedSignIn)]
    [InlineData("alice@contoso.example", null)]
    public void A_second_attempt_goes_to_the_password_in_the_same_answer(string name, string? url)
    {
        var person = Hybrid().Ready(name);
        var ends = person.Prompted().ExpiresAt;
        Assert.Equal(new FellBack(FallbackReason.Pending, url, ends), person.Start("second"));
        Assert.Empty(person.Happened);
    }

    [Fact, Trait("Rule", "S-46")]
    public void The_first_challenge_stays_answerable_and_signs_in_its_own_browser_only()
    {
        var alice = new World().Ready();
        var challenge = alice.Prompted().Challenge;
        Assert.Equal(FallbackReason.Pending, alice.FallsBack("second"));
        Assert.Equal(new Decided(Outcome.Approved), alice.Approve(Mine));
        Expect.Refused(Refusal.ChallengeNotFound, alice.Redeem(challenge, "second"));
        Assert.IsType<SignedIn>(alice.Redeem(challenge));
    }

    [Theory, Trait("Rule", "S-47")]
    [InlineData("approve")]
    [InlineData("deny")]
    [InlineData("expire")]
    public void Once_it_is_answered_or_expires_the_next_attempt_prompts_again(string ending)
    {
        var alice = new World().Ready();
        var first = alice.Prompted().Challenge;
        if (ending == "approve") alice.Approve(Mine);
        if (ending == "deny") alice.Deny(Mine);
        if (ending == "expire") alice.World.Later(Limits.ChallengeLife);
        Assert.NotEqual(first, alice.Prompted("second").Challenge);
    }

    /// <summary>I18, I20: nobody needs to ask for it to end.</summary>
    [Fact, Trait("Rule", "S-47")]
    public void Time_alone_ends_a_challenge_and_whoever_comes_first_records_it()
    {
        var alice = new World().Ready();
        var challenge = alice.Prompted();
        Assert.Equal(challenge.ExpiresAt, alice.State.Due);
        alice.World.Now = challenge.ExpiresAt;
        alice.Ask(new RecordExpiry());
        Assert.IsType<Ending.Expired>(Assert.Single(alice.Happened.OfType<ChallengeSettled>()).Ending);
        Assert.Null(alice.State.Due);
        Expect.Ended(Outcome.Expired, alice.Observe(challenge.Challenge));
        Assert.Empty(alice.Happened);
    }
}
