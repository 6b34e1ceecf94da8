namespace Countersign.SignIn.Tests.Devices;

/// <summary>The registration of an app installation: users of one tenant, one unless it allows more, and nothing more is known.</summary>
public sealed class DeviceRulesTests
{
    private static readonly DeviceId Device = Phone.Number(0).Device;
    private static readonly TenantId Contoso = new("contoso"), Fabrikam = new("fabrikam");
    private static readonly UserName Alice = Sample.Name("alice@contoso.example"), Bob = Sample.Name("bob@contoso.example"),
        Carol = Sample.Name("carol@contoso.example");

    private static DeviceQuestion.Register Register(TenantId? tenant = null, UserName? user = null, long through = 0,
        bool individual = true, int accounts = 1) =>
        new(tenant ?? Contoso, user ?? Alice, individual, through, accounts);

    private static DeviceAnswer.RegisteredTo To(UserName user, long registration) => new(Contoso, user, registration);

    [Fact, Trait("Rule", "S-50")]
    public void A_free_device_is_registered_to_a_user() => Assert.Equal(To(Alice, 1), new World().Ask(Device, Register()));

    [Fact, Trait("Rule", "S-50")]
    public void A_shared_or_userless_registration_is_refused_whatever_else_is_true()
    {
        var world = new World();
        Expect.Refused(Refusal.DeviceRegistrationNotIndividual, world.Ask(Device, Register(individual: false)));
        world.Ask(Device, Register());
        Expect.Refused(Refusal.DeviceRegistrationNotIndividual, world.Ask(Device, Register(Fabrikam, Bob, individual: false)));
    }

    [Fact, Trait("Rule", "S-51")]
    public void A_second_tenant_is_refused_before_anything_is_said_of_the_account()
    {
        var world = new World();
        world.Ask(Device, Register());
        Expect.Refused(Refusal.DeviceInOtherTenant, world.Ask(Device, Register(Fabrikam)));
        Expect.Refused(Refusal.DeviceInOtherTenant, world.Ask(Device, Register(Fabrikam, Bob)));
        Assert.Equal(To(Alice, 1), world.Ask(Device, new DeviceQuestion.Read()));
    }

    [Fact, Trait("Rule", "S-52")]
    public void A_second_account_is_refused()
    {
        var world = new World();
        world.Ask(Device, Register());
        Expect.Refused(Refusal.DeviceHasOtherAccount, world.Ask(Device, Register(user: Bob)));
    }

    [Fact, Trait("Rule", "PHO-6")]
    public void A_tenant_may_allow_more_accounts_and_the_one_above_that_is_refused()
    {
        var world = new World();
        world.Ask(Device, Register(accounts: 2));
        Assert.Equal(To(Bob, 2), world.Ask(Device, Register(user: Bob, accounts: 2)));
        Expect.Refused(Refusal.DeviceHasOtherAccount, world.Ask(Device, Register(user: Carol, accounts: 2)));
        Assert.Equal(To(Alice, 1), world.Ask(Device, Register(accounts: 2)));
        Assert.Equal([new(Alice, 1), new(Bob, 2)], Holders(world));
        Expect.Refused(Refusal.DeviceInOtherTenant, world.Ask(Device, Register(Fabrikam, Carol, accounts: 10)));
    }

    /// <summary>I7: a tenant that allows fewer from now on takes none away from people who have it.</summary>
    [Fact, Trait("Rule", "PHO-6")]
    public void A_lower_number_holds_for_those_who_come_later()
    {
        var world = new World();
        world.Ask(Device, Register(accounts: 2));
        world.Ask(Device, Register(user: Bob, accounts: 2));
        Assert.Equal(To(Bob, 2), world.Ask(Device, Register(user: Bob)));
        world.Ask(Device, new DeviceQuestion.Release(Contoso, Bob, 2));
        Expect.Refused(Refusal.DeviceHasOtherAccount, world.Ask(Device, Register(user: Bob)));
    }

    [Fact, Trait("Rule", "PHO-6")]
    public void One_of_several_gives_its_registration_back_and_numbers_never_come_again()
    {
        var world = new World();
        world.Ask(Device, Register(accounts: 3));
        world.Ask(Device, Register(user: Bob, accounts: 3));
        world.Ask(Device, Register(user: Carol, accounts: 3));
        world.Ask(Device, new DeviceQuestion.Release(Contoso, Bob, 1));   // another one's number
        Assert.Equal([new(Alice, 1), new(Bob, 2), new(Carol, 3)], Holders(world));
        world.Ask(Device, new DeviceQuestion.Release(Contoso, Carol, 3));
        world.Ask(Device, new DeviceQuestion.Release(Contoso, Alice, 1));
        Assert.Equal([new(Bob, 2)], Holders(world));
        Assert.Equal(To(Bob, 4), world.Ask(Device, Register(user: Bob, through: 2)));   // not 3: that was Carol's
        Assert.IsType<DeviceAnswer.Free>(world.Ask(Device, new DeviceQuestion.Release(Contoso, Bob, 4)));
        Assert.Equal(To(Carol, 5), world.Ask(Device, Register(user: Carol)));
    }

