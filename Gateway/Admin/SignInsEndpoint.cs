using System.Text.Json.Serialization;
using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Users.SignInLog;
using Microsoft.OpenApi;

namespace Countersign.Gateway.Admin;

/// <param name="SignIns">The newest first.</param>
/// <param name="Next">What to ask for <c>after</c> next; null at the end. A page may be short, or empty, before it.</param>
/// <param name="NotKept">What was counted and not kept, in the time that this page is of.</param>
public sealed record SignInsAnswer(
    IReadOnlyList<SignInBody> SignIns, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next, NotKeptBody NotKept);

/// <param name="UnknownNames">Attempts for names that nobody has.</param>
/// <param name="OverLimit">Those beyond a day's limit.</param>
/// <param name="Lost">Those that could not be written in time.</param>
public sealed record NotKeptBody(long UnknownNames, long OverLimit, long Lost);

/// <param name="Time">When it ended, or was turned away.</param>
/// <param name="Way"><c>phone</c>, <c>federated</c>, <c>password</c>, <c>recovery</c>, <c>passkey</c> or <c>pass</c>.</param>
/// <param name="Outcome">
/// <c>approved</c>, <c>denied</c>, <c>not_me</c>, <c>wrong_number</c>, <c>not_allowed</c>, <c>expired</c>, <c>cancelled</c>: how what was
/// asked on the phone ended. <c>fell_back</c>, <c>comes_back_later</c>: no phone was asked. <c>signed_in</c>, <c>first_factor</c>,
/// <c>refused</c>: what became of another way.
/// </param>
/// <param name="Reason">Why no phone was asked; absent where one was.</param>
/// <param name="Rule">The first rule that was broken, by its name in <c>…/why</c>.</param>
/// <param name="Refused">Why another way was refused.</param>
/// <param name="Client">Who asked for the sign-in, by id; absent where nobody did.</param>
/// <param name="Network">The network it came from, /24 or /48.</param>
/// <param name="StartedAt">When the phone was asked.</param>
/// <param name="Seconds">From then to the end.</param>
/// <param name="NumbersTried">On the phone.</param>
/// <param name="Locked">Phone sign-in has been locked by it.</param>
/// <param name="After">The first factor that it followed.</param>
/// <param name="ShownDecoy">The browser was shown a number that no phone was asked about.</param>
/// <param name="Times">How often the same was turned away, up to <c>last_time</c>.</param>
/// <param name="Id">The same for the same entry, wherever and however often it is read.</param>
public sealed record SignInBody(
    DateTimeOffset Time, string UserName, string Way, string Outcome, string? Reason, string? Rule, string? Refused, string? Client,
    string? Application, string? Network, string? Place, string? Browser, DateTimeOffset? StartedAt, double? Seconds, int NumbersTried,
    bool Locked, string? After, bool ShownDecoy, int Times, DateTimeOffset? LastTime, string Id)
{
    public static SignInBody From(SignInEntry entry) => new(
        entry.At, entry.User.Value, SignInWords.WordFor(entry.Way), SignInWords.WordFor(entry.Outcome),
        entry.Reason is { } reason ? Words.WordFor(reason) : null, entry.Rule is { } rule ? SignInWords.WordFor(rule) : null,
        entry.Refused is { } refused ? SignInWords.WordFor(refused) : null, Text(entry.Client), Text(entry.Application),
        Text(entry.Network), Text(entry.Place), Text(entry.Browser), entry.StartedAt,
        entry.StartedAt is { } started ? Math.Round((entry.At - started).TotalSeconds, 1) : null, entry.Numbers, entry.Locks,
        entry.First is { } first ? SignInWords.WordFor(first) : null, entry.IsDecoy, entry.Times, entry.LastAt,
        SignInEntryId.Of(entry).ToString());

    private static string? Text(string text) => text.Length == 0 ? null : text;
}

/// <summary><c>GET …/sign-ins</c>: what became of sign-ins (ADM-4).</summary>
internal static class SignInsEndpoint
{
    public static void Map(IEndpointRouteBuilder routes, Administration administration, SignInsStream stream) => routes
        .MapGet("/sign-ins", Tenants.In((http, tenant) => List(http, tenant, administration, stream)))
        .Produces<SignInsAnswer>(200, "application/json", SignInsExport.Csv, SignInsExport.Lines, SignInsStream.Type)
        .ProducesProblems(400, 401, 404, 429, 503)
        .TakesHeader(SignInsStream.Cursor, "Of a stream: the id of the last event that was heard, to go on from there.")
        .TakesQuery("after", "The next of the page before.", JsonSchemaType.String)
        .TakesQuery("limit", "1 to 1,000; 100 when it is absent.")
        .TakesQuery("user", "A user name: only this user's.", JsonSchemaType.String)
        .TakesQuery("outcome", "Only those that ended so.", JsonSchemaType.String)
        .TakesQuery("reason", "Only those with this reason why no phone was asked.", JsonSchemaType.String)
        .TakesQuery("client", "A client's id: only sign-ins to it.", JsonSchemaType.String)
        .TakesQuery("application", "A client's id, or a part of an application's name.", JsonSchemaType.String)
        .TakesQuery("address", "An address, or its network as entries have it: only sign-ins from there.", JsonSchemaType.String)
        .TakesQuery("from", "An instant (RFC 3339): only those from it on.", JsonSchemaType.String)
        .TakesQuery("to", "An instant (RFC 3339): only those before it.", JsonSchemaType.String)
        .WithSummary("What became of sign-ins, the newest first; as CSV, a line of JSON each or a live stream where Accept asks for it.");

    private static async Task<IResult> List(HttpContext http, TenantId tenant, Administration administration, SignInsStream stream)
    {
        var (query, refused) = SignInsFilter.Read(http);
        if (refused is not null) return refused;
        if (await administration.Missing(tenant, http.RequestAborted) is { } missing) return Problem.FromRefusal(missing);
        http.Response.Headers.Vary = "Accept";
        var form = FormOf(http);
        if (form == SignInsStream.Type) return await stream.Open(http, tenant, query!);
        var page = await administration.ReadSignIns(tenant, query!, http.RequestAborted);
        SignInBody[] rows = [.. page.Entries.Select(SignInBody.From)];
        if (form is null)
        {
            var counted = new NotKeptBody(page.NotKept.UnknownNames, page.NotKept.OverLimit, page.NotKept.Lost);
            return Json.Ok(new SignInsAnswer(rows, page.Next, counted), AdminJson.Default.SignInsAnswer);
        }

        if (page.Next is { } next) http.Response.Headers.Link = $"<{Address(http, next)}>; rel=\"next\"";
        return Results.Bytes(SignInsExport.Write(form, rows), form + "; charset=utf-8");
    }

    /// <summary>Null: JSON.</summary>
    private static string? FormOf(HttpContext http)
    {
        string[] forms = [SignInsExport.Csv, SignInsExport.Lines, SignInsStream.Type];
        foreach (var accepted in http.Request.GetTypedHeaders().Accept)
        {
            if (Array.Find(forms, form => accepted.MediaType == form) is { } form) return form;
        }

        return null;
    }

    /// <summary>This very page, but for where it begins.</summary>
    private static string Address(HttpContext http, string next)
    {
        var kept = http.Request.Query.Where(one => one.Key != "after")
            .Select(one => $"{one.Key}={Uri.EscapeDataString(one.Value.ToString())}");
        return "?" + string.Join('&', kept.Append("after=" + Uri.EscapeDataString(next)));
    }
}
