using System.Buffers.Text;
using System.Security.Cryptography;

namespace Countersign.Gateway.Html;

/// <summary>
/// The style sheet and the script, embedded. An address holds the content's hash, so a cache may keep it for good and never has a wrong
/// one.
/// </summary>
internal static class Assets
{
    private const int HashLength = 16;   // 96 bits: enough that two versions never share a name

    private static readonly Asset StyleSheet = Load("sign-in", "css", "text/css; charset=utf-8");
    private static readonly Asset ScriptFile = Load("sign-in", "js", "text/javascript; charset=utf-8");

    public static string Style => StyleSheet.Address;

    public static string Script => ScriptFile.Address;

    /// <summary>Each under its whole address: a pattern would take addresses from a tenant of the name "assets".</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var asset in new[] { StyleSheet, ScriptFile }) routes.MapGet(asset.Address, asset.Send).ExcludeFromDescription();
    }

    private static Asset Load(string name, string type, string contentType)
    {
        using var stream = typeof(Assets).Assembly.GetManifestResourceStream($"{name}.{type}")
            ?? throw new InvalidOperationException($"{name}.{type} is not embedded.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        var hash = Base64Url.EncodeToString(SHA256.HashData(content))[..HashLength];
        return new($"/assets/{name}.{hash}.{type}", contentType, content);
    }

    private sealed record Asset(string Address, string ContentType, byte[] Content)
    {
        public Task Send(HttpContext http)
        {
            http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
            http.Response.ContentType = ContentType;
            http.Response.ContentLength = Content.Length;
            return http.Response.Body.WriteAsync(Content, http.RequestAborted).AsTask();
        }
    }
}
