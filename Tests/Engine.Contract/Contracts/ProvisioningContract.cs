using Countersign.Engine.Contract.Hosts;
using Countersign.SignIn;
using Countersign.SignIn.Audit;

namespace Countersign.Engine.Contract.Contracts;

/// <summary>ADM-5: another directory's people and groups, at whichever host and store.</summary>
public abstract class ProvisioningContract(Hosting hosting) : EngineContract(hosting)
{
    private static readonly Actor Directory = new("directory");

    private static Provisioning In(House house) => new(house.Engine, () => Directory);

    private static UserKey Of(House house, string name) => new(house.Tenant, new(name + "@contoso.example"));

    private static async Task<ProvisionedUser> Create(House house, string name, string? id) =>
        (await In(house).Create(Of(house, name), new(true, id, name), Cancel)).Answer!;

    private static async Task<string> Found(House house, string id) => string.Join(
        ' ', (await In(house).FindByExternalId(house.Tenant, id, Cancel)).Select(user => user.Name.Value.Split('@')[0]));

    [Fact]
    public async Task Who_has_an_external_id_is_found_by_it_at_every_host_and_who_had_it_is_not()
    {
        await using var here = await OpenFurnished(isShared: true);
        await using var there = await here.Beside();
        await Create(here, "ada", "d-1");
        await Create(here, "bob", "d-2");
        Assert.Equal(("ada", "bob", ""), (await Found(there, "d-1"), await Found(there, "d-2"), await Found(there, "d-3")));
        await In(there).Change(Of(here, "ada"), 0, null, text => text with { ExternalId = "d-3" }, Cancel);
        Assert.Equal(("", "ada"), (await Found(here, "d-1"), await Found(here, "d-3")));
        await In(here).Change(Of(here, "ada"), 0, null, text => text with { ExternalId = "d-1" }, Cancel);
        await In(here).Change(Of(here, "bob"), 0, null, text => text with { ExternalId = "d-1" }, Cancel);
        Assert.Equal("ada bob", await Found(there, "d-1"));   // whether two have the same is the directory's business
    }

    [Fact]
    public async Task Whoever_comes_back_under_the_name_is_found_and_is_somebody_else()
    {
        await using var house = await OpenFurnished();
        await Create(house, "ada", "d-1");
        Assert.Null(await In(house).Remove(Of(house, "ada"), 0, null, Cancel));
        Assert.Equal("", await Found(house, "d-1"));
        var again = await Create(house, "ada", "d-1");
        Assert.True(again.Profile.Life > 0);
        Assert.Equal("ada", await Found(house, "d-1"));
        Assert.Equal(Refusal.UserNotFound, (await In(house).Find(Of(house, "ada"), 0, Cancel)).Refused);
        Assert.Equal(Refusal.UserNotFound, await In(house).Remove(Of(house, "ada"), 0, null, Cancel));
    }

    /// <summary>What administrators see of groups (S-20), and passes for their members (ADM-2), through every host.</summary>
    [Fact]
    public async Task A_group_made_by_hand_is_listed_with_its_members_and_is_a_directorys_once_that_changes_it()
    {
        await using var house = await OpenFurnished();
        var groups = new GroupDirectory(house.Engine, () => Directory);
        var night = (await groups.Make(house.Tenant, " 夜班 ", Cancel)).Answer!;
        foreach (var name in new[] { "ada", "bob" }) await Create(house, name, null);
        UserName[] both = [Of(house, "ada").Name, Of(house, "bob").Name];
        Assert.Null(await groups.Join(house.Tenant, night.Name, both, isMember: true, Cancel));
        var listed = Assert.Single((await groups.List(house.Tenant, Cancel)).Answer!.Groups, group => group.Name == night.Name);
        Assert.Equal(("夜班", 2, true, false), (listed.DisplayName, listed.Members, listed.IsNamed, listed.IsDirectorys));
        var page = (await groups.Show(house.Tenant, night.Name, null, 1, Cancel)).Answer!;
        Assert.Equal((both[0], both[0]), (Assert.Single(page.Members.Members), page.Members.Next));
        Assert.Equal([both[1]], (await groups.Members(house.Tenant, night.Name, both[0], 10, Cancel)).Members);

        var passes = new PassesForMany(house.Engine, new Administration(house.Engine, () => Directory));
        var choice = await passes.Choose(house.Tenant, night.Name, true, null, new HashSet<UserName> { both[1] }, Cancel);
        Assert.Equal((both[0], 1), (Assert.Single(choice.Chosen), choice.Beyond.Count));
        async Task<PassIssued?> Made(params IEnumerable<UserName> beyond) => Assert.Single(await passes.Issue(
            house.Tenant, choice.Chosen, TimeSpan.FromDays(7), () => new(beyond.ToHashSet()), Cancel)).Pass;
        Assert.NotNull(await Made(both[1]));
        Assert.Null(await Made(both[0]));   // an administrator by then

        await In(house).ChangeGroup(house.Tenant, night.Name, null, text => text, Cancel);
        Assert.True((await groups.Find(house.Tenant, night.Name, Cancel)).Answer!.IsDirectorys);
        Assert.Equal((null, true), await groups.Remove(house.Tenant, night.Name, new HashSet<UserName> { both[0] }, Cancel));
        Assert.Equal((null, false), await groups.Remove(house.Tenant, night.Name, new HashSet<UserName>(), Cancel));
        Assert.Equal(Refusal.GroupNotFound, (await groups.Find(house.Tenant, night.Name, Cancel)).Refused);
    }

