using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Users.SignInLog;
using Countersign.SignIn.Ways;

namespace Countersign.Gateway.Admin;

/// <summary>The part of the sign-in log that somebody asks for, from the query.</summary>
internal static class SignInsFilter
{
    public const int MostOfApplication = 200;

    public static (SignInQuery? Query, Problem? Refused) Read(HttpContext http)
    {
        if (Names.Limit(http) is not { } limit) return Bad("limit is a whole number from 1 to 1,000.");
        if (!QueryText.TryOne(http, "after", out var after) || (after is not null && SignInCursor.Parse(after) is null))
            return Bad("after is the next of the page before, as it came.");
        if (!QueryText.TryOne(http, "user", out var typed)) return Bad("user comes once.");
        UserName? user = null;
        if (typed is not null)
        {
            if (!UserName.TryParse(typed, out var name)) return (null, Problem.NoUserName(typed));
            user = name;
        }

        if (!QueryText.TryOne(http, "outcome", out var outcomeWord) || !TryOutcome(outcomeWord, out var outcome))
            return Bad("outcome is one of " + string.Join(", ", SignInWords.Outcomes.Select(row => row.Word)) + ".");
        if (!QueryText.TryOne(http, "reason", out var reasonWord) || !TryReason(reasonWord, out var reason))
            return Bad("reason is one of " + string.Join(", ", Reasons.Select(Words.WordFor)) + ".");
        if (!QueryText.TryOne(http, "client", out var client) || (client is not null && !Client.IsId(client)))
            return Bad("client is a client's id.");
        if (!QueryText.TryOne(http, "application", out var application) || application?.Length is 0 or > MostOfApplication)
            return Bad("application is a client's id or a part of an application's name, up to 200 characters.");
        if (!QueryText.TryOne(http, "address", out var address) || (address is not null && Network(address) is null))
            return Bad("address is an address such as 192.0.2.7, or its network: 192.0.2.0/24 or 2001:db8:1::/48.");
        if (!QueryText.TryTime(http, "from", out var from) || !QueryText.TryTime(http, "to", out var to) || from > to)
            return Bad("from and to are instants such as 2026-11-01T08:00:00Z, the earlier first.");
        var filter = new SignInFilter(user, outcome, reason, client, from, to, application, address is null ? null : Network(address));
        return (new(filter, after, limit), null);
    }

    /// <summary>The network of an address that somebody typed, or of a network as entries have it; null: it is neither.</summary>
    public static string? Network(string typed)
    {
        var slash = typed.IndexOf('/', StringComparison.Ordinal);
        var network = SignInNotes.NetworkOf(slash < 0 ? typed : typed[..slash]);
        return network.Length == 0 || (slash >= 0 && !network.EndsWith(typed[slash..], StringComparison.Ordinal)) ? null : network;
    }

    public static IEnumerable<FallbackReason> Reasons =>
        Enum.GetValues<FallbackReason>().Where(reason => reason != FallbackReason.Malformed);

    public static bool TryOutcome(string? word, out SignInOutcome? outcome)
    {
        outcome = SignInWords.Outcomes.FirstOrDefault(row => row.Word == word).Outcome is var found and not SignInOutcome.Malformed
            ? found
            : null;
        return word is null || outcome is not null;
    }

    public static bool TryReason(string? word, out FallbackReason? reason)
    {
        reason = Reasons.FirstOrDefault(one => Words.WordFor(one) == word) is var found and not FallbackReason.Malformed ? found : null;
        return word is null || reason is not null;
    }

    private static (SignInQuery?, Problem) Bad(string advice) => (null, new(HttpErrors.InvalidRequest) { Advice = advice });
}
