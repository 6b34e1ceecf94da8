namespace Countersign.SignIn.Tests.Users;

/// <summary>WAY-4, WAY-6, T3: how often anybody may try a password or a code, and whom that keeps out.</summary>
public sealed class SecretTryTests
{
    private static readonly Phone Mine = Phone.Number(0);
    private static readonly Initiator Known = new(Sample.Hash("own browser"), Sample.Hash("home"));

    private static DateTimeOffset? Tries(Person person, Initiator? initiator = null) =>
        Assert.IsType<SecretTryTaken>(person.Ask(new TakeSecretTry(initiator))).RetryAt;

    [Fact, Trait("Rule", "T3")]
    public void Strangers_have_a_few_guesses_together_and_keep_nobody_out_of_their_own_browser()
    {
        var alice = new World().Ready().GetsPassword();
        for (var n = 0; n < Limits.SecretTriesInAnHour; n++) Assert.Null(Tries(alice, new(null, Sample.Hash($"source {n}"))));
        Assert.Equal(alice.World.Now + TimeSpan.FromHours(1), Tries(alice));
        Assert.Null(Tries(alice, Known));
        Assert.IsType<SignedInWithSecret>(alice.Ask(Right(alice, Known)));
        Assert.NotNull(Tries(alice));   // the owner's success gives strangers no more guesses
    }

    private static RedeemPassword Right(Person person, Initiator? initiator) => new(
        Sample.Session(person.World.Next("session")), person.World.Contoso.Passwords!.Since, person.Present.Secrets!.Password!.Number,
        FallbackReason.Requested, Sample.Client, Initiator: initiator);

    [Fact, Trait("Rule", "N6")]
    public void In_a_day_there_are_thirty_guesses_however_they_are_spread()
    {
        var alice = new World().Ready().GetsPassword();
        var looked = 0;
        for (var minute = 0; minute < 24 * 60; minute++)
        {
            if (Tries(alice) is null) looked++;
            alice.World.Later(60);
        }

        Assert.Equal(Limits.SecretTriesInADay, looked);
        Assert.True(alice.Present.Secrets!.Tries.Length <= Limits.SecretTriesKept);
    }

    [Fact]
    public void A_familiar_place_and_each_known_browser_have_guesses_of_their_own()
    {
        var alice = new World().Ready().GetsPassword();
        alice.Ask(alice.Starting(Person.Browser) with { Initiator = new(null, Sample.Hash("home")) });
        alice.Approve(Mine);
        while (Tries(alice) is null) { }
        Assert.Null(Tries(alice, new(null, Sample.Hash("home"))));
        Assert.NotNull(Tries(alice, new(null, Sample.Hash("hotel"))));
        while (Tries(alice, Known) is null) { }
        Assert.Null(Tries(alice, Known with { Browser = Sample.Hash("another own browser") }));
    }

    /// <summary>
    /// T3: when the strangers of a tenant have spent what they may try together, people go on in their own browsers and places, and nobody
    /// else does; for a name that nobody has, nobody.
    /// </summary>
    [Theory, Trait("Rule", "T3")]
    [InlineData("a stranger", false), InlineData("a known browser", true), InlineData("a familiar place", true)]
    [InlineData("a browser from before everything was ended", false)]
    public void Where_strangers_may_try_no_more_people_go_on_from_where_they_sign_in(string who, bool isTaken)
    {
        var alice = new World().Ready().GetsPassword();
        var home = Sample.Hash("home");
        var challenge = Assert.IsType<Prompted>(alice.Ask(alice.Starting("x") with { Initiator = new(null, home) })).Challenge;
        alice.Approve(Mine);
        alice.Redeem(challenge, "x");
        var now = alice.World.Now;
        alice.World.Later(1);
        if (who.StartsWith("a browser", StringComparison.Ordinal)) alice.Ask(new SignOutEverywhere(null));
        Initiator initiator = who switch
        {
            "a stranger" => new(null, Sample.Hash("elsewhere")),
            "a familiar place" => new(null, home),
            _ => new(Sample.Hash("browser"), Sample.Hash("elsewhere"), now),
        };
        var taken = Assert.IsType<SecretTryTaken>(alice.Ask(new TakeSecretTry(initiator, IsForFamiliar: true)));
        Assert.Equal((isTaken, !isTaken), (taken.Password is not null, taken.IsForFamiliar));
        Assert.Equal(isTaken, !alice.Happened.IsEmpty);
        Assert.NotNull(Assert.IsType<SecretTryTaken>(alice.Ask(new TakeSecretTry(initiator))).Password);
    }

    [Fact]
    public void A_success_and_a_change_reset_and_what_nobody_could_check_does_not_count()
    {
        var alice = new World().Ready().GetsPassword();
        for (var n = 0; n < Limits.SecretTriesInAnHour - 1; n++) Tries(alice);
        alice.Ask(Right(alice, null));
        for (var n = 0; n < Limits.SecretTriesInAnHour; n++) Assert.Null(Tries(alice));
        Assert.NotNull(Tries(alice));
        alice.Ask(new TakeSecretTry(null, GivesBack: true));
        Assert.Null(Tries(alice));
        Assert.NotNull(Tries(alice));
        alice.GetsPassword("another");
        Assert.Null(Tries(alice));
    }

    [Fact, Trait("Rule", "I16")]
    public void A_name_nobody_has_is_counted_alike_and_in_no_row()
    {
        var nobody = new Person(new World().TakePasswords(), Sample.Name("nobody@contoso.example"));
        Assert.True(Assert.IsType<SecretTryTaken>(nobody.Ask(new TakeSecretTry(null))).IsHidden);
        Assert.Empty(nobody.Happened);
        DecoyMemory? memory = null;
        for (var n = 0; n <= Limits.SecretTriesInAnHour; n++)
        {
            var (before, ruling, _) = Decoys.Decide(memory, new TakeSecretTry(null), nobody.World.Situation(nobody.Name));
            var person = ruling.Events.Aggregate<UserEvent, UserState>(before.Person, UserRules.Apply);
            memory = before with { Person = (UserState.Present)person };
            var taken = Assert.IsType<SecretTryTaken>(ruling.Answer);
            Assert.Equal(n == Limits.SecretTriesInAnHour, taken.RetryAt is not null);
            Assert.Null(taken.Password);
        }
    }
}
