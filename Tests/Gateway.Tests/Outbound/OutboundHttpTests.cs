using System.Net;
using System.Net.Sockets;
using Countersign.Gateway.Outbound;

namespace Countersign.Gateway.Tests.Outbound;

/// <summary>T16: calls to addresses that somebody else chose.</summary>
public sealed class OutboundHttpTests
{
    private static readonly OutboundSettings Loopback = new([IPNetwork.Parse("127.0.0.0/8")], null);

    [Theory]
    [InlineData("https://client.example/ciba", true)]
    [InlineData("https://client.example:8443/ciba?tenant=1", true)]
    [InlineData("http://client.example/ciba", false)]
    [InlineData("https://client.example:5432/", false)]
    [InlineData("https://user:secret@client.example/", false)]
    [InlineData("https://client.example/#part", false)]
    [InlineData("https://8.8.8.8/", false)]
    [InlineData("https://127.0.0.1/", false)]
    [InlineData("https://0x7f000001/", false)]
    [InlineData("https://[::1]/", false)]
    [InlineData("https://①②⑦.⓪.⓪.①/", false)]
    [InlineData("https://ｃlient.example/", false)]
    [InlineData("https://клиент.example/", false)]
    [InlineData("https://client。example/", false)]
    [InlineData("https://cl%69ent.example/", false)]
    [InlineData("https://2130706433/", false)]
    [InlineData("https://127.1/", false)]
    [InlineData("https://xn--e1affq1c.example/", true)]
    [InlineData("https://CLIENT.example/", true)]
    [InlineData("https://client.example/ciba/ü", false)]
    [InlineData("ftp://client.example/", false)]
    [InlineData("client.example", false)]
    public void Only_https_to_a_name_on_a_usual_port_is_registered(string endpoint, bool callable) =>
        Assert.Equal(callable, OutboundHttp.IsCallable(endpoint, OutboundSettings.Default));

    [Fact]
    public void An_operators_own_network_may_be_named()
    {
        Assert.True(OutboundHttp.IsCallable("https://127.0.0.1:5444/ciba", Loopback));
        Assert.False(OutboundHttp.IsCallable("https://10.0.0.1/ciba", Loopback));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("[::ffff:127.0.0.1]")]
    public async Task A_name_that_leads_inside_is_not_connected_to(string host)
    {
        using var listener = Listen(out var port);
        using var client = new HttpClient(OutboundHttp.Handler(OutboundSettings.Default));
        var failed = await Assert.ThrowsAsync<HttpRequestException>(
            () => client.GetAsync(new Uri($"http://{host}:{port}/"), TestContext.Current.CancellationToken));
        Assert.IsType<EgressRefusedException>(failed.InnerException);
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        using var listener = Listen(out var port);
        using var client = new HttpClient(OutboundHttp.Handler(Loopback));
        var answering = Redirect(listener);
        using var response = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        await answering;
        Assert.False(listener.Pending());
    }

    /// <summary>C8, T27: what a client answers beyond a little is left where it is, and the connection with it.</summary>
    [Theory]
    [InlineData(1_000_000)]
    [InlineData(70_000)]
    public async Task Of_an_answer_no_more_than_64_KiB_are_read(int length)
    {
        using var listener = Listen(out var port);
        using var sender = new ClientNotificationSender(OutboundHttp.Handler(Loopback), TimeProvider.System);
        var sending = Send(listener, length);
        var outcome = await sender.Deliver(
            "contoso:shop", new($"http://127.0.0.1:{port}/"), "token", _ => new("{}"u8.ToArray()),
            TestContext.Current.CancellationToken);
        Assert.Equal(DeliveryOutcome.Delivered, outcome);
        Assert.False(await sending, "the connection was kept for what came after");
    }

    /// <summary>Whether the connection outlived an answer of this length.</summary>
    private static async Task<bool> Send(TcpListener listener, int length)
    {
        var cancel = TestContext.Current.CancellationToken;
        using var connection = await listener.AcceptTcpClientAsync(cancel);
        await using var stream = connection.GetStream();
        await stream.ReadAtLeastAsync(new byte[4096], 16, cancellationToken: cancel);
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n"), cancel);
        try
        {
            await stream.WriteAsync(new byte[length], cancel);
            return await stream.ReadAsync(new byte[1], cancel) > 0;
        }
        catch (IOException)
        {
            return false;   // reset, with the rest unread
        }
    }

    private static TcpListener Listen(out int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, FreePort.Find());
        listener.Start();
        port = ((IPEndPoint)listener.LocalEndpoint).Port;
        return listener;
    }

    private static async Task Redirect(TcpListener listener)
    {
        using var connection = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await using var stream = connection.GetStream();
        await stream.ReadAtLeastAsync(new byte[4096], 16, cancellationToken: TestContext.Current.CancellationToken);
        var there = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/there";
        await stream.WriteAsync(
            System.Text.Encoding.ASCII.GetBytes(
                $"HTTP/1.1 302 Found\r\nLocation: {there}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
            TestContext.Current.CancellationToken);
    }
}
