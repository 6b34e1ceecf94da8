using Countersign.SignIn;

namespace Countersign.Engine.Ports;

/// <summary>Another identity provider, to which a tenant sends the people of a domain.</summary>
/// <param name="Issuer">The provider, as the <c>iss</c> of what it signs.</param>
/// <param name="SignInUrl">https; where a browser is sent.</param>
public sealed record IdentityProvider(string Issuer, string SignInUrl);

/// <summary>
/// Knows which other identity provider a domain's people sign in with, where the service itself speaks with one. Nothing asks it yet.
/// </summary>
public interface IIdentityProvider
{
    /// <param name="domain">What follows the <c>@</c>, canonical.</param>
    /// <returns>
    /// Null when the service speaks with none for this domain: a federated domain's people are then sent to the address that the tenant has
    /// for it, and do not come back by way of the service.
    /// </returns>
    /// <exception cref="EngineUnavailableException">Nobody can say now.</exception>
    ValueTask<IdentityProvider?> Find(TenantId tenant, string domain, CancellationToken cancel);
}

/// <summary>The service speaks with no other identity provider.</summary>
public sealed class NoIdentityProvider : IIdentityProvider
{
    public static readonly NoIdentityProvider Instance = new();

    public ValueTask<IdentityProvider?> Find(TenantId tenant, string domain, CancellationToken cancel) => new((IdentityProvider?)null);
}
