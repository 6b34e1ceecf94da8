using System.Text.Json;
using System.Text.Json.Serialization;
using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.AdminTokens;
using Countersign.SignIn.Audit;
using Microsoft.OpenApi;

namespace Countersign.Gateway.Admin;

/// <param name="Next">What to ask for <c>after</c> next; null at the end.</param>
public sealed record AuditAnswer(
    IReadOnlyList<AuditRecordBody> Records, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] long? Next);

/// <param name="Sequence">The place in the tenant's chain. Among records from before each tenant had its own there are gaps.</param>
/// <param name="PreviousHash">64 hexadecimal digits.</param>
/// <param name="Hash">64 hexadecimal digits.</param>
/// <param name="Fact">The fact, byte for byte what was hashed.</param>
public sealed record AuditRecordBody(
    long Sequence, string PreviousHash, string Hash, [property: JsonConverter(typeof(VerbatimJson))] ReadOnlyMemory<byte> Fact)
{
    public static AuditRecordBody From(AuditRecord record) => new(
        record.Sequence, Convert.ToHexStringLower(record.PreviousHash.Span), Convert.ToHexStringLower(record.Hash.Span), record.Body);
}

/// <summary>JSON that is passed on as it was written: written anew, it might not have the same hash.</summary>
public sealed class VerbatimJson : JsonConverter<ReadOnlyMemory<byte>>
{
    public override ReadOnlyMemory<byte> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.SerializeToUtf8Bytes(JsonElement.ParseValue(ref reader), AdminJson.Default.JsonElement);

    public override void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Span);
}

/// <summary><c>GET …/audit</c>: I18.</summary>
internal static class AuditEndpoint
{
    public static void Map(IEndpointRouteBuilder routes, Administration administration) => Describe(
        routes.MapGet("/audit", Tenants.In((http, tenant) => List(http, tenant, administration)))
            .Produces<AuditAnswer>().ProducesProblems(400, 401, 404, 503),
        "The tenant's audit records in order, a page at a time; with a filter, a page may be short before the end.");

    /// <summary>What is no tenant's: the life of administration tokens, and what they were refused.</summary>
    public static void MapService(IEndpointRouteBuilder routes, Administration administration) => Describe(
        routes.MapGet("/audit", (Func<HttpContext, Task<IResult>>)(http => Search(http, AdminTokensRules.Chain, administration)))
            .Produces<AuditAnswer>().ProducesProblems(400, 401, 503),
        "The service's own audit records, of administration tokens, in the same form.");

    private static void Describe(RouteHandlerBuilder route, string summary) => route
        .TakesQuery("after", "A sequence; the page begins behind it. 0 when it is absent.")
        .TakesQuery("limit", "1 to 1,000; 100 when it is absent.")
        .TakesQuery("user", "A user name: only records about this user.", JsonSchemaType.String)
        .TakesQuery("kind", "A kind, or its beginning up to a dot: \"challenge\" or \"challenge.approved\".", JsonSchemaType.String)
        .TakesQuery("from", "An instant (RFC 3339): only records from it on.", JsonSchemaType.String)
        .TakesQuery("to", "An instant (RFC 3339): only records before it.", JsonSchemaType.String)
        .WithSummary(summary);

    private static async Task<IResult> List(HttpContext http, TenantId tenant, Administration administration) =>
        await administration.Missing(tenant, http.RequestAborted) is { } missing
            ? Problem.FromRefusal(missing)
            : await Search(http, tenant, administration);

    private static async Task<IResult> Search(HttpContext http, TenantId tenant, Administration administration)
    {
        if (Names.Limit(http) is not { } limit || After(http) is not { } after) return new Problem(HttpErrors.InvalidRequest);
        var (filter, refused) = AuditFilter.Read(http);
        if (refused is not null) return refused;
        var page = filter is null
            ? await Whole(tenant, after, limit, administration, http.RequestAborted)
            : await administration.SearchAudit(tenant, after, limit, filter.Takes, http.RequestAborted);
        return Json.Ok(new AuditAnswer([.. page.Records.Select(AuditRecordBody.From)], page.Next), AdminJson.Default.AuditAnswer);
    }

    private static async Task<AuditPage> Whole(
        TenantId tenant, long after, int limit, Administration administration, CancellationToken cancel)
    {
        var page = await administration.ReadAudit(tenant, after, limit, cancel);
        return new(page, page.Count == limit ? page[^1].Sequence : null);
    }

    private static long? After(HttpContext http)
    {
        var values = http.Request.Query["after"];
        if (values.Count == 0) return 0;
        return values.Count == 1 && WholeNumber.TryParse(values[0], out var after) ? after : null;
    }
}
