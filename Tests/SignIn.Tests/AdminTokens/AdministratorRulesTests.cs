using System.Collections.Immutable;
using System.Text;
using Countersign.Engine.Storage;
using Countersign.SignIn.AdminTokens;
using Countersign.SignIn.Audit;

namespace Countersign.SignIn.Tests.AdminTokens;

/// <summary>ADM-3, T31: the people who administer; how the first one becomes an owner, and how each ends.</summary>
public sealed class AdministratorRulesTests
{
    private static readonly Actor Boss = new("boss@contoso.example", "192.0.2.1/32", "spring cleaning");
    private static readonly TenantId Contoso = new("contoso");
    private static readonly UserName Ada = new("ada@contoso.example"), Bob = new("bob@contoso.example");

    private AdminTokensState _state = AdminTokensState.None;
    private DateTimeOffset _now = World.Morning;
    private readonly List<AuditFact> _facts = [];

    private Refusal? Ask(AdminTokensQuestion question)
    {
        var ruling = AdminTokensRules.Decide(_state, question with { By = Boss }, _now);
        foreach (var happened in ruling.Events) _state = AdminTokensRules.Apply(_state, happened);
        if (ruling.Answer is AdminTokensAnswer.Are are)
            Assert.Equal(Encoding.UTF8.GetString(StateJson.Write(are.Tokens)), Encoding.UTF8.GetString(StateJson.Write(_state)));
        _state = StateJson.ReadAdminTokens(StateJson.Write(_state));
        _facts.AddRange(ruling.Facts.Select(fact => AuditBody.Read(AuditBody.Write(fact))));
        return (ruling.Answer as AdminTokensAnswer.Refused)?.Why;
    }

    private Refusal? Make(UserName user, AdminRole role = AdminRole.Reader, params string[] tenants) => Ask(new AdministratorQuestion.Make(
        Contoso, user, new(role, tenants.Length == 0 ? null : tenants.Select(tenant => new TenantId(tenant)).ToImmutableArray())));

    private static SecretHash Code(string text) => SecretHash.OfSecret(text);

    [Fact]
    public void A_row_of_the_last_release_has_nobody()
    {
        var read = StateJson.ReadAdminTokens("""{"tokens":[]}"""u8);
        Assert.Empty(read.Administrators);
        Assert.Null(read.Invitation);
    }

    [Fact]
    public void A_person_has_one_role_and_another_takes_its_place_under_another_number()
    {
        Assert.Null(Make(Ada, AdminRole.HelpDesk, "contoso"));
        Assert.Null(Make(Bob, AdminRole.Reader));
        var first = _state.Of(Contoso, Ada)!;
        Assert.Equal((AdminRole.HelpDesk, "boss@contoso.example"), (first.Scope.Role, first.CreatedBy));
        Assert.Null(Make(Ada, AdminRole.Owner));
        var second = _state.Of(Contoso, Ada)!;
        Assert.Equal(AdminRole.Owner, second.Scope.Role);
        Assert.Equal(3, _state.Administrators.Append(first).Select(one => one.Number).Distinct().Count());
        Assert.Equal(2, _state.Administrators.Length);
        Assert.Null(_state.Of(new("fabrikam"), Ada));
        Assert.Equal(["administrator.made", "administrator.made", "administrator.made"], _facts.Select(fact => fact.Kind));
        Assert.All(_facts, fact => Assert.Equal(("admin", "boss@contoso.example"), (fact.Tenant.Value, fact.Actor)));
        Assert.Equal((Ada, "ada@contoso.example of contoso: help_desk of contoso"), (_facts[0].User, _facts[0].Detail));
    }

    [Fact]
    public void Who_is_removed_is_gone_and_comes_back_under_another_number()
    {
        Make(Ada);
        var number = _state.Of(Contoso, Ada)!.Number;
        Assert.Null(Ask(new AdministratorQuestion.Remove(Contoso, Ada)));
        Assert.Null(_state.Of(Contoso, Ada));
        Assert.Equal(Refusal.AdministratorNotFound, Ask(new AdministratorQuestion.Remove(Contoso, Ada)));
        Make(Ada);
        Assert.NotEqual(number, _state.Of(Contoso, Ada)!.Number);
    }

