using Countersign.SignIn.WebAuthn;

namespace Countersign.SignIn.Tests.Users;

/// <summary>PHO-2: a phone whose decision key is a WebAuthn credential's. Two proofs an approval, over one statement.</summary>
public sealed class CredentialTests
{
    private static readonly Phone Mine = Phone.Number(0);
    private static readonly Phone Other = Phone.Number(1);
    private static readonly WebAuthnCredential Made = new("credential", false, 0);

    [Fact, Trait("Rule", "PHO-2")]
    public void Request_key_and_credential_together_approve_and_both_are_in_the_audit()
    {
        var alice = Holder();
        Assert.Equal(new Decided(Outcome.Approved), Says(alice, Mine.Asks, Asserted()));
        var fact = alice.Facts.Single(fact => fact.Kind == "challenge.approved");
        Assert.Equal((Mine.Decides, "assertion"), (fact.Key!.Value, fact.Assertion));
        Assert.NotNull(fact.Statement);
    }

    public static TheoryData<string> Lacking => [.. Lacks.Keys];

    private static readonly Dictionary<string, (KeyThumbprint SignedBy, VerifiedAssertion? Assertion)> Lacks = new()
    {
        ["the statement without the assertion"] = (Mine.Asks, null),
        ["the statement signed by the credential's key"] = (Mine.Decides, null),
        ["the statement signed by the credential's key, with the assertion"] = (Mine.Decides, Asserted()),
        ["the assertion of another key"] = (Mine.Asks, Asserted() with { Key = Other.Decides }),
        ["the assertion of the request key"] = (Mine.Asks, Asserted() with { Key = Mine.Asks }),
        ["another credential"] = (Mine.Asks, Asserted() with { Credential = "another" }),
        ["a key that says it may be copied, and said otherwise"] = (Mine.Asks, Asserted() with { IsBackupEligible = true }),
        ["another phone's request key"] = (Other.Asks, Asserted()),
        ["another phone's decision key"] = (Other.Decides, null),
    };

    [Theory, MemberData(nameof(Lacking)), Trait("Rule", "PHO-2")]
    public void Neither_approves_without_the_other(string what)
    {
        var alice = Holder().Has(Other);
        Expect.Refused(Refusal.DeviceProofRefused, Says(alice, Lacks[what].SignedBy, Lacks[what].Assertion));
        Assert.IsType<Slot.Waiting>(alice.Present.Slot);
        Assert.Equal(new Decided(Outcome.Approved), Says(alice, Mine.Asks, Asserted()));
    }

    [Fact, Trait("Rule", "S-08")]
    public void An_assertion_of_a_person_who_was_not_verified_approves_nothing_whatever_the_statement_says()
    {
        var alice = Holder();
        Expect.Refused(Refusal.UserVerificationRequired, Says(alice, Mine.Asks, Asserted() with { IsUserVerified = false }));
        Assert.IsType<Slot.Waiting>(alice.Present.Slot);
    }

    [Fact, Trait("Rule", "PHO-2")]
    public void An_assertion_is_no_approval_by_a_phone_that_has_no_credential()
    {
        var alice = new World().Ready();
        alice.Prompted();
        Expect.Refused(Refusal.DeviceProofRefused, Says(alice, Mine.Decides, Asserted()));
        Expect.Refused(Refusal.DeviceProofRefused, Says(alice, Mine.Asks, Asserted()));
        Assert.Equal(new Decided(Outcome.Approved), alice.Approve(Mine));
    }

    [Fact, Trait("Rule", "S-07")]
    public void A_denial_takes_the_request_key_alone()
    {
        var alice = Holder();
        Expect.Refused(Refusal.DeviceProofRefused, Deny(Mine.Decides, null));
        Expect.Refused(Refusal.DeviceProofRefused, Deny(Mine.Asks, Asserted()));
        Assert.Equal(new Decided(Outcome.Denied), Deny(Mine.Asks, null));

        UserAnswer Deny(KeyThumbprint key, VerifiedAssertion? assertion) => Says(alice, key, assertion, alice.Denial(Mine));
    }

    [Theory, Trait("Rule", "PHO-2")]
    [InlineData(0, 0, true)]
    [InlineData(0, 1, true)]
    [InlineData(5, 6, true)]
    [InlineData(5, 4_294_967_295, true)]
    [InlineData(5, 5, false)]
    [InlineData(5, 4, false)]
    [InlineData(5, 0, false)]
    public void A_credential_that_counts_counts_on(long stood, long shows, bool isTaken)
    {
        var alice = Holder(Made with { Count = stood });
        var answer = Says(alice, Mine.Asks, Asserted() with { Count = shows });
        Assert.Equal(isTaken ? new Decided(Outcome.Approved) : new UserAnswer.Refused(Refusal.DeviceProofRefused), answer);
        Assert.Equal(isTaken ? shows : stood, alice.Present.Find(Mine.Device)!.Credential!.Count);
    }

