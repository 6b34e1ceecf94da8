namespace Countersign.SignIn.Tests.Users;

/// <summary>When several rules are broken the first in the list of refusals answers.</summary>
public sealed class PrecedenceTests
{
    private static readonly Phone Mine = Phone.Number(0);
    private static readonly Phone Other = Phone.Number(1);
    private static readonly Phone Old = Mine with { Report = new(Platform.Ios, "7.1", "0.9") };

    [Fact]
    public void The_order_of_refusals_is_this() => Assert.Equal(
        "Malformed TenantNotFound UserNotFound SessionRequired FreshSignInRequired PassRefused CodeRefused "
        + "DeviceProofRefused ProofReplayed AlreadyRedeemed "
        + "VersionMismatch SettingOutOfRange TenantNameReserved TooManyDomains TooManyTargets TooManyGroups PushNotAllowed "
        + "CombinedRegistrationRequired "
        + "OsTooOld AppUpgradeRequired DeviceRegistrationNotIndividual DeviceInOtherTenant "
        + "DeviceHasOtherAccount DeviceNotRegistered "
        + "TooManyCodes TooManyDevices TooManyInstallations SingleCredentialOnly MethodNotFound PhoneSignInNotEnabled ChallengeNotFound "
        + "AlreadyDecided SignInCancelled ChallengeExpired StatementMismatch UserVerificationRequired NumberRequired NumberMismatch "
        + "MethodNotAllowedByPolicy NotApproved ClientNotFound ClientRefused TooManyClients InvalidGrant GrantExpired GrantDeclined "
        + "GrantPending ScopeExceeded KeyRefused UserCodeRequired UserCodeRefused ProviderNotFound ProviderRefused TooManyProviders "
        + "WayNotAllowed FederationRefused SecretRefused PasswordMustChange PasswordsNotKept "
        + "PinKeyNotAllowed SyncedKeyNotAllowed SecondFactorRequired "
        + "AdminTokenNotFound AdminTokenRefused AdminTokenNameTaken TooManyAdminTokens "
        + "AdministratorNotFound AdministratorRefused TooManyAdministrators InvitationRefused PasskeyRefused TooManyPasskeys "
        + "ProposalWaits ProposalNotFound SecondPersonRequired ProposalOvertaken",
        string.Join(' ', Enum.GetValues<Refusal>()));

    /// <summary>Asks for something that breaks every rule given, mends the first, asks again, and so on: each answers in its
    /// turn.</summary>
    private static void Falls(Func<UserAnswer> ask, params (Refusal Why, Action Mend)[] broken)
    {
        Assert.Equal(broken.Select(rule => rule.Why).Order(), broken.Select(rule => rule.Why));
        foreach (var (why, mend) in broken)
        {
            Expect.Refused(why, ask());
            mend();
        }

        Assert.IsNotType<UserAnswer.Refused>(ask());
    }

    [Fact]
    public void Issuing_a_code()
    {
        var alice = new World().Person();
        for (var i = 0; i < Limits.ActivationCodesPerHour; i++) alice.GetsCode();
        var (world, session) = (alice.World, Sample.Session("none"));
        var tenant = Without(world, p => p with { PushAllowed = false, CombinedRegistration = false });
        Falls(() => alice.Ask(new IssueActivationCode(session, Sample.Hash("code"))),
            (Refusal.TenantNotFound, () => world.Tenant = tenant),
            (Refusal.SessionRequired, () => session = alice.SignsIn()),
            (Refusal.PushNotAllowed, () => world.Require(p => p with { PushAllowed = true })),
            (Refusal.CombinedRegistrationRequired, () => world.Require(p => p with { CombinedRegistration = true })),
            (Refusal.TooManyCodes, () => { world.Later(TimeSpan.FromHours(1)); session = alice.SignsIn(); }));
    }

    private static TenantState Without(World world, Func<Prerequisites, Prerequisites> change)
    {
        var tenant = world.Require(change).Tenant;
        world.Tenant = TenantState.None;
        return tenant;
    }

