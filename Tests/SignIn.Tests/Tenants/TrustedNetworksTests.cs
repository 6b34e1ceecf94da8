using System.Net;

namespace Countersign.SignIn.Tests.Tenants;

public sealed class TrustedNetworksTests
{
    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.255", true)]
    [InlineData("192.0.2.0/24", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.0/24", "192.0.3.0", false)]
    [InlineData("198.51.100.0/24 2001:db8::/48", "2001:db8::1", true)]
    [InlineData("198.51.100.0/24 2001:db8::/48", "2001:db8:1::1", false)]
    [InlineData("", "192.0.2.1", false)]
    public void An_address_is_within_a_trusted_network_or_it_is_not(string networks, string address, bool isWithin) =>
        Assert.Equal(isWithin, TrustedNetworks.Include(networks, IPAddress.Parse(address)));
}
