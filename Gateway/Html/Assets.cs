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

    private static readonly Asset StyleSheet = Load("sign-in", "css");
    private static readonly Asset ScriptFile = Load("sign-in", "js");
    private static readonly Asset PasskeyFile = Load("passkey", "js");

    public static string Style => StyleSheet.Address;

    public static string Script => ScriptFile.Address;

    /// <summary>Of the pages that ask for a passkey alone.</summary>
    public static string PasskeyScript => PasskeyFile.Address;

    /// <summary>Each under its whole address: a pattern would take addresses from a tenant of the name "assets".</summary>
    public static void Map(IEndpointRouteBuilder routes) => Map(routes, [StyleSheet, ScriptFile, PasskeyFile]);

    public static void Map(IEndpointRouteBuilder routes, IEnumerable<Asset> assets)
    {
        foreach (var asset in assets) routes.MapGet(asset.Address, asset.Send).ExcludeFromDescription();
    }

    /// <summary>What stands in the addresses of these contents.</summary>
    public static string HashOf(params IEnumerable<byte[]> contents)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var content in contents) hash.AppendData(SHA256.HashData(content));
        return Base64Url.EncodeToString(hash.GetHashAndReset())[..HashLength];
    }

    private static Asset Load(string name, string type)
    {
        var file = $"{name}.{type}";
        var content = Asset.Load(file);
        return new($"/assets/{name}.{HashOf([content])}.{type}", file, content);
    }
}
