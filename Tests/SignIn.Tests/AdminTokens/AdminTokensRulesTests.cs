using System.Collections.Immutable;
using Countersign.Engine.Storage;
using Countersign.SignIn.AdminTokens;
using Countersign.SignIn.Audit;

namespace Countersign.SignIn.Tests.AdminTokens;

/// <summary>The service's administration tokens: few, named, each with an end; and what each role has a right to.</summary>
public sealed class AdminTokensRulesTests
{
    private static readonly Actor Boss = new("boss", "192.0.2.1/32", "spring cleaning");
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private AdminTokensState _tokens = AdminTokensState.None;
    private DateTimeOffset _now = World.Morning;
    private readonly List<AuditFact> _facts = [];

    private AdminTokensAnswer Ask(AdminTokensQuestion question)
    {
        var ruling = AdminTokensRules.Decide(_tokens, question with { By = Boss }, _now);
        foreach (var happened in ruling.Events) _tokens = AdminTokensRules.Apply(_tokens, happened);
        _tokens = StateJson.ReadAdminTokens(StateJson.Write(_tokens));
        _facts.AddRange(ruling.Facts.Select(fact => AuditBody.Read(AuditBody.Write(fact))));
        return ruling.Answer;
    }

    private AdminTokensAnswer Create(
        string name, AdminRole role = AdminRole.Owner, string[]? tenants = null, TimeSpan? life = null) =>
        Ask(new AdminTokensQuestion.Create(
            name, new(role, tenants?.Select(tenant => new TenantId(tenant)).ToImmutableArray()),
            SecretHash.OfSecret("secret of " + name), life ?? 90 * Day));

    private void Refuses(Refusal why, AdminTokensAnswer answer)
    {
        Assert.Equal(new AdminTokensAnswer.Refused(why), answer);
        Assert.DoesNotContain(_facts, fact => fact.Detail!.StartsWith("refused:", StringComparison.Ordinal));
    }

    public static TheoryData<AdminRole, string> Rights => new()
    {
        { AdminRole.Malformed, "" },
        { AdminRole.Reader, "Read" },
        { AdminRole.HelpDesk, "Read Help" },
        { AdminRole.Policy, "Read Set" },
        { AdminRole.Owner, "Read Help Set Own Service Provision" },
        { AdminRole.Provisioner, "Provision" },
    };

    [Theory]
    [MemberData(nameof(Rights))]
    public void A_role_has_these_rights_and_no_other(AdminRole role, string rights) => Assert.Equal(
        rights, string.Join(' ', Enum.GetValues<AdminRight>().Where(right => AdminRoles.Has(role, right))));

    [Fact]
    public void Every_role_has_a_word_and_nothing_else_is_one()
    {
        foreach (var role in Enum.GetValues<AdminRole>().Where(role => role != AdminRole.Malformed))
            Assert.Equal(role, AdminRoles.Of(AdminRoles.WordOf(role)));
        Assert.All(new[] { null, "", "Owner", "helpdesk", "0", "4" }, word => Assert.Null(AdminRoles.Of(word)));
    }

    [Fact]
    public void Only_an_owner_of_all_tenants_has_what_is_the_services_own()
    {
        Assert.True(AdminScope.Everything.Has(AdminRight.Service));
        Assert.False(new AdminScope(AdminRole.Owner, [new("contoso")]).Has(AdminRight.Service));
        Assert.True(new AdminScope(AdminRole.Owner, [new("contoso")]).Has(AdminRight.Own));
    }

    [Fact]
    public void A_token_is_found_by_its_whole_text_until_its_end_and_not_after_it_was_revoked()
    {
        Create("ci", AdminRole.Reader, ["contoso"], Day);
        Assert.Equal("ci", _tokens.Find("secret of ci", _now)?.Name);
        Assert.Null(_tokens.Find("secret of cI", _now));
        Assert.Null(_tokens.Find("", _now));
        Assert.NotNull(_tokens.Find("secret of ci", _now + Day - TimeSpan.FromMilliseconds(1)));
        Assert.Null(_tokens.Find("secret of ci", _now + Day));
        Ask(new AdminTokensQuestion.Revoke("ci"));
        Assert.Null(_tokens.Find("secret of ci", _now));
        Refuses(Refusal.AdminTokenNotFound, Ask(new AdminTokensQuestion.Revoke("ci")));
    }

    public static TheoryData<string, int, string[]?, double> Unfit => new()
    {
        { "", 4, null, 90 },
        { new string('a', 65), 4, null, 90 },
        { "Boss", 4, null, 90 },
        { "a b", 4, null, 90 },
        { ".", 4, null, 90 },     // no address names it: it could not be revoked
        { "..", 4, null, 90 },
        { "configuration", 4, null, 90 },
        { "command", 4, null, 90 },
        { "refused", 0, null, 90 },
        { "refused", 6, null, 90 },
        { "refused", 1, [], 90 },
        { "refused", 1, ["contoso", "contoso"], 90 },
        { "refused", 1, ["No Tenant"], 90 },
        { "refused", 1, ["admin"], 90 },
        { "refused", 1, null, 0 },
        { "refused", 1, null, -1 },
        { "refused", 1, null, 366.001 },
    };

