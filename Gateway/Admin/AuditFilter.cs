using System.Buffers;
using System.Text.Json;
using Countersign.Engine.Storage;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Audit;

namespace Countersign.Gateway.Admin;

/// <summary>The audit records somebody wants to see, from the query: those that agree with every member that is given.</summary>
/// <param name="Kind">A kind, or the beginning of some up to a dot: <c>challenge</c> takes <c>challenge.approved</c>.</param>
/// <param name="From">Records from this instant on.</param>
/// <param name="To">Records before this instant.</param>
internal sealed record AuditFilter(UserName? User, string? Kind, DateTimeOffset? From, DateTimeOffset? To)
{
    private const int LongestKind = 64;
    private static readonly SearchValues<char> KindLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._");

    /// <summary>Null when it takes everything.</summary>
    public static (AuditFilter? Filter, Problem? Refused) Read(HttpContext http)
    {
        UserName? user = null;
        if (!QueryText.TryOne(http, "user", out var typed)) return (null, new(HttpErrors.InvalidRequest));
        if (typed is not null)
        {
            if (!UserName.TryParse(typed, out var name)) return (null, Problem.NoUserName(typed));
            user = name;
        }

        if (!QueryText.TryOne(http, "kind", out var kind) || (kind is not null && !IsKind(kind)))
            return (null, new(HttpErrors.InvalidRequest));
        if (!QueryText.TryTime(http, "from", out var from) || !QueryText.TryTime(http, "to", out var to) || from > to)
            return (null, new(HttpErrors.InvalidRequest));
        return (user is null && kind is null && from is null && to is null ? null : new(user, kind, from, to), null);
    }

    /// <summary>A record that cannot be read is kept: it must not be overlooked.</summary>
    public bool Takes(AuditRecord record)
    {
        try
        {
            return Takes(AuditBody.Read(record.Body.Span));
        }
        catch (JsonException)
        {
            return true;
        }
    }

    private bool Takes(AuditFact fact) =>
        (User is null || fact.User == User)
        && (Kind is null || fact.Kind == Kind || fact.Kind.StartsWith(Kind + ".", StringComparison.Ordinal))
        && (From is null || fact.At >= From)
        && (To is null || fact.At < To);

    public static bool IsKind(string text) => text.Length is >= 1 and <= LongestKind && text.AsSpan().IndexOfAnyExcept(KindLetters) < 0;
}