    [Fact, Trait("Rule", "T8")]
    public void The_same_answer_again_is_answered_alike_although_the_count_has_been_seen()
    {
        var alice = Holder();
        var statement = alice.Approval(Mine);
        var assertion = Asserted() with { Count = 3 };
        Assert.Equal(new Decided(Outcome.Approved), Says(alice, Mine.Asks, assertion, statement));
        Assert.Equal(new Decided(Outcome.Approved), Says(alice, Mine.Asks, assertion, statement));
    }

    [Fact, Trait("Rule", "S-06")]
    public void A_wrong_number_counts_the_credential_too()
    {
        var alice = Holder();
        Expect.Refused(
            Refusal.NumberMismatch,
            Says(alice, Mine.Asks, Asserted() with { Count = 2 }, alice.Approval(Mine) with { Number = Sample.WrongNumber }));
        Assert.Equal(2, alice.Present.Find(Mine.Device)!.Credential!.Count);
    }

    [Fact, Trait("Rule", "I-7")]
    public void A_removed_phone_approves_nothing_by_its_credential()
    {
        var alice = Holder().Has(Other);
        alice.RemoveMethod(Mine);
        Expect.Refused(Refusal.DeviceProofRefused, Says(alice, Mine.Asks, Asserted()));
        Expect.Refused(Refusal.DeviceProofRefused, alice.Ask(new FindCredentialKey(Made.Id)));
    }

    [Fact]
    public void A_credentials_key_is_found_by_its_id()
    {
        var alice = Holder();
        Assert.Equal(new DeviceKeyFound(Mine.DecisionKey), alice.Ask(new FindCredentialKey(Made.Id)));
        Expect.Refused(Refusal.DeviceProofRefused, alice.Ask(new FindCredentialKey("another")));
    }

    [Theory, Trait("Rule", "PHO-2")]
    [InlineData(true, true, true, true, true)]
    [InlineData(false, true, false, true, true)]
    [InlineData(true, false, true, true, false)]
    [InlineData(false, false, false, true, false)]
    public void A_tenant_says_which_decision_keys_it_takes(bool pin, bool synced, bool takesOwn, bool takesMade, bool takesSynced)
    {
        foreach (var (credential, isTaken, why) in new[]
        {
            (null, takesOwn, Refusal.PinKeyNotAllowed),
            (Made, takesMade, Refusal.Malformed),
            (Made with { IsBackupEligible = true }, takesSynced, Refusal.SyncedKeyNotAllowed),
        })
        {
            var alice = new World().Set(s => s with { PinKeys = pin, SyncedKeys = synced }).Person();
            Assert.Equal(isTaken ? UserAnswer.Done.It : new UserAnswer.Refused(why), Activates(alice, credential));
            Assert.Equal(isTaken ? 1 : 0, alice.Present.Authenticators.Length);
        }
    }

    [Fact, Trait("Rule", "PHO-2")]
    public void A_phone_that_is_there_stays_whatever_the_tenant_takes_now()
    {
        var alice = Holder(Made with { IsBackupEligible = true });
        alice.World.Set(s => s with { PinKeys = false, SyncedKeys = false });
        Assert.Equal(new Decided(Outcome.Approved), Says(alice, Mine.Asks, Asserted() with { IsBackupEligible = true }));
    }

    [Fact, Trait("Rule", "S-16")]
    public void A_web_phone_is_never_too_old()
    {
        var alice = new World()
            .Require(p => p with { MinimumIos = new(99, 0), MinimumAndroid = new(99, 0), MinimumApp = new(99, 0) }).Person();
        var web = Mine with { Report = new(Platform.Web, "1.0", "1.0") };
        Assert.IsType<UserAnswer.Done>(Activates(alice, Made, web));
        Assert.IsType<UserAnswer.Done>(alice.Enable(web));
        alice.Prompted();
        Assert.IsType<WaitingChallenge>(alice.Fetch(web));
    }

    /// <summary>Asked to approve, with a phone that has a credential.</summary>
    internal static Person Holder(WebAuthnCredential? credential = null)
    {
        var alice = new World().Person();
        Assert.IsType<UserAnswer.Done>(Activates(alice, credential ?? Made));
        Assert.IsType<UserAnswer.Done>(alice.Enable(Mine));
        alice.Prompted();
        return alice;
    }

    private static UserAnswer Activates(Person person, WebAuthnCredential? credential, Phone? phone = null)
    {
        phone ??= Mine;
        return person.Ask(new ActivateDevice(
            person.GetsCode(), phone.Device, "My phone", phone.RequestKey, phone.DecisionKey, phone.Report, credential));
    }

    internal static VerifiedAssertion Asserted() => new(Mine.Decides, Made.Id, true, false, 0, "assertion");

    private static UserAnswer Says(
        Person person, KeyThumbprint signedBy, VerifiedAssertion? assertion, DecisionStatement? statement = null)
    {
        statement ??= person.Approval(Mine);
        return person.Ask(new AnswerChallenge(statement, signedBy, Sample.Hash(statement.ToString()), "jws", assertion));
    }
}
