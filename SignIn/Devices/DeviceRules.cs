using System.Collections.Immutable;

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

    public static DeviceState Apply(DeviceState state, DeviceEvent happened) => (state, happened) switch
    {
        (DeviceState.Registered held, DeviceEvent.Registered to) => With(held, to.Tenant, to.User, to.Registration),
        (_, DeviceEvent.Registered to) => new DeviceState.Registered(to.Tenant, to.User, to.Registration),
        (DeviceState.Registered held, DeviceEvent.Released by) => Without(held, by.User),
        (_, DeviceEvent.Released by) => new DeviceState.Unregistered(by.Registration),
        _ => state,
    };

    private static DeviceRuling Register(long last, DeviceQuestion.Register register, DateTimeOffset now)
    {
        var registration = last + 1;
        return new(
            new DeviceAnswer.RegisteredTo(register.Tenant, register.User, registration),
            new DeviceEvent.Registered(register.Tenant, register.User, registration, now));
    }

    /// <summary>S-51 before S-52: another tenant's, this user's already, another account's and no room for one more.</summary>
    private static DeviceRuling RegisterAgain(DeviceState.Registered held, DeviceQuestion.Register register, DateTimeOffset now)
    {
        if (held.Tenant != register.Tenant) return Refuse(Refusal.DeviceInOtherTenant);
        var holders = held.Holders();
        if (holders.FirstOrDefault(one => one.User == register.User) is not { } own)
            return holders.Length < register.Accounts ? Register(held.Last(), register, now) : Refuse(Refusal.DeviceHasOtherAccount);
        return own.Registration > register.ReleasedThrough
            ? new(new DeviceAnswer.RegisteredTo(held.Tenant, own.User, own.Registration))
            : Register(held.Last(), register, now);
    }

    private static DeviceRuling Release(DeviceState.Registered held, DeviceQuestion.Release release, DateTimeOffset now)
    {
        var isHeld = held.Tenant == release.Tenant && held.Holders().Contains(new(release.User, release.Registration));
        if (!isHeld) return new(Describe(held));
        var released = new DeviceEvent.Released(held.Tenant, release.User, release.Registration, now);
        return new(Apply(held, released) is DeviceState.Registered left ? Describe(left) : DeviceAnswer.Free.It, released);
    }

    /// <summary>This account's registration has this number from now on; others stay.</summary>
    private static DeviceState.Registered With(DeviceState.Registered held, TenantId tenant, UserName user, long registration) =>
        Of(tenant, [.. held.Holders().Where(one => one.User != user), new(user, registration)], Math.Max(held.Last(), registration));

    private static DeviceState Without(DeviceState.Registered held, UserName user)
    {
        var left = held.Holders().RemoveAll(one => one.User == user);
        return left.IsEmpty ? new DeviceState.Unregistered(held.Last()) : Of(held.Tenant, left, held.Last());
    }

    /// <summary>One account alone is written as it always was.</summary>
    private static DeviceState.Registered Of(TenantId tenant, ImmutableArray<DeviceHolder> holders, long last) => new(
        tenant, holders[0].User, holders[0].Registration, holders.Length == 1 ? null : holders.RemoveAt(0),
        holders.Any(one => one.Registration == last) ? null : last);

    private static DeviceAnswer.RegisteredTo Describe(DeviceState.Registered held) =>
        new(held.Tenant, held.User, held.Registration, held.Others);

    private static DeviceRuling Refuse(Refusal why) => new(new DeviceAnswer.Refused(why));
}
