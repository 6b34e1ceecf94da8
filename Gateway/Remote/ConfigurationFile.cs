using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Countersign.Gateway.Admin;
using Countersign.SignIn;

namespace Countersign.Gateway.Remote;

/// <summary>A document of configuration: read strictly, written in one order.</summary>
/// <param name="Body">With <see cref="Blueprint.Secret"/> where it names a secret.</param>
/// <param name="Secrets">By tenant and the part's address.</param>
/// <param name="Folder">Which the files that it names are looked for in.</param>
internal sealed record ConfigurationFile(
    ConfigurationBody Body, IReadOnlyDictionary<(string Tenant, string Part), SecretReference> Secrets, string Folder)
{
    private const int LargestBytes = 64 * 1024 * 1024;

    private static readonly JsonDocumentOptions Reading = new()
    {
        AllowDuplicateProperties = false, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = Limits.JsonDepth,
    };

    private static readonly JsonWriterOptions Writing = new()
    {
        Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n",
    };

    /// <exception cref="FormatException">It cannot be read. The message says where and why.</exception>
    public static ConfigurationFile Read(string path)
    {
        JsonObject root;
        try
        {
            if (new FileInfo(path).Length > LargestBytes) throw new FormatException("It is larger than any configuration.");
            var read = YamlText.IsNamed(path)
                ? YamlText.Read(File.ReadAllText(path))
                : JsonNode.Parse(File.ReadAllBytes(path), null, Reading);
            root = read as JsonObject ?? throw new FormatException("$: That is no object.");
        }
        // InvalidOperationException: half a surrogate pair in a name
        catch (Exception broken) when (broken is JsonException or FormatException or InvalidOperationException)
        {
            throw new FormatException($"{path}: {broken.Message}", broken);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FormatException($"{path} cannot be read: {unreadable.Message}", unreadable);
        }

        var secrets = TakeSecrets(path, root);
        return new(Shape(path, root), secrets, Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>The references go, and what stands for a secret takes their place.</summary>
    private static Dictionary<(string Tenant, string Part), SecretReference> TakeSecrets(string path, JsonObject root)
    {
        Dictionary<(string, string), SecretReference> secrets = [];
        foreach (var (name, tenant) in root["tenants"] as JsonObject ?? [])
        {
            if (tenant is not JsonObject one) continue;
            foreach (var (part, place, around, member) in SecretPlaces.In(one).ToArray())
            {
                if (!around.ContainsKey(member)) continue;
                if (SecretReference.Read(around[member]) is not { } reference)
                {
                    throw new FormatException(
                        $"{path}: $.tenants.{name}{place}: A secret does not stand here: "
                        + """say {"env": "NAME"} or {"file": "NAME"}.""");
                }

                secrets.Add((name, part), reference);
                around[member] = Blueprint.Secret;
            }
        }

        return secrets;
    }

    private static ConfigurationBody Shape(string path, JsonObject root)
    {
        try
        {
            var body = root.Deserialize(AdminJson.Default.ConfigurationBody)!;
            return body.Version == ConfigurationBody.Form
                ? body
                : throw new FormatException($"{path}: $.version: This release knows version {ConfigurationBody.Form} alone.");
        }
        catch (JsonException misfit)
        {
            throw new FormatException(
                $"{path}: {misfit.Path}: There is no such member, one is missing, or the value is of another kind.", misfit);
        }
    }

    /// <summary>In one order: tenants, then what the interface names, by name.</summary>
    public static string Write(IReadOnlyDictionary<string, TenantConfigurationBody> tenants, bool asYaml = false)
    {
        var body = new ConfigurationBody(ConfigurationBody.Form, tenants);
        var root = JsonSerializer.SerializeToNode(body, AdminJson.Default.ConfigurationBody)!.AsObject();
        foreach (var (name, tenant) in root["tenants"]!.AsObject())
        {
            foreach (var (part, _, around, member) in SecretPlaces.In(tenant!.AsObject()).ToArray())
            {
                if (around.ContainsKey(member)) around[member] = new SecretReference("env", Variable(name, part, member)).Write();
            }
        }

        return asYaml ? YamlText.Write(root) : Write(root);
    }

    public static string Write(JsonNode node)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Writing)) node.WriteTo(writer);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    /// <summary>The same wherever it is exported from: <c>CONTOSO_PROVIDERS_FABRIKAM_CLIENT_SECRET</c>.</summary>
    private static string Variable(string tenant, string part, string member) =>
        string.Concat($"{tenant}_{part}_{member}".Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_'));
}
