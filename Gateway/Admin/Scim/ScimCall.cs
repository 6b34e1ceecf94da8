using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.Gateway.Throttling;
using Countersign.SignIn;
using Countersign.SignIn.AdminTokens;

namespace Countersign.Gateway.Admin.Scim;

/// <summary>One request of a directory, or one operation of a bulk request: of which tenant, by whom, and whom it may not touch.</summary>
/// <param name="Beyond">Administrators who may do more than whoever asks: their users change elsewhere (T31).</param>
internal sealed record ScimCall(
    HttpContext Http, TenantId Tenant, Provisioning Directory, AdminThrottle Throttle, AdminAccess Access,
    IReadOnlySet<UserName> Beyond)
{
    /// <summary>What operations of the same bulk request made: ids by bulkId.</summary>
    public IReadOnlyDictionary<string, string>? Made { get; init; }

    public CancellationToken Cancel => Http.RequestAborted;

    /// <summary>The address that everything of the tenant stands under.</summary>
    public string Root => $"{Http.Request.Scheme}://{Http.Request.Host}{ScimEndpoints.Prefix}/{Tenant.Value}";

    /// <summary>Counts so many people or memberships against what the tenant may have written; the request counted for one.</summary>
    public Problem? Count(int more)
    {
        for (; more > 0; more--) if (Throttle.Person(Http, Tenant) is { } wait) return new(HttpErrors.RateLimited, wait);
        return null;
    }

    /// <summary>The user is beyond whoever asks; that they tried is recorded (T31).</summary>
    public async Task<Problem> Forbidden()
    {
        await Access.NoteRefusal(AdminHolder.Of(Http).Name, AdminDoors.NameOf(Http), Acting.Now!, Cancel);
        return new(AdminErrors.RoleRequired);
    }

    /// <summary>An id as the body or the path has it; null: it refers to an operation that made nothing.</summary>
    public string? Resolve(string id) =>
        !id.StartsWith(Reference, StringComparison.Ordinal) || Made is null ? id : Made.GetValueOrDefault(id[Reference.Length..]);

    public const string Reference = "bulkId:";

    /// <summary>The revisions that the caller takes the resource to have; null: it says nothing, or any.</summary>
    /// <param name="tag">One entity tag, or several, or a star.</param>
    public static IReadOnlyList<long>? Seen(string? tag)
    {
        if (tag is null || tag.Trim() == "*") return null;
        return [.. tag.Split(',').Select(RevisionOf).OfType<long>()];
    }

    public static string TagOf(long revision) => string.Create(CultureInfo.InvariantCulture, $"W/\"{revision}\"");

    private static long? RevisionOf(string tag)
    {
        var text = tag.AsSpan().Trim();
        if (text.StartsWith("W/")) text = text[2..];
        return text.Length > 2 && text[0] == '"' && text[^1] == '"'
            && long.TryParse(text[1..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
            ? revision
            : null;
    }
}

/// <summary>
/// A user's id in SCIM: the name, in letters that every address takes, and for another of the same name which one it is. So it is never
/// somebody else's.
/// </summary>
internal static class PersonId
{
    public static string Of(UserName name, long life) =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes(name.Value))
        + (life == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"~{life}"));

    public static bool TryParse(string? id, out UserName name, out long life)
    {
        (name, life) = (default, 0);
        if (id is not { Length: >= 1 and <= 400 }) return false;
        var mark = id.IndexOf('~', StringComparison.Ordinal);
        var letters = mark < 0 ? id : id[..mark];
        if (mark >= 0 && !long.TryParse(id.AsSpan(mark + 1), NumberStyles.None, CultureInfo.InvariantCulture, out life)) return false;
        if (!Base64Url.IsValid(letters)) return false;
        return UserName.TryParse(Encoding.ASCII.GetString(Base64Url.DecodeFromChars(letters)), out name) && Of(name, life) == id;
    }
}

/// <summary>An answer of SCIM: a resource, a list, or nothing to say.</summary>
/// <param name="Location">Of the resource that the request was about; null: of none.</param>
/// <param name="Revision">Its; null: it has none.</param>
internal sealed record ScimAnswer(int Status, byte[]? Body = null, string? Location = null, long? Revision = null) : IResult
{
    /// <summary>The id of what was made.</summary>
    public string? Id { get; init; }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        if (Location is not null && Status == StatusCodes.Status201Created) response.Headers.Location = Location;
        if (Revision is { } revision) response.Headers.ETag = ScimCall.TagOf(revision);
        if (Body is null) return Task.CompletedTask;
        response.ContentType = ScimJson.MediaType;
        response.ContentLength = Body.Length;
        return response.Body.WriteAsync(Body, httpContext.RequestAborted).AsTask();
    }
}