    [Fact]
    public async Task Another_tenants_ids_are_its_own()
    {
        await using var house = await OpenFurnished();
        await Create(house, "ada", "d-1");
        await using var other = house.NextDoor();
        Assert.Equal("", await Found(other, "d-1"));
    }

    [Fact]
    public async Task Of_sixteen_who_create_one_user_one_does()
    {
        await using var house = await OpenFurnished();
        var made = await Together(16, n => In(house).Create(Of(house, "ada"), new(true, $"d-{n}", null), Cancel).AsTask());
        var one = Assert.Single(made, reply => reply.Refused is null).Answer!;
        Assert.All(made.Where(reply => reply.Answer is null), reply => Assert.Equal(Refusal.UserExists, reply.Refused));
        Assert.Equal("ada", await Found(house, one.Profile.ExternalId!));
    }

    [Fact]
    public async Task Of_sixteen_who_change_what_they_saw_one_does_and_those_who_saw_nothing_all_do()
    {
        await using var house = await OpenFurnished();
        await Create(house, "ada", "d-1");
        var changed = await Together(16, n => In(house).Change(
            Of(house, "ada"), 0, [1], text => text with { DisplayName = $"Ada {n}" }, Cancel).AsTask());
        Assert.Single(changed, reply => reply.Refused is null);
        Assert.All(changed.Where(reply => reply.Answer is null), reply => Assert.Equal(Refusal.RevisionMismatch, reply.Refused));
        for (var n = 0; n < 3; n++)
        {
            var reply = await In(house).Change(Of(house, "ada"), 0, null, text => text with { DisplayName = $"Eve {n}" }, Cancel);
            Assert.Null(reply.Refused);
        }

        Assert.Equal("Eve 2", (await In(house).Find(Of(house, "ada"), 0, Cancel)).Answer!.Profile.DisplayName);
    }

    [Fact]
    public async Task Groups_are_named_renamed_and_removed_with_their_memberships()
    {
        await using var house = await OpenFurnished();
        foreach (var name in new[] { "ada", "bob" }) await Create(house, name, null);
        var group = (await In(house).CreateGroup(house.Tenant, new("영업팀", "g-1"), Cancel)).Answer!;
        UserName[] both = [Of(house, "ada").Name, Of(house, "bob").Name];
        Assert.Null(await In(house).Join(house.Tenant, group.Name, both, isMember: true, Cancel));
        Assert.Equal(both, (await In(house).Members(house.Tenant, group.Name, Cancel)).Select(user => user.Name));
        var renamed = await In(house).ChangeGroup(house.Tenant, group.Name, [1], text => text with { DisplayName = "Sales" }, Cancel);
        Assert.Equal((group.Name, 2L), (renamed.Answer!.Name, renamed.Answer.Revision));
        Assert.Equal(2, (await In(house).Members(house.Tenant, group.Name, Cancel)).Count);
        Assert.Null(await In(house).RemoveGroup(house.Tenant, group.Name, Cancel));
        Assert.Empty(await In(house).Members(house.Tenant, group.Name, Cancel));
        Assert.Equal(Refusal.GroupNotFound, await In(house).RemoveGroup(house.Tenant, group.Name, Cancel));
    }

    [Fact]
    public async Task Of_sixteen_who_name_one_group_one_does()
    {
        await using var house = await OpenFurnished();
        var made = await Together(16, _ => In(house).CreateGroup(house.Tenant, new("Sales", null), Cancel).AsTask());
        Assert.Single(made, reply => reply.Refused is null);
        Assert.All(made.Where(reply => reply.Answer is null), reply => Assert.Equal(Refusal.GroupExists, reply.Refused));
        Assert.Equal("sales", Assert.Single((await In(house).Groups(house.Tenant, Cancel)).Answer!.Groups).Name);
    }
}
