using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Countersign.Deploy.Tests.Kit;

namespace Countersign.Deploy.Tests;

/// <summary><c>deploy/azure</c>, by Bicep's own compiler. To it a misspelt property is a warning; here a warning is an offence.</summary>
public sealed class BicepTests
{
    private const string Folder = "deploy/azure";

    private static readonly string Compiler =
        typeof(BicepTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "Bicep").Value!;

    private static readonly Dictionary<string, string> Environment = new()
    {
        ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1",
        ["COUNTERSIGN_KEYS_SECRET"] = "k", ["COUNTERSIGN_ADMIN_TOKEN"] = new('t', 40), ["COUNTERSIGN_CLUSTER_CERTIFICATE"] = "c",
        ["COUNTERSIGN_CLUSTER_KEY"] = "k", ["COUNTERSIGN_CLUSTER_AUTHORITY"] = "a",
    };

    private static readonly Task<(string Diagnostics, string Compiled)> Main = Ask("build", Repository.At(Folder + "/main.bicep"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>With all its modules; <see cref="Every_module_is_used"/>.</summary>
    [Fact]
    public async Task The_template_compiles_without_any_diagnostic() => Assert.Equal("", (await Main).Diagnostics);

    [Fact]
    public async Task The_parameters_fit_the_template() =>
        Assert.Equal("", (await Ask("build-params", Repository.At(Folder + "/main.bicepparam"))).Diagnostics);

    [Fact]
    public async Task A_misspelt_property_is_found()
    {
        var folder = Directory.CreateTempSubdirectory("countersign-bicep-");
        try
        {
            var file = Path.Combine(folder.FullName, "wrong.bicep");
            var text = Repository.Text(Folder + "/modules/storage.bicep");
            await File.WriteAllTextAsync(
                file, text.Replace("allowSharedKeyAccess", "allowSharedKeysAccess", StringComparison.Ordinal), Cancel);
            Assert.Contains("allowSharedKeysAccess", (await Ask("build", file)).Diagnostics, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Every_module_is_used() => Assert.All(
        Repository.Files(Folder + "/modules", "*.bicep"),
        file => Assert.Contains($"'modules/{Path.GetFileName(file)}'", Repository.Text(Folder + "/main.bicep"), StringComparison.Ordinal));

    /// <summary>The template puts the lists of settings together; they are read out of what it compiles to.</summary>
    [Fact]
    public async Task The_product_takes_the_settings()
    {
        var compiled = await Module("apps");
        var variables = compiled.GetProperty("variables");
        var shared = Pairs(variables.GetProperty("clusterSettings").GetString()!);
        var collector = Pairs(variables.GetProperty("collector").GetString()!);
        var volumes = new[] { "clusterFiles", "gatewayFiles" }.Select(name => variables.GetProperty(name)).ToDictionary(
            one => one.GetProperty("name").GetString()!,
            one => one.GetProperty("secrets").EnumerateArray().Select(secret => secret.GetProperty("path").GetString()!));
        var apps = Resources(compiled).Where(one => one.GetProperty("type").GetString() == "Microsoft.App/containerApps").ToArray();
        Assert.Equal(2, apps.Length);
        foreach (var app in apps)
        {
            var container = app.GetProperty("properties").GetProperty("template").GetProperty("containers")[0];
            var name = container.GetProperty("name").GetString()!;
            var files =
                from mount in container.GetProperty("volumeMounts").EnumerateArray()
                from path in volumes[mount.GetProperty("volumeName").GetString()!]
                select $"{mount.GetProperty("mountPath").GetString()}/{path}";
            var environment = shared.Concat(collector).Concat(Pairs(container.GetProperty("env").GetString()!)).ToDictionary();
            Settings.MustBeTaken($"apps.bicep, {name}", name == "gateway", environment, [.. files]);
        }
    }

    [Fact]
    public async Task The_storage_account_has_no_keys_and_neither_it_nor_the_vault_is_open_to_the_world()
    {
        var account = PropertiesOf(await Module("storage"), "Microsoft.Storage/storageAccounts");
        Assert.False(account.GetProperty("allowSharedKeyAccess").GetBoolean());
        Assert.False(account.GetProperty("allowBlobPublicAccess").GetBoolean());
        Assert.Equal("Deny", account.GetProperty("networkAcls").GetProperty("defaultAction").GetString());
        var secrets = PropertiesOf(await Module("vault"), "Microsoft.KeyVault/vaults");
        Assert.True(secrets.GetProperty("enableRbacAuthorization").GetBoolean());
        Assert.True(secrets.GetProperty("enablePurgeProtection").GetBoolean());
        Assert.Equal("Deny", secrets.GetProperty("networkAcls").GetProperty("defaultAction").GetString());
    }

    private static JsonElement PropertiesOf(JsonElement template, string type) =>
        Resources(template).Single(one => one.GetProperty("type").GetString() == type).GetProperty("properties");

    /// <summary>A list, or with some features of the language a map of names.</summary>
    private static JsonElement[] Resources(JsonElement template) => template.GetProperty("resources") switch
    {
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray()],
        var map => [.. map.EnumerateObject().Select(one => one.Value)],
    };

    /// <summary>The template that a module has become; it lies in the deployment of its name.</summary>
    private static async Task<JsonElement> Module(string name)
    {
        var main = JsonElement.Parse((await Main).Compiled);
        return Resources(main).Single(one => one.GetProperty("name").GetString()!.Contains($"-{name}'", StringComparison.Ordinal))
            .GetProperty("properties").GetProperty("template");
    }

    /// <summary>createObject('name', 'NAME', 'value', 'VALUE'); where the value is a parameter, an address.</summary>
    private static Dictionary<string, string> Pairs(string expression) =>
        Regex.Matches(expression, @"createObject\('name', '(?<name>\w+)', 'value', ('(?<value>[^']*)'|parameters\('\w+'\))\)").ToDictionary(
            one => one.Groups["name"].Value,
            one => one.Groups["value"].Success ? one.Groups["value"].Value : "https://sign-in.example.com");

    private static async Task<(string Diagnostics, string Compiled)> Ask(string command, string file)
    {
        var output = Path.GetTempFileName();
        try
        {
            var (code, said) = await Tool.Run([Compiler, command, file, "--outfile", output], environment: Environment);
            return (code == 0 ? said.Trim() : $"{file}: {said}", await File.ReadAllTextAsync(output, Cancel));
        }
        finally
        {
            File.Delete(output);
        }
    }
}
