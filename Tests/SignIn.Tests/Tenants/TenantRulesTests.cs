namespace Countersign.SignIn.Tests.Tenants;

/// <summary>Administrators' settings: whole, versioned, within the product's bounds.</summary>
public sealed class TenantRulesTests
{
    private static readonly RequestId First = Sample.Request("first"), Second = Sample.Request("second");

    private static TenantQuestion.SavePolicy Save(RequestId request, long? seen = null, bool enabled = true) =>
        new(request, seen, enabled, new Target.AllUsers());

    private static TenantState.Present Is(TenantAnswer answer) => Assert.IsType<TenantAnswer.Is>(answer).Tenant;

    [Theory, Trait("Rule", "T30")]
    [InlineData("health", true)]
    [InlineData("metrics", true)]
    [InlineData("openapi", true)]
    [InlineData("assets", true)]
    [InlineData("admin", true)]
    [InlineData("v1", true)]
    [InlineData("v20", true)]
    [InlineData("v", false)]
    [InlineData("vienna", false)]
    [InlineData("healthy", false)]
    public void A_name_that_addresses_of_the_service_begin_with_is_no_new_tenants(string name, bool isReserved)
    {
        var create = new TenantQuestion.Create(First);
        var answer = TenantRules.Decide(TenantState.None, create, new(name), World.Morning).Answer;
        Assert.Equal(isReserved, answer is TenantAnswer.Refused { Why: Refusal.TenantNameReserved });
        var there = TenantRules.Decide(new World().Contoso, create, new(name), World.Morning).Answer;
        Assert.IsType<TenantAnswer.Is>(there);   // one that is there stays
    }

    [Fact, Trait("Rule", "S-21")]
    public void Save_sets_the_whole_policy_under_the_next_version()
    {
        var world = new World().WithoutPolicy();
        Assert.Equal(0, world.Contoso.PolicyVersion);
        Assert.Equal(1, Is(world.Ask(Save(First))).PolicyVersion);
        var saved = Is(world.Ask(new TenantQuestion.SavePolicy(Second, 1, false,
            new Target.SelectUsers([Sample.Name("a@b")], ["g"])))).Policy!;
        Assert.Equal((2, false), (saved.Version, saved.Enabled));
        var target = Assert.IsType<Target.SelectUsers>(saved.Target);
        Assert.True(target.Users.SetEquals([Sample.Name("a@b")]) && target.Groups.SetEquals(["g"]));
    }

    [Fact, Trait("Rule", "S-21")]
    public void Saving_over_what_the_administrator_has_not_seen_is_refused_and_changes_nothing()
    {
        var world = new World();
        var before = world.Tenant;
        Expect.Refused(Refusal.VersionMismatch, world.Ask(Save(First, seen: 0)));
        Expect.Refused(Refusal.VersionMismatch, world.Ask(Save(First, seen: 2)));
        Assert.Same(before, world.Tenant);
        Assert.Equal(2, Is(world.Ask(Save(First, seen: 1))).PolicyVersion);
    }

    [Fact, Trait("Rule", "S-21")]
    public void A_change_of_what_was_looked_at_is_refused_when_anything_has_changed_since_and_the_same_request_is_not()
    {
        var world = new World();
        var seen = world.Contoso.Changes;
        TenantQuestion[] changes =
        [
            Save(First), new TenantQuestion.SetLegacyPolicy(First, true), new TenantQuestion.SetPrerequisites(First, Prerequisites.Default),
            new TenantQuestion.SetSettings(First, TenantSettings.Default with { PhoneOnly = true }),
        ];
        foreach (var change in changes)
        {
            var before = world.Tenant;
            Expect.Refused(Refusal.VersionMismatch, world.Ask(change with { Seen = seen - 1 }));
            Expect.Refused(Refusal.VersionMismatch, world.Ask(change with { Seen = seen + 1 }));
            Assert.Same(before, world.Tenant);
            var changed = Is(world.Ask(change with { Seen = seen }));
            Assert.Equal(seen + 1, changed.Changes);
            Assert.Equal(seen + 1, Is(world.Ask(change with { Seen = seen })).Changes);   // I19
            world = new World();
        }
    }

    /// <summary>I19.</summary>
    [Fact, Trait("Rule", "S-21")]
    public void The_same_save_twice_is_one_version()
    {
        var world = new World();
        var saved = world.Ask(Save(First, seen: 1));
        Assert.Equal(saved, world.Ask(Save(First, seen: 1)));
        Assert.Equal(2, world.Contoso.PolicyVersion);
    }

