using System.Text;

namespace Countersign.Gateway.Tests.Malformed;

/// <summary>T28: where a request ends is never a matter of opinion.</summary>
public sealed class FramingTests
{
    private const string Json = """{"user_name":"ada@contoso.example"}""";
    private const string Head = "POST /contoso/v1/sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n";

    /// <summary>The request that must not be seen.</summary>
    private const string Smuggled =
        "POST /contoso/v1/sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 35\r\n\r\n" + Json;

    private static readonly string Chunk = $"{Json.Length:x}\r\n{Json}\r\n0\r\n\r\n";

    public static TheoryData<string, string> Ambiguous => new()
    {
        { "length and chunks", Head + $"Content-Length: {Chunk.Length}\r\nTransfer-Encoding: chunked\r\n\r\n" + Chunk },
        { "length before the end of the chunks", Head + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + Chunk + Smuggled },
        { "chunks before the end of the length",
            Head + $"Content-Length: {5 + Smuggled.Length}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + Smuggled },
        { "two lengths", Head + "Content-Length: 35\r\nContent-Length: 36\r\n\r\n" + Json + "x" },
        { "two lengths in one", Head + "Content-Length: 35, 35\r\n\r\n" + Json },
        { "negative length", Head + "Content-Length: -1\r\n\r\n" },
        { "length with a sign", Head + "Content-Length: +35\r\n\r\n" + Json },
        { "length less than nothing", Head + "Content-Length: -0\r\n\r\n" },
        { "length with a point", Head + "Content-Length: 35.0\r\n\r\n" + Json },
        { "length in other digits", Head + "Content-Length: \u00B3\u00B5\r\n\r\n" + Json },
        { "length of twenty digits", Head + "Content-Length: 00000000000000000035\r\n\r\n" + Json },
        { "chunks in version 1.0", Head.Replace("HTTP/1.1", "HTTP/1.0") + "Transfer-Encoding: chunked\r\n\r\n" + Chunk },
        { "chunks in version 1.0, connection kept",
            Head.Replace("HTTP/1.1", "HTTP/1.0") + "Connection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n" + Chunk + Smuggled },
        { "hexadecimal length", Head + "Content-Length: 0x23\r\n\r\n" + Json },
        { "huge length", Head + "Content-Length: 99999999999999999999\r\n\r\n" },
        { "unknown coding", Head + "Transfer-Encoding: xchunked\r\n\r\n" + Chunk },
        { "chunks inside another coding", Head + "Transfer-Encoding: chunked, identity\r\n\r\n" + Chunk },
        { "coding with a control character", Head + "Transfer-Encoding: \u000bchunked\r\n\r\n" + Chunk },
        { "coding twice", Head + "Transfer-Encoding: gzip\r\nTransfer-Encoding: identity\r\n\r\n" + Chunk },
        { "chunk size no number", Head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n" + Json + "\r\n0\r\n\r\n" },
        { "chunk size negative", Head + "Transfer-Encoding: chunked\r\n\r\n-1\r\n" + Json + "\r\n0\r\n\r\n" },
        { "chunk size too large", Head + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n" + Json + "\r\n0\r\n\r\n" },
        { "chunk larger than it says", Head + "Transfer-Encoding: chunked\r\n\r\n5\r\n" + Json + "\r\n0\r\n\r\n" },
        { "chunk size ended by a line feed", Head + $"Transfer-Encoding: chunked\r\n\r\n{Json.Length:x}\n{Json}\r\n0\r\n\r\n" },
        { "extension ended by a line feed", Head + $"Transfer-Encoding: chunked\r\n\r\n{Json.Length:x};x\n{Json}\r\n0\r\n\r\n" },
        { "space before the colon", Head + "Content-Length : 35\r\n\r\n" + Json },
        { "folded length", Head + "Content-Length:\r\n 35\r\n\r\n" + Json },
    };

    [Theory]
    [MemberData(nameof(Ambiguous))]
    public async Task T_28_An_ambiguous_end_is_refused_and_the_connection_closed(string what, string request)
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Enrol("ada@contoso.example");
        var before = await Rows.Of(gateway.Store);
        var reply = Assert.Single(await Wire.Exchange(gateway.Url, Encoding.Latin1.GetBytes(request)));
        Assert.True(reply.Status is 400 or 413 or 501, what + ": " + reply.Look);
        Assert.Equal("close", reply.Header("Connection"));
        Assert.Equal(before, await Rows.Of(gateway.Store));
    }

    [Fact]
    public async Task Requests_sent_together_are_answered_in_order()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Enrol("ada@contoso.example");
        var get = "GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
        var missing = "GET /x HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
        var last = Head + $"Connection: close\r\nContent-Length: {Json.Length}\r\n\r\n" + Json;
        var replies = await Wire.Exchange(gateway.Url, Encoding.ASCII.GetBytes(get + missing + get + last + get));
        Assert.Equal([200, 404, 200, 200], replies.Select(reply => reply.Status));
        Assert.Equal("number", replies[3]["result"]);
    }

    [Theory]
    [InlineData("GET /health/live HTTP/1.0\r\n\r\n", 200)]
    [InlineData("GET /health/live HTTP/1.2\r\n\r\n", 505)]
    [InlineData("GET /health/live SMTP/1.1\r\n\r\n", 505)]
    [InlineData("GET /health/live HTTP/2.0\r\n\r\n", 505)]
    [InlineData("GET /health/live\r\n\r\n", 400)]
    [InlineData("\0\0\0\0\r\n\r\n", 400)]
    [InlineData("\u0016\u0003\u0001\u0002\0\u0001\0\r\n\r\n", 400)]
    public async Task Another_version_or_protocol_is_told_so_and_the_connection_closed(string request, int status)
    {
        await using var gateway = await RunningGateway.Furnished();
        var reply = Assert.Single(await Wire.Exchange(gateway.Url, Encoding.Latin1.GetBytes(request)));
        Assert.Equal((status, "close"), (reply.Status, reply.Header("Connection")));
    }

    [Fact]
    public async Task A_version_1_0_start_is_a_start()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Enrol("ada@contoso.example");
        var reply = await Wire.Ask(gateway.Url,
            Encoding.ASCII.GetBytes(Head.Replace("HTTP/1.1", "HTTP/1.0") + $"Content-Length: {Json.Length}\r\n\r\n" + Json));
        Assert.Equal("number", reply.MustBe(200)["result"]);
    }
}
