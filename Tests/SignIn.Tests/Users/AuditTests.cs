namespace Countersign.SignIn.Tests.Users;

/// <summary>I18: what an auditor finds of each transition, and who is woken.</summary>
public sealed class AuditTests
{
    private static readonly Phone Mine = Phone.Number(0);

    private static readonly Dictionary<string, Action<Person>> Ends = new()
    {
        ["challenge.approved"] = p => p.Approve(Mine),
        ["challenge.denied"] = p => p.Deny(Mine),
        ["challenge.wrong_number"] = p => p.TapsWrongly(Mine),
        ["challenge.not_allowed"] = p => { p.World.SaveFor("bob@contoso.example"); p.Approve(Mine); },
        ["challenge.expired"] = p => { p.World.Later(Limits.ChallengeLife); p.Ask(new RecordExpiry()); },
        ["challenge.cancelled"] = p => p.Ask(new CancelChallenge(p.Waiting.Id, Sample.Browser(Person.Browser))),
    };

    public static TheoryData<string> Kinds => [.. Ends.Keys];

    [Theory, MemberData(nameof(Kinds)), Trait("Rule", "S-43")]
    public void Every_ending_is_one_fact_and_the_statement_is_kept(string kind)
    {
        var pat = new World().Domain("passthrough.example", new Domain.Managed(true)).Ready("pat@passthrough.example");
        var challenge = pat.Prompted().Challenge;
        var statement = "jws of " + challenge;
        pat.Facts.Clear();
        Ends[kind](pat);
        pat.Ask(new RecordExpiry());
        pat.Start("next");
        var fact = Assert.Single(pat.Facts);
        var byDevice = kind is not ("challenge.expired" or "challenge.cancelled");
        Assert.Equal((kind, challenge, Sample.Client, Sample.Context.Hash()), (fact.Kind, fact.Challenge, fact.Client, fact.Context));
        Assert.Equal(byDevice ? (Mine.Device, statement) : (null, null), (fact.Device, fact.Statement));
        Assert.Equal(kind == "challenge.approved" ? ["pass_through_authentication"] : null, fact.Bypassed);
        Assert.Equal((pat.World.Contoso.PolicyVersion, pat.Name), (fact.PolicyVersion, fact.User));
    }

    [Fact]
    public void A_denial_names_the_key_that_signed_it()
    {
        var alice = new World().Ready();
        alice.Prompted();
        alice.Deny(Mine);
        Assert.Equal(Mine.Asks, alice.Facts[^1].Key);
    }

    [Fact]
    public void A_lock_is_a_fact_of_its_own()
    {
        var alice = new World().Set(s => s with { WrongNumbersToLock = 1 }).Ready();
        alice.Prompted();
        alice.TapsWrongly(Mine);
        Assert.Equal(["challenge.wrong_number", "user.locked"], alice.Facts.TakeLast(2).Select(f => f.Kind));
    }

    [Fact]
    public void Each_collected_result_is_one_fact()
    {
        var alice = new World().Ready();
        var challenge = alice.Approved(Mine);
        alice.Redeem(challenge);
        alice.Redeem(challenge);
        Assert.Single(alice.Facts, f => f.Kind == "sign_in.redeemed" && f.Challenge == challenge);
    }

    /// <summary>N18, T31.</summary>
    [Fact]
    public void The_life_of_a_user_and_of_a_method_is_recorded()
    {
        var alice = new World().Ready();
        alice.Ask(new ChangeGroupMembership("field", true));
        alice.Ask(new ChangeGroupMembership("field", false));
        alice.Disable(Mine);
        alice.RemoveMethod(Mine);
        alice.Ask(new ProvisionUser(false, null));
        alice.Ask(new RemoveUser());
        Assert.Equal(
            ["user.created", "pass.issued", "pass.used", "method.code_issued", "method.activated", "method.enabled", "group.joined",
                "group.left",
                "method.disabled", "method.removed", "user.changed", "user.removed"],
            alice.Facts.Select(f => f.Kind));
    }

    [Fact]
    public void Removing_a_user_who_is_being_asked_ends_the_challenge_in_a_fact()
    {
        var alice = new World().Ready();
        alice.Prompted();
        alice.Ask(new RemoveUser());
        Assert.Equal(["challenge.cancelled", "user.removed"], alice.Facts.TakeLast(2).Select(f => f.Kind));
    }

    [Fact]
    public void Phones_and_browsers_are_woken_when_there_is_something_to_see()
    {
        var alice = new World().Ready();
        var challenge = alice.Prompted().Challenge;
        Assert.True(SigningInNotifications.ConcernsDevices(Assert.Single(alice.Happened)));
        alice.Approve(Mine);
        Assert.Equal(challenge, SigningInNotifications.ChangedChallenge(Assert.Single(alice.Happened)));
        Assert.True(SigningInNotifications.ConcernsDevices(alice.Happened[0]));
        alice.Redeem(challenge);
        Assert.Equal(challenge, SigningInNotifications.ChangedChallenge(Assert.Single(alice.Happened)));
        alice.Ask(new UnlockUser());
        Assert.DoesNotContain(alice.Happened, SigningInNotifications.ConcernsDevices);
    }
}
