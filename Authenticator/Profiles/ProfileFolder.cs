using System.Text.Json;
using Countersign.SignIn;

namespace Countersign.Authenticator.Profiles;

/// <summary>
/// An app installation on disk: its id, and its accounts, one file each under <c>profiles/</c>, readable by their owner alone. A file is
/// replaced whole or not at all.
/// </summary>
/// <param name="home">The folder; made when it is not there.</param>
public sealed class ProfileFolder(string home)
{
    private const string Extension = ".json";
    private const int LongestName = 64;

    private static readonly JsonSerializerOptions Strict =
        new(JsonSerializerOptions.Strict) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    private readonly string _profiles = Path.Combine(home, "profiles");

    /// <summary>The folder of profiles unless another is named.</summary>
    public static string DefaultHome => Environment.GetEnvironmentVariable("COUNTERSIGN_HOME") is { Length: > 0 } set
        ? set
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".countersign");

    /// <summary>A profile's name becomes a file's: 1 to 64 letters, digits and <c>. - _ @</c>, not a dot first.</summary>
    public static bool IsName(string text) =>
        text.Length is >= 1 and <= LongestName && text[0] != '.'
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' or '@');

    /// <summary>The id of this installation, drawn the first time it is asked for; all its accounts share it (S-52).</summary>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    public DeviceId Installation()
    {
        var file = Path.Combine(home, "installation");
        MakeFolder(home);
        if (!File.Exists(file)) WriteFile(file, Account.Handle() + "\n", replace: false);
        return DeviceId.TryParse(File.ReadAllText(file).TrimEnd('\n'), out var id)
            ? id
            : throw new InvalidDataException($"{file} does not hold the id of an installation.");
    }

    /// <summary>In alphabetical order.</summary>
    public IReadOnlyList<string> Names() => Directory.Exists(_profiles)
        ? [.. Directory.EnumerateFiles(_profiles, "*" + Extension).Select(NameOf).Where(IsName).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Null when there is none of this name.</summary>
    /// <exception cref="InvalidDataException">The file is not a profile.</exception>
    public Profile? Read(string name)
    {
        var file = FileOf(name);
        try
        {
            var profile = File.Exists(file) ? JsonSerializer.Deserialize<Profile>(File.ReadAllBytes(file), Strict) : null;
            if (profile is null or { Version: Profile.CurrentVersion }) return profile;
            throw new InvalidDataException($"{file} is of another version of this program.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file} is damaged.", e);
        }
    }

    public void Save(string name, Profile profile)
    {
        MakeFolder(home);
        MakeFolder(_profiles);
        WriteFile(FileOf(name), JsonSerializer.Serialize(profile, Strict) + "\n", replace: true);
    }

    /// <summary>Removes it from this machine. The server is not told.</summary>
    public void Remove(string name)
    {
        File.Delete(FileOf(name));
        File.Delete(LockOf(name));
    }

    /// <summary>
    /// Tries a PIN. The try is counted in the file before it is made, so that ending the program in the middle of one gains nothing;
    /// the right PIN sets the count back (N12).
    /// </summary>
    /// <exception cref="IOException">Another process is trying a PIN for this profile.</exception>
    /// <exception cref="FileNotFoundException">There is no such profile.</exception>
    public Unlocking Unlock(string name, string pin)
    {
        using var turn = Lock(name);
        var profile = Read(name) ?? throw new FileNotFoundException($"There is no profile named {name}.");
        if (profile.DecisionKey is not { } key) return new Unlocking.Erased();
        var counted = profile with { WrongPins = profile.WrongPins + 1 };
        Save(name, counted);
        if (profile.WrongPins < Profile.MostWrongPins && key.Open(pin, profile.Owner) is { } opened)
        {
            Save(name, profile with { WrongPins = 0 });
            return new Unlocking.Unlocked(opened);
        }
        if (counted.WrongPins < Profile.MostWrongPins) return new Unlocking.WrongPin(Profile.MostWrongPins - counted.WrongPins);
        Save(name, counted with { DecisionKey = null });
        return new Unlocking.Erased();
    }

    private static string NameOf(string file) => Path.GetFileNameWithoutExtension(file);

    private string FileOf(string name) =>
        IsName(name) ? Path.Combine(_profiles, name + Extension) : throw new ArgumentException("Not a profile's name.", nameof(name));

    private string LockOf(string name) => Path.Combine(_profiles, "." + name + ".lock");

    private FileStream Lock(string name)
    {
        MakeFolder(home);
        MakeFolder(_profiles);
        return new(LockOf(name), Private(FileMode.OpenOrCreate));
    }

    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    // Written beside its place, made durable, then moved there in one step: a crash leaves the old file or the new one.
    private static void WriteFile(string file, string text, bool replace)
    {
        var beside = Path.Combine(Path.GetDirectoryName(file)!, "." + Path.GetFileName(file) + "." + Account.Handle() + ".new");
        try
        {
            using (var stream = new FileStream(beside, Private(FileMode.CreateNew)))
            {
                stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
                stream.Flush(flushToDisk: true);
            }
            File.Move(beside, file, replace);
        }
        catch (IOException) when (!replace && File.Exists(file))
        {
            // Somebody else was first, which is as good.
        }
        finally
        {
            File.Delete(beside);
        }
    }

    private static FileStreamOptions Private(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
