using System.Text;
using Countersign.Gateway.Admin.Import;

namespace Countersign.Gateway.Remote;

/// <summary>A table of people in a file.</summary>
internal static class PeopleFile
{
    private const int LargestBytes = 64 * 1024 * 1024;

    /// <exception cref="FormatException">It cannot be read; a line of the message for each thing that is wrong.</exception>
    public static IReadOnlyList<ImportedPerson> Read(string path)
    {
        var (people, faults) = PeopleTable.Read(Text(path));
        return faults.Count == 0 ? people : throw Refused(path, faults);
    }

    public static FormatException Refused(string path, IEnumerable<TableFault> faults) =>
        new(string.Join(Environment.NewLine, faults.Select(fault => $"{path}: {fault.Text()}")));

    private static string Text(string path)
    {
        try
        {
            if (new FileInfo(path).Length > LargestBytes) throw new FormatException($"{path} is larger than 64 MiB.");
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path));
        }
        catch (DecoderFallbackException)
        {
            throw new FormatException($"{path} is no UTF-8: save it as \"CSV UTF-8\".");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FormatException($"{path} cannot be read: {unreadable.Message}", unreadable);
        }
    }
}
