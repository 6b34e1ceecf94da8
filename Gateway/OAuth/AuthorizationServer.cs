using Countersign.Engine;
using Countersign.Gateway.Sealing;
using Countersign.Gateway.Throttling;

namespace Countersign.Gateway.OAuth;

/// <summary>Shared by all ways to tokens: the clients, the keys, the tokens, and the mapping of endpoints.</summary>
internal sealed class AuthorizationServer
{
    /// <param name="shared">Null: nobody else counts.</param>
    public AuthorizationServer(
        WebApplication app, UseCases engine, ClientRegistry clients, Sealer sealer, SourceThrottle throttle, SharedCounts? shared)
    {
        var (proofs, replays, clock) = (engine.Proofs, engine.Ports.Replays, engine.Clock);
        Clients = clients;
        Keys = new(engine.SigningKeys, sealer, clock);
        TokenIssuer = new(Keys, proofs, clock);
        var dpop = new DpopProofs(proofs, replays, clock);
        AccessTokens = new(TokenIssuer, clients, engine.Grants, dpop);
        PollPace = new(clock, shared);
        Endpoints = new(app, new(new(clients, proofs, replays, clock), dpop, AccessTokens, throttle), throttle);
    }

    public ClientRegistry Clients { get; }
    public KeyRing Keys { get; }
    public TokenIssuer TokenIssuer { get; }
    public AccessTokens AccessTokens { get; }
    public PollPace PollPace { get; }
    public OAuthEndpoints Endpoints { get; }
}
