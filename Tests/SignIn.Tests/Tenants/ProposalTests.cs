using Countersign.SignIn.AdminTokens;

namespace Countersign.SignIn.Tests.Tenants;

/// <summary>T31: a tenant may ask for a second person before what decides who gets in, and how, is changed.</summary>
public sealed class ProposalTests
{
    private static readonly Actor Ada = new("ada@contoso.example", "192.0.2.1/32", "ticket 1"), Bob = new("bob@contoso.example");
    private static readonly TenantId Operators = new("contoso");
    private readonly World _world = new();
    private readonly List<AuditFact> _facts = [];
    private AdminTokensState _access = AdminTokensState.None;

    public ProposalTests()
    {
        _world.Set(settings => settings with { SecondPerson = true });
        Administer(new AdministratorQuestion.Make(Operators, new(Ada.Name), AdminScope.Everything) { By = new(Actor.Machine) });
        Administer(new AdministratorQuestion.Make(Operators, new(Bob.Name), AdminScope.Everything) { By = Ada });
        _world.Later(Limits.NewAdministrator);
    }

    /// <summary>Every question that can wait, asked of a tenant that has all of it.</summary>
    public static TheoryData<string, bool> Held => new()
    {
        { nameof(TenantQuestion.SavePolicy), true }, { nameof(TenantQuestion.SetLegacyPolicy), true },
        { nameof(TenantQuestion.SetPrerequisites), true }, { nameof(TenantQuestion.SetSettings), true },
        { nameof(TenantQuestion.SetDomain), true }, { nameof(TenantQuestion.RemoveDomain), true },
        { nameof(TenantQuestion.SetProvider), true }, { nameof(TenantQuestion.RemoveProvider), true },
        { nameof(TenantQuestion.SetPasswords), true }, { nameof(TenantQuestion.SetClient), true },
        { nameof(TenantQuestion.RemoveClient), true }, { nameof(TenantQuestion.Read), false },
        { nameof(TenantQuestion.Create), false }, { nameof(TenantQuestion.SetWebhookSecret), false },
        { nameof(TenantQuestion.AddClientSecret), false }, { nameof(TenantQuestion.RecordRestore), false },
        { nameof(TenantQuestion.Agree), false }, { nameof(TenantQuestion.Decline), false },
    };