    [Fact, Trait("Rule", "S-53")]
    public void Registration_links_a_device_and_a_user_and_nothing_more()
    {
        var stored = Engine.Storage.StateJson.Write(new DeviceState.Registered(Contoso, Alice, 1));
        using var json = System.Text.Json.JsonDocument.Parse(stored);
        Assert.Equal(["is", "tenant", "user", "registration"], json.RootElement.EnumerateObject().Select(member => member.Name));
    }

    /// <summary>I19.</summary>
    [Fact, Trait("Rule", "S-50")]
    public void Registering_again_answers_the_same_and_changes_nothing()
    {
        var held = DeviceRules.Apply(DeviceState.None, DeviceRules.Decide(DeviceState.None, Register(), Device, World.Morning).Events[0]);
        var again = DeviceRules.Decide(held, Register(), Device, World.Morning);
        Assert.Equal(To(Alice, 1), again.Answer);
        Assert.Empty(again.Events);
    }

    [Fact, Trait("Rule", "S-52")]
    public void Only_this_registration_of_this_user_is_given_back_and_numbers_never_come_again()
    {
        var world = new World();
        world.Ask(Device, Register());
        foreach (var foreign in new[] { new DeviceQuestion.Release(Contoso, Alice, 2), new(Contoso, Bob, 1), new(Fabrikam, Alice, 1) })
            Assert.Equal(To(Alice, 1), world.Ask(Device, foreign));
        var release = new DeviceQuestion.Release(Contoso, Alice, 1);
        Assert.IsType<DeviceAnswer.Free>(world.Ask(Device, release));
        Assert.IsType<DeviceAnswer.Free>(world.Ask(Device, release));
        Assert.Equal(To(Bob, 2), world.Ask(Device, Register(user: Bob)));
        Assert.Equal(To(Bob, 2), world.Ask(Device, release));
    }

    [Fact, Trait("Rule", "S-52")]
    public void A_registration_its_user_has_given_back_is_replaced_by_a_new_one()
    {
        var world = new World();
        world.Ask(Device, Register());
        Assert.Equal(To(Alice, 2), world.Ask(Device, Register(through: 1)));
        Assert.Equal(To(Alice, 2), world.Ask(Device, Register(through: 1)));
    }

    [Fact]
    public void Every_command_is_answered_in_every_state_and_survives_storage()
    {
        DeviceState[] states =
        [
            DeviceState.None, new DeviceState.Unregistered(7), new DeviceState.Registered(Contoso, Alice, 3),
            new DeviceState.Registered(Contoso, Carol, 3, [new(Alice, 2)]), new DeviceState.Registered(Contoso, Alice, 3, null, 5),
        ];
        DeviceQuestion[] commands =
        [
            new DeviceQuestion.Read(), Register(), Register(user: Bob), Register(Fabrikam), new DeviceQuestion.Release(Contoso, Alice, 3),
            Register(user: Bob, accounts: 2), Register(through: 3), new DeviceQuestion.Release(Contoso, Alice, 2),
        ];
        Assert.Equal(Family.Of(typeof(DeviceQuestion)), commands.Select(c => c.GetType()).Distinct());
        Assert.Equal(Family.Of(typeof(DeviceState)), states.Select(s => s.GetType()).Distinct());
        foreach (var state in states)
        foreach (var command in commands)
        {
            var next = DeviceRules.Decide(state, command, Device, World.Morning).Events.Aggregate(state, DeviceRules.Apply);
            Assert.True(Last(next) >= Last(state));
            var stored = Engine.Storage.StateJson.Write(next);
            Assert.Equal(stored, Engine.Storage.StateJson.Write(Engine.Storage.StateJson.ReadDevice(stored)));
        }
    }

    private static long Last(DeviceState state) => state switch
    {
        DeviceState.Unregistered free => free.LastRegistration,
        DeviceState.Registered held => held.Last(),
        _ => throw new InvalidOperationException(),
    };

    private static DeviceHolder[] Holders(World world) =>
        [.. Assert.IsType<DeviceAnswer.RegisteredTo>(world.Ask(Device, new DeviceQuestion.Read())).Holders()];
}
