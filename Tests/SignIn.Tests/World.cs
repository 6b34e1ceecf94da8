namespace Countersign.SignIn.Tests;

/// <summary>
/// The world of the tests: one tenant, its people and their phones under a clock of our own. Every ruling is applied, so a test sees what
/// would be stored. Begins with phone sign-in on for all users.
/// </summary>
internal sealed class World
{
    public static readonly DateTimeOffset Morning = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<DeviceId, DeviceState> _devices = [];
    private int _drawn;

    public TenantId Id { get; init; } = new("contoso");

    public DateTimeOffset Now { get; set; } = Morning;

    public TenantState Tenant { get; set; } = TenantRules.Apply(TenantState.None,
        new TenantEvent.Created(Sample.Request("create"), Morning));

    public TenantState.Present Contoso => (TenantState.Present)Tenant;

    public World() => Save(new Target.AllUsers());

    public World Later(TimeSpan passed)
    {
        Now += passed;
        return this;
    }

    public World Later(int seconds) => Later(TimeSpan.FromSeconds(seconds));

    public string Next(string what) => Sample.Handle($"{what} {++_drawn}");

    public TenantAnswer Ask(TenantQuestion command)
    {
        var ruling = TenantRules.Decide(Tenant, command, Id, Now);
        foreach (var happened in ruling.Events) Tenant = TenantRules.Apply(Tenant, happened);
        return ruling.Answer;
    }

    public DeviceAnswer Ask(DeviceId device, DeviceQuestion command)
    {
        var state = _devices.GetValueOrDefault(device, DeviceState.None);
        var ruling = DeviceRules.Decide(state, command, device, Now);
        foreach (var happened in ruling.Events) state = DeviceRules.Apply(state, happened);
        _devices[device] = state;
        return ruling.Answer;
    }

    /// <summary>Saves a policy, on unless told otherwise.</summary>
    public World Save(Target target, bool enabled = true)
    {
        Assert.IsType<TenantAnswer.Is>(Ask(new TenantQuestion.SavePolicy(new(Next("save")), null, enabled, target)));
        return this;
    }

    public World SaveFor(params string[] users) => Save(new Target.SelectUsers([.. users.Select(Sample.Name)], []));

    public World Legacy(bool on)
    {
        Assert.IsType<TenantAnswer.Is>(Ask(new TenantQuestion.SetLegacyPolicy(new(Next("legacy")), on)));
        return this;
    }

    /// <summary>No policy was ever saved.</summary>
    public World WithoutPolicy()
    {
        Tenant = Contoso with { Policy = null };
        return this;
    }

    public World Set(Func<TenantSettings, TenantSettings> change)
    {
        Assert.IsType<TenantAnswer.Is>(Ask(new TenantQuestion.SetSettings(new(Next("settings")), change(Contoso.Settings), "sealed")));
        return this;
    }

    public World Require(Func<Prerequisites, Prerequisites> change)
    {
        Assert.IsType<TenantAnswer.Is>(Ask(new TenantQuestion.SetPrerequisites(new(Next("prerequisites")), change(Contoso.Prerequisites))));
        return this;
    }

    public World Domain(string name, Domain domain)
    {
        Assert.IsType<TenantAnswer.Is>(Ask(new TenantQuestion.SetDomain(new(Next("domain")), name, domain)));
        return this;
    }

    public World Register(Client client)
    {
        Assert.IsType<TenantAnswer.Is>(Ask(new TenantQuestion.SetClient(new(Next("client")), client)));
        return this;
    }

    public World Register(Provider provider)
    {
        Assert.IsType<TenantAnswer.Is>(Ask(new TenantQuestion.SetProvider(new(Next("provider")), provider)));
        return this;
    }

    /// <summary>A provider, and the domain that signs in with it.</summary>
    public World Federate(string domain = "fabrikam.example", Provider? provider = null) =>
        Register(provider ?? Registered.Partner).Domain(domain, new Domain.AtProvider((provider ?? Registered.Partner).Id));

    public World TakePasswords(PasswordPlace? place = null)
    {
        Assert.IsType<TenantAnswer.Is>(Ask(new TenantQuestion.SetPasswords(new(Next("passwords")), new(place ?? PasswordPlace.Here.It))));
        return this;
    }

    public UserSituation Situation(UserName name) => new(new(Id, name), Tenant, Now);

    /// <summary>Somebody an administrator has created.</summary>
    public Person Person(string name = "alice@contoso.example", bool onPremisesMfa = false)
    {
        var person = new Person(this, Sample.Name(name));
        Assert.IsType<UserAnswer.Done>(person.Ask(new ProvisionUser(true, onPremisesMfa)));
        return person;
    }

    /// <summary>Somebody whose first phone has phone sign-in enabled.</summary>
    public Person Ready(string name = "alice@contoso.example", int phone = 0) => Person(name).Has(Phone.Number(phone));
}
