namespace Countersign.SignIn.Devices;

/// <summary>The rules of a device.</summary>
public static class DeviceRules
{
    public static DeviceRuling Decide(DeviceState state, DeviceQuestion question, DeviceId device, DateTimeOffset now) =>
        Decide(state, question, now).WithFacts(device, DeviceAudit.Fact).By(question.By);

    private static DeviceRuling Decide(DeviceState state, DeviceQuestion question, DateTimeOffset now) => (state, question) switch
    {
        (_, DeviceQuestion.Register { Individual: false }) => Refuse(Refusal.DeviceRegistrationNotIndividual),
        (DeviceState.Unregistered free, DeviceQuestion.Register register) => Register(free.LastRegistration, register, now),
        (DeviceState.Registered held, DeviceQuestion.Register register) => RegisterAgain(held, register, now),
        (DeviceState.Registered held, DeviceQuestion.Release release) => Release(held, release, now),
        (DeviceState.Registered held, DeviceQuestion.Read) => new(Describe(held)),
        (DeviceState.Unregistered, _) => new(DeviceAnswer.Free.It),
        _ => throw new ArgumentOutOfRangeException(nameof(question), question.GetType().Name),
    };

    public static DeviceState Apply(DeviceState state, DeviceEvent happened) => happened switch
    {
        DeviceEvent.Registered registered => new DeviceState.Registered(registered.Tenant, registered.User, registered.Registration),
        DeviceEvent.Released released => new DeviceState.Unregistered(released.Registration),
        _ => state,
    };

    private static DeviceRuling Register(long last, DeviceQuestion.Register register, DateTimeOffset now)
    {
        var registration = last + 1;
        return new(
            new DeviceAnswer.RegisteredTo(register.Tenant, register.User, registration),
            new DeviceEvent.Registered(register.Tenant, register.User, registration, now));
    }

    /// <summary>S-51 before S-52: another tenant's, another account's, or this user's already.</summary>
    private static DeviceRuling RegisterAgain(DeviceState.Registered held, DeviceQuestion.Register register, DateTimeOffset now)
    {
        if (held.Tenant != register.Tenant) return Refuse(Refusal.DeviceInOtherTenant);
        if (held.User != register.User) return Refuse(Refusal.DeviceHasOtherAccount);
        return held.Registration > register.ReleasedThrough ? new(Describe(held)) : Register(held.Registration, register, now);
    }

    private static DeviceRuling Release(DeviceState.Registered held, DeviceQuestion.Release release, DateTimeOffset now) =>
        held.Tenant == release.Tenant && held.User == release.User && held.Registration == release.Registration
            ? new(DeviceAnswer.Free.It, new DeviceEvent.Released(held.Tenant, held.User, held.Registration, now))
            : new(Describe(held));

    private static DeviceAnswer.RegisteredTo Describe(DeviceState.Registered held) => new(held.Tenant, held.User, held.Registration);

    private static DeviceRuling Refuse(Refusal why) => new(new DeviceAnswer.Refused(why));
}
