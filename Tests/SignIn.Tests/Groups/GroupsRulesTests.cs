using Countersign.Engine.Storage;
using Countersign.SignIn.Groups;

namespace Countersign.SignIn.Tests.Groups;

/// <summary>ADM-5, S-20: what groups are called, and that no policy notices.</summary>
public sealed class GroupsRulesTests
{
    private static readonly Actor Entra = new("entra", "192.0.2.7/32");

    private readonly TenantState _tenant = new World().Tenant;
    private readonly List<AuditFact> _facts = [];
    private GroupsState _groups = GroupsState.None;
    private int _spare;

    private GroupsAnswer Ask(GroupsQuestion question)
    {
        var ruling = GroupsRules.Decide(_groups, question with { By = Entra }, new("contoso"), _tenant, World.Morning);
        foreach (var happened in ruling.Events) _groups = GroupsRules.Apply(_groups, happened);
        _groups = StateJson.ReadGroups(StateJson.Write(_groups));
        _facts.AddRange(ruling.Facts);
        return ruling.Answer;
    }

    private NamedGroup Create(string name, string? id = null) =>
        Assert.IsType<GroupsAnswer.Are>(Ask(new GroupsQuestion.Create(name, id, $"g-{++_spare}"))).Groups[0];

    private void Refuses(Refusal why, GroupsQuestion question)
    {
        var (before, facts) = (_groups, _facts.Count);
        Assert.Equal(new GroupsAnswer.Refused(why), Ask(question));
        Assert.Equal(before.Groups, _groups.Groups);
        Assert.Equal(facts, _facts.Count);
    }

    [Theory]
    [InlineData("Sales", "sales"), InlineData("Sales Team", "sales-team"), InlineData("R.and_D-2", "r.and_d-2")]
    [InlineData("영업팀", "g-1"), InlineData("Sales & Marketing", "g-1"), InlineData("業務", "g-1"), InlineData("Été", "g-1")]
    public void A_canonical_name_follows_from_the_display_name_where_it_can(string display, string name)
    {
        var made = Create(display, "directory-1");
        Assert.Equal((name, display, "directory-1", 1L), (made.Name, made.DisplayName, made.ExternalId, made.Revision));
        Assert.Equal(("group.named", "entra"), (_facts[0].Kind, _facts[0].Actor));
        Assert.Contains(display, _facts[0].Detail);
    }

    [Fact]
    public void A_long_name_of_letters_is_no_canonical_one() => Assert.Equal("g-1", Create(new string('a', 65)).Name);

    [Fact, Trait("Rule", "S-20")]
    public void A_group_that_is_renamed_keeps_its_canonical_name_and_the_next_of_the_old_display_name_gets_another()
    {
        var sales = Create("Sales");
        Ask(new GroupsQuestion.Change(sales.Name, "Verkauf", null, sales.Revision));
        Assert.Equal(("sales", "Verkauf", 2L), (_groups.Groups[0].Name, _groups.Groups[0].DisplayName, _groups.Groups[0].Revision));
        Assert.Equal("group.renamed", _facts[^1].Kind);
        Assert.Equal("g-2", Create("Sales").Name);
    }

    [Fact]
    public void Two_groups_differ_by_more_than_letter_case()
    {
        Create("Sales");
        Refuses(Refusal.GroupExists, new GroupsQuestion.Create("SALES", null, "g-9"));
        var other = Create("Other");
        Refuses(Refusal.GroupExists, new GroupsQuestion.Change(other.Name, "sales", null, null));
        Assert.Equal("OTHER", Assert.IsType<GroupsAnswer.Are>(
            Ask(new GroupsQuestion.Change(other.Name, "OTHER", null, null))).Groups[0].DisplayName);
    }

