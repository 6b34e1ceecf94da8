namespace Countersign.SignIn.Tests.Users;

/// <summary>Prerequisites, the two stages of registration, and the ways back.</summary>
public sealed class RegistrationTests
{
    private static readonly Phone Mine = Phone.Number(0);
    private static readonly Phone Other = Phone.Number(1);

    private static Phone Reporting(Platform platform, string os, string app = "2.0") => Mine with { Report = new(platform, os, app) };

    [Fact, Trait("Rule", "S-15")]
    public void Without_push_there_is_no_prompt_and_nothing_is_shown()
    {
        var alice = new World().Ready();
        alice.Prompted();
        alice.World.Require(p => p with { PushAllowed = false });
        Assert.IsType<NothingWaiting>(alice.Fetch(Mine));
        Expect.Refused(Refusal.MethodNotAllowedByPolicy, alice.Approve(Mine));
        Assert.Equal(FallbackReason.PushNotAllowed, alice.FallsBack());
    }

    [Theory, Trait("Rule", "S-17")]
    [InlineData("18.1", "2.0", "18.1", "2.1", FallbackReason.PhoneTooOld)]
    [InlineData("18.1", "2.0", "18.2", "2.0", FallbackReason.PhoneTooOld)]
    [InlineData("18.1", "2.0", "18.1", "2.0", null)]
    public void A_phone_that_could_not_show_the_number_is_not_asked_and_the_reason_is_said(
        string os, string app, string minimumOs, string minimumApp, FallbackReason? reason)
    {
        var mine = Mine with { Report = new(Platform.Ios, os, app) };
        var alice = new World().Person().Has(mine);
        alice.World.Require(p => p with { MinimumIos = Version.Parse(minimumOs), MinimumApp = Version.Parse(minimumApp) });
        Assert.Equal(reason, (alice.Start() as FellBack)?.Reason);
        Assert.Equal(reason is null, alice.Present.Slot is Slot.Waiting);
    }

    [Fact, Trait("Rule", "S-17")]
    public void A_phone_that_reports_itself_updated_is_asked_again_and_one_that_reports_itself_old_is_not()
    {
        var alice = new World().Ready();
        alice.World.Require(p => p with { MinimumApp = new(3, 0) });
        Assert.Equal(FallbackReason.PhoneTooOld, alice.FallsBack());
        var updated = Mine with { Report = Mine.Report with { App = "3.0" } };
        Assert.IsType<NothingWaiting>(alice.Fetch(updated));
        alice.Prompted();
        alice.Deny(updated);
        Expect.Refused(Refusal.AppUpgradeRequired, alice.Fetch(Mine));
        Assert.Equal(FallbackReason.PhoneTooOld, alice.FallsBack());
    }

    [Fact, Trait("Rule", "S-17")]
    public void One_phone_that_can_show_the_number_is_enough()
    {
        var alice = new World().Ready().Has(Other with { Report = Mine.Report with { App = "3.0" } });
        alice.World.Require(p => p with { MinimumApp = new(3, 0) });
        alice.Prompted();
    }

    [Fact, Trait("Rule", "S-15")]
    public void A_tenant_without_prompts_says_the_same_of_every_name()
    {
        var world = new World();
        var people = new[] { world.Ready(), world.Person("bob@contoso.example"), new Person(world, Sample.Name("nobody@contoso.example")) };
        world.Require(p => p with { PushAllowed = false });
        Assert.All(people, person => Assert.Equal(new FellBack(FallbackReason.PushNotAllowed, null, null), person.Start()));
        world.Save(new Target.AllUsers(), enabled: false);
        Assert.All(people, person => Assert.Equal(new FellBack(FallbackReason.SwitchedOff, null, null), person.Start()));
    }

    [Fact, Trait("Rule", "S-15")]
    public void Without_push_no_stage_of_registration_is_possible()
    {
        var alice = new World().Person().Adds(Mine);
        var (session, code) = (alice.SignsIn(), alice.GetsCode());
        alice.World.Require(p => p with { PushAllowed = false });
        Expect.Refused(Refusal.PushNotAllowed, alice.Ask(new IssueActivationCode(session, Sample.Hash("code"))));
        Expect.Refused(Refusal.PushNotAllowed, alice.Activate(Other, code));
        Expect.Refused(Refusal.PushNotAllowed, alice.Enable(Mine));
    }

    [Theory, Trait("Rule", "S-16")]
    [InlineData(Platform.Ios, "7.1", false)]
    [InlineData(Platform.Ios, "7.99999", false)]
    [InlineData(Platform.Ios, "8.0", true)]
    [InlineData(Platform.Ios, "10.0.1", true)]
    [InlineData(Platform.Android, "5.1", false)]
    [InlineData(Platform.Android, "6.0", true)]
    [InlineData(Platform.Android, "16.0", true)]
    [InlineData(Platform.Android, "six", false)]
    public void The_operating_system_must_be_new_enough(Platform platform, string os, bool accepted)
    {
        var alice = new World().Ready();
        var (old, code) = (Reporting(platform, os), alice.GetsCode());
        var answers = new[] { alice.Fetch(old), alice.Activate(old, code), alice.Enable(old) };
        Assert.All(answers, answer => Assert.Equal(!accepted, answer is UserAnswer.Refused(Refusal.OsTooOld)));
    }

