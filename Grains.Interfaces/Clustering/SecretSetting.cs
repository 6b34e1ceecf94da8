using Microsoft.Extensions.Configuration;

namespace Countersign.Grains.Interfaces.Clustering;

/// <summary>
/// What nobody else may read: given as it is (<c>Countersign:NAME</c>), or as the name of a file that holds it, which only the server may
/// read (<c>Countersign:NAMEFile</c>). An environment is shown by many tools; a file is not.
/// </summary>
public static class SecretSetting
{
    /// <summary>A connection: one that is blank is none.</summary>
    /// <returns>Null when none is set.</returns>
    /// <exception cref="FormatException">Both are set, or the file cannot be read. The message has nothing of what it holds.</exception>
    public static string? FindConnection(IConfiguration section, string name) =>
        Find(section, name) is { } given && !string.IsNullOrWhiteSpace(given) ? given.Trim() : null;

    /// <summary>As it is given: who checks it refuses a blank one, which is a mistake of whoever filled it in.</summary>
    /// <returns>Null when none is set.</returns>
    /// <exception cref="FormatException">Both are set, or the file cannot be read. The message has nothing of what it holds.</exception>
    public static string? Find(IConfiguration section, string name)
    {
        var (given, file) = (section[name], section[name + "File"]);
        if (file is null) return given;
        return given is null
            ? Read(name, file)
            : throw new FormatException($"Countersign:{name} and Countersign:{name}File are both set: one of them is enough.");
    }

    private static string Read(string name, string file)
    {
        try
        {
            var text = File.ReadAllText(file).Trim();
            return text.Length > 0 ? text : throw new FormatException($"Countersign:{name}File names {file}, which is empty.");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FormatException($"Countersign:{name}File names {file}, which cannot be read: {unreadable.Message}", unreadable);
        }
    }
}