    [Fact]
    public void A_change_of_what_was_not_seen_is_refused_and_one_of_nothing_writes_nothing()
    {
        var sales = Create("Sales", "d-1");
        Refuses(Refusal.RevisionMismatch, new GroupsQuestion.Change(sales.Name, "Other", null, 7));
        Refuses(Refusal.GroupNotFound, new GroupsQuestion.Change("nobody", "Other", null, null));
        Refuses(Refusal.GroupNotFound, new GroupsQuestion.Find("nobody"));
        var facts = _facts.Count;
        Ask(new GroupsQuestion.Change(sales.Name, "Sales", "d-1", 1));
        Assert.Equal(facts, _facts.Count);
    }

    [Fact]
    public void A_group_made_by_hand_is_a_directorys_once_that_changes_it_even_to_the_same()
    {
        var made = Assert.IsType<GroupsAnswer.Are>(Ask(new GroupsQuestion.Create("Night shift", null, "g-1", ByHand: true))).Groups[0];
        Assert.True(made.ByHand);
        Assert.Equal("night-shift: \"Night shift\", by hand", _facts[^1].Detail);
        var taken = Assert.IsType<GroupsAnswer.Are>(
            Ask(new GroupsQuestion.Change(made.Name, made.DisplayName, null, made.Revision))).Groups[0];
        Assert.Equal((false, 2L), (taken.ByHand, taken.Revision));
        Assert.Equal("night-shift: \"Night shift\", by hand -> night-shift: \"Night shift\"", _facts[^1].Detail);
        Assert.False(Create("Sales").ByHand);
    }

    [Fact]
    public void A_row_that_says_nothing_of_hands_has_groups_that_directories_keep()
    {
        var row = """
            {"groups":[{"name":"sales","displayName":"Sales","revision":3,"createdAt":1772355600000,"changedAt":1772355600000}]}
            """u8;
        var read = Assert.Single(StateJson.ReadGroups(row).Groups);
        Assert.Equal(("sales", 3L, false), (read.Name, read.Revision, read.ByHand));
    }

    [Fact]
    public void A_group_that_is_removed_is_gone_and_once_more_is_no_fault()
    {
        var sales = Create("Sales");
        Ask(new GroupsQuestion.Remove(sales.Name));
        Assert.Empty(_groups.Groups);
        Assert.Equal("group.removed", _facts[^1].Kind);
        Assert.Empty(Assert.IsType<GroupsAnswer.Are>(Ask(new GroupsQuestion.Remove(sales.Name))).Groups);
    }

    [Theory]
    [InlineData("", null), InlineData("a\u202eb", null), InlineData("long", null), InlineData("Sales", ""), InlineData("Sales", "a\u0000b")]
    public void A_text_that_cannot_be_shown_is_not_kept(string name, string? id)
    {
        if (name == "long") name = new('x', Limits.DisplayTextLength + 1);
        Refuses(Refusal.DirectoryTextRefused, new GroupsQuestion.Create(name, id, "g-1"));
        Create("Other");
        Refuses(Refusal.DirectoryTextRefused, new GroupsQuestion.Change("other", name, id, null));
    }

    [Fact]
    public void A_tenant_has_so_many_groups_and_so_much_text_of_them()
    {
        for (var n = 0; n < 780; n++) Create($"{n:D4} " + new string('영', 123));
        Refuses(Refusal.TooManyDirectoryGroups, new GroupsQuestion.Create(new string('영', 128), new string('x', 128), "g-x"));
        Assert.True(StateJson.Write(_groups).Length < 1024 * 1024, $"{StateJson.Write(_groups).Length} bytes");
        _groups = new([.. _groups.Groups.Take(500).Select(group => group with { DisplayName = group.DisplayName[..8] })]);
        for (var n = _groups.Groups.Length; n < Limits.GroupsPerTenant; n++) Create($"more {n}");
        Refuses(Refusal.TooManyDirectoryGroups, new GroupsQuestion.Create("x", null, "g-x"));
    }

    [Fact]
    public void A_tenant_that_is_not_there_has_none() => Assert.Equal(
        new GroupsAnswer.Refused(Refusal.TenantNotFound),
        GroupsRules.Decide(_groups, new GroupsQuestion.Read(), new("nowhere"), TenantState.None, World.Morning).Answer);
}