    [Fact]
    public void What_cannot_be_an_administrator_is_refused()
    {
        Assert.Equal(Refusal.AdministratorRefused, Make(new("Ada@contoso.example")));
        Assert.Equal(Refusal.AdministratorRefused, Make(new("nightly-report")));
        Assert.Equal(Refusal.AdministratorRefused, Make(Ada, AdminRole.Malformed));
        Assert.Equal(Refusal.AdministratorRefused, Make(Ada, AdminRole.Owner, "admin"));
        Assert.Equal(
            Refusal.AdministratorRefused, Ask(new AdministratorQuestion.Make(AdminTokensRules.Chain, Ada, AdminScope.Everything)));
        Assert.Empty(_state.Administrators);
        Assert.Empty(_facts);
    }

    [Fact, Trait("Rule", "I17")]
    public void There_are_so_many_and_no_more()
    {
        for (var i = 0; i < Limits.Administrators; i++) Assert.Null(Make(new($"p{i}@contoso.example")));
        Assert.Equal(Refusal.TooManyAdministrators, Make(Ada));
        Assert.Null(Make(new("p0@contoso.example"), AdminRole.Owner));
        Assert.Null(Ask(new AdministratorQuestion.Remove(Contoso, new("p1@contoso.example"))));
        Assert.Null(Make(Ada));
    }

    [Fact]
    public void A_code_makes_one_owner_once_within_an_hour_and_until_the_next_code()
    {
        Assert.Equal(Refusal.InvitationRefused, Ask(new AdministratorQuestion.Accept(Code("one"), Contoso, Ada)));
        Assert.Null(Ask(new AdministratorQuestion.Invite(Code("one"))));
        Assert.Null(Ask(new AdministratorQuestion.Invite(Code("two"))));
        Assert.Equal(Refusal.InvitationRefused, Ask(new AdministratorQuestion.Accept(Code("one"), Contoso, Ada)));
        Assert.Null(Ask(new AdministratorQuestion.Accept(Code("two"), Contoso, Ada)));
        Assert.Equal(AdminScope.Everything, _state.Of(Contoso, Ada)!.Scope);
        Assert.Equal(Refusal.InvitationRefused, Ask(new AdministratorQuestion.Accept(Code("two"), Contoso, Bob)));
        Assert.Equal("invited", _facts[^1].Reason);

        Ask(new AdministratorQuestion.Invite(Code("three")));
        _now += Limits.AdminInvitationLife;
        Assert.Equal(Refusal.InvitationRefused, Ask(new AdministratorQuestion.Accept(Code("three"), Contoso, Bob)));
        Assert.Single(_state.Administrators);
        var hashes = new[] { "one", "two", "three" }.Select(code => Code(code).Value);
        Assert.All(_facts, fact => Assert.DoesNotContain(hashes, hash => fact.ToString().Contains(hash, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_refused_code_leaves_everything_as_it_was()
    {
        Ask(new AdministratorQuestion.Invite(Code("one")));
        var before = _state;
        Assert.Equal(Refusal.AdministratorRefused, Ask(new AdministratorQuestion.Accept(Code("one"), Contoso, new("not a name"))));
        Assert.Equal(before.Invitation, _state.Invitation);
        Assert.Empty(_state.Administrators);
    }

    [Fact, Trait("Rule", "F23")]
    public void A_backup_that_is_put_back_has_neither_people_nor_a_code()
    {
        Make(Ada, AdminRole.Owner);
        Make(Bob);
        Ask(new AdministratorQuestion.Invite(Code("one")));
        _facts.Clear();
        Ask(new AdminTokensQuestion.EndForRestore());
        Assert.Empty(_state.Administrators);
        Assert.Null(_state.Invitation);
        Assert.Equal([Ada, Bob], _facts.Select(fact => fact.User!.Value));
        Assert.All(_facts, fact => Assert.Equal(("administrator.ended", "restored"), (fact.Kind, fact.Reason)));
        Assert.Equal(Refusal.InvitationRefused, Ask(new AdministratorQuestion.Accept(Code("one"), Contoso, Ada)));
    }

    [Fact]
    public void Refusals_of_a_person_are_recorded_so_often_an_hour()
    {
        Make(Ada);
        _facts.Clear();
        for (var i = 0; i < Limits.AdminRefusalsPerHour + 3; i++) Ask(new AdminTokensQuestion.Refuse(Ada.Value, "PUT /x"));
        Assert.Equal(Limits.AdminRefusalsPerHour, _facts.Count);
        _now += TimeSpan.FromHours(1);
        Ask(new AdminTokensQuestion.Refuse(Ada.Value, "PUT /x"));
        Assert.Equal(Limits.AdminRefusalsPerHour + 1, _facts.Count);
        Ask(new AdminTokensQuestion.Refuse(Bob.Value, "PUT /x"));
        Assert.Equal(Limits.AdminRefusalsPerHour + 1, _facts.Count);
    }
}