    [Fact, Trait("Rule", "S-17")]
    public void The_app_must_be_as_new_as_the_policy_says()
    {
        var alice = new World().Require(p => p with { MinimumApp = new(3, 1) }).Person();
        var code = alice.GetsCode();
        Expect.Refused(Refusal.AppUpgradeRequired, alice.Activate(Reporting(Platform.Ios, "17.4", "3.0.9"), code));
        var upgraded = Reporting(Platform.Ios, "17.4", "3.1");
        Assert.IsType<UserAnswer.Done>(alice.Activate(upgraded, code));
        Assert.IsType<UserAnswer.Done>(alice.Enable(upgraded));
    }

    [Fact, Trait("Rule", "S-17")]
    public void A_phone_below_a_new_minimum_neither_sees_nor_answers_until_it_reports_an_upgrade()
    {
        var alice = new World().Ready();
        alice.Prompted();
        alice.World.Require(p => p with { MinimumApp = new(3, 0) });
        Expect.Refused(Refusal.AppUpgradeRequired, alice.Fetch(Mine));
        Expect.Refused(Refusal.AppUpgradeRequired, alice.Approve(Mine));
        Assert.IsType<WaitingChallenge>(alice.Fetch(Reporting(Platform.Ios, "17.4", "3.0")));
        Assert.Equal(new Decided(Outcome.Approved), alice.Approve(Mine));
    }

    [Fact, Trait("Rule", "S-18")]
    public void Combined_registration_must_be_on_before_the_method_can_be_registered()
    {
        var alice = new World().Person();
        var (session, code) = (alice.SignsIn(), alice.GetsCode());
        alice.World.Require(p => p with { CombinedRegistration = false });
        Expect.Refused(Refusal.CombinedRegistrationRequired, alice.Ask(new IssueActivationCode(session, Sample.Hash("code"))));
        Expect.Refused(Refusal.CombinedRegistrationRequired, alice.Activate(Mine, code));
        Assert.Empty(alice.Present.Authenticators);
    }

    [Fact, Trait("Rule", "S-30")]
    public void Only_a_signed_in_user_sees_and_adds_methods()
    {
        var alice = new World().Person();
        Expect.Refused(Refusal.SessionRequired, alice.Ask(new IssueActivationCode(Sample.Session("none"), Sample.Hash("code"))));
        Expect.Refused(Refusal.SessionRequired, alice.Ask(new ListMethods(Sample.Session("none"))));
        var session = alice.SignsIn();
        alice.World.Later(Limits.SessionLife);
        Expect.Refused(Refusal.SessionRequired, alice.Ask(new ListMethods(session)));
    }

    [Fact, Trait("Rule", "S-31")]
    public void Stage_two_without_stage_one_is_refused()
    {
        var alice = new World().Person();
        Expect.Refused(Refusal.DeviceProofRefused, alice.Enable(Mine));
        alice.Adds(Other);
        Expect.Refused(Refusal.DeviceProofRefused, alice.Enable(Mine));
    }

    [Fact, Trait("Rule", "S-32")]
    public void Stage_one_alone_leads_to_the_password()
    {
        var alice = new World().Set(s => s with { Decoys = false }).Person().Adds(Mine);
        Assert.Equal(new FellBack(FallbackReason.NotAvailable, null, null), alice.Start());
        Expect.Refused(Refusal.PhoneSignInNotEnabled, alice.Fetch(Mine));
    }

    [Fact, Trait("Rule", "S-33")]
    public void The_help_article_is_on_every_answer_of_My_Security_Info()
    {
        const string help = "https://help.contoso.example/phone";
        var alice = new World().Set(s => s with { HelpUrl = help }).Person();
        var session = alice.SignsIn();
        Assert.Equal(help, Assert.IsType<MethodList>(alice.Ask(new ListMethods(session))).HelpUrl);
        Assert.Equal(help, Assert.IsType<CurrentSession>(alice.Ask(new CheckSession(session))).HelpUrl);
    }

    [Fact, Trait("Rule", "S-38")]
    public void Removing_the_method_needs_no_device_and_leads_back_to_the_password()
    {
        var alice = new World().Ready();
        Assert.IsType<RegistrationFreed>(alice.RemoveMethod(Mine, alice.SignsIn()));
        Assert.Empty(alice.Present.Authenticators);
        Assert.Equal(FallbackReason.NotAvailable, alice.FallsBack());
        Expect.Refused(Refusal.DeviceProofRefused, alice.Fetch(Mine));
        Expect.Refused(Refusal.MethodNotFound, alice.RemoveMethod(Mine));
    }