    [Fact]
    public void Every_question_to_a_tenant_is_known_to_wait_or_not() => Assert.Equal(
        typeof(TenantQuestion).GetNestedTypes().Select(type => type.Name).Order(StringComparer.Ordinal),
        Held.Select(row => row.Data.Item1).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Held))]
    public void What_decides_who_gets_in_waits_until_somebody_else_agrees(string question, bool waits)
    {
        Furnish();
        var asked = Sample(question);
        Assert.Equal(waits, HeldChange.Of(asked) is not null);
        if (!waits) return;
        var expected = Without(((TenantAnswer.Is)TenantRules.Foresee(_world.Contoso, asked)).Tenant);
        var before = Without(_world.Contoso);
        var number = Proposed(Ada, asked);
        Assert.Equal(Stored.Text(before), Stored.Text(Without(_world.Contoso)));
        var proposal = Assert.Single(_world.Contoso.Waiting(_world.Now));
        Assert.Equal((number, Ada.Name, Ada.Source, Ada.Reason), (proposal.Number, proposal.By, proposal.Source, proposal.Reason));

        Assert.Null(Assert.IsType<TenantAnswer.Is>(Ask(Bob, new TenantQuestion.Agree(Tests.Sample.Request("yes"), number))).Waits);
        Assert.Equal(Stored.Text(expected), Stored.Text(Without(_world.Contoso)));
        Assert.Empty(_world.Contoso.Waiting(_world.Now));
        var (made, agreed) = (_facts[^2], _facts[^1]);
        Assert.Equal((Ada.Name, Ada.Source, Ada.Reason, Bob.Name), (made.Actor, made.Source, made.ActorReason, made.AgreedBy));
        Assert.Equal(("proposal.agreed", Bob.Name, null), (agreed.Kind, agreed.Actor, agreed.AgreedBy));
        Assert.Contains(Ada.Name, agreed.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Looks_and_help_are_changed_at_once_and_a_new_client_is_registered_at_once()
    {
        var free = _world.Contoso.Settings with { HelpUrl = "https://help.contoso.example/", SignInLogDays = 7, Branding = new("Contoso") };
        Assert.Null(Assert.IsType<TenantAnswer.Is>(Ask(Ada, Settings(free))).Waits);
        Assert.Equal(free, _world.Contoso.Settings);
        Assert.NotNull(Assert.IsType<TenantAnswer.Is>(Ask(Ada, Settings(free with { NumberMode = NumberMode.Enter2 }))).Waits);
        Assert.Null(Assert.IsType<TenantAnswer.Is>(Ask(Ada, new TenantQuestion.SetClient(Next(), Registered.Portal))).Waits);
        Assert.Null(Assert.IsType<TenantAnswer.Is>(Ask(Ada, new TenantQuestion.RemoveClient(Next(), Registered.Portal.Id))).Waits);
    }

    [Fact]
    public void Asking_for_a_second_person_begins_at_once_and_ends_with_one()
    {
        var world = new World();
        Assert.Null(Assert.IsType<TenantAnswer.Is>(
            world.Ask(Settings(world.Contoso.Settings with { SecondPerson = true }) with { By = Ada })).Waits);
        var number = Proposed(Ada, Settings(_world.Contoso.Settings with { SecondPerson = false }));
        Assert.True(_world.Contoso.Settings.SecondPerson);
        Agrees(Bob, number);
        Assert.False(_world.Contoso.Settings.SecondPerson);
    }

    [Fact]
    public void Nobody_agrees_with_themselves_by_whatever_name()
    {
        Makes(Ada, "adas");
        Makes(new("adas"), "hers");
        Administer(new AdministratorQuestion.Make(Operators, new("new@contoso.example"), AdminScope.Everything) { By = new("hers") });
        foreach (var (asks, agrees) in new[]
        {
            (Ada, Ada), (Ada, new Actor("adas")), (Ada, new Actor("hers")), (new Actor("hers"), Ada), (new Actor("adas"), new("hers")),
            (Ada, new Actor("new@contoso.example")), (new Actor("new@contoso.example"), new("adas")),
        })
        {
            var number = Proposed(asks, Mode(NumberMode.Enter6));
            Expect.Refused(Refusal.SecondPersonRequired, Ask(agrees, new TenantQuestion.Agree(Next(), number)));
            Assert.Equal(NumberMode.Select, _world.Contoso.Settings.NumberMode);
            Assert.IsType<TenantAnswer.Is>(Ask(asks, new TenantQuestion.Decline(Next(), number)));
        }

        // Taken away in the meantime, a token is still known to have been the asker's.
        var last = Proposed(new("adas"), Mode(NumberMode.Enter6));
        Administer(new AdminTokensQuestion.Revoke("adas") { By = Ada });
        Expect.Refused(Refusal.SecondPersonRequired, Ask(Ada, new TenantQuestion.Agree(Next(), last)));
        Agrees(Bob, last);
        Assert.Equal(NumberMode.Enter6, _world.Contoso.Settings.NumberMode);
    }

    public static TheoryData<string> Detours => ["a token between", "two tokens between", "oneself", "each other", "a person between"];

    /// <summary>What was between the two is taken away before anything is asked for, and nobody becomes somebody else by that.</summary>
    [Theory]
    [MemberData(nameof(Detours))]
    public void Nobody_becomes_a_second_person_by_a_detour(string how)
    {
        Actor one = new("one@contoso.example"), other = new("other@contoso.example");
        void Appoint(Actor who, Actor by) =>
            Administer(new AdministratorQuestion.Make(Operators, new(who.Name), AdminScope.Everything) { By = by });
        void Dismiss(Actor who, Actor by) => Administer(new AdministratorQuestion.Remove(Operators, new(who.Name)) { By = by });
        var agrees = one;
        switch (how)
        {
            case "a token between" or "two tokens between":
                Makes(Ada, "first");
                Makes(new("first"), "second");
                Makes(new("second"), "third");
                Administer(new AdminTokensQuestion.Revoke("first") { By = Ada });
                agrees = new("second");
                if (how == "a token between") break;
                Makes(new("third"), "fourth");
                Administer(new AdminTokensQuestion.Revoke("second") { By = Ada });
                Administer(new AdminTokensQuestion.Revoke("third") { By = Ada });
                agrees = new("fourth");
                break;
            case "oneself":
                Appoint(one, Ada);
                Appoint(one, one);
                break;
            case "each other":
                Appoint(one, Ada);
                Appoint(other, one);
                Dismiss(one, other);
                Appoint(one, other);
                Dismiss(other, one);
                Appoint(other, one);
                break;
            default:
                Appoint(one, Ada);
                Makes(one, "ones");
                Dismiss(one, Ada);
                agrees = new("ones");
                break;
        }

        var number = Proposed(Ada, Mode(NumberMode.Enter6));
        Expect.Refused(Refusal.SecondPersonRequired, Ask(agrees, new TenantQuestion.Agree(Next(), number)));
        if (how.Contains("token", StringComparison.Ordinal)) return;
        _world.Later(Limits.NewAdministrator);   // a person is somebody else a day after, whatever they made on the first
        Agrees(agrees, Proposed(Ada, Mode(NumberMode.Enter6)));
    }

    [Fact]
    public void Who_was_made_an_administrator_a_day_ago_is_a_second_person()
    {
        Administer(new AdministratorQuestion.Make(Operators, new("new@contoso.example"), AdminScope.Everything) { By = Ada });
        _world.Later(Limits.NewAdministrator - TimeSpan.FromSeconds(1));
        var number = Proposed(Ada, Mode(NumberMode.Enter2));
        _world.Later(1);
        // What was known when it was asked for still holds.
        Expect.Refused(Refusal.SecondPersonRequired, Ask(new("new@contoso.example"), new TenantQuestion.Agree(Next(), number)));
        number = Proposed(Ada, Mode(NumberMode.Enter2));
        Agrees(new("new@contoso.example"), number);
    }

    [Fact]
    public void Whoever_has_nobody_else_agrees_on_the_machine()
    {
        var number = Proposed(Ada, Mode(NumberMode.Enter2));
        Agrees(new(Actor.Machine), number);
        Assert.Equal(("settings.set", Ada.Name, Actor.Machine), (_facts[^2].Kind, _facts[^2].Actor, _facts[^2].AgreedBy));
    }

    [Fact]
    public void What_was_changed_meanwhile_is_not_undone()
    {
        var number = Proposed(Ada, Mode(NumberMode.Enter2));
        var free = _world.Contoso.Settings with { HelpUrl = "https://help.contoso.example/" };
        Assert.IsType<TenantAnswer.Is>(Ask(Bob, Settings(free)));
        Expect.Refused(Refusal.ProposalOvertaken, Ask(Bob, new TenantQuestion.Agree(Next(), number)));
        Assert.Equal(free, _world.Contoso.Settings);
        Assert.True(Assert.Single(_world.Contoso.Waiting(_world.Now)).IsOvertaken);
        // Anybody's next one takes its place; a change of something else overtakes nothing.
        number = Proposed(Bob, Mode(NumberMode.Enter2));
        Assert.Equal(number, Assert.Single(_world.Contoso.Waiting(_world.Now)).Number);
        var other = Proposed(Bob, new TenantQuestion.SetLegacyPolicy(Next(), true));
        Agrees(Ada, other);
        Agrees(Ada, number);
        Assert.Equal(free with { NumberMode = NumberMode.Enter2 }, _world.Contoso.Settings);
    }

    [Fact]
    public void A_proposal_lives_a_day_and_a_backup_revives_none()
    {
        var number = Proposed(Ada, Mode(NumberMode.Enter2));
        _world.Later(Limits.ProposalLife);
        Expect.Refused(Refusal.ProposalNotFound, Ask(Bob, new TenantQuestion.Agree(Next(), number)));
        Expect.Refused(Refusal.ProposalNotFound, Ask(Bob, new TenantQuestion.Decline(Next(), number)));
        number = Proposed(Ada, Mode(NumberMode.Enter2));
        _world.Ask(new TenantQuestion.RecordRestore(Next(), 1));
        Expect.Refused(Refusal.ProposalNotFound, Ask(Bob, new TenantQuestion.Agree(Next(), number)));
        Assert.Null(_world.Contoso.Proposals);
    }

    [Fact]
    public void Of_one_setting_one_change_waits_and_of_a_tenant_so_many()
    {
        var first = Proposed(Ada, Mode(NumberMode.Enter2));
        Expect.Refused(Refusal.ProposalWaits, Ask(Bob, Mode(NumberMode.Enter6)));
        var second = Proposed(Ada, Mode(NumberMode.Enter6));
        Expect.Refused(Refusal.ProposalNotFound, Ask(Bob, new TenantQuestion.Agree(Next(), first)));
        Assert.Contains($"instead of {first}", _facts[^1].Detail, StringComparison.Ordinal);
        for (var n = 1; n < Limits.Proposals; n++) Proposed(Ada, Domain($"d{n}.example"));
        Expect.Refused(Refusal.ProposalWaits, Ask(Ada, Domain("one-more.example")));
        Assert.Equal(Limits.Proposals, _world.Contoso.Waiting(_world.Now).Length);
        Agrees(Bob, second);
        Proposed(Ada, Domain("one-more.example"));
    }

    [Fact]
    public void I_19_Asked_again_it_is_the_same_proposal_and_the_same_yes()
    {
        var asked = Mode(NumberMode.Enter2);
        var number = Proposed(Ada, asked);
        Proposed(Ada, Domain("d.example"));
        var changes = _world.Contoso.Changes;
        Assert.Equal(number, Assert.IsType<TenantAnswer.Is>(Ask(Ada, asked)).Waits);
        var yes = new TenantQuestion.Agree(Next(), number);
        Assert.IsType<TenantAnswer.Is>(Ask(Bob, yes));
        Assert.IsType<TenantAnswer.Is>(Ask(Bob, yes));
        Assert.Equal(changes + 2, _world.Contoso.Changes);
    }

    [Fact]
    public void What_no_rule_allows_does_not_wait_and_what_changes_nothing_neither()
    {
        Expect.Refused(Refusal.SettingOutOfRange, Ask(Ada, Settings(_world.Contoso.Settings with { ChallengeSeconds = 1 })));
        Assert.Null(Assert.IsType<TenantAnswer.Is>(Ask(Ada, new TenantQuestion.RemoveDomain(Next(), "nowhere.example"))).Waits);
        Expect.Refused(
            Refusal.ProviderNotFound,
            Ask(Ada, new TenantQuestion.SetDomain(Next(), "d.example", new Domain.AtProvider(Registered.Partner.Id))));
        Assert.Null(_world.Contoso.Proposals);
    }

    /// <summary>Judged anew with the yes: what it needed has gone.</summary>
    [Fact]
    public void A_yes_is_refused_where_the_rules_refuse_the_change_now()
    {
        Off();
        _world.Register(Registered.Partner);
        _world.Set(settings => settings with { SecondPerson = true });
        var domain = Proposed(Ada, new TenantQuestion.SetDomain(Next(), "d.example", new Domain.AtProvider(Registered.Partner.Id)));
        Agrees(Bob, Proposed(Ada, new TenantQuestion.RemoveProvider(Next(), Registered.Partner.Id)));
        Expect.Refused(Refusal.ProviderNotFound, Ask(Bob, new TenantQuestion.Agree(Next(), domain)));
        Assert.IsType<TenantAnswer.Is>(Ask(Bob, new TenantQuestion.Decline(Next(), domain)));
        Assert.Equal(("proposal.declined", Bob.Name), (_facts[^1].Kind, _facts[^1].Actor));
    }

    private void Furnish()
    {
        Off();
        _world.Federate().TakePasswords().Register(Registered.Portal with { AsksSecond = true });
        _world.Set(settings => settings with { SecondPerson = true });
    }

    private void Off() => Agrees(Bob, Proposed(Ada, Settings(_world.Contoso.Settings with { SecondPerson = false })));

    private TenantQuestion Sample(string question) => question switch
    {
        nameof(TenantQuestion.SavePolicy) => new TenantQuestion.SavePolicy(Next(), null, true, new Target.SelectUsers([], ["pilots"])),
        nameof(TenantQuestion.SetLegacyPolicy) => new TenantQuestion.SetLegacyPolicy(Next(), true),
        nameof(TenantQuestion.SetPrerequisites) =>
            new TenantQuestion.SetPrerequisites(Next(), Prerequisites.Default with { PushAllowed = false }),
        nameof(TenantQuestion.SetSettings) => Mode(NumberMode.Enter6),
        nameof(TenantQuestion.SetDomain) => Domain("new.example"),
        nameof(TenantQuestion.RemoveDomain) => new TenantQuestion.RemoveDomain(Next(), "fabrikam.example"),
        nameof(TenantQuestion.SetProvider) => new TenantQuestion.SetProvider(Next(), Registered.Partner with { Name = "Another" }),
        nameof(TenantQuestion.RemoveProvider) => new TenantQuestion.RemoveProvider(Next(), Registered.Partner.Id),
        nameof(TenantQuestion.SetPasswords) => new TenantQuestion.SetPasswords(Next(), null),
        nameof(TenantQuestion.SetClient) => new TenantQuestion.SetClient(Next(), Registered.Portal),
        nameof(TenantQuestion.RemoveClient) => new TenantQuestion.RemoveClient(Next(), Registered.Portal.Id),
        _ => new TenantQuestion.Read(),
    };

    private TenantQuestion Mode(NumberMode mode) => Settings(_world.Contoso.Settings with { NumberMode = mode });

    private TenantQuestion Settings(TenantSettings settings) => new TenantQuestion.SetSettings(Next(), settings);

    private TenantQuestion Domain(string name) =>
        new TenantQuestion.SetDomain(Next(), name, new Domain.Federated(Tests.Sample.FederatedSignIn));

    private RequestId Next() => new(_world.Next("request"));

    private long Proposed(Actor by, TenantQuestion question) => Assert.IsType<TenantAnswer.Is>(Ask(by, question)).Waits
        ?? throw new InvalidOperationException("It did not wait.");

    private void Agrees(Actor by, long number) =>
        Assert.IsType<TenantAnswer.Is>(Ask(by, new TenantQuestion.Agree(Next(), number)));

    private TenantAnswer Ask(Actor by, TenantQuestion question)
    {
        var asked = question with { By = by, Ties = _access.Ties };
        _facts.AddRange(TenantRules.Decide(_world.Tenant, asked, _world.Id, _world.Now).Facts);
        return _world.Ask(asked);
    }

    private void Makes(Actor by, string token) => Administer(
        new AdminTokensQuestion.Create(token, AdminScope.Everything, Tests.Sample.Hash(token), TimeSpan.FromDays(9)) { By = by });

    private void Administer(AdminTokensQuestion question)
    {
        var ruling = AdminTokensRules.Decide(_access, question, _world.Now);
        Assert.IsType<AdminTokensAnswer.Are>(ruling.Answer);
        _access = ruling.Events.Aggregate(_access, AdminTokensRules.Apply);
    }

    /// <summary>But for what counts changes.</summary>
    private static TenantState.Present Without(TenantState.Present tenant) =>
        tenant with { Changes = 0, LastRequest = null, Proposals = null };
}
