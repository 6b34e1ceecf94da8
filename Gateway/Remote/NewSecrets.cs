using System.Text.Json.Nodes;

namespace Countersign.Gateway.Remote;

/// <summary>
/// Secrets that a service draws and shows once: each is in the file, readable by its owner alone, before the next is drawn.
/// </summary>
internal sealed class NewSecrets
{
    private readonly string _path;
    private readonly JsonObject _tenants = [];

    /// <exception cref="FormatException">The file is there already, or cannot be made.</exception>
    public NewSecrets(string path)
    {
        _path = path;
        try
        {
            PrivateFile.Create(path).Dispose();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FormatException($"{path} cannot be made for new secrets: {refused.Message}", refused);
        }
    }

    public int Count { get; private set; }

    /// <param name="name"><c>security_webhook</c>, or a client's address.</param>
    public void Add(string tenant, string name, string secret)
    {
        if (_tenants[tenant] is not JsonObject held) _tenants[tenant] = held = [];
        held[name] = secret;
        Count++;
        File.WriteAllText(_path, ConfigurationFile.Write(_tenants));   // keeps the mode
    }
}