    [Fact]
    public void Activating()
    {
        var alice = Crowded();
        var (world, phone, code) = (alice.World, Phone.Number(10) with { Report = Old.Report }, Sample.Hash("guess"));
        var right = alice.GetsCode();
        world.Set(s => s with { PinKeys = false });
        var tenant = Without(world, p => p with { PushAllowed = false, CombinedRegistration = false });
        Falls(() => alice.Activate(phone, code),
            (Refusal.TenantNotFound, () => world.Tenant = tenant),
            (Refusal.CodeRefused, () => code = right),
            (Refusal.PushNotAllowed, () => world.Require(p => p with { PushAllowed = true })),
            (Refusal.CombinedRegistrationRequired, () => world.Require(p => p with { CombinedRegistration = true })),
            (Refusal.OsTooOld, () => phone = phone with { Report = new(Platform.Ios, "8.0", "0.9") }),
            (Refusal.AppUpgradeRequired, () => phone = phone with { Report = Phone.New }),
            (Refusal.TooManyDevices, () => alice.RemoveMethod(Mine)),
            (Refusal.PinKeyNotAllowed, () => world.Set(s => s with { PinKeys = true })));
    }

    /// <summary>Somebody with as many authenticators as anybody can have.</summary>
    private static Person Crowded(bool onPremisesMfa = false)
    {
        var alice = new World().Person(onPremisesMfa: onPremisesMfa);
        for (var i = 0; i < Limits.DevicesPerUser; i++)
        {
            alice.World.Later(TimeSpan.FromHours(1));
            alice.Adds(Phone.Number(i));
            if (i == 1) Assert.IsType<UserAnswer.Done>(alice.Enable(Other));
        }

        return alice;
    }

    [Fact]
    public void Enabling()
    {
        var alice = Crowded(onPremisesMfa: true);
        var (world, phone, registration) = (alice.World, Old with { RequestKey = Other.RequestKey }, (long?)null);
        var key = Other.Asks;
        var tenant = Without(world, p => p with { PushAllowed = false });
        Falls(() => alice.Ask(new EnablePhoneSignIn(phone.Device, key, phone.Report, registration)),
            (Refusal.TenantNotFound, () => world.Tenant = tenant),
            (Refusal.DeviceProofRefused, () => key = Mine.Asks),
            (Refusal.PushNotAllowed, () => world.Require(p => p with { PushAllowed = true })),
            (Refusal.OsTooOld, () => phone = Mine with { Report = new(Platform.Ios, "8.0", "0.9") }),
            (Refusal.AppUpgradeRequired, () => phone = Mine),
            (Refusal.DeviceNotRegistered, () => registration = 1),
            (Refusal.TooManyInstallations, () => world.Set(s => s with { InstallationLimit = 10 })),
            (Refusal.TooManyInstallations, () => alice.RemoveMethod(Phone.Number(9))),
            (Refusal.SingleCredentialOnly, () => alice.Disable(Other)));
    }

    [Fact]
    public void Fetching()
    {
        var alice = new World().Person().Adds(Mine);
        var (world, phone, key) = (alice.World, Old, Other.Asks);
        var tenant = Without(world, p => p);
        Falls(() => alice.Ask(new FetchWaiting(phone.Device, key, phone.Report)),
            (Refusal.TenantNotFound, () => world.Tenant = tenant),
            (Refusal.DeviceProofRefused, () => key = Mine.Asks),
            (Refusal.OsTooOld, () => phone = Mine with { Report = new(Platform.Ios, "8.0", "0.9") }),
            (Refusal.AppUpgradeRequired, () => phone = Mine),
            (Refusal.PhoneSignInNotEnabled, () => alice.Enable(Mine)));
    }

    [Fact]
    public void Proving()
    {
        var alice = new World().Person().Adds(Mine);
        var (world, key, jti) = (alice.World, Other.Asks, "seen");
        alice.Ask(new RecordProof(Mine.Device, Mine.Asks, Sample.Hash("seen")));
        var tenant = Without(world, p => p);
        Falls(() => alice.Ask(new RecordProof(Mine.Device, key, Sample.Hash(jti))),
            (Refusal.TenantNotFound, () => world.Tenant = tenant),
            (Refusal.DeviceProofRefused, () => key = Mine.Asks),
            (Refusal.ProofReplayed, () => jti = "new"));
    }

