namespace Countersign.Gateway;

/// <summary>
/// How the store is reached: given as it is (<c>Countersign:StoreConnection</c>), or as the name of a file that holds it, which only the
/// server may read (<c>Countersign:StoreConnectionFile</c>).
/// </summary>
internal static class StoreConnections
{
    /// <returns>Null when none is set.</returns>
    /// <exception cref="FormatException">Both are set, or the file cannot be read or is empty.</exception>
    public static string? Find(IConfigurationSection section)
    {
        var (given, file) = (section["StoreConnection"], section["StoreConnectionFile"]);
        if (file is null) return string.IsNullOrWhiteSpace(given) ? null : given.Trim();
        return given is null
            ? Read(file)
            : throw new FormatException("Countersign:StoreConnection and Countersign:StoreConnectionFile are both set; take one.");
    }

    private static string Read(string file)
    {
        try
        {
            var text = File.ReadAllText(file).Trim();
            return text.Length > 0 ? text : throw new FormatException($"Countersign:StoreConnectionFile names {file}, which is empty.");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FormatException(
                $"Countersign:StoreConnectionFile names {file}, which cannot be read: {unreadable.Message}", unreadable);
        }
    }
}
