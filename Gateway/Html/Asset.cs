using System.IO.Compression;

namespace Countersign.Gateway.Html;

/// <summary>
/// A file of this build, public and the same for everybody. Its address changes with its content, so a cache may keep it for good. It is
/// compressed once; nothing secret is ever beside it.
/// </summary>
internal sealed class Asset
{
    private readonly byte[] _compressed;
    private readonly string _contentType;

    public Asset(string address, string name, byte[] content)
    {
        (Address, Content, _contentType) = (address, content, TypeOf(name));
        _compressed = Compress(content);
    }

    public string Address { get; }

    public byte[] Content { get; }

    /// <summary>The embedded file of this name.</summary>
    public static byte[] Load(string resource)
    {
        using var stream = typeof(Asset).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"{resource} is not embedded.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    public Task Send(HttpContext http)
    {
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return SendContent(http);
    }

    /// <summary>The same without the headers of a cache.</summary>
    public Task SendContent(HttpContext http)
    {
        var isCompressed = _compressed.Length < Content.Length
            && http.Request.Headers.AcceptEncoding.ToString().Split(',').Any(one => one.Trim() == "br");
        var content = isCompressed ? _compressed : Content;
        if (isCompressed) http.Response.Headers.ContentEncoding = "br";
        http.Response.Headers.Vary = "Accept-Encoding";
        http.Response.ContentType = _contentType;
        http.Response.ContentLength = content.Length;
        return http.Response.Body.WriteAsync(content, http.RequestAborted).AsTask();
    }

    private static byte[] Compress(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var brotli = new BrotliStream(compressed, CompressionLevel.SmallestSize)) brotli.Write(content);
        return compressed.ToArray();
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        var other => throw new InvalidOperationException($"No type is known of {other}."),
    };
}
