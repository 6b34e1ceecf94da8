using System.Text.Json.Serialization;

namespace Countersign.SignIn.Devices;

/// <summary>
/// What is true of an app installation across all tenants: whom it is registered to (S-50 to S-53). A device id and a user, nothing more.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Unregistered), "unregistered")]
[JsonDerivedType(typeof(Registered), "registered")]
public abstract record DeviceState
{
    public static readonly DeviceState None = new Unregistered(0);

    /// <param name="LastRegistration">The number of the last registration; the next is one more.</param>
    public sealed record Unregistered(long LastRegistration) : DeviceState;

    public sealed record Registered(TenantId Tenant, UserName User, long Registration) : DeviceState;
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "ask")]
[JsonDerivedType(typeof(Read), "read")]
[JsonDerivedType(typeof(Register), "register")]
[JsonDerivedType(typeof(Release), "release")]
public abstract record DeviceCommand
{
    public sealed record Read : DeviceCommand;

    /// <param name="Individual">False when the request asks for a shared or userless registration (S-50).</param>
    /// <param name="ReleasedThrough">The last registration this user gave back; a standing one up to it is replaced by a new one.</param>
    public sealed record Register(TenantId Tenant, UserName User, bool Individual, long ReleasedThrough) : DeviceCommand;

    /// <summary>Gives back this registration of this user; any other stays.</summary>
    public sealed record Release(TenantId Tenant, UserName User, long Registration) : DeviceCommand;
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(RegisteredTo), "registeredTo")]
[JsonDerivedType(typeof(Free), "free")]
[JsonDerivedType(typeof(Refused), "refused")]
public abstract record DeviceAnswer
{
    public sealed record RegisteredTo(TenantId Tenant, UserName User, long Registration) : DeviceAnswer;

    public sealed record Free : DeviceAnswer
    {
        public static readonly Free It = new();
    }

    /// <param name="Holder">Who has it: for the engine, to find out whether the holder still does; never for the wire.</param>
    public sealed record Refused(Refusal Why, RegisteredTo? Holder) : DeviceAnswer;
}

public abstract record DeviceEvent(DateTimeOffset At)
{
    public sealed record Registered(TenantId Tenant, UserName User, long Registration, DateTimeOffset At) : DeviceEvent(At);
    public sealed record Released(TenantId Tenant, UserName User, long Registration, DateTimeOffset At) : DeviceEvent(At);
}

/// <summary>The rules of a device.</summary>
public static class DeviceRules
{
    public static DeviceRuling Decide(DeviceState state, DeviceCommand command, DateTimeOffset now) => (state, command) switch
    {
        (_, DeviceCommand.Register { Individual: false }) => Refuse(Refusal.DeviceRegistrationNotIndividual),
        (DeviceState.Unregistered free, DeviceCommand.Register register) => Register(free.LastRegistration, register, now),
        (DeviceState.Registered held, DeviceCommand.Register register) => RegisterAgain(held, register, now),
        (DeviceState.Registered held, DeviceCommand.Release release) => Release(held, release, now),
        (DeviceState.Registered held, DeviceCommand.Read) => new(Say(held)),
        (DeviceState.Unregistered, _) => new(DeviceAnswer.Free.It),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command.GetType().Name),
    };

    public static DeviceState Apply(DeviceState state, DeviceEvent happened) => happened switch
    {
        DeviceEvent.Registered registered => new DeviceState.Registered(registered.Tenant, registered.User, registered.Registration),
        DeviceEvent.Released released => new DeviceState.Unregistered(released.Registration),
        _ => state,
    };

    private static DeviceRuling Register(long last, DeviceCommand.Register register, DateTimeOffset now)
    {
        var registration = last + 1;
        return new(
            new DeviceAnswer.RegisteredTo(register.Tenant, register.User, registration),
            new DeviceEvent.Registered(register.Tenant, register.User, registration, now));
    }

    /// <summary>S-51 before S-52: another tenant's, another account's, or this user's already.</summary>
    private static DeviceRuling RegisterAgain(DeviceState.Registered held, DeviceCommand.Register register, DateTimeOffset now)
    {
        if (held.Tenant != register.Tenant) return Refuse(Refusal.DeviceInOtherTenant, held);
        if (held.User != register.User) return Refuse(Refusal.DeviceHasOtherAccount, held);
        return held.Registration > register.ReleasedThrough ? new(Say(held)) : Register(held.Registration, register, now);
    }

    private static DeviceRuling Release(DeviceState.Registered held, DeviceCommand.Release release, DateTimeOffset now) =>
        held.Tenant == release.Tenant && held.User == release.User && held.Registration == release.Registration
            ? new(DeviceAnswer.Free.It, new DeviceEvent.Released(held.Tenant, held.User, held.Registration, now))
            : new(Say(held));

    private static DeviceAnswer.RegisteredTo Say(DeviceState.Registered held) => new(held.Tenant, held.User, held.Registration);

    private static DeviceRuling Refuse(Refusal why, DeviceState.Registered? holder = null) =>
        new(new DeviceAnswer.Refused(why, holder is null ? null : Say(holder)));
}
