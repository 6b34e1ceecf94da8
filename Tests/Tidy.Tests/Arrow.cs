using System.Text.RegularExpressions;

namespace Countersign.Tidy.Tests;

/// <summary>
/// A type that one folder of a project names of another, read from the code: by a <c>using</c>, a qualified name, or a plain name that is
/// found because the other folder's namespace encloses this one.
/// </summary>
/// <param name="From">A folder by its path, such as <c>Gateway/Oidc</c>; a project's entry point is a room of its own.</param>
/// <param name="Because">A file and the name in it.</param>
internal sealed partial record Arrow(string From, string To, string Because)
{
    /// <summary>The folders of a project that hold code, and its entry points.</summary>
    /// <param name="project">Its folder.</param>
    public static IEnumerable<string> Rooms(string project) => FilesOf(project).Select(file => file.Room).Distinct();

    /// <summary>Whether a file holds a project's global usings; they name other projects alone.</summary>
    public static bool IsUsings(string path) => path.EndsWith("/Usings.cs", StringComparison.Ordinal);

    /// <summary>The arrows within a project.</summary>
    /// <param name="project">Its folder.</param>
    public static IEnumerable<Arrow> Within(string project) => Between(FilesOf(project));

    /// <summary>The arrows between these files.</summary>
    public static IEnumerable<Arrow> Between(IReadOnlyList<(string Path, string Text)> texts) =>
        Between([.. texts.Select(file => new CodeFile(file.Path, file.Text))]);

    private static IEnumerable<Arrow> Between(CodeFile[] files)
    {
        var types = files.SelectMany(file => file.Types.Select(type => (file.Namespace, Type: type))).Distinct()
            .ToLookup(declared => declared.Type, declared => declared.Namespace, StringComparer.Ordinal);
        var rooms = files.Where(file => file.Namespace.Length > 0).DistinctBy(file => file.Namespace)
            .ToDictionary(file => file.Namespace, file => file.Room, StringComparer.Ordinal);
        return from file in files
               from name in file.Names.Concat(file.Usings).Distinct(StringComparer.Ordinal)
               let found = rooms.ContainsKey(name) ? name : Resolve(file, name, types, rooms)
               where found is not null && rooms[found] != file.Room
               select new Arrow(file.Room, rooms[found], $"{file.Path}: {name}");
    }

    private static CodeFile[] FilesOf(string project) =>
        [.. Checkout.CSharp.Where(path => path.StartsWith(project + "/", StringComparison.Ordinal) && !IsUsings(path))
            .Select(path => new CodeFile(path, Checkout.Text(path)))];

    /// <summary>
    /// The namespace of the type that a name means in a file, as the compiler looks for it; null when it is none of the project's.
    /// </summary>
    private static string? Resolve(CodeFile file, string name, ILookup<string, string> types, Dictionary<string, string> rooms)
    {
        var (first, rest) = name.Split('.') is [var one, .. var more] ? (one, more) : (name, []);
        foreach (var within in Enclosing(file.Namespace))
        {
            if (within.Length > 0 && types[first].Contains(within)) return within;
            var inner = within.Length == 0 ? first : within + "." + first;
            if (rest.Length > 0 && Qualified(inner, rest, types, rooms) is { } found) return found;
        }

        return types[first].FirstOrDefault(file.Usings.Contains);
    }

    private static string? Qualified(string space, string[] rest, ILookup<string, string> types, Dictionary<string, string> rooms)
    {
        foreach (var part in rest)
        {
            if (rooms.ContainsKey(space) && types[part].Contains(space)) return space;
            space += "." + part;
        }

        return null;
    }

    private static IEnumerable<string> Enclosing(string space)
    {
        for (; space.Length > 0; space = space.Contains('.') ? space[..space.LastIndexOf('.')] : "") yield return space;
        yield return "";
    }

    /// <summary>A file as far as arrows go.</summary>
    private sealed partial class CodeFile
    {
        public CodeFile(string path, string text)
        {
            var code = Source.CodeAndHoles(text);
            Path = path;
            Namespace = Source.DeclaredNamespaces(text).FirstOrDefault("");
            Room = Namespace.Length == 0 ? path : path[..path.LastIndexOf('/')];
            Types = [.. Source.OuterTypes(text)];
            Usings = [.. Using().Matches(code).Select(match => match.Groups["name"].Value)];
            Names = [.. Name().Matches(code).Select(match => match.Value)];
        }

        public string Path { get; }

        public string Room { get; }

        /// <summary>Empty for an entry point.</summary>
        public string Namespace { get; }

        public string[] Types { get; }

        public HashSet<string> Usings { get; }

        public string[] Names { get; }

        [GeneratedRegex(@"^(?:global\s+)?using\s+(?:static\s+)?(?<name>[\w.]+);", RegexOptions.Multiline)]
        private static partial Regex Using();

        // Types and namespaces begin with a capital; what follows a dot belongs to what stands before it.
        [GeneratedRegex(@"(?<![\w.@])[A-Z]\w*(?:\.[A-Z]\w*)*")]
        private static partial Regex Name();
    }
}
