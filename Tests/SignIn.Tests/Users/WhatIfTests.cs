using Countersign.SignIn.Users.SignInLog;

namespace Countersign.SignIn.Tests.Users;

/// <summary>ADM-4, S-54: what a sign-in of the log would have come to under other settings.</summary>
public sealed class WhatIfTests
{
    private const string Alice = "alice@contoso.example";
    private static readonly Phone Mine = Phone.Number(0);

    /// <summary>The settings of a tenant that decide whether Alice, who is in the group pilots, signs in by phone.</summary>
    private static readonly Dictionary<string, Action<World>> Settings = new()
    {
        ["all"] = world => world.Save(new Target.AllUsers()),
        ["her"] = world => world.SaveFor(Alice),
        ["her group"] = world => world.Save(new Target.SelectUsers([], ["pilots"])),
        ["others"] = world => world.SaveFor("bob@contoso.example"),
        ["others, asked before"] = world =>
            world.Set(set => set with { PolicyCheck = PolicyCheck.BeforePrompt }).SaveFor("bob@contoso.example"),
        ["off"] = world => world.Save(new Target.AllUsers(), enabled: false),
        ["no push"] = world => world.Require(set => set with { PushAllowed = false }),
        ["a newer app"] = world => world.Require(set => set with { MinimumApp = new(9, 0) }),
        ["none, and no older one"] = world => world.WithoutPolicy(),
        ["the older one"] = world => world.WithoutPolicy().Legacy(true),
    };

    public static TheoryData<string, string> Pairs =>
    [
        .. from now in Settings.Keys from then in Settings.Keys select new TheoryDataRow<string, string>(now, then),
    ];

    private static (World World, Person Alice) With(string settings)
    {
        var world = new World();
        var alice = world.Ready(Alice);
        alice.Ask(new ChangeGroupMembership("pilots", true));
        Settings[settings](world);
        return (world, alice);
    }

    /// <summary>What really comes of a start: in, refused at the end, or no phone is asked.</summary>
    private static SignInEntry Happens(string settings)
    {
        var (_, alice) = With(settings);
        if (alice.Start() is Prompted) alice.Approve(Mine);
        return alice.Log[^1];
    }

    private static WhatIfPerson Person(Person person) =>
        new(person.Name, person.Present.Enabled, person.Present.Groups, [.. person.Present.Authenticators.Select(one => one.Report)]);

    /// <summary>The rule agrees with the very starts that it speaks of: each is made under the one and under the other.</summary>
    [Theory]
    [MemberData(nameof(Pairs))]
    public void It_says_of_a_start_what_the_start_comes_to_under_the_other_settings(string now, string then)
    {
        var (world, alice) = With(then);
        var (was, would) = (Happens(now), Happens(then));
        var expected = (was.Outcome, would.Outcome) switch
        {
            var (one, other) when one == other => WhatIfOutcome.Same,
            (SignInOutcome.NotAllowed, SignInOutcome.Approved) => WhatIfOutcome.LetIn,
            (SignInOutcome.FellBack, SignInOutcome.Approved) => WhatIfOutcome.Asked,
            (_, SignInOutcome.NotAllowed) => WhatIfOutcome.Refused,
            (_, SignInOutcome.FellBack) => WhatIfOutcome.Elsewhere,
            var other => throw new InvalidOperationException(other.ToString()),
        };
        Assert.Equal(expected, WhatIf.Of(was, Person(alice), world.Contoso));
    }

