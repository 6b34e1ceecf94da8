using Countersign.Engine;
using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Observability;
using Countersign.Gateway.Outbound;
using Countersign.Gateway.Sealing;
using Countersign.Gateway.Throttling;

namespace Countersign.Gateway.Federation;

/// <summary>
/// Federation: the tenants' own identity providers, with this service as their client (docs/federation.md). People go there when no phone
/// is asked, and come back signed in.
/// </summary>
internal sealed class FederationEndpoints
{
    private readonly UseCases _engine;
    private readonly Trips _trips;
    private readonly ProviderDocuments _documents;
    private readonly ProviderExchange _exchange;
    private readonly ProviderAddresses _addresses;
    private readonly ProviderSecrets _secrets;
    private readonly ProviderSignOut _signOut;

    public FederationEndpoints(UseCases engine, KeyRing keys, Sealer sealer, OutboundSettings outbound, IHostApplicationLifetime life)
    {
        var clock = engine.Clock;
        var client = new ProviderClient(OutboundHttp.Handler(outbound), outbound, clock);
        life.ApplicationStopped.Register(client.Dispose);
        (_engine, _trips, _addresses) = (engine, new(sealer, clock), new(engine.Proofs));
        (_secrets, _documents) = (new(sealer, clock), new(client, outbound, clock));
        _exchange = new(client, _documents, new(_documents, clock), _secrets, keys, clock);
        _signOut = new(engine.Administration, _documents, _addresses, _secrets, sealer, clock);
    }

    /// <summary>For whoever signs people out.</summary>
    public IProviderSignOut SignOut => _signOut;

    public void Map(
        WebApplication app, Screens screens, ProviderTickets tickets, Transactions transactions, StartGate gate, SecondStep second,
        SourceThrottle sources, Telemetry telemetry)
    {
        var log = new ProviderLog(app.Logger);
        var departure = new Departure(
            _engine.Administration, tickets, _trips, _documents, _addresses, sources, telemetry, log, _engine.Clock);
        var back = new Return(_engine, _trips, _documents, _exchange, _addresses, _secrets, transactions, gate, second, sources,
            telemetry, log);
        var pages = app.MapGroup("/{tenant}/federation/{provider}").ExcludeFromDescription().WithTags("OpenID Connect")
            .WithMetadata(ProblemPage.Here);
        pages.MapGet("", screens.Show(departure.Leave));
        pages.MapGet("/callback", screens.Show(Return.RequestOf, back.Take));
        pages.MapGet("/signed-out", screens.Show(_signOut.Return));
    }
}