    public static TheoryData<bool, bool?, bool> Legacies => new()
    {
        { false, null, false }, { true, null, true }, { true, false, false }, { true, true, true }, { false, true, true },
            { false, false, false },
    };

    [Theory, Trait("Rule", "S-19"), Trait("Rule", "S-22"), Trait("Rule", "S-23"), MemberData(nameof(Legacies))]
    public void Phone_sign_in_is_on_as_the_saved_policy_says_and_only_without_one_as_the_legacy_policy_says(bool legacy, bool? saved,
        bool on)
    {
        var world = new World().WithoutPolicy().Legacy(legacy);
        if (saved is { } enabled) world.Save(new Target.AllUsers(), enabled);
        Assert.Equal(on, world.Contoso.PhoneSignInIsOn);
        Assert.Equal(on, world.Contoso.Targets(Sample.Name("alice@contoso.example"), []));
    }

    [Fact, Trait("Rule", "S-20")]
    public void A_target_list_is_bounded()
    {
        var groups = Enumerable.Range(0, Limits.TargetsPerPolicy).Select(n => $"g{n}").ToImmutableHashSet();
        var world = new World();
        Is(world.Ask(new TenantQuestion.SavePolicy(First, null, true, new Target.SelectUsers([], groups))));
        Expect.Refused(Refusal.TooManyTargets,
            world.Ask(new TenantQuestion.SavePolicy(Second, null, true, new Target.SelectUsers([new("a@b")], groups))));
        Expect.Refused(Refusal.VersionMismatch,
            world.Ask(new TenantQuestion.SavePolicy(Second, 9, true, new Target.SelectUsers([new("a@b")], groups))));
    }

    [Theory, Trait("Rule", "S-16")]
    [InlineData("7.9", "6.0", false)]
    [InlineData("8.0", "5.9", false)]
    [InlineData("8.0", "6.0", true)]
    [InlineData("17.0", "14.0", true)]
    public void A_tenant_may_ask_for_newer_systems_never_for_older_ones(string ios, string android, bool accepted)
    {
        var asked = Prerequisites.Default with { MinimumIos = new(ios), MinimumAndroid = new(android) };
        Assert.Equal(accepted, new World().Ask(new TenantQuestion.SetPrerequisites(First, asked)) is TenantAnswer.Is);
    }

    public static TheoryData<string, bool> Settings => new()
    {
        { "life 29", false }, { "life 30", true }, { "life 600", true }, { "life 601", false }, { "mode", false }, { "second", false },
        { "check", false }, { "budget 100", true }, { "budget 101", false }, { "budget 0", false }, { "budget order", false },
            { "wrong 0", false },
        { "wrong 100", true }, { "wrong 101", false }, { "limit 0", false }, { "limit 10", true }, { "limit 11", false },
            { "help http", false },
        { "help script", false }, { "help https", true }, { "bar 0", false }, { "bar 168", true }, { "bar 169", false },
        { "trust ", true }, { "trust 192.0.2.0/24", true }, { "trust 192.0.2.0/24 2001:db8::/32", true }, { "trust 10.0.0.0/8", true },
        { "trust 10.0.0.0/7", false }, { "trust 2001:d00::/24", false }, { "trust 192.0.2.1/24", false }, { "trust 192.0.2.0", false },
        { "webhook https", true }, { "webhook http", false }, { "accounts 0", false }, { "accounts 10", true }, { "accounts 11", false },
        { "trust office", false }, { "trust  192.0.2.0/24", false }, { "trust 2001:DB8::/48", false }, { "trust 51", false },
    };

