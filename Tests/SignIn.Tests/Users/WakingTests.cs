namespace Countersign.SignIn.Tests.Users;

/// <summary>PHO-4, T33: which phones are woken for a sign-in, and where.</summary>
public sealed class WakingTests
{
    private static readonly Phone Mine = Phone.Number(0), Other = Phone.Number(1);

    internal static readonly PushSubscription Browser = PushSubscription.Read(
        PushKind.WebPush, "https://push.example/send/abc",
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", "BTBZMqHH6r4Tts7J_aSIgg")!;

    private static readonly PushSubscription App = PushSubscription.Read(PushKind.Fcm, "a:b_c-d", null, null)!;

    [Fact]
    public void A_start_wakes_the_phones_that_have_registered_and_may_answer()
    {
        var alice = Alice();
        Assert.False(alice.Prompted().Wakes);
        alice.Approve(Mine);
        Set(alice, Mine, Browser);
        Assert.True(alice.Prompted().Wakes);
        var found = Find(alice);
        Assert.Equal(alice.Waiting.ExpiresAt, found.ExpiresAt);
        Assert.Equal(new PhoneToWake(Mine.Device, Browser), Assert.Single(found.Phones));
        Set(alice, Other, App);
        Assert.Equal([Mine.Device, Other.Device], Find(alice).Phones.Select(phone => phone.Device));
    }

    [Fact]
    public void The_same_start_again_wakes_nobody_a_second_time()
    {
        var alice = Alice();
        Set(alice, Mine, Browser);
        var start = alice.Starting(Person.Browser);
        var first = Assert.IsType<Prompted>(alice.Ask(start));
        Assert.True(first.Wakes);
        Assert.Equal(first with { Wakes = false }, alice.Ask(start));
        Assert.Equal(first with { Wakes = false }, alice.Start("first", resume: Person.Browser));
    }

    [Fact]
    public void Nobody_is_woken_for_what_waits_no_more_or_for_another_challenge()
    {
        var alice = Alice();
        Set(alice, Mine, Browser);
        var challenge = alice.Prompted().Challenge;
        Assert.Empty(Find(alice, new(Sample.Handle("another"))).Phones);
        alice.Deny(Mine);
        Assert.Empty(Find(alice, challenge).Phones);
        challenge = alice.Prompted().Challenge;
        alice.World.Later(alice.Waiting.ExpiresAt - alice.World.Now);
        Assert.Empty(Find(alice, challenge).Phones);
    }

    [Fact]
    public void A_phone_that_may_not_answer_is_not_woken()
    {
        var alice = Alice();
        Set(alice, Mine, Browser);
        Set(alice, Other, App);
        var challenge = alice.Prompted().Challenge;
        alice.Disable(Mine);
        Assert.Equal(Other.Device, Assert.Single(Find(alice).Phones).Device);
        alice.Enable(Mine);   // not for what waited already (I7)
        Assert.Equal(Other.Device, Assert.Single(Find(alice).Phones).Device);
        alice.RemoveMethod(Other);
        Assert.Empty(Find(alice, challenge).Phones);
        alice.World.Require(r => r with { PushAllowed = false });
        Assert.Empty(Find(alice, challenge).Phones);
    }

    [Fact]
    public void A_phone_that_is_too_old_is_not_woken()
    {
        var alice = Alice();
        Set(alice, Mine, Browser);
        alice.Prompted();
        alice.World.Require(r => r with { MinimumApp = new(9, 0) });
        Assert.Empty(Find(alice).Phones);
    }

    /// <summary>S-58: a phone that is set up and not enabled answers second factors, and so is woken for them alone.</summary>
    [Fact]
    public void A_phone_at_stage_one_is_woken_for_a_second_factor_and_for_nothing_else()
    {
        var alice = new World().Person().Has(Other).Adds(Mine);
        Set(alice, Mine, Browser);
        Assert.False(alice.Prompted().Wakes);
        Assert.Empty(Find(alice).Phones);
        alice.Approve(Other);
        SecondFactorTests.TypesRightly(alice);
        Assert.True(Assert.IsType<Prompted>(SecondFactorTests.Ask(alice)).Wakes);
        Assert.Equal(Mine.Device, Assert.Single(Find(alice).Phones).Device);
    }

    [Fact]
    public void Only_the_phone_itself_says_where_it_is_woken()
    {
        var alice = Alice();
        Expect.Refused(Refusal.DeviceProofRefused, alice.Ask(new SetPush(Mine.Device, Other.Asks, Browser)));
        Expect.Refused(Refusal.DeviceProofRefused, alice.Ask(new SetPush(Phone.Number(2).Device, Phone.Number(2).Asks, Browser)));
        Assert.Equal(PushStanding.None, StandingOf(alice, Mine));
        Set(alice, Mine, Browser);
        Assert.Equal(PushStanding.On, StandingOf(alice, Mine));
        Set(alice, Mine, Browser);
        Assert.Empty(alice.Happened);
        Set(alice, Mine, null);
        Assert.Equal(PushStanding.None, StandingOf(alice, Mine));
        Assert.False(alice.Prompted().Wakes);
    }

    [Fact]
    public void What_the_push_service_knows_no_more_is_dropped_and_shown_until_the_phone_registers_again()
    {
        var alice = Alice();
        Set(alice, Mine, Browser);
        Drop(alice, Mine, Browser);
        Assert.Equal(PushStanding.Gone, StandingOf(alice, Mine));
        Assert.Equal(new(PushKind.WebPush, "", GoneAt: alice.World.Now), alice.Present.Find(Mine.Device)!.Push);
        Assert.True(Assert.IsAssignableFrom<Fetched>(alice.Fetch(Mine)).IsPushGone);
        Assert.False(Assert.IsAssignableFrom<Fetched>(alice.Fetch(Other)).IsPushGone);
        Assert.False(alice.Prompted().Wakes);
        Drop(alice, Mine, Browser);
        Assert.Empty(alice.Happened);
        Set(alice, Mine, Browser);
        Assert.Equal(PushStanding.On, StandingOf(alice, Mine));
        Assert.False(Assert.IsAssignableFrom<Fetched>(alice.Fetch(Mine)).IsPushGone);
    }

    [Fact]
    public void An_old_subscription_that_is_gone_takes_no_new_one_with_it()
    {
        var alice = Alice();
        Set(alice, Mine, Browser);
        Set(alice, Mine, App);
        Drop(alice, Mine, Browser);
        Assert.Equal(PushStanding.On, StandingOf(alice, Mine));
    }

    [Fact]
    public void A_phone_that_is_set_up_anew_has_to_register_again()
    {
        var alice = Alice();
        Set(alice, Mine, Browser);
        alice.Adds(Mine);
        Assert.Equal(PushStanding.None, StandingOf(alice, Mine));
    }

    [Theory]
    [InlineData(PushKind.WebPush, "http://push.example/a", 0)]
    [InlineData(PushKind.WebPush, "https://user@push.example/a", 0)]
    [InlineData(PushKind.WebPush, "", 0)]
    [InlineData(PushKind.WebPush, "https://push.example/", 2100)]
    [InlineData(PushKind.Fcm, "", 0)]
    [InlineData(PushKind.Fcm, "a/b", 0)]
    [InlineData(PushKind.Fcm, "a\"b", 0)]
    [InlineData(PushKind.Fcm, "a", 1024)]
    [InlineData(PushKind.Apns, "", 0)]
    [InlineData(PushKind.Apns, "ab", 61)]
    [InlineData(PushKind.Apns, "..", 62)]
    [InlineData(PushKind.Apns, "AB", 62)]
    [InlineData(PushKind.Apns, "ab", 399)]
    [InlineData(PushKind.Malformed, "a", 0)]
    public void A_phone_cannot_register_what_is_no_address(PushKind kind, string begin, int more)
    {
        var (key, secret) = kind == PushKind.WebPush ? (Browser.Key, Browser.Secret) : (null, null);
        Assert.Null(PushSubscription.Read(kind, begin + new string('a', more), key, secret));
    }

    [Fact]
    public void Keys_belong_to_web_push_and_have_to_be_keys()
    {
        Assert.NotNull(PushSubscription.Read(PushKind.Apns, new string('a', 64), null, null));
        Assert.Null(PushSubscription.Read(PushKind.Fcm, "a", Browser.Key, null));
        Assert.Null(PushSubscription.Read(PushKind.Apns, new string('a', 64), null, Browser.Secret));
        foreach (var (key, secret) in new[]
                 {
                     (null, Browser.Secret), (Browser.Key, null), (Browser.Key, Browser.Secret + "AA"), (Browser.Key, "="),
                     (Browser.Key![..^1] + "8", Browser.Secret), (Browser.Key[..^4], Browser.Secret),
                     ("A" + Browser.Key[1..], Browser.Secret),
                 })
            Assert.Null(PushSubscription.Read(PushKind.WebPush, Browser.Address, key, secret));
    }

    private static Person Alice() => new World().Person().Has(Mine).Has(Other);

    private static void Set(Person person, Phone phone, PushSubscription? subscription) =>
        Assert.IsType<UserAnswer.Done>(person.Ask(new SetPush(phone.Device, phone.Asks, subscription)));

    private static void Drop(Person person, Phone phone, PushSubscription subscription) =>
        Assert.IsType<UserAnswer.Done>(person.Ask(new DropPush(phone.Device, subscription)));

    private static WakeUps Find(Person person, ChallengeId? challenge = null) =>
        Assert.IsType<WakeUps>(person.Ask(new FindWakeUps(challenge ?? person.Waiting.Id)));

    private static PushStanding StandingOf(Person person, Phone phone) =>
        Assert.IsType<UserDescribed>(person.Ask(new DescribeUser())).User.Methods.Single(one => one.Device == phone.Device).Push;
}
