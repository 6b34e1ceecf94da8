using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Countersign.Gateway.Outbound;
using Countersign.SignIn;

namespace Countersign.Gateway.Passwords;

/// <summary>
/// Looks whether a directory is there and shows its certificate, before the LDAP library goes there: the library cannot be called back from
/// a server that is silent in the middle of a handshake of TLS, and would take a thread with it. Nothing secret is said here.
/// </summary>
internal static class DirectoryDoor
{
    // RFC 4511 4.14.1: an extended request of the one name there is for it, as message 1.
    private static readonly byte[] StartTls = [0x30, 0x1d, 0x02, 0x01, 0x01, 0x77, 0x18, 0x80, 0x16, .. "1.3.6.1.4.1.1466.20037"u8];

    /// <exception cref="PlaceUnavailableException">It is not there, may not be called (T16), or is somebody else.</exception>
    public static async ValueTask Knock(PasswordPlace.Directory place, OutboundSettings outbound, CancellationToken stop)
    {
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(place.Host, stop);
            if (addresses.Length == 0 || !addresses.All(address => OutboundHttp.MayReach(address, outbound)))
                throw new PlaceUnavailableException("its name leads to an address that may not be called");
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(addresses, place.Port, stop);
            await using var plain = new NetworkStream(socket);
            if (!place.IsTlsFromStart) await AskForTls(plain, stop);
            await using var secure = new SslStream(plain, leaveInnerStreamOpen: true, OutboundHttp.TrustOf(outbound));
            await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = place.Host }, stop);
        }
        catch (Exception failed) when (failed is SocketException or IOException or System.Security.Authentication.AuthenticationException)
        {
            throw new PlaceUnavailableException("it is not there, or is not who it should be: " + failed.GetType().Name, failed);
        }
    }

    /// <summary>
    /// The answer's result code must be 0: a sequence, the message's number, the response (0x78), and first in it the code.
    /// </summary>
    private static async ValueTask AskForTls(NetworkStream plain, CancellationToken stop)
    {
        await plain.WriteAsync(StartTls, stop);
        var answer = new byte[512];
        var length = await plain.ReadAtLeastAsync(answer, 14, throwOnEndOfStream: false, stop);
        var response = answer.AsSpan(0, length).IndexOf((byte)0x78);
        if (response < 0 || !answer.AsSpan(response + 2, 3).SequenceEqual<byte>([0x0a, 0x01, 0x00]))
            throw new PlaceUnavailableException("it does not take StartTLS");
    }
}
