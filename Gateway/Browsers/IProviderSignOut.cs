using Countersign.Engine;
using Countersign.SignIn;

namespace Countersign.Gateway.Browsers;

/// <summary>Signs people out at the provider that signed them in, where the tenant wants it.</summary>
public interface IProviderSignOut
{
    /// <summary>The address at the provider to send the browser to; null: nowhere.</summary>
    /// <param name="ended">The session that has just ended here.</param>
    /// <param name="onward">A path of this service where the person goes in the end; null: to the page that says so.</param>
    ValueTask<string?> AddressFor(TenantId tenant, SignedInUser ended, string? onward, CancellationToken cancel);
}