    public static TheoryData<SignInOutcome, StartRule?, string, WhatIfOutcome> Entries => new()
    {
        // what was asked and came to nothing comes to nothing then, too, unless the phone is not asked
        { SignInOutcome.Denied, null, "all", WhatIfOutcome.Same }, { SignInOutcome.Denied, null, "others", WhatIfOutcome.Same },
        { SignInOutcome.Denied, null, "off", WhatIfOutcome.Elsewhere }, { SignInOutcome.NotMe, null, "others", WhatIfOutcome.Same },
        { SignInOutcome.NotMe, null, "off", WhatIfOutcome.Elsewhere }, { SignInOutcome.WrongNumber, null, "others", WhatIfOutcome.Same },
        { SignInOutcome.Expired, null, "others", WhatIfOutcome.Same }, { SignInOutcome.Expired, null, "no push", WhatIfOutcome.Elsewhere },
        { SignInOutcome.Cancelled, null, "off", WhatIfOutcome.Elsewhere },
        // what the settings do not decide stands in the way then, too
        { SignInOutcome.FellBack, StartRule.NothingWaits, "all", WhatIfOutcome.Same },
        { SignInOutcome.FellBack, StartRule.NothingWaits, "off", WhatIfOutcome.Same },
        { SignInOutcome.ComesBack, StartRule.NothingWaits, "all", WhatIfOutcome.Same },
        { SignInOutcome.FellBack, StartRule.PersonThere, "all", WhatIfOutcome.Same },
        { SignInOutcome.FellBack, StartRule.PersonEnabled, "all", WhatIfOutcome.Same },
        { SignInOutcome.FellBack, StartRule.PhoneEnabled, "all", WhatIfOutcome.Same },
        { SignInOutcome.FellBack, StartRule.NotLocked, "all", WhatIfOutcome.Same },
        { SignInOutcome.FellBack, StartRule.TurnFree, "all", WhatIfOutcome.Same },
        { SignInOutcome.FellBack, StartRule.CommonBudget, "all", WhatIfOutcome.Same },
        { SignInOutcome.FellBack, StartRule.FamiliarBudget, "others", WhatIfOutcome.Same },
        { SignInOutcome.FellBack, StartRule.PartOfOne, "all", WhatIfOutcome.Same },
        { SignInOutcome.FellBack, StartRule.OwnBudget, "all", WhatIfOutcome.Same },
        { SignInOutcome.FellBack, StartRule.NobodyBarred, "all", WhatIfOutcome.Same },
        // what they do
        { SignInOutcome.FellBack, StartRule.SwitchedOn, "all", WhatIfOutcome.Asked },
        { SignInOutcome.FellBack, StartRule.PushAllowed, "others", WhatIfOutcome.Refused },
        { SignInOutcome.FellBack, StartRule.PhoneNewEnough, "all", WhatIfOutcome.Asked },
        { SignInOutcome.FellBack, StartRule.Targeted, "her group", WhatIfOutcome.Asked },
    };

    [Theory]
    [MemberData(nameof(Entries))]
    public void What_the_settings_do_not_decide_is_taken_as_it_was(
        SignInOutcome outcome, StartRule? rule, string then, WhatIfOutcome expected)
    {
        var (world, alice) = With(then);
        var entry = new SignInEntry(World.Morning, alice.Name, SignInWay.Phone, outcome, Rule: rule);
        Assert.Equal(expected, WhatIf.Of(entry, Person(alice), world.Contoso));
    }

    /// <summary>Each rule of a start has its row above: a new one has to be thought of.</summary>
    [Fact]
    public void Every_rule_of_a_start_is_decided() => Assert.Equal(
        Enum.GetValues<StartRule>().Where(rule => rule != StartRule.Malformed),
        Entries.Select(row => row.Data.Item2).OfType<StartRule>().Distinct().Order());

    [Fact]
    public void Somebody_who_is_gone_or_has_no_phone_any_more_is_not_known()
    {
        var (world, alice) = With("all");
        var (entry, here) = (Happens("all"), Person(alice));
        Assert.Equal(WhatIfOutcome.NotKnown, WhatIf.Of(entry, null, world.Contoso));
        Assert.Equal(WhatIfOutcome.NotKnown, WhatIf.Of(entry, here with { Phones = [] }, world.Contoso));
        Assert.Equal(WhatIfOutcome.NotKnown, WhatIf.Of(entry, here with { Enabled = false }, world.Contoso));
        Assert.Equal(WhatIfOutcome.Same, WhatIf.Of(Happens("off"), null, world.Contoso));   // no phone was asked, and none would be
    }

    [Fact, Trait("Rule", "S-58")]
    public void Other_ways_and_second_factors_are_not_the_policys()
    {
        var (_, alice) = With("all");
        foreach (var entry in new[]
                 {
                     new SignInEntry(World.Morning, alice.Name, SignInWay.Password, SignInOutcome.SignedIn),
                     new SignInEntry(World.Morning, alice.Name, SignInWay.Phone, SignInOutcome.Approved, First: SignInWay.Password),
                     new SignInEntry(World.Morning, alice.Name, SignInWay.Phone, SignInOutcome.FellBack, Reason: FallbackReason.Requested),
                 })
        {
            Assert.False(WhatIf.IsAbout(entry));
            Assert.Equal(WhatIfOutcome.Same, WhatIf.Of(entry, Person(alice), With("off").World.Contoso));
        }
    }
}
