using System.Text;

namespace Countersign.Gateway.Tests.Malformed;

/// <summary>A sample's header made wrong, or too much of it.</summary>
internal static class Heads
{
    public static IEnumerable<(string Case, byte[] Request)> Of(Sample sample)
    {
        yield return ("65 headers", sample.Request(more: [.. Enumerable.Range(0, 65).Select(n => ($"X-{n}", "x"))]));
        yield return ("a header of 17 KiB", sample.Request(more: ("X-Long", new string('x', 17 * 1024))));
        yield return ("headers of 17 KiB",
            sample.Request(more: [.. Enumerable.Range(0, 34).Select(n => ($"X-{n}", new string('x', 512)))]));
        yield return ("NUL in a value", sample.Request(more: ("X-Nul", "a\0b")));
        yield return ("space in a name", sample.Request(more: ("X Space", "x")));
        yield return ("space before the colon", sample.Request(more: ("X-Space ", "x")));
        yield return ("no name", sample.Request(more: ("", "x")));
        yield return ("a folded line", sample.Request(more: ("X-Fold", "a\r\n b")));
        yield return ("a lone line feed", sample.Request(more: ("X-Feed", "a\n b")));
        yield return ("a lone return", sample.Request(more: ("X-Return", "a\rb")));
        yield return ("two hosts", sample.Request(more: ("Host", "elsewhere.example")));
        yield return ("no host", Replace(sample.Request(), "Host: 127.0.0.1\r\n", ""));
        yield return ("a strange host", Replace(sample.Request(), "Host: 127.0.0.1\r\n", "Host: a/b@c\r\n"));
        yield return ("not UTF-8", Replace(sample.Request(more: ("X-Bytes", "MARK")), "MARK", "\u00ff\u00fe"));
        yield return ("no version", Replace(sample.Request(), " HTTP/1.1\r\n", "\r\n"));
    }

    /// <summary>In bytes: what is no text must stay as it is.</summary>
    private static byte[] Replace(byte[] request, string old, string by) =>
        Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(request).Replace(old, by, StringComparison.Ordinal));
}
