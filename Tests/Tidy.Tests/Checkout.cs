using System.ComponentModel;
using System.Diagnostics;

namespace Countersign.Tidy.Tests;

/// <summary>
/// The files of the project as they lie on the disk: what git tracks or would track; without git, all but what is built or run.
/// </summary>
internal static class Checkout
{
    private static readonly string[] NotOurs = [".git", ".build", ".vs", ".idea", "bin", "obj", "data", "TestResults", "node_modules"];

    public static string Root { get; } = FindRoot();

    /// <summary>Paths from <see cref="Root"/>, with <c>/</c>, in ordinal order.</summary>
    public static IReadOnlyList<string> Files { get; } =
        [.. (AskGit() ?? Walk()).Where(path => File.Exists(At(path))).Order(StringComparer.Ordinal)];

    public static IReadOnlyList<string> CSharp { get; } = [.. Files.Where(path => path.EndsWith(".cs", StringComparison.Ordinal))];

    public static IReadOnlyList<string> Projects { get; } = [.. Files.Where(path => path.EndsWith(".csproj", StringComparison.Ordinal))];

    public static bool IsTest(string path) => path.StartsWith("Tests/", StringComparison.Ordinal);

    public static string At(string path) => Path.Combine(Root, path);

    public static bool Has(string path) => File.Exists(At(path));

    public static string Text(string path) => File.ReadAllText(At(path));

    public static string[] Lines(string path) => File.ReadAllLines(At(path));

    /// <summary>A zero byte near the beginning is how git, too, tells a picture from a text.</summary>
    public static bool IsText(string path)
    {
        using var file = File.OpenRead(At(path));
        Span<byte> beginning = stackalloc byte[8000];
        var read = file.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false);
        return !beginning[..read].Contains((byte)0);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Orleans.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException($"No Orleans.sln in or above {AppContext.BaseDirectory}.");
    }

    // Null where git is absent, refuses the folder, or tracks another project of which this one is only an ignored part.
    private static string[]? AskGit()
    {
        var question = new ProcessStartInfo("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        {
            WorkingDirectory = Root, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        try
        {
            using var git = Process.Start(question) ?? throw new InvalidOperationException("git was not started.");
            git.ErrorDataReceived += (_, _) => { };
            git.BeginErrorReadLine();
            var answer = git.StandardOutput.ReadToEnd().Split('\0', StringSplitOptions.RemoveEmptyEntries);
            git.WaitForExit();
            return git.ExitCode == 0 && answer.Contains("Orleans.sln") ? answer : null;
        }
        catch (Win32Exception)
        {
            return null; // no git on this machine
        }
    }

    private static IEnumerable<string> Walk()
    {
        var folders = new Stack<string>([Root]);
        while (folders.TryPop(out var folder))
        {
            foreach (var file in Directory.EnumerateFiles(folder)) yield return Path.GetRelativePath(Root, file).Replace('\\', '/');
            foreach (var inner in Directory.EnumerateDirectories(folder))
            {
                if (!NotOurs.Contains(Path.GetFileName(inner))) folders.Push(inner);
            }
        }
    }
}