    private static TenantSettings Setting(string name) => (TenantSettings.Default, name.Split(' ')) switch
    {
        (var s, ["life", var seconds]) => s with { ChallengeSeconds = int.Parse(seconds, null) },
        (var s, ["mode"]) => s with { NumberMode = NumberMode.Malformed },
        (var s, ["second"]) => s with { SecondAttempt = SecondAttempt.Malformed },
        (var s, ["check"]) => s with { PolicyCheck = (PolicyCheck)3 },
        (var s, ["budget", "order"]) => s with { Budget = new(3, 2, 10) },
        (var s, ["budget", var a]) => s with { Budget = new(Math.Min(1, int.Parse(a, null)), 5, Math.Max(5, int.Parse(a, null))) },
        (var s, ["wrong", var count]) => s with { WrongNumbersToLock = int.Parse(count, null) },
        (var s, ["limit", var count]) => s with { InstallationLimit = int.Parse(count, null) },
        (var s, ["accounts", var count]) => s with { AccountsPerPhone = int.Parse(count, null) },
        (var s, ["bar", var hours]) => s with { BarHours = int.Parse(hours, null) },
        (var s, ["trust", "51"]) => s with { TrustedNetworks = string.Join(' ', Enumerable.Range(0, 51).Select(n => $"10.{n}.0.0/16")) },
        (var s, ["trust", ..]) => s with { TrustedNetworks = name["trust ".Length..] },
        (var s, ["webhook", var scheme]) => s with { SecurityWebhook = scheme + "://hooks.contoso.example/" },
        (var s, ["help", "script"]) => s with { HelpUrl = "javascript:alert(1)" },
        (var s, [_, var scheme]) => s with { HelpUrl = scheme + "://help.contoso.example/" },
        _ => throw new ArgumentException(name),
    };

    [Theory, Trait("Rule", "settled: life"), Trait("Rule", "settled: prompt budget"), MemberData(nameof(Settings))]
    public void No_setting_lifts_a_bound_of_the_product(string name, bool accepted)
    {
        var world = new World();
        var answer = world.Ask(new TenantQuestion.SetSettings(First, Setting(name), "sealed"));
        Assert.Equal(accepted, answer is TenantAnswer.Is);
        if (!accepted) Expect.Refused(Refusal.SettingOutOfRange, answer);
    }

    [Fact, Trait("Rule", "S-42")]
    public void A_domain_is_well_formed_bounded_and_federated_by_https()
    {
        var world = new World();
        TenantAnswer Set(string name, string url) =>
            world.Ask(new TenantQuestion.SetDomain(new(world.Next("set")), name, new Domain.Federated(url)));
        Expect.Refused(Refusal.SettingOutOfRange, Set("Contoso.Example", Sample.FederatedSignIn));
        Expect.Refused(Refusal.SettingOutOfRange, Set("contoso.example", "http://fs.contoso.example/"));
        Expect.Refused(Refusal.SettingOutOfRange, Set("contoso.example", "https://user@fs.contoso.example/"));
        for (var i = 0; i < Limits.DomainsPerTenant; i++) Is(Set($"d{i}.example", Sample.FederatedSignIn));
        Expect.Refused(Refusal.TooManyDomains, Set("one.more.example", Sample.FederatedSignIn));
        Expect.Refused(Refusal.SettingOutOfRange, Set("one.more.example", "http://fs.contoso.example/"));
        Is(Set("d0.example", "https://other.example/"));
        Is(world.Ask(new TenantQuestion.RemoveDomain(First, "d0.example")));
        Is(Set("one.more.example", Sample.FederatedSignIn));
    }

    private static TenantQuestion[] Commands =>
    [
        new TenantQuestion.Read(), new TenantQuestion.Create(First), Save(First), new TenantQuestion.SetLegacyPolicy(First, true),
        new TenantQuestion.SetPrerequisites(First, Prerequisites.Default with { PushAllowed = false }),
        new TenantQuestion.SetSettings(First, TenantSettings.Default with { ChallengeSeconds = 60 }),
        new TenantQuestion.SetWebhookSecret(First, "sealed anew"),
        new TenantQuestion.SetDomain(First, "fabrikam.example", new Domain.Federated(Sample.FederatedSignIn)),
        new TenantQuestion.RemoveDomain(First, "passthrough.example"), new TenantQuestion.SetClient(First, Registered.Portal),
        new TenantQuestion.AddClientSecret(First, Registered.Clerk.Id, Sample.Hash("new secret")),
        new TenantQuestion.RecordRestore(First, 3),
        new TenantQuestion.SetProvider(First, Registered.Partner with { Id = "another" }),
        new TenantQuestion.RemoveProvider(First, Registered.Partner.Id),
        new TenantQuestion.SetPasswords(First, new(PasswordPlace.Here.It)),
        new TenantQuestion.RemoveClient(First, Registered.Clerk.Id),
        new TenantQuestion.Agree(First, 1), new TenantQuestion.Decline(First, 1),
    ];

    [Fact]
    public void A_tenant_that_is_not_there_is_not_found_until_it_is_created()
    {
        Assert.Equal(Family.Of(typeof(TenantQuestion)), Commands.Select(command => command.GetType()));
        foreach (var command in Commands.Where(command => command is not TenantQuestion.Create))
            Expect.Refused(Refusal.TenantNotFound, new World { Tenant = TenantState.None }.Ask(command));
        Is(new World { Tenant = TenantState.None }.Ask(new TenantQuestion.Create(First)));
    }