    [Fact, Trait("Rule", "S-39")]
    public void Disabling_phone_sign_in_keeps_the_authenticator()
    {
        var alice = new World().Ready();
        Assert.Equal(new RegistrationFreed(1), alice.Disable(Mine));
        Assert.IsType<PhoneSignIn.Off>(alice.Present.Find(Mine.Device)!.PhoneSignIn);
        Assert.Equal(FallbackReason.NotAvailable, alice.FallsBack());
        Assert.IsType<UserAnswer.Done>(alice.Enable(Mine));
        alice.Prompted();
    }

    [Fact, Trait("Rule", "S-29")]
    public void The_code_is_for_one_device_and_ten_minutes()
    {
        var alice = new World().Person();
        var code = alice.GetsCode();
        Assert.IsType<UserAnswer.Done>(alice.Activate(Mine, code));
        Expect.Refused(Refusal.CodeRefused, alice.Activate(Other, code));
        code = alice.GetsCode();
        alice.World.Later(Limits.ActivationCodeLife);
        Expect.Refused(Refusal.CodeRefused, alice.Activate(Other, code));
    }

    /// <summary>T29, T37: 128 bits need no burning, which would be a stranger's way to take the code away.</summary>
    [Fact, Trait("Rule", "S-29")]
    public void Wrong_codes_take_nothing_from_the_right_one_and_change_nothing()
    {
        var alice = new World().Person();
        var code = alice.GetsCode();
        for (var i = 0; i < 25; i++)
        {
            Expect.Refused(Refusal.CodeRefused, alice.Activate(Mine, Sample.Hash($"guess {i}")));
            Assert.Empty(alice.Happened);
        }

        Assert.IsType<UserAnswer.Done>(alice.Activate(Mine, code));
    }

    [Fact, Trait("Rule", "S-29")]
    public void Codes_and_devices_are_limited()
    {
        var alice = new World().Person();
        for (var i = 0; i < Limits.DevicesPerUser; i++)
        {
            if (i == Limits.ActivationCodesPerHour)
                Expect.Refused(Refusal.TooManyCodes, alice.Ask(new IssueActivationCode(alice.SignsIn(), Sample.Hash("sixth"))));
            if (i % Limits.ActivationCodesPerHour == 0) alice.World.Later(TimeSpan.FromHours(1));
            alice.Adds(Phone.Number(i));
        }

        alice.World.Later(TimeSpan.FromHours(1));
        Expect.Refused(Refusal.TooManyDevices, alice.Activate(Phone.Number(10), alice.GetsCode()));
        Assert.IsType<UserAnswer.Done>(alice.Activate(Phone.Number(9), alice.GetsCode()));
    }

    /// <summary>N17, N20.</summary>
    [Fact, Trait("Rule", "S-30")]
    public void A_pass_opens_one_session_within_ten_minutes()
    {
        var alice = new World().Person();
        var pass = Sample.Hash("pass");
        alice.Ask(new IssueTemporaryPass(pass));
        Expect.Refused(Refusal.PassRefused, alice.Ask(new UseTemporaryPass(Sample.Hash("guess"), Sample.Session("0"))));
        Assert.IsType<CurrentSession>(alice.Ask(new UseTemporaryPass(pass, Sample.Session("1"))));
        Expect.Refused(Refusal.PassRefused, alice.Ask(new UseTemporaryPass(pass, Sample.Session("2"))));
        alice.Ask(new IssueTemporaryPass(Sample.Hash("late")));
        alice.World.Later(Limits.PassLife);
        Expect.Refused(Refusal.PassRefused, alice.Ask(new UseTemporaryPass(Sample.Hash("late"), Sample.Session("3"))));
    }

    [Theory, Trait("Rule", "S-30")]
    [InlineData(9.9, false)]
    [InlineData(10, true)]
    [InlineData(43_200, true)]
    [InlineData(43_200.1, false)]
    public void A_pass_lives_ten_minutes_to_thirty_days(double minutes, bool accepted)
    {
        var alice = new World().Person();
        var (pass, life) = (Sample.Hash("pass"), TimeSpan.FromMinutes(minutes));
        var issued = alice.Ask(new IssueTemporaryPass(pass, life));
        if (!accepted) Expect.Refused(Refusal.SettingOutOfRange, issued);
        alice.World.Later(life - TimeSpan.FromSeconds(1));
        var used = alice.Ask(new UseTemporaryPass(pass, Sample.Session("1")));
        Assert.Equal(accepted, used is CurrentSession);
    }

    [Fact, Trait("Rule", "S-30")]
    public void A_pass_for_several_times_opens_sessions_until_it_expires()
    {
        var alice = new World().Person();
        var pass = Sample.Hash("pass");
        alice.Ask(new IssueTemporaryPass(pass, TimeSpan.FromHours(8), Reusable: true));
        foreach (var session in new[] { "1", "2", "3" })
            Assert.IsType<CurrentSession>(alice.Ask(new UseTemporaryPass(pass, Sample.Session(session))));
        alice.World.Later(TimeSpan.FromHours(8));
        Expect.Refused(Refusal.PassRefused, alice.Ask(new UseTemporaryPass(pass, Sample.Session("4"))));
    }
}
