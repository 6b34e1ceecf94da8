using Countersign.Engine;
using Countersign.LoadTests.Population;
using Countersign.SignIn;
using Countersign.SignIn.Jose;
using Countersign.SignIn.Prompts;

namespace Countersign.LoadTests.Wire;

/// <summary>A phone's requests (docs/device-protocol.md), on one connection, for whichever person is using it.</summary>
internal sealed class Phone(HttpConnection connection, Target target)
{
    private const string DevicePath = "/" + Target.Tenant + "/v1/device";
    private const string HashOfNothing = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU";

    private readonly RequestText _text = new();

    /// <summary>The waiting sign-in, without waiting for one.</summary>
    public async ValueTask<Reply<WaitingReply>> Fetch(Person person, CancellationToken cancel)
    {
        await connection.Send(Get(person, "/waiting"), cancel);
        return Reply<WaitingReply>.Of(connection, WireJson.Default.WaitingReply);
    }

    /// <summary>Opens the stream of what is waiting and reads its first event; the status.</summary>
    public ValueTask<int> Listen(Person person, CancellationToken cancel) =>
        connection.SendForStream(Get(person, "/events"), "event: waiting", cancel);

    public async ValueTask<Reply<OutcomeReply>> Answer(string statement, CancellationToken cancel)
    {
        var body = $$"""{"statement":"{{statement}}"}""";
        await connection.Send(_text.Of("POST", DevicePath + "/answer", target, null, body), cancel);
        return Reply<OutcomeReply>.Of(connection, WireJson.Default.OutcomeReply);
    }

    /// <param name="number">What the person taps; empty to deny.</param>
    public string Sign(Person person, WaitingChallenge waiting, string number)
    {
        var shown = new ShownContext(waiting.Application, waiting.Place, waiting.Address, waiting.Browser, waiting.Message);
        var statement = new DecisionStatement(
            target.Issuer, new(Target.Tenant), person.Name, new(waiting.Challenge), waiting.Nonce,
            number.Length == 0 ? Decision.Deny : Decision.Approve, number, person.Device, waiting.Client, shown.Hash(), true,
            TimeProvider.System.GetUtcNow());
        return statement.Sign(person.Keys.DecisionKey, person.Keys.SignDecision);
    }

    private ReadOnlyMemory<byte> Get(Person person, string what)
    {
        var proof = new RequestProof(
            target.Issuer, new(Target.Tenant), person.Name, person.Device, "GET", DevicePath + what, HashOfNothing,
            PhoneKeys.Report, RandomValues.Handle(), TimeProvider.System.GetUtcNow());
        var header = $"Countersign-Proof: {proof.Sign(person.Keys.RequestKey, person.Keys.SignRequest)}\r\n";
        return _text.Of("GET", DevicePath + what, target, header, null);
    }
}
