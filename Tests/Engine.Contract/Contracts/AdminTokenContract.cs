using Countersign.Engine.Contract.Hosts;
using Countersign.SignIn;
using Countersign.SignIn.AdminTokens;
using Countersign.SignIn.Audit;
using Countersign.SignIn.Machines;

namespace Countersign.Engine.Contract.Contracts;

/// <summary>
/// The service's administration tokens, at whichever host (ADM-3, I13). A cluster's tests share them, so each has a name of its own.
/// </summary>
public abstract class AdminTokenContract(Hosting hosting) : EngineContract(hosting)
{
    private static readonly Actor Somebody = new("command");

    private readonly string _name = "t" + RandomValues.Handle().ToLowerInvariant();

    private static AdminAccess In(House house) => new(house.Engine, house.Clock);

    private Task<Reply<AdminTokenCreated>> Create(House house) =>
        In(house).Create(_name, AdminScope.Everything, null, Somebody, Cancel).AsTask();

    [Fact]
    public async Task Of_sixteen_of_one_name_one_is_made()
    {
        await using var house = await Open();
        var made = await Together(16, _ => Create(house));
        var one = Assert.Single(made, reply => reply.Refused is null).Answer!;
        Assert.All(made.Where(reply => reply.Answer is null), reply => Assert.Equal(Refusal.AdminTokenNameTaken, reply.Refused));
        Assert.Equal(one.Token.Hash, (await In(house).Find(one.Text, Cancel))?.Hash);
        Assert.Null((await In(house).Revoke(_name, Somebody, Cancel)).Refused);
        Assert.Null(await In(house).Find(one.Text, Cancel));
    }

    [Fact]
    public async Task What_is_made_or_revoked_at_one_host_is_so_at_the_other_at_once()
    {
        await using var here = await Open(isShared: true);
        await using var there = await here.Beside();
        Assert.DoesNotContain((await In(there).List(Cancel)).Answer!.Tokens.Tokens, token => token.Name == _name);
        var text = (await Create(here)).Answer!.Text;
        var found = await In(there).Find(text, Cancel);
        Assert.Equal(_name, found?.Name);
        await In(there).NoteUse(found!, Cancel);
        Assert.NotNull((await In(here).Find(text, Cancel))?.LastUsed);
        Assert.Null((await In(here).Revoke(_name, Somebody, Cancel)).Refused);
        Assert.Null(await In(there).Find(text, Cancel));
        Assert.Equal(Refusal.AdminTokenNotFound, (await In(there).Revoke(_name, Somebody, Cancel)).Refused);
    }

    [Fact]
    public async Task Who_is_made_or_removed_at_one_host_is_so_at_the_other_at_once()
    {
        await using var here = await Open(isShared: true);
        await using var there = await here.Beside();
        var (mine, theirs) = (new Administrators(here.Engine, here.Clock), new Administrators(there.Engine, there.Clock));
        var person = new UserKey(new("operators"), new(_name + "@operators.example"));
        async Task<Administrator?> Seen(Administrators by) => (await by.List(Cancel)).Answer!.Tokens.Of(person.Tenant, person.Name);
        Assert.Null(await Seen(theirs));
        Assert.Null((await mine.Make(person, new(AdminRole.HelpDesk, [new("contoso")]), Somebody, Cancel)).Refused);
        var made = await Seen(theirs);
        Assert.Equal((AdminRole.HelpDesk, "contoso"), (made!.Scope.Role, Assert.Single(made.Scope.Tenants!.Value).Value));
        Assert.Null((await theirs.Remove(person, Somebody, Cancel)).Refused);
        Assert.Null(await Seen(mine));
        Assert.Equal(Refusal.AdministratorNotFound, (await mine.Remove(person, Somebody, Cancel)).Refused);
    }

    /// <summary>Others of a cluster's tests invite nobody.</summary>
    [Fact]
    public async Task Of_sixteen_who_have_one_code_one_becomes_an_owner()
    {
        await using var house = await Open();
        var administrators = new Administrators(house.Engine, house.Clock);
        var code = (await administrators.Invite(Somebody, Cancel)).Answer!;
        Assert.True(await administrators.IsInvited(code, Cancel));
        var taken = await Together(16, i => administrators.Accept(
            code, new(new("operators"), new($"{_name}-{i}@operators.example")), Somebody, Cancel).AsTask());
        Assert.Single(taken, reply => reply.Refused is null);
        Assert.All(taken.Where(reply => reply.Answer is null), reply => Assert.Equal(Refusal.InvitationRefused, reply.Refused));
        Assert.False(await administrators.IsInvited(code, Cancel));
    }
}