    [Theory]
    [MemberData(nameof(Unfit))]
    public void A_token_that_cannot_be_is_refused(string name, int role, string[]? tenants, double days)
    {
        Refuses(Refusal.AdminTokenRefused, Create(name, (AdminRole)role, tenants, TimeSpan.FromDays(days)));
        Assert.Empty(_tokens.Tokens);
    }

    [Fact]
    public void A_name_is_one_tokens_until_that_ends()
    {
        Create("ci", life: Day);
        Refuses(Refusal.AdminTokenNameTaken, Create("ci", AdminRole.Reader));
        Assert.Equal(AdminRole.Owner, Assert.Single(_tokens.Tokens).Scope.Role);
        _now += Day;
        Create("ci", AdminRole.Reader);
        Assert.Equal(AdminRole.Reader, Assert.Single(_tokens.Tokens).Scope.Role);
    }

    [Fact]
    public void There_are_so_many_and_ended_ones_make_room()
    {
        for (var i = 0; i < Limits.AdminTokens; i++) Create($"t{i}", life: i == 7 ? Day : 2 * Day);
        Refuses(Refusal.TooManyAdminTokens, Create("more"));
        _now += Day;
        Create("more");
        Assert.Equal(Limits.AdminTokens, _tokens.Tokens.Length);
        Assert.Null(_tokens.Named("t7"));
        Refuses(Refusal.TooManyAdminTokens, Create("too-many"));
    }

    [Fact]
    public void A_use_is_written_once_a_day_and_is_no_fact()
    {
        Create("ci");
        var facts = _facts.Count;
        Ask(new AdminTokensQuestion.Use("ci"));
        var first = _tokens.Named("ci")!.LastUsed;
        Assert.Equal(_now, first);
        _now += TimeSpan.FromMinutes(1);
        Assert.Empty(AdminTokensRules.Decide(_tokens, new AdminTokensQuestion.Use("ci"), _now).Events);
        _now += Day;
        Ask(new AdminTokensQuestion.Use("ci"));
        Assert.Equal(_now, _tokens.Named("ci")!.LastUsed);
        Assert.Equal(facts, _facts.Count);
        Assert.Empty(AdminTokensRules.Decide(_tokens, new AdminTokensQuestion.Use("nobody"), _now).Events);
    }

    [Fact]
    public void Refusals_of_a_token_are_recorded_so_many_an_hour()
    {
        Create("ci", AdminRole.Reader);
        Create("other", AdminRole.Reader);
        for (var i = 0; i < 3 * Limits.AdminRefusalsPerHour; i++) Ask(new AdminTokensQuestion.Refuse("ci", "POST /tokens"));
        Ask(new AdminTokensQuestion.Refuse("other", "POST /tokens"));
        Ask(new AdminTokensQuestion.Refuse("nobody", "POST /tokens"));
        var recorded = _facts.Where(fact => fact.Kind == "admin.refused").ToArray();
        Assert.Equal(Limits.AdminRefusalsPerHour + 1, recorded.Length);
        Assert.EndsWith("no more are recorded of this token for an hour", recorded[Limits.AdminRefusalsPerHour - 1].Detail);
        _now += TimeSpan.FromHours(1);
        Ask(new AdminTokensQuestion.Refuse("ci", "POST /tokens"));
        Assert.Equal("POST /tokens", _facts[^1].Detail);
    }

    [Fact]
    public void A_restore_ends_them_all()
    {
        Create("one");
        Create("two");
        Ask(new AdminTokensQuestion.EndForRestore());
        Assert.Empty(_tokens.Tokens);
        Assert.Equal(["one", "two"], _facts.Where(fact => fact.Kind == "admin_token.ended").Select(fact => fact.Detail));
    }

    [Fact]
    public void Facts_name_the_actor_and_hold_neither_secret_nor_hash()
    {
        Create("ci", AdminRole.HelpDesk, ["contoso", "fabrikam"], Day);
        Ask(new AdminTokensQuestion.Revoke("ci"));
        Assert.Equal(["admin_token.created", "admin_token.revoked"], _facts.Select(fact => fact.Kind));
        Assert.StartsWith("ci: help_desk of contoso fabrikam, until ", _facts[0].Detail);
        Assert.All(_facts, fact => Assert.Equal(
            ("boss", "192.0.2.1/32", "spring cleaning", "admin"), (fact.Actor, fact.Source, fact.ActorReason, fact.Tenant.Value)));
        var hash = SecretHash.OfSecret("secret of ci").Value;
        foreach (var body in _facts.Select(fact => System.Text.Encoding.UTF8.GetString(AuditBody.Write(fact))))
            Assert.DoesNotContain(hash, body, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_from_before_actors_reads_and_hashes_as_it_did()
    {
        var body = """{"kind":"policy.saved","at":1772357400000,"tenant":"contoso","policyVersion":3,"detail":"on"}"""u8;
        var fact = AuditBody.Read(body);
        Assert.Null(fact.Actor);
        Assert.Equal(body.ToArray(), AuditBody.Write(fact));
    }

    [Fact]
    public void A_change_of_a_tenant_names_its_actor_in_the_fact()
    {
        var ruling = TenantRules.Decide(
            TenantState.None, new TenantQuestion.Create(new("r")) { By = Boss }, new("contoso"), _now);
        Assert.Equal(("boss", "192.0.2.1/32", "spring cleaning"),
            (Assert.Single(ruling.Facts).Actor, ruling.Facts[0].Source, ruling.Facts[0].ActorReason));
    }
}
