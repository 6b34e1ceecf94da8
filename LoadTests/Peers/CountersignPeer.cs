using System.Text;
using System.Text.Json;
using Countersign.Engine;
using Countersign.LoadTests.Population;
using Countersign.LoadTests.Servers;
using Countersign.LoadTests.Wire;

namespace Countersign.LoadTests.Peers;

/// <summary>The gateway, with one client of the configuration that collects ES256-signed tokens.</summary>
internal sealed class CountersignPeer : CibaPeer
{
    private const string ClientId = "bench";
    private readonly GatewayProcess _process;
    private readonly Target _target;
    private readonly string _authorization;

    private CountersignPeer(GatewayProcess process, Target target, string secret)
    {
        (_process, _target) = (process, target);
        _authorization = $"Authorization: Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes(ClientId + ":" + secret))}\r\n";
    }

    public override string Name => "Countersign";

    public override int ProcessId => _process.Id;

    public static async Task<CountersignPeer> Start(ServerChoice choice, string data, CancellationToken cancel)
    {
        var secret = RandomValues.Handle() + RandomValues.Handle();
        Dictionary<string, string> client = new()
        {
            ["Tenant"] = Target.Tenant, ["Id"] = ClientId, ["Name"] = "Contoso Portal", ["Secret"] = secret,
            ["Grants"] = "urn:openid:params:grant-type:ciba", ["IdTokenAlgorithm"] = "ES256",
        };
        var settings = client.ToDictionary(setting => "Countersign__Clients__0__" + setting.Key, setting => setting.Value);
        return new(await GatewayProcess.Start(choice, data, cancel, settings), choice.Target, secret);
    }

    public override CibaUser NewUser() => new User(_target, _authorization);

    public override ValueTask DisposeAsync() => _process.DisposeAsync();

    private sealed class User(Target target, string authorization) : CibaUser
    {
        private readonly HttpConnection _client = new(target.Address), _phoneLine = new(target.Address);
        private readonly RequestText _text = new();
        private Phone? _phone;
        private BackchannelReply? _started;
        private WaitingChallenge? _waiting;

        private Phone Phone => _phone ??= new(_phoneLine, target);

        protected override async Task Start(Person person, CancellationToken cancel)
        {
            var form = "scope=openid&login_hint=" + Uri.EscapeDataString(person.Name.Value);
            _started = await Post("/bc-authorize", form, WireJson.Default.BackchannelReply, cancel);
        }

        protected override async Task Fetch(Person person, CancellationToken cancel) =>
            _waiting = (await Phone.Fetch(person, cancel)).OrThrow("fetch").Waiting
                ?? throw new UnexpectedReplyException("fetch: nothing waits");

        protected override async Task Answer(Person person, CancellationToken cancel) =>
            (await Phone.Answer(Phone.Sign(person, _waiting!, _started!.Number), cancel)).OrThrow("answer");

        protected override async Task Collect(CancellationToken cancel) => CibaForm.Both(await Post(
            "/token", CibaForm.Grant + _started!.AuthReqId, WireJson.Default.TokenReply, cancel));

        public override void Dispose()
        {
            _client.Dispose();
            _phoneLine.Dispose();
        }

        private async Task<T> Post<T>(
            string path, string form, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, CancellationToken cancel)
                where T : class
        {
            await _client.Send(_text.OfForm("/" + Target.Tenant + path, target, authorization, form), cancel);
            return Reply<T>.Of(_client, type).OrThrow(path);
        }
    }
}
