using Countersign.Authenticator;
using Countersign.Engine;
using Countersign.SignIn;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Jose;

namespace Countersign.Web.Tests;

/// <summary>The phone of one person: the Authenticator, and the PIN that unlocks it.</summary>
internal sealed class PersonsPhone : IDisposable
{
    private readonly HttpClient _http = PhoneConnection.Create();
    private readonly DeviceKeys _keys = DeviceKeys.Create();
    private readonly Phone _phone;
    private readonly ActivationCode _code;

    private PersonsPhone(ActivationCode code, TimeProvider clock) => (_code, _phone) = (code, new(
        new Account(code.Issuer, code.User, new DeviceId(RandomValues.Handle()), _keys.Request, new AppReport(Platform.Ios, "18.1", "2.0")),
        _http, clock));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A new user, and a phone set up all the way.</summary>
    public static async Task<PersonsPhone> Of(RunningGateway gateway, string user)
    {
        await gateway.Operator.CreateUser("contoso", user);
        var phone = Reading(gateway, await gateway.Operator.ActivationCode("contoso", user));
        await phone.Activate();
        await phone.Enable();
        return phone;
    }

    /// <summary>A new phone before a code as My Security Info shows it.</summary>
    public static PersonsPhone Reading(RunningGateway gateway, string code) => new(ActivationCode.Parse(code), gateway.Clock);

    /// <summary>Stage 1.</summary>
    public async Task Activate(string name = "A phone") => Done(await _phone.Activate(_code, name, _keys.Decision, Cancel));

    /// <summary>Stage 2.</summary>
    public async Task Enable()
    {
        Done(await _phone.Register(shared: false, Cancel));
        Done(await _phone.Enable(Cancel));
    }

    public async Task Approve(string number) => Assert.Equal(Decision.Approve, Done(await Tap(number)));

    /// <summary>Approves what the policy does not allow (S-35).</summary>
    public async Task ApproveInVain(string number) => Assert.IsType<Authenticator.Reply<Decision>.Refused>(await Tap(number));

    public async Task Deny() => Assert.Equal(Decision.Deny, Done(await _phone.Deny(await See(), Cancel)));

    /// <summary>Taps a choice that is not the number.</summary>
    public async Task Mistake(string number)
    {
        var waiting = await See();
        var wrong = waiting.Choices.First(choice => choice != number);
        Assert.IsType<Authenticator.Reply<Decision>.Refused>(await _phone.Approve(waiting, wrong, _keys.Decision, Cancel));
    }

    public void Dispose()
    {
        _http.Dispose();
        _keys.Dispose();
    }

    private async Task<Authenticator.Reply<Decision>> Tap(string number) =>
        await _phone.Approve(await See(), number, _keys.Decision, Cancel);

    private async Task<WaitingSignIn> See() =>
        Done(await _phone.Fetch(TimeSpan.Zero, Cancel)) ?? throw new InvalidOperationException("Nothing is waiting.");

    private static T Done<T>(Authenticator.Reply<T> reply) => Assert.IsType<Authenticator.Reply<T>.Done>(reply).Value;
}