    /// <summary>I18, I19: one change, one fact; asked again, neither.</summary>
    [Fact]
    public void Every_command_is_answered_once_is_recorded_once_and_survives_storage()
    {
        var kinds = new List<string>();
        // What two people have to say is ProposalTests' to prove.
        foreach (var command in Commands.Where(command => command is not (
            TenantQuestion.Read or TenantQuestion.Create or TenantQuestion.Agree or TenantQuestion.Decline)))
        {
            var state = new World().Domain("passthrough.example", new Domain.Managed(true)).Register(Registered.Clerk)
                .Register(Registered.Partner).Set(s => s with { SecurityWebhook = Sample.Webhook }).Tenant;
            var ruling = TenantRules.Decide(state, command, new("contoso"), World.Morning);
            Assert.Single(ruling.Events);
            kinds.Add(Assert.Single(ruling.Facts).Kind);
            var next = TenantRules.Apply(state, ruling.Events[0]);
            Assert.Equal(Stored.Text(Is(ruling.Answer)), Stored.Text(next));
            Assert.Equal(((TenantState.Present)state).Changes + 1, ((TenantState.Present)next).Changes);
            Assert.Equal(Stored.Text(next), Stored.Text(Stored.Again(next)));
            Assert.Empty(TenantRules.Decide(Stored.Again(next), command, new("contoso"), World.Morning).Events);
        }

        Assert.Equal(
            [
                "policy.saved", "policy.legacy_set", "prerequisites.set", "settings.set", "webhook.secret_set", "domain.set",
                "domain.removed", "client.set", "client.secret_added", "store.restored", "provider.set", "provider.removed",
                "passwords.set", "client.removed",
            ], kinds);
    }

    /// <summary>T29: what a receiver checks by is its own, and no other's.</summary>
    [Fact]
    public void A_webhook_keeps_its_secret_while_it_is_the_same_and_another_has_another()
    {
        var world = new World();
        string? After(string? webhook, string? drawn)
        {
            var settings = TenantSettings.Default with { SecurityWebhook = webhook };
            var set = new TenantQuestion.SetSettings(new(world.Next("set")), settings, drawn);
            return Is(world.Ask(set)).WebhookSecret;
        }

        Expect.Refused(Refusal.SettingOutOfRange, world.Ask(new TenantQuestion.SetWebhookSecret(First, "none there")));
        Assert.Equal("first", After(Sample.Webhook, "first"));
        Assert.Equal("first", After(Sample.Webhook, "second"));
        Assert.Equal("third", After(Sample.Webhook + "other", "third"));
        Assert.Equal("fourth", Is(world.Ask(new TenantQuestion.SetWebhookSecret(First, "fourth"))).WebhookSecret);
        Assert.Null(After(null, "fifth"));
        Expect.Refused(
            Refusal.SettingOutOfRange,
            world.Ask(new TenantQuestion.SetSettings(Second, TenantSettings.Default with { SecurityWebhook = Sample.Webhook })));
    }

    /// <summary>What follows the host may let in whoever knows it.</summary>
    [Fact]
    public void The_audit_has_a_webhooks_host_and_neither_its_path_nor_its_secret()
    {
        var set = new TenantQuestion.SetSettings(First, TenantSettings.Default with { SecurityWebhook = Sample.Webhook + "k3y" }, "sealed");
        var fact = Assert.Single(TenantRules.Decide(new World().Tenant, set, new("contoso"), World.Morning).Facts);
        Assert.Contains("https://hooks.contoso.example", fact.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("k3y", fact.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("sealed", fact.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("contoso", true)]
    [InlineData("c", true)]
    [InlineData("con-toso-9", true)]
    [InlineData("-contoso", false)]
    [InlineData("contoso-", false)]
    [InlineData("Contoso", false)]
    [InlineData("con.toso", false)]
    [InlineData("con/toso", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_tenants_name_is_one_label(string? text, bool accepted)
    {
        Assert.Equal(accepted, TenantId.TryParse(text, out _));
        Assert.True(TenantId.TryParse(new string('a', Limits.TenantNameLength), out _));
        Assert.False(TenantId.TryParse(new string('a', Limits.TenantNameLength + 1), out _));
    }
}
