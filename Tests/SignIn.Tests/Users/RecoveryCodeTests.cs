namespace Countersign.SignIn.Tests.Users;

/// <summary>WAY-6: who is signed in by a recovery code, and for how long that stands.</summary>
public sealed class RecoveryCodeTests
{
    private static readonly Phone Mine = Phone.Number(0);

    [Fact, Trait("Rule", "WAY-6")]
    public void A_recovery_code_signs_in_once_and_may_change_phones()
    {
        var alice = new World().Ready().GetsRecoveryCodes();
        var answer = Assert.IsType<SignedInWithSecret>(alice.TypesRecoveryCode(3));
        Assert.Equal(("urn:countersign:recovery", "otp"), (answer.How.AuthenticationContext, answer.How.AuthenticationMethods[0]));
        Assert.Equal("sign_in.recovery_code", alice.Facts[^1].Kind);
        Expect.Refused(Refusal.SecretRefused, alice.TypesRecoveryCode(3, "a thief's"));
        Assert.IsType<SignedInWithSecret>(alice.TypesRecoveryCode(4, "another"));
        Assert.Equal(8, Assert.IsType<SecretsListed>(alice.Ask(new ListSecrets(Sample.Session("another")))).RecoveryCodesLeft);
        Assert.IsType<RegistrationFreed>(alice.RemoveMethod(Mine, Sample.Session("another")));
    }

    [Fact]
    public void Codes_are_good_where_the_tenant_has_them_and_until_others_are_issued()
    {
        var alice = new World().Ready().GetsRecoveryCodes();
        alice.World.Set(s => s with { RecoveryCodes = false });
        Expect.Refused(Refusal.WayNotAllowed, alice.TypesRecoveryCode(0));
        alice.World.Set(s => s with { RecoveryCodes = true, Ways = "requested=password" });
        Expect.Refused(Refusal.WayNotAllowed, alice.TypesRecoveryCode(0));
        alice.World.Set(s => s with { Ways = "" });
        alice.Ask(new IssueRecoveryCodes(alice.SignsIn(), [.. Enumerable.Range(50, Limits.RecoveryCodes).Select(Person.RecoveryCode)]));
        Expect.Refused(Refusal.SecretRefused, alice.TypesRecoveryCode(0));
        Assert.IsType<SignedInWithSecret>(alice.TypesRecoveryCode(50));
    }

    /// <summary>I7: whoever had the old sheet is out; the session that has the codes issued goes on.</summary>
    [Theory]
    [InlineData("by a pass"), InlineData("by a code of its own"), InlineData("taken away")]
    public void What_a_recovery_code_opened_ends_with_the_codes(string how)
    {
        var alice = new World().Ready().GetsRecoveryCodes();
        alice.TypesRecoveryCode(0, "a thief's");
        alice.TypesRecoveryCode(1, "own");
        var thief = alice.Present.Sessions.Single(session => session.Hash == Sample.Session("a thief's"));
        var grant = alice.Grants(Mine) with { Mode = default, StandsOn = thief.StandsOn, Secret = thief.Secret };
        alice.Ask(new IssueActivationCode(thief.Hash, Sample.Hash("code")));
        alice.State = Stored.Again(alice.State);
        Assert.IsType<UserAnswer.Done>(alice.Stands(grant));
        var own = how == "by a code of its own" ? Sample.Session("own") : alice.SignsIn();
        Assert.IsType<UserAnswer.Done>(alice.Ask(how == "taken away"
            ? new RemoveRecoveryCodes()
            : new IssueRecoveryCodes(own, [.. Enumerable.Range(50, Limits.RecoveryCodes).Select(Person.RecoveryCode)])));
        Expect.Refused(Refusal.SessionRequired, alice.Ask(new CheckSession(thief.Hash)));
        Expect.Refused(Refusal.ChallengeExpired, alice.Stands(grant));
        Expect.Refused(Refusal.CodeRefused, alice.Activate(Phone.Number(1), Sample.Hash("code")));
        Assert.IsType<CurrentSession>(alice.Ask(new CheckSession(own)));
    }

    [Fact, Trait("Rule", "I7")]
    public void Codes_that_were_taken_away_are_good_no_more()
    {
        var alice = new World().Ready().GetsRecoveryCodes();
        AreLeft(Limits.RecoveryCodes);
        Assert.IsType<UserAnswer.Done>(alice.Ask(new RemoveRecoveryCodes()));
        Assert.Equal("recovery_codes.removed", alice.Facts[^1].Kind);
        AreLeft(0);
        for (var n = 0; n < Limits.RecoveryCodes; n++) Expect.Refused(Refusal.SecretRefused, alice.TypesRecoveryCode(n));
        Assert.IsType<UserAnswer.Done>(alice.Ask(new RemoveRecoveryCodes()));
        Assert.Empty(alice.Happened);
        alice.GetsRecoveryCodes();
        Assert.IsType<SignedInWithSecret>(alice.TypesRecoveryCode(0));

        void AreLeft(int left) =>
            Assert.Equal(left, Assert.IsType<UserDescribed>(alice.Ask(new DescribeUser())).User.RecoveryCodesLeft);
    }

    /// <summary>N17: codes are for good, so a provider's word that is no more than a password gives out none.</summary>
    [Theory]
    [InlineData("", false), InlineData("pwd", false), InlineData("pwd mfa", true)]
    public void Codes_are_issued_by_a_provider_that_says_that_there_was_a_second_factor(string methods, bool mayIssue)
    {
        var fran = new World().Federate().Person("fran@fabrikam.example");
        fran.World.Set(s => s with { RecoveryCodes = true });
        var vouched = new FederatedAssertion(
            "fabrikam", fran.World.Contoso.FederationOf(fran.Name)!.Value.Since, Sample.Hash("subject"), fran.Name, fran.World.Now,
            Methods: methods);
        var session = Sample.Session("federated");
        fran.Ask(new RedeemFederated(vouched, session, FallbackReason.NotAvailable, Sample.Client));
        var listed = Assert.IsType<SecretsListed>(fran.Ask(new ListSecrets(session)));
        Assert.Equal((mayIssue, !mayIssue), (listed.MayIssue, listed.IsByPassword));
        var issue = new IssueRecoveryCodes(session, [.. Enumerable.Range(0, Limits.RecoveryCodes).Select(Person.RecoveryCode)]);
        Assert.Equal(mayIssue, fran.Ask(issue) is UserAnswer.Done);
    }
}
