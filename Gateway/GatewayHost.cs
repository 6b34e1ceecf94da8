using Countersign.Engine;
using Countersign.Engine.Ports;
using Countersign.Gateway.Admin;
using Countersign.Gateway.Ciba;
using Countersign.Gateway.Receivers;
using Countersign.Gateway.Html;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Observability;
using Countersign.Gateway.Outbound;
using Countersign.Gateway.Passwords;
using Countersign.Gateway.Sealing;
using Countersign.Gateway.Throttling;
using Countersign.Grains;
using Countersign.SignIn.AdminTokens;

namespace Countersign.Gateway;

/// <summary>A running gateway: the engine and the two listeners. What <c>serve</c> runs and what tests talk to.</summary>
public sealed class GatewayHost : IAsyncDisposable
{
    private readonly GatewaySettings _settings;
    private readonly EngineHost _engine;
    private readonly Observation _observation;
    private readonly WebApplication _public, _admin;
    private readonly ClientNotificationDispatcher _dispatcher;
    private readonly EventFeedPump _events;
    private readonly Readiness _readiness;
    private readonly PasswordTools _passwords;
    private readonly SharedCounts? _counts;

    private GatewayHost(GatewaySettings settings, EngineHost engine, Observation observation, Sealer sealer, IVisits? visits)
    {
        (_settings, _engine, _observation) = (settings, engine, observation);
        engine.Measure(observation.Measures);
        _readiness = new(engine.Store as IStoreHealth, engine.UseCases.Clock, engine.Epoch is { IsSuspected: true });
        observation.Measures.Observe(_readiness);
        if (engine.UseCases.Ports.Counts is { } exchange)
            _counts = new(exchange, sealer.Derive("shared-counts", 32), engine.UseCases.Clock);
        _passwords = new(settings.PasswordBlockList);
        (_public, _dispatcher) = PublicApp.Build(settings, engine, observation, sealer, visits, _passwords, _readiness, _counts);
        _admin = AdminApp.Build(settings, engine, observation, _public, sealer, _passwords, _readiness, _counts);
        var cases = engine.UseCases;
        _events = new(
            cases, new(new(cases.SigningKeys, sealer, cases.Clock), cases.Proofs, cases.Clock),
            new(OutboundHttp.Handler(settings.Outbound), cases.Clock), observation.Measures, _admin.Logger);
        _readiness.Start(_admin.Logger);
        _counts?.Start(_admin.Logger);
        engine.Epoch?.Tell(_admin.Logger);
        engine.Reach(_admin.Logger);
        engine.Waker.Begin(engine.UseCases, sealer, observation.Measures, _admin.Logger);
    }

    public string PublicUrl => _public.Urls.First();

    public string AdminUrl => _admin.Urls.First();

    /// <summary>What is counted for all gateways together; null: this is the only one.</summary>
    public SharedCounts? Counts => _counts;

    /// <summary>Starts with the engine the settings name.</summary>
    /// <exception cref="StoreRefusedException">The database cannot be opened; the message says why.</exception>
    /// <exception cref="FormatException">A setting cannot be used; the message names it.</exception>
    /// <exception cref="IOException">A listener cannot bind.</exception>
    /// <exception cref="ToldToStopException">It was told to stop meanwhile.</exception>
    public static async Task<GatewayHost> Start(GatewaySettings settings, TimeProvider clock)
    {
        var engine = await EngineHost.Open(settings, clock, Report);
        return await Start(
            settings, engine, engine.Store is null ? Pseudonyms.Drawn : () => Pseudonyms.In(settings.Data),
            () => SealerOf(engine, settings, clock), null);
    }

    /// <summary>Starts on a store of the caller's.</summary>
    /// <param name="visits">Who sends people to the pages; null: the applications.</param>
    public static Task<GatewayHost> Start(GatewaySettings settings, TimeProvider clock, IStore store, IVisits? visits = null) =>
        Start(
            settings, EngineHost.Embed(store, settings, clock, Report), Pseudonyms.Drawn,
            () => Task.FromResult(settings.KeysSecret is null ? Sealer.Drawn() : Sealer.FromSecret(settings.KeysSecret, settings.Data)),
            visits);

    /// <summary>
    /// The words for the console of the machine with which somebody becomes the first owner; null: somebody is, there is no console, or
    /// nothing can be written now. Whoever starts the process reads them, and nobody else does: they are in no log.
    /// </summary>
    public async Task<string?> InviteFirstOwner(CancellationToken cancel)
    {
        if (_settings.Operators is not { } operators || _engine.Epoch is { IsSuspected: true }) return null;
        var administrators = _engine.UseCases.Administrators;
        try
        {
            var listed = (await administrators.List(cancel)).Answer?.Tokens.Administrators ?? [];
            if (listed.Any(one => one.Tenant == operators && one.Scope == AdminScope.Everything)) return null;
            var invited = await administrators.Invite(new(AdminTokensRules.Command), cancel);
            return invited.Answer is { } code ? Invitations.Words(_settings.ConsoleOrigin, operators, code) : null;
        }
        catch (EngineUnavailableException)
        {
            return null;
        }
    }

    private bool IsToldToStop =>
        _admin.Lifetime.ApplicationStopping.IsCancellationRequested || _public.Lifetime.ApplicationStopping.IsCancellationRequested;

    public async Task WaitForShutdown() => await _public.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        await _public.DisposeAsync();
        await _admin.DisposeAsync();
        await _dispatcher.DisposeAsync();
        await _events.DisposeAsync();
        await _engine.Waker.DisposeAsync();
        await _readiness.DisposeAsync();
        if (_counts is not null) await _counts.DisposeAsync();
        _passwords.Dispose();
        _observation.Dispose();
        await _engine.DisposeAsync();
    }

    private static async Task<GatewayHost> Start(
        GatewaySettings settings, EngineHost engine, Func<Pseudonyms> pseudonyms, Func<Task<Sealer>> sealer, IVisits? visits)
    {
        GatewayHost? host = null;
        var isReady = false;
        try
        {
            host = new GatewayHost(settings, engine, new Observation(pseudonyms(), ErrorTable.SecurityEvents), await sealer(), visits);
            await host._admin.StartAsync();
            await host._public.StartAsync();
            if (host.IsToldToStop) throw new ToldToStopException();   // the first may have heard it before the second listened
            if (engine.Epoch is not { IsSuspected: true })
            {
                host._dispatcher.Start();
                host._events.Start();
            }

            isReady = true;
            return host;
        }
        catch (Exception) when (host is { IsToldToStop: true })
        {
            throw new ToldToStopException();
        }
        finally
        {
            if (!isReady) await (host ?? (IAsyncDisposable)engine).DisposeAsync();   // the next attempt finds everything free
        }
    }

    private static async Task<Sealer> SealerOf(EngineHost engine, GatewaySettings settings, TimeProvider clock)
    {
        if (engine.Store is not { } store) return Sealer.FromSecret(settings.KeysSecret, settings.Data);
        try
        {
            return await KeySecret.Open(store, settings.KeysSecret, settings.Data, clock.GetUtcNow());
        }
        catch (StorageUnavailableException away)
        {
            throw new StoreRefusedException($"The database cannot be read: {away.Message}", away);
        }
    }

    private static void Report(Exception failed) => Console.Error.WriteLine("housekeeping: " + failed.Message);
}
