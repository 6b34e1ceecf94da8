using Countersign.Engine.Ports;

namespace Countersign.Engine;

/// <summary>The use cases on one engine, made once and handed to whoever asks: browsers, phones, administration, clients.</summary>
public sealed class UseCases
{
    /// <param name="origin">Scheme and authority of the service's public address; with the tenant's name behind it, the issuer.</param>
    public UseCases(ISignInEngine engine, OutsidePorts ports, TimeProvider clock, string origin)
    {
        (Engine, Ports, Clock) = (engine, ports, clock);
        Proofs = new(engine, ports.Replays, clock, origin);
        SignIns = new(engine, clock, ports.PhoneWaker);
        Phones = new(engine, Proofs, clock, ports.PhoneWaker);
        SecurityInfo = new(engine, Proofs);
        Administration = new(engine);
        AdminAccess = new(engine, clock);
        Administrators = new(engine, clock);
        Grants = new(engine, clock);
        Backchannels = new(engine, clock, ports.PhoneWaker);
        FederatedSignIns = new(engine);
        PasskeySignIns = new(engine, Proofs);
        SigningKeys = new(engine);
        StoredRequests = new(engine);
        EventFeeds = new(engine);
    }

    public ISignInEngine Engine { get; }
    public OutsidePorts Ports { get; }
    public TimeProvider Clock { get; }
    public Proofs Proofs { get; }
    public SignIns SignIns { get; }
    public Phones Phones { get; }
    public SecurityInfo SecurityInfo { get; }
    public Administration Administration { get; }
    public AdminAccess AdminAccess { get; }
    public Administrators Administrators { get; }
    public Grants Grants { get; }
    public Backchannels Backchannels { get; }
    public FederatedSignIns FederatedSignIns { get; }
    public PasskeySignIns PasskeySignIns { get; }
    public TenantSigningKeys SigningKeys { get; }
    public StoredRequests StoredRequests { get; }
    public EventFeeds EventFeeds { get; }
}
