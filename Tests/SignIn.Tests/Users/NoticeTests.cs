namespace Countersign.SignIn.Tests.Users;

/// <summary>A change of how somebody signs in is told to their other phones (A7, T29), in its own commit and for thirty days.</summary>
public sealed class NoticeTests
{
    private static readonly Phone Mine = Phone.Number(0);
    private static readonly Phone Other = Phone.Number(1);
    private static readonly Phone Third = Phone.Number(2);

    [Theory]
    [InlineData("added", NoticeKind.PhoneAdded)]
    [InlineData("removed", NoticeKind.PhoneRemoved)]
    [InlineData("enabled", NoticeKind.PhoneSignInEnabled)]
    [InlineData("disabled", NoticeKind.PhoneSignInDisabled)]
    [InlineData("pass used", NoticeKind.PassUsed)]
    [InlineData("password set", NoticeKind.PasswordSet)]
    [InlineData("codes issued", NoticeKind.RecoveryCodesIssued)]
    [InlineData("code used", NoticeKind.RecoveryCodeUsed)]
    public void The_other_phones_are_told(string change, NoticeKind kind)
    {
        var alice = new World().Person().Has(Mine).Has(Other);
        if (change is "removed" or "enabled" or "disabled") alice.Has(Third);
        if (change == "enabled") alice.Disable(Third);
        if (change == "code used") alice.GetsRecoveryCodes();
        var session = change == "codes issued" ? alice.SignsIn() : default;
        SeesAll(alice, Mine);
        SeesAll(alice, Other);
        switch (change)
        {
            case "added": alice.Adds(Third); break;
            case "removed": alice.RemoveMethod(Third); break;
            case "enabled": Assert.IsType<UserAnswer.Done>(alice.Enable(Third)); break;
            case "disabled": alice.Disable(Third); break;
            case "password set": alice.GetsPassword(); break;
            case "codes issued": alice.GetsRecoveryCodes(session); break;
            case "code used": alice.TypesRecoveryCode(0); break;
            default: alice.SignsIn(); break;
        }

        foreach (var phone in new[] { Mine, Other })
        {
            var told = Told(alice, phone)[^1];
            Assert.Equal((kind, kind >= NoticeKind.PassUsed ? "" : "My phone", alice.World.Now), (told.Kind, told.Phone, told.At));
        }

        if (change is "added" or "enabled" or "disabled") Assert.DoesNotContain(alice.Present.Notices!.Value, IsFor(Third, kind));
    }

    [Fact]
    public void Setting_a_phone_up_and_enabling_it_is_one_notice()
    {
        var alice = new World().Person().Has(Mine);
        alice.Has(Other);
        Assert.Equal([NoticeKind.PassUsed, NoticeKind.PhoneAdded], Told(alice, Mine).Select(notice => notice.Kind));
        Assert.Empty(Told(alice, Other));
    }

    /// <summary>T29: whoever has such a phone alone would hear of no other that is put beside it.</summary>
    [Fact]
    public void A_phone_that_is_a_second_factor_alone_is_told_too()
    {
        var alice = new World().Person().Adds(Mine);
        alice.World.Set(s => s with { SecondFactor = true });
        alice.Adds(Other);
        Assert.Equal([NoticeKind.PassUsed, NoticeKind.PhoneAdded], Told(alice, Mine).Select(notice => notice.Kind));
    }

    [Fact]
    public void A_phone_hears_until_its_person_has_seen_it_there_and_only_there()
    {
        var alice = new World().Person().Has(Mine).Has(Other);
        alice.Has(Third);
        var last = Told(alice, Mine)[^1].Number;
        See(alice, Mine, last - 1);
        Assert.Equal(last, Assert.Single(Told(alice, Mine)).Number);
        See(alice, Mine, last);
        Assert.Empty(Told(alice, Mine));
        Assert.NotEmpty(Told(alice, Other));
        var before = alice.State;
        See(alice, Mine, last);
        Assert.Same(before, alice.State);   // once more changes nothing
        See(alice, Other, last);
        Assert.Empty(alice.Present.Notices!.Value);
    }

    [Fact]
    public void What_is_not_seen_within_thirty_days_is_told_no_longer()
    {
        var alice = new World().Person().Has(Mine);
        alice.Adds(Other);
        alice.World.Later(TimeSpan.FromDays(30) - TimeSpan.FromSeconds(1));
        Assert.NotEmpty(Told(alice, Mine));
        alice.World.Later(1);
        Assert.Empty(Told(alice, Mine));
    }

    [Fact]
    public void Only_the_phone_itself_says_what_was_seen_on_it()
    {
        var alice = new World().Person().Has(Mine).Has(Other);
        alice.Adds(Third);
        Expect.Refused(Refusal.DeviceProofRefused, alice.Ask(new SeeNotices(Mine.Device, Other.Asks, 99)));
        Assert.NotEmpty(Told(alice, Mine));
    }

    [Fact]
    public void The_list_is_bounded_and_the_same_about_the_same_phone_pushes_nothing_out()
    {
        var alice = new World().Person().Has(Mine).Has(Other);
        SeesAll(alice, Mine);
        alice.Adds(Third);
        for (var turn = 0; turn < 3 * Limits.NoticesPerUser; turn++)
        {
            alice.Disable(Other);
            Assert.IsType<UserAnswer.Done>(alice.Enable(Other));
        }

        Assert.Contains(Told(alice, Mine), IsFor(Mine, NoticeKind.PhoneAdded));
        for (var turn = 0; turn < 30; turn++)
        {
            alice.World.Later(TimeSpan.FromMinutes(20));
            alice.Adds(Thrown(turn));
            alice.RemoveMethod(Thrown(turn));
            Assert.True(alice.Present.Notices!.Value.Length <= Limits.NoticesPerUser);
        }
    }

    [Fact]
    public void Nobody_is_told_who_has_no_other_phone_and_a_removed_phone_keeps_no_notice()
    {
        var alice = new World().Person().Has(Mine);
        Assert.True(alice.Present.Notices is null or { Length: 0 });
        alice.Has(Other);
        alice.RemoveMethod(Mine);
        alice.Adds(Third);
        Assert.DoesNotContain(alice.Present.Notices!.Value, notice => notice.Unseen.Contains(Mine.Device));
    }

    private static Phone Thrown(int turn) => Third with { Device = new(Sample.Handle($"thrown {turn}")) };

    private static ImmutableArray<AccountNotice> Told(Person person, Phone phone) =>
        Assert.IsAssignableFrom<Fetched>(person.Fetch(phone)).Notices;

    private static void See(Person person, Phone phone, long through) =>
        Assert.IsType<UserAnswer.Done>(person.Ask(new SeeNotices(phone.Device, phone.Asks, through)));

    private static void SeesAll(Person person, Phone phone) => See(person, phone, person.Present.LastNotice);

    private static Predicate<AccountNotice> IsFor(Phone phone, NoticeKind kind) =>
        notice => notice.Kind == kind && notice.Unseen.Contains(phone.Device);
}