    /// <summary>The last two end the challenge, so each has a new one.</summary>
    [Fact]
    public void Answering()
    {
        var alice = new World().SaveFor("bob@contoso.example").Ready().Has(Other);
        var (world, key) = (alice.World, Other.Decides);
        alice.Prompted();
        var right = alice.Approval(Mine);
        var said = right with { Challenge = new(Sample.Handle("none")), Nonce = Sample.Handle("none"), UserVerified = false, Number = "" };
        alice.Disable(Mine);
        var tenant = Without(world, p => p with { MinimumApp = new(9, 0) });
        Falls(() => alice.Say(said, key),
            (Refusal.TenantNotFound, () => world.Tenant = tenant),
            (Refusal.DeviceProofRefused, () => key = Mine.Decides),
            (Refusal.AppUpgradeRequired, () => world.Require(p => p with { MinimumApp = new(1, 0) })),
            (Refusal.PhoneSignInNotEnabled, () => alice.Enable(Mine)),
            (Refusal.ChallengeNotFound, () =>
            {
                alice.Deny(Other);
                alice.Ask(new UnlockUser());
                alice.Prompted();
                right = alice.Approval(Mine);
                said = said with { Challenge = right.Challenge };
            }),
            (Refusal.StatementMismatch, () => said = said with { Nonce = right.Nonce }),
            (Refusal.UserVerificationRequired, () => said = said with { UserVerified = true }),
            (Refusal.NumberRequired, () => said = said with { Number = Sample.WrongNumber }),
            (Refusal.NumberMismatch, () => { alice.Prompted(); said = alice.Approval(Mine); }),
            (Refusal.MethodNotAllowedByPolicy, () =>
                { world.Save(new Target.AllUsers()); alice.Prompted(); said = alice.Approval(Mine); }));
    }

    [Theory]
    [InlineData("cancelled in the browser")]
    [InlineData("left for the password")]
    public void An_answer_to_what_its_browser_has_ended_hears_so(string how)
    {
        var alice = new World().Ready();
        var challenge = alice.Prompted().Challenge;
        var (approval, denial) = (alice.Approval(Mine), alice.Denial(Mine));
        if (how == "cancelled in the browser") alice.Ask(new CancelChallenge(challenge, Sample.Browser(Person.Browser)));
        else alice.Ask(new UsePasswordInstead(challenge, Sample.Browser(Person.Browser)));
        Expect.Refused(Refusal.SignInCancelled, alice.Say(approval, Mine.Decides));
        Expect.Refused(Refusal.SignInCancelled, alice.Say(denial, Mine.Asks));
    }

    [Theory]
    [InlineData(true, Refusal.AlreadyDecided)]
    [InlineData(false, Refusal.ChallengeExpired)]
    public void Answering_what_has_ended_with_everything_else_wrong(bool decided, Refusal why)
    {
        var alice = new World().SaveFor("bob@contoso.example").Ready();
        alice.Prompted();
        var wrong = alice.Approval(Mine) with { Nonce = Sample.Handle("none"), UserVerified = false, Number = "1" };
        if (decided) alice.Deny(Mine);
        alice.World.Later(Limits.ChallengeLife);
        Expect.Refused(why, alice.Say(wrong, Mine.Decides));
    }

    [Fact]
    public void Redeeming()
    {
        var alice = new World().Ready();
        var (world, challenge, request) = (alice.World, alice.Approved(Mine), "first");
        alice.Redeem(challenge, request: request);
        alice.Ask(new ProvisionUser(false, null));
        world.SaveFor("bob@contoso.example");
        Expect.Refused(Refusal.ChallengeNotFound, alice.Redeem(challenge, "stranger", "second"));
        Expect.Refused(Refusal.AlreadyRedeemed, alice.Redeem(challenge, request: "second"));
        var before = new World().Ready();
        challenge = before.Approved(Mine);
        before.World.SaveFor("bob@contoso.example");
        before.Disable(Mine);
        Expect.Refused(Refusal.PhoneSignInNotEnabled, before.Redeem(challenge));
    }

    [Fact]
    public void Removing_a_method()
    {
        var alice = new World().Person();
        var session = Sample.Session("none");
        var tenant = Without(alice.World, p => p);
        Falls(() => alice.RemoveMethod(Mine, session),
            (Refusal.TenantNotFound, () => alice.World.Tenant = tenant),
            (Refusal.SessionRequired, () => session = alice.SignsIn()),
            (Refusal.MethodNotFound, () => { alice.Adds(Mine); session = alice.SignsIn(); }));
    }

    [Fact]
    public void Joining_a_group()
    {
        var alice = new Person(new World(), Sample.Name("alice@contoso.example"));
        var tenant = Without(alice.World, p => p);
        Falls(() => alice.Ask(new ChangeGroupMembership("one more", true)),
            (Refusal.TenantNotFound, () => alice.World.Tenant = tenant),
            (Refusal.UserNotFound, () => Fill(alice)),
            (Refusal.TooManyGroups, () => alice.Ask(new ChangeGroupMembership("group 0", false))));
    }

    private static void Fill(Person person)
    {
        person.Ask(new ProvisionUser(null, null));
        for (var i = 0; i < Limits.GroupsPerUser; i++) person.Ask(new ChangeGroupMembership($"group {i}", true));
    }
}
