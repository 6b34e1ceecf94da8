namespace Countersign.SignIn.Tests.Users;

/// <summary>ADM-5: what a directory keeps of a user, and whose it is.</summary>
public sealed class ProfileTests
{
    private static Person Nobody() => new(new World(), Sample.Name("alice@contoso.example"));

    private static Person Created(string? id = "d-1", string? name = "Alice")
    {
        var alice = Nobody();
        Assert.IsType<ProfileKept>(alice.Ask(new CreateUser(true, id, name)));
        return alice;
    }

    private static Profile Kept(UserAnswer answer) => Assert.IsType<ProfileKept>(answer).Profile;

    [Fact]
    public void A_user_is_created_once_with_what_the_directory_says()
    {
        var alice = Nobody();
        var kept = Assert.IsType<ProfileKept>(alice.Ask(new CreateUser(false, "d-1", "앨리스")));
        Assert.Equal((false, "d-1", "앨리스", 1L, 0L), (
            kept.Enabled, kept.Profile.ExternalId, kept.Profile.DisplayName, kept.Profile.Revision, kept.Profile.Life));
        Assert.Equal(kept.Profile.ExternalId, alice.Present.Profile!.ExternalId);
        Assert.Equal("user.created", Assert.Single(alice.Facts).Kind);
        Assert.Equal(ExternalIds.Hash("d-1"), Assert.Single(alice.Happened.OfType<ProfileSet>()).Pointer);
        Expect.Refused(Refusal.UserExists, alice.Ask(new CreateUser(true, "d-1", "Alice")));
        Assert.Empty(alice.Happened);
    }

    [Fact]
    public void What_is_the_same_changes_nothing_and_what_is_not_is_a_revision_more()
    {
        var alice = Created();
        Assert.Equal(1, Kept(alice.Ask(new ChangeProfile(true, "d-1", "Alice", 0, 1))).Revision);
        Assert.Empty(alice.Happened);
        Assert.Equal(2, Kept(alice.Ask(new ChangeProfile(true, "d-1", "Alice B", 0, 1))).Revision);
        Assert.Equal("user.profile_set", alice.Facts[^1].Kind);
        Assert.Null(alice.Facts[^1].Detail);   // no name stands in what cannot be taken back
        Assert.Equal(3, Kept(alice.Ask(new ChangeProfile(false, "d-1", "Alice B", 0, null))).Revision);
        Assert.Equal("user.changed", alice.Facts[^1].Kind);
        Expect.Refused(Refusal.RevisionMismatch, alice.Ask(new ChangeProfile(true, null, null, 0, 1)));
        Assert.Equal("Alice B", alice.Present.Profile!.DisplayName);
    }

    [Fact]
    public void An_administrators_change_is_a_revision_more_and_signing_in_is_none()
    {
        var alice = new World().Ready();
        Assert.Null(alice.Present.Profile);
        alice.Redeem(alice.Approved(Phone.Number(0)));
        Assert.Null(alice.Present.Profile);
        alice.Ask(new ProvisionUser(false, null));
        Assert.Equal(1, alice.Present.Profile!.Revision);
        alice.Ask(new ChangeGroupMembership("staff", true));
        Assert.Equal(1, alice.Present.Profile!.Revision);
    }

    [Fact, Trait("Rule", "I7")]
    public void Deactivating_ends_sessions_and_what_waits_at_once_and_again_changes_nothing()
    {
        var alice = new World().Ready();
        var session = alice.SignsIn();
        alice.Prompted();
        Assert.False(Assert.IsType<ProfileKept>(alice.Ask(new ChangeProfile(false, null, null, 0, null))).Enabled);
        Assert.Empty(alice.Present.Sessions);
        Assert.IsType<Slot.Free>(alice.Present.Slot);
        Expect.Refused(Refusal.SessionRequired, alice.Ask(new CheckSession(session)));
        alice.Ask(new ChangeProfile(false, null, null, 0, null));
        Assert.Empty(alice.Happened);
    }

    [Fact]
    public void Another_of_the_same_name_is_another_and_inherits_nothing()
    {
        var alice = Created();
        alice.Ask(new RemoveUser(0, 1));
        var kept = Kept(alice.Ask(new CreateUser(true, "d-1", null)));
        Assert.Equal((2L, "d-1", null, 1L), (kept.Life, kept.ExternalId, kept.DisplayName, kept.Revision));
        Assert.Null(Assert.Single(alice.Happened.OfType<ProfileSet>()).Pointer);   // the way is there already
        Expect.Refused(Refusal.UserNotFound, alice.Ask(new ChangeProfile(false, null, null, 0, null)));
        Expect.Refused(Refusal.UserNotFound, alice.Ask(new RemoveUser(0)));
        Assert.True(alice.Present.Enabled);
        Expect.Refused(Refusal.RevisionMismatch, alice.Ask(new RemoveUser(2, 7)));
        Assert.IsType<UserAnswer.Done>(alice.Ask(new RemoveUser(2, 1)));
    }

    [Fact]
    public void A_name_has_so_many_external_ids_and_one_that_it_had_is_no_more()
    {
        var alice = Created("d-0");
        for (var n = 1; n < Limits.ExternalIdsPerUser; n++) Kept(alice.Ask(new ChangeProfile(true, $"d-{n}", null, 0, null)));
        Expect.Refused(Refusal.TooManyExternalIds, alice.Ask(new ChangeProfile(true, "one too many", null, 0, null)));
        Kept(alice.Ask(new ChangeProfile(true, "d-0", null, 0, null)));
        alice.Ask(new RemoveUser());
        Expect.Refused(Refusal.TooManyExternalIds, alice.Ask(new CreateUser(true, "one too many", null)));
        Kept(alice.Ask(new CreateUser(true, null, null)));
    }

    [Theory]
    [InlineData("", null), InlineData("a\u0007b", null), InlineData("a\u202eb", null), InlineData("long", null)]
    [InlineData(null, ""), InlineData(null, " "), InlineData(null, "a\u2028b"), InlineData(null, "long")]
    public void A_text_that_cannot_be_shown_is_not_kept(string? id, string? name)
    {
        if (id == "long") id = new('x', Limits.ExternalIdLength + 1);
        if (name == "long") name = new('x', Limits.DisplayTextLength + 1);
        Expect.Refused(Refusal.DirectoryTextRefused, Nobody().Ask(new CreateUser(true, id, name)));
        var alice = Created();
        var before = alice.State;
        Expect.Refused(Refusal.DirectoryTextRefused, alice.Ask(new ChangeProfile(true, id, name, 0, null)));
        Assert.Same(before, alice.State);
    }

    [Fact]
    public void A_row_of_the_release_before_reads_and_has_no_profile()
    {
        var text = Stored.Text(new World().Ready().State);
        Assert.DoesNotContain("profile", text, StringComparison.Ordinal);
        Assert.Null(((UserState.Present)Engine.Storage.StateJson.ReadUser(System.Text.Encoding.UTF8.GetBytes(text))).Profile);
        Assert.Equal(
            new UserState.Absent(3), Engine.Storage.StateJson.ReadUser("""{"is":"absent","epoch":3}"""u8));
    }
}
