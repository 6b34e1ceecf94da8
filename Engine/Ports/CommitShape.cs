using System.Text;

namespace Countersign.Engine.Ports;

/// <summary>The shape that every store asks of a commit before it is sent. Another shape is a bug in the caller, not an outcome.</summary>
public static class CommitShape
{
    /// <summary>The longest row id, in characters; a tenant and a user name at their limits fit well within.</summary>
    public const int IdLength = 512;

    /// <exception cref="ArgumentException">
    /// A malformed key or version, a write that names no owner, an insert of another owner, with a version or without a body, the removal
    /// of what is absent, or a key written twice.
    /// </exception>
    public static void Check(Commit commit)
    {
        Check(commit.Row);
        if (commit.Row is { IsRemoval: true, ExpectedVersion: 0 }) throw new ArgumentException("What is absent cannot be removed.");
        foreach (var insert in commit.Inserts)
        {
            Check(insert);
            if (insert.IsRemoval) throw new ArgumentException("An insert has no body.");
            if (insert.Key.Owner != commit.Row.Key.Owner) throw new ArgumentException($"{insert.Key.Kind}: an owner other than the row's.");
            if (insert.ExpectedVersion != 0) throw new ArgumentException($"An insert expects version {insert.ExpectedVersion}, not 0.");
        }

        if (WritesTwice(commit)) throw new ArgumentException("One commit writes the same row twice.");
    }

    /// <summary>Printable ASCII, so that the order of ids is the same in every store and every language.</summary>
    public static bool IsKey(RowKey key) =>
        IsKind(key.Kind) && IsText(key.Id);

    /// <summary>Whether it can be an id or an owner.</summary>
    public static bool IsText(string? text) =>
        text is { Length: >= 1 and <= IdLength } && text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0;

    public static bool IsKind(RowKind kind) => kind is >= RowKind.Tenant and <= RowKind.EventFeed;

    /// <summary>
    /// The first text, in ordinal order, after every id that begins with <paramref name="prefix"/> . A range, not a pattern: no character
    /// of a prefix is a wildcard.
    /// </summary>
    public static string End(string prefix) => prefix.Length == 0 ? "\u007F" : prefix[..^1] + (char)(prefix[^1] + 1);

    /// <summary>Whether any id can begin with <paramref name="prefix"/>.</summary>
    public static bool IsPrefix(string prefix) => Ascii.IsValid(prefix);

    private static void Check(RowWrite write)
    {
        if (!IsKey(write.Key)) throw new ArgumentException($"Malformed row key: {write.Key.Kind}, {write.Key.Id?.Length ?? 0} characters.");
        if (!IsText(write.Key.Owner?.Text)) throw new ArgumentException($"{write.Key.Kind}: a write names its owner.");
        ArgumentOutOfRangeException.ThrowIfNegative(write.ExpectedVersion);
    }

    private static bool WritesTwice(Commit commit)
    {
        for (var i = 0; i < commit.Inserts.Count; i++)
        {
            if (commit.Inserts[i].Key == commit.Row.Key) return true;
            for (var j = 0; j < i; j++)
            {
                if (commit.Inserts[j].Key == commit.Inserts[i].Key) return true;
            }
        }

        return false;
    }
}
