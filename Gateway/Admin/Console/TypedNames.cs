using Countersign.Gateway.Http;
using Countersign.SignIn;

namespace Countersign.Gateway.Admin.Console;

/// <summary>The user names that somebody typed into a field: one to a line, or as they were pasted.</summary>
internal static class TypedNames
{
    private static readonly char[] Marks = ['\n', '\r', ' ', '\t', ',', ';'];

    /// <summary>Each once, in order; or what cannot be taken, of none then.</summary>
    /// <param name="most">Names, at the most.</param>
    public static (IReadOnlyCollection<UserName> Users, Unfit? Unfit) Read(ConsoleView view, string field, string? typed, int most)
    {
        var users = new HashSet<UserName>();
        var names = (typed ?? "").Split(Marks, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var name in names)
        {
            if (!UserName.TryParse(name, out var user))
                return ([], new(field, HttpErrors.InvalidUserName, Filled(view.Texts.Policy.UserUnfit, name)));
            users.Add(user);
        }

        if (users.Count == 0) return ([], new(field, HttpErrors.InvalidRequest, view.Texts.Group.NamesMissing));
        return users.Count > most
            ? ([], new(field, HttpErrors.InvalidRequest, Filled(view.Texts.Group.TooManyNames, ConsoleNames.Number(most))))
            : (users, null);
    }

    public static string Filled(string text, string value) => text.Replace("{0}", value, StringComparison.Ordinal);
}
